import { choicesLabel } from '#access';
import type { AuditEntry } from '#audit';
import { careCategoryOf, compartmentOf, type Resource } from '#fhir';
import { type Caller, watchIdentity } from '#identity';
import { type Fault, fail, faultOf, type Issue, isResourceId, type Outcome, ok } from '#kernel';
import { type StoredVersion, sees, type Write, type WriteResult } from '#store';
import { addedOwnEntries, fullOfOwnEntries, ownEntriesFull, tooManyOwnEntries } from './bound-own-entries.ts';
import { consentIn, writeConsent } from './change-sharing.ts';
import { checkDrafts } from './check-drafts.ts';
import type { Change, Written } from './contract.ts';
import { decide, decideRole, notFound, type View } from './decide.ts';
import type { JournalEntry } from './journal.ts';
import { entriesByPerson, logEntry, type Occasion, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { asOwnEntries, forgedMark, mayNotTouch } from './own-entries.ts';
import { derivedIn, entriesOfDerived, type TreatingBy, treatingBy } from './treating-by.ts';
import { isWithinReach, seesAll } from './visible.ts';
import { isConfined, unwritable } from './within-app.ts';

/** A change that touches more people than this is an import, and those run as a backend. */
const mostPersons = 100;

/** A change with its id chosen, and the person and category that its new content belongs to. */
interface Planned {
  readonly change: Change;
  readonly type: string;
  readonly id: string;
  readonly compartment: string;
  readonly category: StoredVersion['category'];
  /** The node adds it to what the caller writes; whoever may write that has it written with it. */
  readonly byNode: boolean;
}

/**
 * Creates, updates and deletes, all or nothing. What a citizen writes becomes own entries (EHDS article 5); what the node
 * adds to them is written with them and not told of.
 */
export async function changeRecords(
  options: RecordsOptions,
  caller: Caller,
  changes: readonly Change[],
  interaction: string,
): Promise<Outcome<readonly Written[]>> {
  if (caller.role !== 'citizen') return changeAll(options, caller, changes, interaction);
  const consent = consentIn(caller, changes);
  if (consent !== undefined) {
    const sound = await checkDrafts([consent], { judge: options.judge, checkIdentifiers: true });
    return sound.ok ? writeConsent(options, caller, consent) : sound;
  }
  const own = asOwnEntries(caller, changes, { ids: options.ids, now: options.clock.now() });
  if (!own.ok) {
    const role = decideRole(options.access, caller, 'write');
    const occasion = occasionOf(options, caller, interaction, role);
    const planned = changes.map((change) => planOf(options, change));
    await logRefusal(options, occasion, planned, 'denied');
    return role.refusal === undefined ? own : { ok: false, fault: role.refusal };
  }
  const written = await changeAll(options, caller, own.value, interaction, changes.length);
  return written.ok ? ok(written.value.slice(0, changes.length)) : written;
}

/**
 * Creates, updates and deletes, all or nothing. Resources and person identifiers are checked, then the rights to what
 * comes, and, under the store's lock, the rights to what is there. Resolves when writes and log entries are durable. The
 * first `asked` changes are the caller's, and what follows them is the node's.
 */
async function changeAll(
  options: RecordsOptions,
  caller: Caller,
  changes: readonly Change[],
  interaction: string,
  asked = changes.length,
): Promise<Outcome<readonly Written[]>> {
  const checked = await checkDrafts(changes, { judge: options.judge, checkIdentifiers: caller.role !== 'backend' });
  if (!checked.ok) return checked;
  const planned = changes.map((change, n) => planOf(options, change, n >= asked));
  if (!planned.every((plan) => isResourceId(plan.id))) {
    return fail('resource.id-form', 'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .');
  }
  const rights = await rightsOf(options, caller, planned);
  if (!rights.ok) return rights;
  const occasion = occasionOf(options, caller, interaction, rights.value);
  const refused = planned.find((plan) => plan.change.op !== 'delete' && !rights.value.mayPut(plan));
  if (rights.value.refusal !== undefined || refused !== undefined) {
    await logRefusal(options, occasion, refused === undefined ? planned : [refused], 'denied');
    return {
      ok: false,
      fault: rights.value.refusal ?? faultOf('access.denied', 'You may not write to this record.', pathOf(refused)),
    };
  }
  const unwatched = planned
    .filter(({ change }) => change.op === 'create')
    .map((plan) => forgedMark(caller, plan.change) ?? rights.value.watch(plan, undefined))
    .find((fault) => fault !== undefined);
  if (unwatched !== undefined) {
    await logRefusal(options, occasion, planned, 'denied', unwatched);
    return { ok: false, fault: unwatched };
  }
  const full = caller.role === 'citizen' ? await tooManyOwnEntries(options, planned) : undefined;
  if (full !== undefined) {
    await logRefusal(options, occasion, planned, 'failed');
    return { ok: false, fault: full };
  }
  const treating = await treatingBy(options, caller, planned);
  const written = await commit(options, caller, planned, rights.value, occasion, treating);
  if (!written.ok) {
    const denied = written.fault.code === 'resource.not-found' || written.fault.kind === 'forbidden';
    await logRefusal(options, occasion, planned, denied ? 'denied' : 'failed', written.fault);
    return written;
  }
  const warnings = checked.value;
  if (warnings.size === 0) return written;
  return ok(written.value.map((result, index) => withWarnings(result, warnings.get(changes[index]))));
}

function withWarnings(result: WriteResult, warnings: readonly Issue[] | undefined): Written {
  return warnings === undefined ? result : { ...result, warnings };
}

/** Thrown out of a unit to refuse it whole: the store leaves such a unit unwritten and throws on. */
const concurrentMatch = new Error('A match of a condition appeared in the meantime');

/**
 * Commits with the conditions under the store's lock, where they are asked of what the caller may read: what is hidden
 * from him neither matches, nor makes anything match, nor keeps what is new from coming into being.
 */
async function commit(
  options: RecordsOptions,
  caller: Caller,
  planned: readonly Planned[],
  rights: Rights,
  occasion: Occasion,
  treating: TreatingBy,
): Promise<Outcome<readonly WriteResult[]>> {
  const conditional = planned.some(({ change }) => change.op === 'create' && change.unlessFound !== undefined);
  const sight =
    rights.all || !conditional ? undefined : (await decide(options.access, caller, 'read', undefined)).visibility;
  try {
    return await options.store.commit({
      writes: planned.map((plan) => writeOf(plan, rights)),
      ...(sight === undefined ? {} : { sight }),
      entries: (results) => {
        for (const [index, { outcome }] of results.entries()) {
          const change = planned[index]?.change;
          if (outcome === 'found' && change?.op === 'create' && change.referredTo === true) throw concurrentMatch;
        }
        return journalOf(options, occasion, caller, rights, results, treating);
      },
    });
  } catch (thrown) {
    if (thrown === ownEntriesFull) return { ok: false, fault: fullOfOwnEntries(options) };
    if (thrown !== concurrentMatch) throw thrown;
    return fail('version.concurrent', 'Another write created a match of the condition at the same moment; try again.');
  }
}

function planOf(options: RecordsOptions, change: Change, byNode = false): Planned {
  if (change.op === 'delete') {
    const compartment = change.type === 'Patient' ? change.id : '';
    return { change, type: change.type, id: change.id, compartment, category: 'unassigned', byNode };
  }
  const { resource } = change.draft;
  const id = change.id ?? options.ids.next();
  return {
    change,
    type: resource.resourceType,
    id,
    compartment: compartmentOf(resource, id).patient ?? '',
    category: careCategoryOf(resource, id),
    byNode,
  };
}

interface Rights {
  readonly rule: string;
  readonly emergency: readonly string[];
  readonly all: boolean;
  readonly refusal: Fault | undefined;
  /** May content of this person and category be put into the store? */
  mayPut(plan: Planned): boolean;
  /** May the caller see and replace what is there? */
  mayTouch(current: StoredVersion): boolean;
  /** What keeps the caller from changing an entry that he sees so: another kind of author wrote it, or would seem to. */
  ofOthers(plan: Planned, current: StoredVersion): Fault | undefined;
  /** Identity watch: what keeps a Patient from becoming this. */
  watch(plan: Planned, current: StoredVersion | undefined): Fault | undefined;
  /** The Patients that come into being with this change, by a professional who thereby treats them. */
  readonly registered: ReadonlySet<string>;
}

async function rightsOf(
  options: RecordsOptions,
  caller: Caller,
  planned: readonly Planned[],
): Promise<Outcome<Rights>> {
  const only = onePersonOf(planned);
  // What is there may be of anybody; what only comes is of those whom it names.
  const onlyComes = planned.every(({ change }) => change.op === 'create');
  // Most changes are about one person who is there: asked together they are one wait.
  const [role, ofOnly] = await Promise.all([
    onlyComes ? decideRole(options.access, caller, 'write') : decide(options.access, caller, 'write', undefined),
    only === undefined ? undefined : decide(options.access, caller, 'write', only),
  ]);
  const all = seesAll(role.visibility);
  // Only an id that this node gives: a chosen one could be that of a person who is hidden from the caller.
  const registered = new Set(
    caller.role === 'professional' && caller.organization !== undefined && role.permitted && !isConfined(caller)
      ? planned.flatMap(({ change, type, id }) => (change.op === 'create' && type === 'Patient' ? [id] : []))
      : [],
  );
  const persons = new Set(planned.map((plan) => plan.compartment).filter((id) => id !== '' && !registered.has(id)));
  if (!all && persons.size > mostPersons) {
    return fail('search.too-broad', `A change may touch the records of at most ${mostPersons} persons.`);
  }
  const views = new Map<string, View>();
  if (!all && role.refusal === undefined) {
    const deciding = Array.from(persons, async (patient) => {
      const known = patient === only ? ofOnly : undefined;
      return [patient, known ?? (await decide(options.access, caller, 'write', patient))] as const;
    });
    for (const [patient, view] of await Promise.all(deciding)) views.set(patient, view);
  }
  const viewOf = (compartment: string) => views.get(compartment) ?? role;
  const named = views.size === 1 ? [...views.values()][0] : undefined;
  return ok({
    rule: named?.rule ?? role.rule,
    emergency: [...new Set([role, ...views.values()].flatMap(({ emergency }) => emergency))],
    all,
    refusal: role.refusal ?? beyondApp(caller, planned),
    registered,
    mayPut: (plan) =>
      plan.byNode ||
      (!role.beyondRole.includes(plan.category) &&
        (registered.has(plan.compartment) || isWithinReach(viewOf(plan.compartment).visibility, plan))),
    // What tells of a person's choices is made from them, and changes with them alone.
    mayTouch: (current) =>
      current.labels?.includes(choicesLabel) !== true && sees(viewOf(current.compartment).visibility, current),
    ofOthers: (plan, current) =>
      mayNotTouch(viewOf(current.compartment).entries, current) ?? forgedMark(caller, plan.change),
    watch: (plan, current) => watchedIdentity(caller, plan, current),
  });
}

/** The one person whom a change is about; undefined where there are several, none, or one who comes into being with it. */
function onePersonOf(planned: readonly Planned[]): string | undefined {
  const [only, ...others] = new Set(planned.map(({ compartment }) => compartment).filter((id) => id !== ''));
  const isNew = planned.some(({ change, type, id }) => change.op === 'create' && type === 'Patient' && id === only);
  return others.length > 0 || isNew ? undefined : only;
}

const scopeActs = { create: 'c', update: 'u', delete: 'd' } as const;

function beyondApp(caller: Caller, planned: readonly Planned[]): Fault | undefined {
  if (caller.scopes === undefined) return undefined;
  return planned
    .filter(({ byNode }) => !byNode)
    .map(({ change, type }) => unwritable(caller, type, scopeActs[change.op]))
    .find((fault) => fault !== undefined);
}

function writeOf(plan: Planned, rights: Rights): Write {
  const { change, type, id } = plan;
  const guard = (current: StoredVersion | undefined) => guardOf(plan, rights, current);
  if (change.op === 'delete') {
    return {
      op: 'delete',
      type,
      id,
      ...(change.ifVersion === undefined ? {} : { ifVersion: change.ifVersion }),
      guard,
    };
  }
  const { resource, source } = change.draft;
  if (change.op === 'create') {
    return {
      op: 'create',
      type,
      id,
      resource,
      source,
      ...(change.unlessFound === undefined ? {} : { unlessFound: change.unlessFound }),
    };
  }
  return {
    op: 'update',
    type,
    id,
    resource,
    source,
    ...(change.ifVersion === undefined ? {} : { ifVersion: change.ifVersion }),
    ...(change.ifAbsent === undefined ? {} : { ifAbsent: change.ifAbsent }),
    ...(change.ifChanged === undefined ? {} : { ifChanged: change.ifChanged }),
    guard,
  };
}

/**
 * Runs under the store's lock. Callers who do not see every record cannot create under an id of their own choice: the
 * answer would tell whether the id is taken by something that is hidden from them.
 */
function guardOf(plan: Planned, rights: Rights, current: StoredVersion | undefined): Fault | undefined {
  if (current === undefined) {
    return plan.change.op === 'update' && rights.all ? rights.watch(plan, undefined) : notFound();
  }
  if (!rights.mayTouch(current)) return notFound();
  const ofOthers = rights.ofOthers(plan, current);
  if (ofOthers !== undefined) return ofOthers;
  // Without its Patient nobody finds a record again, its person included: to end one is the operator's, on request.
  if (plan.change.op === 'delete' && plan.type === 'Patient' && !rights.all) {
    return faultOf('access.denied', 'Only the operator of the node may delete a Patient.');
  }
  const moves = plan.change.op === 'update' && current.compartment !== '' && current.compartment !== plan.compartment;
  return moves
    ? faultOf('resource.compartment-change', 'An update may not move a resource to another person.', pathOf(plan))
    : rights.watch(plan, current);
}

function watchedIdentity(caller: Caller, plan: Planned, current: StoredVersion | undefined): Fault | undefined {
  if (plan.type !== 'Patient' || plan.change.op === 'delete') return undefined;
  const before = current === undefined || current.deleted ? undefined : (JSON.parse(current.text) as Resource);
  return watchIdentity(caller, before, plan.change.draft.resource, pathOf(plan));
}

const actions: Readonly<Record<WriteResult['outcome'], AuditEntry['action']>> = {
  created: 'create',
  updated: 'update',
  deleted: 'delete',
  unchanged: 'read',
  found: 'search',
};

function journalOf(
  options: RecordsOptions,
  occasion: Occasion,
  caller: Caller,
  rights: Rights,
  results: readonly WriteResult[],
  treating: TreatingBy,
): readonly JournalEntry[] {
  const byAction = Map.groupBy(results, (result) => actions[result.outcome]);
  const entries: JournalEntry[] = [];
  for (const [action, group] of byAction) {
    const touched = group.map((result) => result.stored);
    entries.push(...entriesByPerson(occasion, action, touched).map((audit) => ({ audit })));
  }
  for (const { outcome, stored } of results) {
    if (outcome !== 'created' || stored.type !== 'Patient' || !rights.registered.has(stored.id)) continue;
    const audit = logEntry(occasion, {
      action: 'change-rights',
      outcome: 'success',
      patient: stored.id,
      objects: [{ type: 'Organization', ...(caller.organization === undefined ? {} : { id: caller.organization }) }],
    });
    entries.push({
      audit: { ...audit, interaction: 'registration' },
      relation: {
        patient: stored.id,
        organization: caller.organization ?? '',
        origin: 'registration',
        from: options.clock.now(),
      },
    });
  }
  const derived = derivedIn(results, treating, occasion.emergency);
  entries.push(...entriesOfDerived(occasion, derived));
  const [first, ...others] = entries;
  if (first === undefined) return [];
  const ownEntries = caller.role === 'citizen' ? addedOwnEntries(options, results) : undefined;
  return [
    {
      ...first,
      written: results,
      ...(derived.length === 0 ? {} : { derived }),
      ...(ownEntries === undefined ? {} : { ownEntries }),
    },
    ...others,
  ];
}

/**
 * A refused write is remembered by its address; a person is named where the caller named her. What identity watch refused is
 * in the log by its own rule and of the Patient alone whom it protects, and the identity desk is told with it.
 */
async function logRefusal(
  options: RecordsOptions,
  occasion: Occasion,
  planned: readonly Planned[],
  outcome: 'denied' | 'failed',
  fault?: Fault,
): Promise<void> {
  if (fault?.code === 'identity.qualified') return logWatched(options, occasion, planned, fault);
  const persons = new Set(planned.map((plan) => plan.compartment));
  const first = planned[0]?.change.op ?? 'update';
  await options.audit.record([
    logEntry(occasion, {
      action: first,
      outcome,
      patient: outcome === 'denied' && persons.size === 1 ? [...persons][0] : undefined,
      objects: planned.map(({ change, type, id }) => (change.op === 'create' ? { type } : { type, id })),
    }),
  ]);
}

async function logWatched(
  options: RecordsOptions,
  occasion: Occasion,
  planned: readonly Planned[],
  { code, issues }: Fault,
): Promise<void> {
  const plan = planned.find((each) => each.type === 'Patient' && (pathOf(each) ?? 'Patient') === issues[0]?.path);
  const patient = plan === undefined || plan.change.op === 'create' ? undefined : plan.id;
  const entry = logEntry(
    { ...occasion, rule: code },
    {
      action: plan?.change.op ?? 'update',
      outcome: 'denied',
      patient,
      objects: [patient === undefined ? { type: 'Patient' } : { type: 'Patient', id: patient }],
    },
  );
  const { noteWatched } = options;
  if (noteWatched === undefined) return options.audit.record([entry]);
  await options.transact(async (tx) => {
    await options.audit.append(tx, [entry]);
    await noteWatched(tx, entry);
  });
}

function pathOf(plan: Planned | undefined): string | undefined {
  if (plan === undefined || plan.change.op === 'delete') return undefined;
  return plan.change.draft.at;
}
