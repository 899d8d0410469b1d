import { isDatabaseTimeout, isDatabaseUnavailable, sqlStateOf } from '#db';
import type { Clock } from '#kernel';
import { fail, type Outcome, ok } from '#kernel';
import type { StoreOptions, WriteResult } from '../contract.ts';
import type { IndexCatalogue, IndexState } from '../index-catalogue.ts';
import type { Locator } from '../locate.ts';
import type { Sealer, Sealing } from '../sealing/sealing.ts';
import { databaseAway } from '../search/search-resources.ts';
import { decideUnit, type Found, type ResourceState, type States } from './decide-unit.ts';
import { type DefinitionChanges, openDefinitions } from './definitions.ts';
import type { InsertAlone } from './insert-alone.ts';
import { lockStates, movedAway } from './lock-states.ts';
import { type PendingUnit, prepareWrite } from './pending-unit.ts';
import { additionsOfNew, writeStates } from './write-states.ts';

export interface CommitContext<Entry> {
  readonly options: StoreOptions<Entry>;
  readonly locator: Locator;
  readonly catalogue: IndexCatalogue;
  readonly distributed: () => Promise<boolean>;
  readonly alone: InsertAlone<Entry>;
  readonly sealing: Sealing;
  /** Milliseconds since 1970 that never go back. */
  readonly now: () => number;
}

/** A time that stands still rather than go back with the machine's clock. */
export function steadyTime(clock: Clock): () => number {
  let latest = 0;
  return () => {
    latest = Math.max(latest, clock.now().getTime());
    return latest;
  };
}

const mostAttempts = 4;
/** Unique violation (an id that was new a moment ago), serialization failure, deadlock. */
const worthAnotherTry = new Set(['23505', '40001', '40P01']);

/**
 * Commits units together and settles each with its own outcome. Where that fails, the units are
 * tried one by one, so that no unit fails because of another.
 */
export async function commitGroup<Entry>(
  context: CommitContext<Entry>,
  units: readonly PendingUnit<Entry>[],
): Promise<void> {
  try {
    const outcomes = await attempt(context, units);
    for (const [unit, outcome] of outcomes) settle(unit, outcome);
  } catch (thrown) {
    const [only, ...others] = units;
    if (only === undefined) return;
    if (isDatabaseUnavailable(thrown)) {
      // Whether the commit happened is unknown now; trying again could write twice.
      for (const unit of units) unit.settle({ ok: false, fault: databaseAway });
    } else if (others.length > 0) {
      for (const unit of units) {
        unit.careful = true;
        await commitGroup(context, [unit]);
      }
    } else await again(context, only, thrown);
  }
}

async function again<Entry>(context: CommitContext<Entry>, unit: PendingUnit<Entry>, thrown: unknown): Promise<void> {
  const passing = thrown === movedAway || worthAnotherTry.has(sqlStateOf(thrown) ?? '');
  unit.attempts += 1;
  unit.careful = true;
  // A statement or a lock that took too long left nothing behind: the transaction was rolled back.
  if (isDatabaseTimeout(thrown)) unit.settle({ ok: false, fault: databaseAway });
  else if (!passing) unit.throws(thrown);
  else if (unit.attempts < mostAttempts) await commitGroup(context, [unit]);
  else unit.settle(fail('version.concurrent', 'Another write changed the resource at the same moment.'));
}

type UnitOutcome = Outcome<readonly WriteResult[]> | { readonly thrown: unknown };

function settle<Entry>(unit: PendingUnit<Entry>, outcome: UnitOutcome): void {
  if ('thrown' in outcome) unit.throws(outcome.thrown);
  else unit.settle(outcome);
}

type UnitOutcomes<Entry> = ReadonlyMap<PendingUnit<Entry>, UnitOutcome>;

async function attempt<Entry>(
  context: CommitContext<Entry>,
  units: readonly PendingUnit<Entry>[],
): Promise<UnitOutcomes<Entry>> {
  const decided = (await createAlone(context, units)) ?? (await inTransaction(context, units));
  for (const { current } of decided.changed) {
    if (current !== undefined) context.locator.remember(current, current.compartment);
  }
  return decided.outcomes;
}

