import { randomBytes } from 'node:crypto';
import { type Access, accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
import { createJobs, type Database, jobMigrations, migrate, prepareQueue } from '#db';
import { openTestDatabase } from '#db/testing';
import { definitionMigrations, openDefinitions } from '#definitions';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { fixedClock, newTraceId, type Outcome, randomIds, silentLog } from '#kernel';
import { appendJournal, createRecords, type Records } from '#records';
import { createStore, type Store, storeMigrations } from '#store';
import { createTerminology, terminologyMigrations } from '#terminology';
import { openSubscriptions, subscriptionMigrations } from '../../src/features/subscriptions/index.ts';
import {
  type Category,
  type Choice,
  choices,
  type Kind,
  kinds,
  type Policy,
  type Purpose,
  policies,
} from './access-matrix-table.ts';

/** One person for each choice, each with one resource of each category, and a node for each policy over them all. */
export const now = '2026-11-22T10:00:00.000Z';
const day = 86_400_000;
const at = (days: number) => new Date(Date.parse(now) + days * day);

export interface Person {
  readonly id: string;
  readonly choice: Choice;
}
export const persons: readonly Person[] = choices.map((choice, number) => ({ id: `person${number}`, choice }));

/** What stands in the records: the category that it is of is told by hand. */
export interface Piece {
  readonly type: string;
  readonly id: string;
  readonly person: Person;
  readonly category: Category;
}

export const pieceName = ({ type, id }: { readonly type: string; readonly id: string }) => `${type}/${id}`;
const snomed = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }], text: 'Something' });
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
export const when = '2026-05-05';

type Body = Readonly<Record<string, unknown>>;
/** Each category once, and what repeats it where it shows in links: by type, what it holds beside its person and visit. */
export const contents: Readonly<Record<Exclude<Category, 'identity' | 'unassigned'>, readonly [string, string, Body]>> =
  {
    problems: ['Condition', 'subject', { code: snomed('1'), recordedDate: when }],
    allergies: ['AllergyIntolerance', 'patient', { code: snomed('2'), recordedDate: when }],
    medicines: [
      'MedicationStatement',
      'subject',
      {
        status: 'active',
        contained: [{ resourceType: 'Medication', id: 'inside', code: snomed('3') }],
        medicationReference: { reference: '#inside' },
        effectiveDateTime: when,
      },
    ],
    vaccinations: [
      'Immunization',
      'patient',
      { status: 'completed', vaccineCode: snomed('4'), occurrenceDateTime: when },
    ],
    results: ['Observation', 'subject', { status: 'final', code: loinc('718-7'), effectiveDateTime: when }],
    'vital-signs': [
      'Observation',
      'subject',
      {
        status: 'final',
        code: loinc('8867-4'),
        category: [{ coding: [{ code: 'vital-signs' }] }],
        effectiveDateTime: when,
      },
    ],
    procedures: ['Procedure', 'subject', { status: 'completed', code: snomed('5'), performedDateTime: when }],
    devices: [
      'DeviceUseStatement',
      'subject',
      { status: 'active', device: { display: 'Something' }, recordedOn: when },
    ],
    history: ['FamilyMemberHistory', 'patient', { status: 'completed', relationship: snomed('6'), date: when }],
    pregnancy: ['Observation', 'subject', { status: 'final', code: loinc('82810-3'), effectiveDateTime: when }],
    'social-history': ['Observation', 'subject', { status: 'final', code: loinc('72166-2'), effectiveDateTime: when }],
    plan: ['CarePlan', 'subject', { status: 'active', intent: 'plan', title: 'Something', period: { start: when } }],
    encounters: ['Encounter', 'subject', { status: 'finished', class: { code: 'AMB' }, period: { start: when } }],
    documents: [
      'DocumentReference',
      'subject',
      { status: 'current', date: `${when}T00:00:00Z`, content: [{ attachment: { title: 'Something' } }] },
    ],
    administrative: [
      'Coverage',
      'beneficiary',
      { status: 'active', payor: [{ reference: 'Organization/org-park' }], period: { start: when } },
    ],
    'pregnancy-problems': ['Condition', 'subject', { code: snomed('77386006'), recordedDate: when }],
    'pregnancy-results': [
      'DiagnosticReport',
      'subject',
      { status: 'final', code: snomed('169230002'), effectiveDateTime: when },
    ],
    'pregnancy-procedures': [
      'Procedure',
      'subject',
      { status: 'completed', code: snomed('11466000'), performedDateTime: when },
    ],
    'pregnancy-plan': [
      'CarePlan',
      'subject',
      { status: 'active', intent: 'plan', title: 'Antenatal care', period: { start: when } },
    ],
    'pregnancy-encounters': [
      'Encounter',
      'subject',
      { status: 'finished', class: { code: 'AMB' }, type: [snomed('424441002')], period: { start: when } },
    ],
  };
