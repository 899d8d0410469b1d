import { hash } from 'node:crypto';
import type { AuditEntry } from './contract.ts';

/** Longest text of an entry; what is longer is cut, so that no caller can swell the log. */
const longestText = 200;
const mostObjects = 50;
/** Characters of a time from year 0 to 9999, which are those that the database can order. */
const timeLength = 24;

/** An entry as it is written: its line, and by what it is found. */
export interface EntryLine {
  readonly text: string;
  /** '' where nobody's record was touched. */
  readonly patient: string;
  /** ISO 8601 with milliseconds, as the line has it. */
  readonly at: string;
}

/**
 * An entry as the one line of JSON in which it is kept; these very bytes are the entry for ever. Texts are cut to 200
 * characters and objects to 50, and NUL and half surrogate pairs, which PostgreSQL cannot read out of JSON, are left
 * out or replaced. Throws where the time is none.
 */
export function lineOf(entry: AuditEntry): EntryLine {
  const at = entry.at.toISOString();
  if (at.length !== timeLength) throw new RangeError('An entry of the log has a year of four digits');
  const { agent } = entry;
  const more = (entry.more ?? 0) + Math.max(0, entry.objects.length - mostObjects);
  const patient = entry.patient === undefined ? '' : storable(entry.patient);
  const text = JSON.stringify({
    at,
    traceId: storable(entry.traceId),
    action: entry.action,
    outcome: entry.outcome,
    interaction: storable(entry.interaction),
    patient: patient === '' ? undefined : patient,
    agent: {
      subject: storable(agent.subject),
      name: storable(agent.name),
      role: storable(agent.role),
      organization: optional(agent.organization),
      country: storable(agent.country),
      client: storable(agent.client),
      address: optional(agent.address),
    },
    purpose: storable(entry.purpose),
    rule: storable(entry.rule),
    objects: entry.objects.slice(0, mostObjects).map(({ type, id, version, category }) => ({
      type: storable(type),
      id: optional(id),
      version,
      category,
    })),
    more: more === 0 ? undefined : more,
    words: optional(entry.words),
  });
  return { text, patient, at };
}

/** SHA-256, base64url, of words that are kept elsewhere; of this act alone, so that the same words never look the same. */
export function wordsDigest(traceId: string, words: string): string {
  return hash('sha256', JSON.stringify([traceId, words]), 'base64url');
}

/** The entry that a line holds. */
export function entryOf(line: string): AuditEntry {
  const kept = JSON.parse(line) as Omit<AuditEntry, 'at'> & { readonly at: string };
  return { ...kept, at: new Date(kept.at) };
}

function optional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storable(text);
}

function storable(text: string): string {
  const cut = text.length > longestText ? text.slice(0, longestText) : text;
  return cut.isWellFormed() && !cut.includes('\u0000') ? cut : cut.replaceAll('\u0000', '').toWellFormed();
}
