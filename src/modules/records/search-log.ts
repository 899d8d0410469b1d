import { type KeptEntry, toAuditEvent } from '#audit';
import type { SearchQuery } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { SearchPage, StoredVersion } from '#store';
import { decide } from './decide.ts';
import { occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import type { RecentActs } from './recent-acts.ts';
import { noteLogRead, readAccessLog } from './sharing.ts';
import { isConfined } from './within-app.ts';

/** What a search asks of the log of one person. */
export interface LogSearch {
  readonly patient: string;
  readonly from?: Date;
  readonly to?: Date;
}

const prefixesFrom: ReadonlySet<string> = new Set(['ge', 'gt', 'sa']);
const prefixesTo: ReadonlySet<string> = new Set(['le', 'lt', 'eb']);

/**
 * The question to a person's log that `AuditEvent?patient=x`, with `date` where it is wanted, asks (IHE ITI-81); undefined
 * for every other search, which is one of AuditEvents that somebody has written.
 */
export function logSearchOf(query: SearchQuery): LogSearch | undefined {
  if (query.type !== 'AuditEvent' || query.compartment !== undefined || query.includes !== undefined) return undefined;
  if (query.count === 0 || query.total === 'accurate') return undefined;
  let asked: { patient?: string; from?: Date; to?: Date } = {};
  for (const { parameter, modifier, values } of query.criteria) {
    const [value] = values;
    if (values.length !== 1 || value === undefined || modifier !== undefined) return undefined;
    if (parameter.code === 'patient' && value.kind === 'reference' && value.id !== undefined) {
      if (asked.patient !== undefined) return undefined;
      asked.patient = value.id;
    } else if (parameter.code === 'date' && value.kind === 'date') {
      const { prefix, low, high } = value;
      const bounds = boundsOf(prefix, low, high);
      if (bounds === undefined) return undefined;
      asked = { ...asked, ...bounds };
    } else return undefined;
  }
  const { patient, ...time } = asked;
  return patient === undefined ? undefined : { patient, ...time };
}

/** Milliseconds of the interval that a date stands for, as bounds of what is asked; R4 search.html#prefix. */
function boundsOf(prefix: string, low: number, high: number): { from?: Date; to?: Date } | undefined {
  if (prefix === 'eq') return { from: new Date(low), to: new Date(high) };
  if (prefixesFrom.has(prefix)) return { from: new Date(prefix === 'ge' ? low : high) };
  if (prefixesTo.has(prefix)) return { to: new Date(prefix === 'le' ? high : low) };
  return undefined;
}

interface LogOptions extends RecordsOptions {
  readonly recentReads: RecentActs;
}

/**
 * A page of a person's log as AuditEvents by IHE BALP, newest first, for who may read it. Undefined where the search is
 * another: for who may not it is one of AuditEvents that somebody has written.
 */
export async function searchLog(
  options: LogOptions,
  caller: Caller,
  query: SearchQuery,
  interaction: string,
): Promise<Outcome<SearchPage> | undefined> {
  const asked = interaction === 'search-type' ? logSearchOf(query) : undefined;
  if (asked === undefined) return undefined;
  const { patient, ...time } = asked;
  const reader = readerOf(caller, patient, 's');
  if (reader === undefined || !(await decide(options.access, reader, 'read-log', patient)).permitted) return undefined;
  const { count, cursor } = query;
  const page = { count, ...time, ...(cursor === undefined ? {} : { cursor }) };
  const log = await readAccessLog(options, reader, patient, page);
  if (!log.ok) return log;
  const { entries, next } = log.value;
  const matches = entries.map((entry) => eventOf(options, entry, patient));
  return ok({ matches, ...(next === undefined ? {} : { next }) });
}

/**
 * One entry of a person's log as an AuditEvent, for who may read that log; undefined for everybody else, who asks for an
 * AuditEvent that somebody has written, and where there is no such entry.
 */
export async function readLogEntry(
  options: LogOptions,
  caller: Caller,
  id: string,
): Promise<Outcome<StoredVersion> | undefined> {
  const entry = await options.audit.entry(id);
  const { patient = '' } = entry ?? {};
  const reader = readerOf(caller, patient, 'r');
  if (entry === undefined || patient === '' || reader === undefined) return undefined;
  const view = await decide(options.access, reader, 'read-log', patient);
  if (!view.permitted) return undefined;
  await noteLogRead(options, occasionOf(options, reader, 'access-log', view), patient);
  return ok(eventOf(options, entry, patient));
}

/**
 * The person as whom an app reads her log. It must have been given AuditEvents by that name, and not narrowed: who gave it
 * everything in her record has not said that it may know who looked there. Undefined where it may not.
 */
function readerOf(caller: Caller, patient: string, act: 'r' | 's'): Caller | undefined {
  const { scopes, ...person } = caller;
  if (scopes === undefined) return caller;
  const named = scopes.granted.some(
    ({ type, acts, parameters }) => type === 'AuditEvent' && acts.includes(act) && parameters.length === 0,
  );
  return named && (!isConfined(caller) || scopes.patient === patient) ? person : undefined;
}

function eventOf({ observer }: Pick<RecordsOptions, 'observer'>, entry: KeptEntry, patient: string): StoredVersion {
  const event = toAuditEvent(entry, observer);
  const meta = { ...event.meta, versionId: '1', lastUpdated: entry.at.toISOString() };
  return {
    type: 'AuditEvent',
    id: entry.id,
    version: 1,
    updated: entry.at,
    deleted: false,
    text: JSON.stringify({ ...event, meta }),
    compartment: patient,
    category: 'administrative',
  };
}