/** Where a type names the visit in which it came to be. */
const visitOf: Readonly<Record<string, (reference: object) => Body>> = {
  Condition: (encounter) => ({ encounter }),
  AllergyIntolerance: (encounter) => ({ encounter }),
  MedicationStatement: (context) => ({ context }),
  Immunization: (encounter) => ({ encounter }),
  Observation: (encounter) => ({ encounter }),
  Procedure: (encounter) => ({ encounter }),
  CarePlan: (encounter) => ({ encounter }),
  DiagnosticReport: (encounter) => ({ encounter }),
  DocumentReference: (encounter) => ({ context: { encounter: [encounter] } }),
};

export const idOf = (category: Category, person: Person) =>
  category === 'identity' ? person.id : `${category}-of-${person.id}`;
export const insurer = 'urn:insurer';

export function bodyOf(category: Exclude<Category, 'unassigned'>, person: Person): Resource & { readonly id: string } {
  const id = idOf(category, person);
  if (category === 'identity') {
    return {
      resourceType: 'Patient',
      id,
      birthDate: '1984-03-12',
      name: [{ family: 'Moreau', given: [person.id] }],
      identifier: [{ system: insurer, value: person.id }],
      managingOrganization: { reference: 'Organization/org-park' },
    };
  }
  const [resourceType, subject, body] = contents[category];
  const visit = { reference: `Encounter/${idOf('encounters', person)}` };
  return {
    resourceType,
    id,
    [subject]: { reference: `Patient/${person.id}` },
    ...body,
    ...visitOf[resourceType]?.(visit),
  };
}

const writtenPieces: readonly Piece[] = persons.flatMap((person) =>
  (['identity', ...Object.keys(contents)] as Exclude<Category, 'unassigned'>[]).map((category) => {
    const { resourceType: type, id } = bodyOf(category, person);
    return { type, id, person, category };
  }),
);
/** A result whose first version is from before it named its person: that one is of nobody knows which part. */
export const lateNamed = (person: Person): Piece => ({
  type: 'Observation',
  id: `late-of-${person.id}`,
  person,
  category: 'results',
});
/** What became of another category with its second version, and of which the first one was. */
export const changedPieces: readonly (Piece & { readonly first: Category })[] = persons.flatMap((person) => [
  { ...lateNamed(person), first: 'unassigned' as const },
  { type: 'Condition', id: `turned-of-${person.id}`, person, category: 'pregnancy-problems', first: 'problems' },
  { type: 'Condition', id: `corrected-of-${person.id}`, person, category: 'problems', first: 'pregnancy-problems' },
]);

/** A document that refers to pieces of other parts. */
export const paperOf = (person: Person): Piece => ({
  type: 'Composition',
  id: `paper-of-${person.id}`,
  person,
  category: 'documents',
});
export const inPaper: readonly Category[] = ['problems', 'medicines', 'encounters', 'administrative'];

function paperBody(person: Person): Resource & { readonly id: string } {
  const entry = inPaper.map((category) => {
    const { resourceType, id } = bodyOf(category as 'problems', person);
    return { reference: `${resourceType}/${id}` };
  });
  return {
    resourceType: 'Composition',
    id: paperOf(person).id,
    status: 'final',
    type: { text: 'Report' },
    subject: { reference: `Patient/${person.id}` },
    date: when,
    author: [{ reference: 'Organization/org-park' }],
    title: 'Report',
    section: [{ title: 'All', entry }],
  };
}
export const pieces: readonly Piece[] = [...writtenPieces, ...persons.map(paperOf), ...changedPieces];
export const organizations = [
  'org-park',
  'org-own',
  'org-former',
  'org-coming',
  'org-shared',
  'org-far',
  'org-night',
  'pharmacy',
  'pharmacy-far',
];
/** Personal by its type, and of nobody. */
export const ofNobody = { type: 'Basic', id: 'of-nobody' } as const;

function callerAs(fields: Partial<Caller> & Pick<Caller, 'role'>): Omit<Caller, 'purpose'> {
  const base = { name: 'Somebody', country: 'FR', client: 'test', traceId: newTraceId(), proxyFor: [] };
  const { purpose: _, ...rest } = fields;
  return { ...base, subject: 'somebody', ...rest };
}

