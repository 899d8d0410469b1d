import type { Audit, KeptEntry } from '#audit';
import type { Database } from '#db';
import type { Caller, Identity } from '#identity';
import type { Clock, IdSource, Log } from '#kernel';
import type { Records, WatchedPair, WatchFacts } from '#records';
import { keepSightings } from './finding-table.ts';
import { habitsOf, keepHabits, type WorkedHour } from './habits.ts';
import { openWatch } from './open-watch.ts';
import { isByProfessional, isReading, type WatchedEntry } from './rules/rule.ts';
import type { Thresholds } from './thresholds.ts';

export interface FollowOptions {
  readonly db: Database;
  readonly audit: Pick<Audit, 'since' | 'positionAt' | 'end'>;
  readonly records: Pick<Records, 'watchFacts'>;
  readonly identity: Pick<Identity, 'onBehalfOf'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  /** The node itself, in whose name persons and readers are compared. */
  readonly caller: () => Caller;
  /** Where the node is, for the hours of the day (IANA). */
  readonly timeZone: string;
  readonly thresholds: Thresholds;
}

const pause = 5_000;
const entriesAtOnce = 1_000;
/** For how long one process has the watch. */
const lease = 30_000;
/** What a process that takes up the watch looks through again, so that the windows of the rules are full. */
const lookedThroughAgain = 24 * 3_600_000;
const mostAgain = 200_000;
const mostKnownPairs = 20_000;

/**
 * Looks through the log as it grows, one process of a node at a time, until it is stopped. Findings are kept once however
 * often an entry is looked at.
 */
export function followLog(options: FollowOptions): { readonly round: () => Promise<void>; stop(): Promise<void> } {
  const { db, log } = options;
  const process = options.ids.next();
  let watching: Watching | undefined;
  let stopped = false;
  let underWay: Promise<void> | undefined;

  const round = async () => {
    const mine = await takeWatch(options, process);
    if (!mine) {
      watching = undefined;
      return;
    }
    watching ??= await beginWatching(options);
    while (!stopped && (await watching.look())) {
      if (!(await takeWatch(options, process))) return;
    }
  };
  const timer = setInterval(() => {
    underWay ??= round()
      .catch((failure) => {
        watching = undefined;
        log.error('watch.failed', { error: failure instanceof Error ? failure.name : typeof failure });
      })
      .finally(() => {
        underWay = undefined;
      });
  }, pause).unref();
  return {
    round,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await underWay;
      await db.query(`update watch_state set until = '-infinity' where process = $1`, [process]).catch(() => {});
    },
  };
}

async function takeWatch({ db, clock }: FollowOptions, process: string): Promise<boolean> {
  const now = clock.now();
  const rows = await db.query(
    `update watch_state set process = $1, until = $3 where process = $1 or until < $2 returning 1 as mine`,
    [process, now, new Date(now.getTime() + lease)],
  );
  return rows.length === 1;
}

interface Watching {
  /** Looks at the next entries; false where there are no more for now. */
  look(): Promise<boolean>;
}

async function beginWatching(options: FollowOptions): Promise<Watching> {
  const { db, audit, clock } = options;
  const watch = openWatch(options.thresholds);
  const factsOf = openFacts(options);
  const hourOf = localHour(options.timeZone);
  const [state] = await db.query<{ position: number }>('select position from watch_state', []);
  const since = await audit.positionAt(new Date(clock.now().getTime() - lookedThroughAgain));
  const seen = state === undefined || state.position === 0 ? since : state.position;
  let position = Math.max(Math.min(since, seen), (await audit.end()) - mostAgain, 0);
  return {
    async look() {
      const run = await audit.since(position, entriesAtOnce);
      if (run.position === position) {
        await db.query('update watch_state set seen = $1', [clock.now()]);
        return false;
      }
      const facts = await factsOf(run.entries);
      const hours = run.entries.map((entry) => hourOf(entry.at));
      const habits = await habitsOf(
        db,
        run.entries.map(({ agent }) => agent.subject),
      );
      const sightings = run.entries.flatMap((entry, n): ReturnType<typeof watch> => {
        const { hour, day } = hours[n] ?? { hour: 12, day: '' };
        const known = facts.get(pairKey(entry));
        const watched: WatchedEntry = {
          ...entry,
          hour,
          habit: habits(entry.agent.subject, hour, day),
          ...(known === undefined ? {} : { facts: known }),
        };
        return watch(watched);
      });
      await keepSightings(db, sightings, () => options.ids.next());
      const worked = run.entries.flatMap((entry, n): readonly WorkedHour[] =>
        isByProfessional(entry) ? [{ subject: entry.agent.subject, ...(hours[n] ?? { hour: 12, day: '' }) }] : [],
      );
      await keepHabits(db, worked);
      position = run.position;
      await db.query('update watch_state set position = greatest(position, $1), seen = $2', [position, clock.now()]);
      return true;
    },
  };
}

function pairKey(entry: KeptEntry): string {
  return `${entry.agent.subject} ${entry.patient ?? ''}`;
}

/** Asks the door about each pair of reader and person once; kept in memory, as answers of yes and no. */
function openFacts({ records, identity, caller }: FollowOptions) {
  let known = new Map<string, WatchFacts>();
  return async (entries: readonly KeptEntry[]): Promise<ReadonlyMap<string, WatchFacts>> => {
    if (known.size > mostKnownPairs) known = new Map();
    const asked = new Map<string, WatchedPair>();
    for (const entry of entries) {
      const key = pairKey(entry);
      if (!isByProfessional(entry) || !isReading(entry) || known.has(key) || asked.has(key)) continue;
      const reader = await identity.onBehalfOf(entry.agent.subject, 'carnet-watch');
      asked.set(key, pairOf(entry.patient, reader));
    }
    const pairs = [...asked];
    for (let from = 0; from < pairs.length; from += 500) {
      const some = pairs.slice(from, from + 500);
      const facts = await records.watchFacts(
        caller(),
        some.map(([, pair]) => pair),
      );
      if (!facts.ok) throw new Error('The watch may not compare readers and persons');
      for (const [n, [key]] of some.entries()) {
        const answer = facts.value[n];
        if (answer !== undefined) known.set(key, answer);
      }
    }
    return known;
  };
}

function pairOf(patient: string, reader: Caller | undefined): WatchedPair {
  return {
    patient,
    ...(reader?.professional === undefined ? {} : { familyName: reader.professional.family_name }),
    ...(reader?.practitioner === undefined ? {} : { practitioner: reader.practitioner }),
    ...(reader?.patient === undefined ? {} : { ownPatient: reader.patient }),
  };
}

/** The hour (0 to 23) and the date that clocks show there. */
function localHour(timeZone: string): (at: Date) => { readonly hour: number; readonly day: string } {
  return (at) => {
    const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
    return { hour: local.hour, day: local.toPlainDate().toString() };
  };
}
