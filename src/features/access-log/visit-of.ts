import type { AuditEntry } from '#audit';
import { type CarePart, partsOf } from '#fhir';
import type { Visit } from './contract.ts';

/** Nobody's data, and what goes without saying. */
const unspoken: ReadonlySet<CarePart> = new Set(['shared', 'unassigned', 'administrative', 'identity']);

/** A log entry as its person sees it: words for who and what, none of the identifiers by which the node knows them. `apps` has the names of apps by their ids. */
export function visitOf(
  entry: AuditEntry & { readonly id: string },
  reader: string,
  country: string,
  apps: ReadonlyMap<string, string> = new Map(),
): Visit {
  const { agent } = entry;
  const app = apps.get(agent.client);
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
      ...(app === undefined ? {} : { app }),
      // What an app does in her name she has not done herself, and is to see.
      own: agent.subject === reader && app === undefined,
    },
    abroad: agent.country !== country,
    categories: [...categories].filter((category) => !unspoken.has(category)),
  };
}