/** What only creates needs no lock, and hence no transaction of several turns; undefined where it needs one after all. */
async function createAlone<Entry>(
  { alone, catalogue, sealing, now }: CommitContext<Entry>,
  units: readonly PendingUnit<Entry>[],
): Promise<Decided<Entry> | undefined> {
  if (!(await alone.suits(units))) return undefined;
  const index = await catalogue.current();
  keepUp(units, index);
  const seal = await sealerFor(sealing, units);
  if (!seal.ok) return refuse(units, seal);
  const since = Date.now();
  const decided = decideUnits(units, { states: new Map(), found: new Map() }, now());
  if (decided.changed.length === 0) return decided;
  const written = await alone.insert(
    additionsOfNew(decided.changed, { generation: index.generation, seal: seal.value }),
    decided.entries,
    since,
  );
  return written ? decided : undefined;
}

async function inTransaction<Entry>(
  { options, locator, catalogue, sealing, distributed, now }: CommitContext<Entry>,
  units: readonly PendingUnit<Entry>[],
): Promise<Decided<Entry>> {
  const spread = await distributed();
  let redefined = false;
  const decided = await options.db.transaction(async (tx) => {
    const index = await catalogue.current();
    keepUp(units, index);
    const definitions = await openDefinitions(tx, units);
    const locked = await lockStates(
      tx,
      { locator, index, sealing, ...(options.terminology && { terminology: options.terminology }) },
      units,
    );
    const seal = await sealerFor(sealing, units, locked.states);
    if (!seal.ok) return refuse(units, seal);
    const decided = decideUnits(units, locked, now(), definitions);
    await Promise.all([
      writeStates(tx, decided.changed, {
        generation: index.generation,
        distributed: spread,
        sealing,
        seal: seal.value,
      }),
      ...(decided.entries.length > 0 ? [options.append(tx, decided.entries)] : []),
    ]);
    redefined = (await definitions?.write(tx)) ?? false;
    return decided;
  });
  if (redefined) catalogue.forget();
  return decided;
}

/** Seals what the units write of the resources that are there. */
async function sealerFor(
  sealing: Sealing,
  units: readonly PendingUnit<unknown>[],
  states: States = new Map(),
): Promise<Outcome<Sealer>> {
  const written = units.flatMap(({ writes }) =>
    writes.map(({ write, compartment }) => ({ type: write.type, compartment })),
  );
  const there = [...states.values()].flatMap(({ current }) => (current === undefined ? [] : [current]));
  return sealing.sealerFor([...written, ...there]);
}

/** One of several units writes to an erased record: they are tried one by one. */
const erasedAmongOthers = new Error('A unit of the group writes to a record that was erased');

function refuse<Entry>(units: readonly PendingUnit<Entry>[], refused: Outcome<never>): Decided<Entry> {
  if (units.length > 1) throw erasedAmongOthers;
  return { outcomes: new Map(units.map((unit) => [unit, refused])), entries: [], changed: [] };
}

/** Makes the rows of units anew where the index has changed while they waited. */
function keepUp(units: readonly PendingUnit<unknown>[], index: IndexState): void {
  for (const unit of units) {
    if (
      unit.index.generation === index.generation &&
      unit.index.parameters === index.parameters &&
      unit.index.secret === index.secret
    )
      continue;
    unit.writes = unit.unit.writes.map((write) => prepareWrite(write, index));
    unit.index = index;
  }
}

interface Decided<Entry> {
  readonly outcomes: UnitOutcomes<Entry>;
  readonly entries: readonly Entry[];
  readonly changed: readonly ResourceState[];
}

/** Each unit in its turn, upon what those before it have made. */
function decideUnits<Entry>(
  units: readonly PendingUnit<Entry>[],
  { states: before, found }: { readonly states: States; readonly found: Found },
  at: number,
  definitions?: DefinitionChanges,
): Decided<Entry> {
  const outcomes = new Map<PendingUnit<Entry>, UnitOutcome>();
  const states = new Map<string, ResourceState>(before);
  const entries: Entry[] = [];
  for (const unit of units) {
    try {
      const decided = decideUnit(unit, states, found, at);
      if (!decided.ok) {
        outcomes.set(unit, decided);
        continue;
      }
      const told = unit.unit.entries(decided.value.results);
      const defined = definitions?.take(decided.value.changed);
      if (defined?.ok === false) {
        outcomes.set(unit, defined);
        continue;
      }
      entries.push(...told);
      for (const [name, state] of decided.value.changed) states.set(name, state);
      outcomes.set(unit, ok(decided.value.results));
    } catch (thrown) {
      // A guard or the maker of entries threw: a defect of this unit, none of the others'.
      outcomes.set(unit, { thrown });
    }
  }
  return { outcomes, entries, changed: changedIn(states) };
}

function changedIn(states: States): readonly ResourceState[] {
  return [...states.values()].filter((state) => state.latest !== undefined);
}
