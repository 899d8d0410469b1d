import type { AuditEntry } from '#audit';
import { type CarePart, partsOf } from '#fhir';
import type { Visit } from './contract.ts';

/** Nobody's data, and what goes without saying. */
const unspoken: ReadonlySet<CarePart> = new Set(['shared', 'unassigned', 'administrative', 'identity']);

/** A log entry as its person sees it: words for who and what, none of the identifiers by which the node knows them. */
export function visitOf(entry: AuditEntry & { readonly id: string }, reader: string, country: string): Visit {
  const { agent } = entry;
  const categories = new Set(
    entry.objects.flatMap(({ category }) => (category === undefined ? [] : partsOf(category))),
  );
  return {
    id: entry.id,
    at: entry.at.toISOString(),
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
    categories: [...categories].filter((category) => !unspoken.has(category)),
  };
}
