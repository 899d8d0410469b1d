import type { KeptEntry } from '#audit';
import type { WatchFacts } from '#records';
import type { FindingAccount, RuleName } from '../contract.ts';

/** An entry with what a rule may know beside it. */
export interface WatchedEntry extends KeptEntry {
  /** Of a professional who read somebody's record. */
  readonly facts?: WatchFacts;
  /** The hour of the day where the node is, 0 to 23. */
  readonly hour: number;
  /** On how many days of the last months the account worked, in all and at such an hour, before this day. */
  readonly habit: { readonly days: number; readonly atThisHour: number };
}

/** What a rule saw. The same `key` again is more of the same. */
export interface Sighting {
  readonly rule: RuleName;
  readonly key: string;
  readonly account?: FindingAccount;
  readonly from: Date;
  readonly to: Date;
  readonly count: number;
  /** Ids of Patients: those of whom no sighting of the same finding has told yet, at least. */
  readonly persons: readonly string[];
  readonly readers: number;
}

/** Takes entries in their order and says what it sees; the same entries always lead to the same sightings. */
export type Watch = (entry: WatchedEntry) => Sighting | undefined;

const notProfessional: ReadonlySet<string> = new Set([
  'citizen',
  'administrator',
  'backend',
  'foreign-professional',
  'health-link',
  'node',
  'unknown',
]);

export function isByProfessional({ agent }: KeptEntry): boolean {
  return !notProfessional.has(agent.role);
}

const readings: ReadonlySet<KeptEntry['action']> = new Set(['read', 'search', 'export', 'disclose']);

/** Did somebody come to see something of a person? */
export function isReading(entry: KeptEntry): entry is KeptEntry & { readonly patient: string } {
  return entry.outcome === 'success' && entry.patient !== undefined && readings.has(entry.action);
}

export function accountOf({ agent }: KeptEntry): FindingAccount {
  const { subject, name, role, organization } = agent;
  return { subject, name, role, ...(organization === undefined ? {} : { organization }) };
}

/** A day, as part of a key: what goes on tomorrow is a finding of its own. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