const pharmacist = (country: string) => ({
  family_name: 'P',
  given_name: 'P',
  country_code: country,
  hp_identifier: '1',
  issuing_authority_name: 'A',
  hp_professional_role: '2262',
  healthcare_provider_identifier: '2',
  healthcare_provider_name: 'Pharmacy',
});
const grants = (from: number, to: number | undefined): Pick<Caller, 'proxyFor'> => ({
  proxyFor: persons.map(({ id }) => ({
    patient: id,
    origin: 'mandate' as const,
    from: at(from),
    ...(to === undefined ? {} : { to: at(to) }),
  })),
});
const professional = (organization: string, practitioner: string, more: Partial<Caller> = {}) =>
  callerAs({ role: 'professional', organization, practitioner, ...more });

/** Each kind as a caller; of `herself` one for each person. */
const callers: Readonly<Record<string, (person: Person) => Omit<Caller, 'purpose'>>> = {
  herself: ({ id }) => callerAs({ role: 'citizen', patient: id, subject: `account-of-${id}` }),
  proxy: () => callerAs({ role: 'citizen', patient: 'someone', ...grants(-30, 30) }),
  'proxy whose time is over': () => callerAs({ role: 'citizen', patient: 'someone', ...grants(-30, -1) }),
  'proxy whose time has not come': () => callerAs({ role: 'citizen', patient: 'someone', ...grants(1, undefined) }),
  'another citizen': () => callerAs({ role: 'citizen', patient: 'someone' }),
  'doctor of the organisation that treats her': () => professional('org-park', 'colleague'),
  'doctor who treats her himself': () => professional('org-own', 'own'),
  'doctor who treated her until last month': () => professional('org-former', 'former'),
  'doctor who will treat her next month': () => professional('org-coming', 'coming'),
  'doctor of her doctor’s organisation, where the relation is personal': () => professional('org-own', 'other'),
  'doctor who does not treat her': () => professional('org-far', 'far'),
  'pharmacist of the pharmacy that treats her': () =>
    professional('pharmacy', 'dispenser', { professional: pharmacist('FR') }),
  'pharmacist who does not treat her': () =>
    professional('pharmacy-far', 'far-dispenser', { professional: pharmacist('FR') }),
  'doctor in an emergency': () => professional('org-far', 'urgent'),
  'doctor of her organisation, in an emergency': () => professional('org-park', 'urgent-here'),
  'doctor whose emergency is over': () => professional('org-far', 'was-urgent'),
  'pharmacist in an emergency': () =>
    professional('pharmacy-far', 'urgent-dispenser', { professional: pharmacist('FR') }),
  'doctor of another country at this node': () => professional('org-park', 'own', { country: 'PT' }),
  'doctor abroad': () => callerAs({ role: 'foreign-professional', country: 'PT' }),
  'pharmacist abroad': () => callerAs({ role: 'foreign-professional', country: 'PT', professional: pharmacist('PT') }),
  administrator: () => callerAs({ role: 'administrator' }),
  backend: () => callerAs({ role: 'backend' }),
};

export function callerOf(kind: Kind, purpose: Purpose, person: Person): Caller {
  const make = callers[kind.name];
  if (make === undefined) throw new Error(`Nobody is ${kind.name}`);
  return { ...make(person), purpose, subject: `${kind.name} ${make(person).patient ?? ''}` };
}

export const importer = callerOf(kinds.find(({ name }) => name === 'backend') as Kind, 'HOPERAT', persons[0] as Person);

