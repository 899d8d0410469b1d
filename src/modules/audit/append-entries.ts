import type { Queryable } from '#db';
import type { AuditEntry } from './contract.ts';

const insert = `
insert into audit_entry (patient, at, trace, action, outcome, interaction, purpose, rule, agent, objects, more)
select patient, at, trace, action, outcome, interaction, purpose, rule, agent, objects, more
from json_to_recordset($1::text::json) as entry(
  patient text, at timestamptz, trace text, action text, outcome text, interaction text, purpose text, rule text,
  agent jsonb, objects jsonb, more integer
)`;

/** Longest text of an entry; what is longer is cut, so that no caller can swell the log. */
const longestText = 200;
const mostObjects = 50;

/** Adds all entries in one statement. */
export async function appendEntries(on: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await on.query(insert, [entriesAsJson(entries)]);
}

/** The rows as JSON text that PostgreSQL takes: one entry with a NUL or half a surrogate pair must not refuse the rest. */
function entriesAsJson(entries: readonly AuditEntry[]): string {
  return JSON.stringify(entries.map(rowOf), (_key, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  );
}

function rowOf(entry: AuditEntry): object {
  return {
    patient: entry.patient ?? '',
    at: entry.at.toISOString(),
    trace: entry.traceId,
    action: entry.action,
    outcome: entry.outcome,
    interaction: entry.interaction,
    purpose: entry.purpose,
    rule: entry.rule,
    agent: entry.agent,
    objects: entry.objects.slice(0, mostObjects),
    more: (entry.more ?? 0) + Math.max(0, entry.objects.length - mostObjects),
  };
}

function storable(text: string): string {
  const cut = text.length > longestText ? text.slice(0, longestText) : text;
  return cut.replaceAll('\u0000', '').toWellFormed();
}
