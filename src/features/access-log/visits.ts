import type { AuditEntry } from '#audit';
import type { CareCategory } from '#fhir';
import type { Visit } from './contract.ts';

type Entry = AuditEntry & { readonly id: string };

/** Nobody's data, and what goes without saying. */
const unspoken: ReadonlySet<CareCategory> = new Set(['shared', 'unassigned', 'administrative', 'identity']);

/**
 * Log entries, newest first, as visits. Entries in a row by the same person, of the same kind, on the same day (UTC) and
 * with the same outcome become one visit: a page that refreshes itself would else fill the list with its reader.
 */
export function visitsOf(entries: readonly Entry[], reader: string, country: string): readonly Visit[] {
  const visits: Visit[] = [];
  let kind = '';
  for (const entry of entries) {
    const visit = visitOf(entry, reader, country);
    const last = visits.at(-1);
    const next = kindOf(entry, visit);
    if (last && next === kind) {
      visits[visits.length - 1] = { ...last, since: visit.at, times: last.times + 1 };
    } else {
      visits.push(visit);
      kind = next;
    }
  }
  return visits;
}

function visitOf(entry: Entry, reader: string, country: string): Visit {
  const { agent } = entry;
  const at = entry.at.toISOString();
  return {
    id: entry.id,
    at,
    since: at,
    times: 1,
    traceId: entry.traceId,
    action: entry.action,
    interaction: entry.interaction,
    outcome: entry.outcome,
    purpose: entry.purpose,
    agent: {
      name: agent.name,
      role: agent.role,
      ...(agent.organization === undefined ? {} : { organization: agent.organization }),
      country: agent.country,
      own: agent.subject === reader,
    },
    abroad: agent.country !== country,
    categories: [...new Set(entry.objects.flatMap(({ category }) => category ?? []))].filter(
      (category) => !unspoken.has(category),
    ),
  };
}

function kindOf(entry: Entry, visit: Visit): string {
  return [
    entry.agent.subject,
    visit.agent.country,
    visit.at.slice(0, 10),
    visit.action,
    visit.interaction,
    visit.outcome,
    visit.purpose,
    visit.categories.join(),
  ].join('\n');
}