export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.issues[0]?.text}`);
  return outcome.value;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Counts statements, wherever they are sent. */
function counting(db: Database, count: () => void): Database {
  const through = <On extends { query: Database['query'] }>(on: On): On => ({
    ...on,
    query(text: string, values?: readonly unknown[]) {
      count();
      return on.query(text, values);
    },
  });
  return {
    ...through(db),
    interruptible: through(db.interruptible),
    transaction: (work) => db.transaction((tx) => work(through(tx))),
    snapshot: (work) => db.snapshot((on) => work(through(on))),
  };
}

export async function openWorld() {
  const opened = await openTestDatabase();
  let statements = 0;
  const db = counting(opened.db, () => {
    statements += 1;
  });
  const migrated = await migrate(opened.db, [
    ...jobMigrations,
    ...definitionMigrations,
    ...terminologyMigrations,
    ...storeMigrations,
    ...auditMigrations,
    ...accessMigrations,
    ...subscriptionMigrations,
  ]);
  if (!migrated.ok || !(await prepareQueue(opened.db)).ok) throw new Error('The tables could not be made');
  const clock = fixedClock(now);
  const audit = createAudit({ db, clock });
  const accesses = new Map<Policy, Access>(
    policies.map((policy) => [policy, createAccess({ db, clock, country: 'FR', policy })]),
  );
  const access = accesses.get('standard') as Access;
  const bySubject = new Map<string, Caller>();
  const subscriptions = await openSubscriptions({
    db: opened.db,
    clock,
    log: silentLog,
    identity: {
      onBehalfOf: async (subject: string) => bySubject.get(subject),
      consumeOnce: async () => true,
    },
    access,
    node: { name: 'Test', country: 'FR', publicUrl: 'http://localhost' },
    key: randomBytes(32),
    hosts: [],
    demonstration: true,
    lookEvery: 50,
  });
  const store: Store<Parameters<ReturnType<typeof appendJournal>>[1][number]> = createStore({
    db,
    clock,
    cursorKey: randomBytes(32),
    append: appendJournal({ audit, access, listener: subscriptions.listener }),
  });
  const transact = <T>(work: Parameters<typeof db.transaction<T>>[0]) => db.transaction(work);
  const doors = new Map<Policy, Records>(
    policies.map((policy) => [
      policy,
      createRecords({ store, access: accesses.get(policy) as Access, audit, clock, ids: randomIds, transact }),
    ]),
  );
  const door = (policy: Policy) => doors.get(policy) as Records;
  const records = door('standard');

  const put = async (resources: readonly (Resource & { readonly id: string })[]) =>
    granted(
      await records.change(
        importer,
        resources.map((resource) => ({
          op: 'update' as const,
          id: resource.id,
          draft: { resource, source: JSON.stringify(resource) },
        })),
        'update',
      ),
    );
  const observation = (id: string, more: Body = {}) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: loinc('718-7'),
    ...more,
  });
  await put([
    ...organizations.map((id) => ({ resourceType: 'Organization', id, name: 'Practice' })),
    { resourceType: ofNobody.type, id: ofNobody.id, code: { text: 'Something' } },
    ...persons.map((person) => observation(lateNamed(person).id)),
  ]);
  for (const person of persons) {
    await put(
      writtenPieces
        .filter((piece) => piece.person === person)
        .map(({ category }) => bodyOf(category as 'identity', person)),
    );
    for (const of of ['first', 'category'] as const) {
      const changed = changedPieces.filter((piece) => piece.person === person && piece.type === 'Condition');
      await put(changed.map((piece) => ({ ...bodyOf(piece[of] as 'problems', person), id: piece.id })));
    }
    await put([
      paperBody(person),
      observation(lateNamed(person).id, { subject: { reference: `Patient/${person.id}` } }),
    ]);
  }
  await bind(opened.db, access);

  return {
    db: opened.db,
    countedDb: db,
    clock,
    audit,
    access: (policy: Policy) => accesses.get(policy) as Access,
    store,
    door,
    subscriptions,
    bySubject,
    put,
    definitions: openDefinitions({ db: opened.db, written: store.definitions }),
    terminology: await createTerminology({ db: opened.db }),
    jobs: createJobs({ db: opened.db, log: silentLog }),
    /** The statements that `work` sends, and what it gives. */
    async counted<T>(work: () => Promise<T>): Promise<{ readonly given: T; readonly statements: number }> {
      const before = statements;
      const given = await work();
      return { given, statements: statements - before };
    },
    async close() {
      await subscriptions.close();
      await opened.close();
    },
  };
}

/** The relations, emergencies and choices of all persons. */
async function bind(db: Database, access: Access): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { id: patient, choice } of persons) {
      const relation = (organization: string, from: number, more: object = {}) =>
        access.addRelation(tx, { patient, organization, origin: 'declared', from: at(from), ...more });
      await relation('org-park', -300);
      await relation('org-own', -300, { practitioner: 'own' });
      await relation('org-former', -300, { to: at(-30) });
      await relation('org-coming', 30);
      await relation('pharmacy', -300);
      const emergency = (practitioner: string, from: number, to: number) =>
        access.openEmergency(tx, { patient, practitioner, reason: 'Danger to life', from: at(from), to: at(to) });
      await emergency('urgent', -0.5, 0.5);
      await emergency('urgent-here', -0.5, 0.5);
      await emergency('urgent-dispenser', -0.5, 0.5);
      await emergency('was-urgent', -2, -1);
      if (!choice.said) continue;
      const changed = await access.changeSharing(
        tx,
        {
          patient,
          crossBorder: !choice.optedOut,
          restrictions: [
            ...choice.fromEverybody.map((category) => ({ category, audience: 'everyone' as const })),
            ...choice.fromAbroad.map((category) => ({ category, audience: 'abroad' as const })),
          ],
        },
        'herself',
      );
      granted(changed);
    }
  });
}
