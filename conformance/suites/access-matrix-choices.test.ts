import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Restriction } from '#access';
import { parseSearch, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { granted } from '#kernel/testing';
import type { Records } from '#records';
import { at } from './access-matrix-callers.ts';
import {
  type FineAsker,
  type FineChoice,
  type FinePiece,
  type FinePolicy,
  fineAskers,
  fineChoices,
  finePieces,
  finePolicies,
  seesFinely,
  type What,
  type Whom,
} from './access-matrix-choices-table.ts';
import { each } from './access-matrix-judge.ts';
import { type Node, serve } from './access-matrix-node.ts';
import { ofResource, type Target } from './access-matrix-probes.ts';
import { newReport } from './access-matrix-report.ts';
import { openWorld, type World } from './access-matrix-world.ts';

/**
 * Restrictions of one entry, a label or everything, from one organisation, practitioner or country; labels that a policy
 * withholds; proxies for a part; apps with some types: every asker, every choice, every piece, by every way of asking.
 */
// Other suites may keep the machine busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
const report = newReport();
let world: World;
let node: Node;

interface FinePerson {
  readonly id: string;
  readonly choice: FineChoice;
}
const persons: readonly FinePerson[] = fineChoices.map((choice, n) => ({ id: `fine${n}`, choice }));
const idOf = (piece: string, { id }: FinePerson) => (piece === 'person' ? id : `${piece}-of-${id}`);
const addressOf = (piece: FinePiece, person: FinePerson) => `${piece.type}/${idOf(piece.name, person)}`;

function bodyOf({ name, type, label, by }: FinePiece, person: FinePerson): Resource & { readonly id: string } {
  const subject = { reference: `Patient/${person.id}` };
  const refer = (to: string) => ({
    reference: addressOf(finePieces.find((one) => one.name === to) as FinePiece, person),
  });
  const base = {
    resourceType: type,
    id: idOf(name, person),
    ...(label === undefined ? {} : { meta: { security: [{ system: 'urn:labels', code: label }] } }),
  };
  switch (type) {
    case 'Patient':
      return { ...base, name: [{ family: 'Moreau', given: [person.id] }] };
    case 'Condition':
      return { ...base, subject, code: { text: name } };
    case 'MedicationStatement':
      return { ...base, subject, status: 'active', medicationCodeableConcept: { text: name } };
    case 'Observation':
      return {
        ...base,
        subject,
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '718-7' }] },
        ...(by === undefined ? {} : { performer: [{ reference: `Practitioner/${by}` }] }),
      };
    case 'DiagnosticReport':
      return { ...base, subject, status: 'final', code: { text: name } };
    case 'Encounter':
      return {
        ...base,
        subject,
        status: 'finished',
        class: { code: 'AMB' },
        diagnosis: [{ condition: refer('gout') }],
      };
    case 'DocumentReference':
      return { ...base, subject, status: 'current', content: [{ attachment: { title: name } }] };
    case 'List':
      return { ...base, subject, status: 'current', mode: 'working', entry: [{ item: refer('letter') }] };
    default:
      return { ...base, beneficiary: subject, status: 'active', payor: [{ reference: 'Organization/org-park' }] };
  }
}

function restrictionOf(person: FinePerson, what: What, from: Whom): Restriction {
  const audience =
    from === 'everyone' || from === 'abroad'
      ? from
      : from === 'own'
        ? { practitioner: 'own' }
        : from === 'org-park'
          ? { organization: 'org-park' }
          : { country: from };
  if (what === 'everything') return { everything: true, audience };
  if (what === 'problems' || what === 'results') return { category: what, audience };
  if (what === 'STD' || what === 'GDIS') return { label: what, audience };
  return { entry: addressOf(finePieces.find(({ name }) => name === what) as FinePiece, person), audience };
}

const scope = (context: 'patient' | 'user', type: string) => ({ context, type, acts: 'cruds', parameters: [] });

/** Each asker as a caller; of herself and of who acts for her one for each person. */
function callerOf({ name, types }: FineAsker, person: FinePerson): Caller {
  const base = {
    subject: `${name} ${person.id}`,
    name,
    country: 'FR',
    client: 'test',
    traceId: '0'.repeat(32),
    proxyFor: [],
  };
  const grant = { patient: person.id, origin: 'mandate' as const, from: at(-30) };
  const citizen = { ...base, role: 'citizen' as const, purpose: 'PATRQT' as const, patient: 'someone' };
  const doctor = (organization: string, practitioner: string) => ({
    ...base,
    subject: name,
    role: 'professional' as const,
    purpose: 'TREAT' as const,
    organization,
    practitioner,
  });
  const scopes = types === undefined ? {} : { scopes: { granted: types.map((type) => scope('user', type)) } };
  switch (name) {
    case 'herself':
    case 'her app for observations':
      return { ...citizen, patient: person.id, ...scopes };
    case 'proxy':
      return { ...citizen, proxyFor: [grant] };
    case 'proxy for medicines':
      return { ...citizen, proxyFor: [{ ...grant, parts: ['medicines'] }] };
    case 'parent of one who keeps some to herself':
      return { ...citizen, proxyFor: [{ ...grant, reserved: { parts: ['results'], labels: ['STD'] } }] };
    case 'proxy who may write alone':
      return { ...citizen, proxyFor: [{ ...grant, acts: ['write'] }] };
    case 'doctor of the organisation':
    case 'his app for conditions and visits':
      return { ...doctor('org-park', 'colleague'), ...scopes };
    case 'doctor who treats her himself':
      return doctor('org-own', 'own');
    case 'pharmacist':
      return { ...doctor('pharmacy', 'dispenser'), professional: { ...noProfession, hp_professional_role: '2262' } };
    case 'doctor in an emergency':
      return doctor('org-park', 'urgent');
    case 'doctor who does not treat her':
      return doctor('org-far', 'far');
    case 'doctor in Portugal':
      return { ...base, role: 'foreign-professional', purpose: 'TREAT', country: 'PT' };
    case 'doctor in Spain':
      return { ...base, role: 'foreign-professional', purpose: 'TREAT', country: 'ES' };
    case 'administrator':
      return { ...base, role: 'administrator', purpose: 'SYSADMIN' };
    default:
      return { ...base, role: 'backend', purpose: 'HOPERAT' };
  }
}

const noProfession = {
  family_name: 'P',
  given_name: 'P',
  country_code: 'FR',
  hp_identifier: '1',
  issuing_authority_name: 'A',
  healthcare_provider_identifier: '2',
  healthcare_provider_name: 'Pharmacy',
};

beforeAll(async () => {
  world = await openWorld();
  for (const person of persons) await world.put(finePieces.map((piece) => bodyOf(piece, person)));
  // Each has an earlier version, and one that no longer carries what the first one did must not tell of it either.
  await world.db.transaction(async (tx) => {
    const access = world.access('standard');
    for (const person of persons) {
      const relation = (organization: string, more: object = {}) =>
        access.addRelation(tx, { patient: person.id, organization, origin: 'declared', from: at(-300), ...more });
      await relation('org-park');
      await relation('org-own', { practitioner: 'own' });
      await relation('pharmacy');
      await access.openEmergency(tx, {
        patient: person.id,
        practitioner: 'urgent',
        reason: 'Danger to life',
        from: at(-0.5),
        to: at(0.5),
      });
      const restrictions = person.choice.kept.map(({ what, from }) => restrictionOf(person, what, from));
      const { shared } = person.choice;
      granted(
        await access.changeSharing(tx, { patient: person.id, crossBorder: true, restrictions, shared }, 'herself'),
      );
    }
  });
  node = await serve(world);
});
afterAll(async () => {
  report.print('matrix of choices');
  await node?.close();
  await world?.close();
});

interface Way {
  readonly name: string;
  /** The pieces that it is about. */
  readonly about: (piece: FinePiece) => boolean;
  /** What must be seen as well for it to show. */
  readonly through?: readonly string[];
  /** Only for who asks without naming a person. */
  readonly unnamed?: true;
  /** Addresses that came. */
  readonly ask: (
    records: Records,
    caller: Caller,
    person: FinePerson,
    pieces: readonly FinePiece[],
  ) => Promise<readonly string[]>;
}

const named = (stored: { readonly type: string; readonly id: string } | undefined) =>
  stored === undefined ? [] : [`${stored.type}/${stored.id}`];

async function searched(records: Records, caller: Caller, address: string): Promise<readonly string[]> {
  const [type = '', params = ''] = address.split('?');
  const query = granted(parseSearch(type, new URLSearchParams(params)));
  const page = await records.search(caller, { ...query, count: 1_000 }, 'search-type');
  if (!page.ok) return [];
  const shown = [...page.value.matches, ...(page.value.included ?? [])].flatMap(named);
  // What is counted is what is shown, or the count tells of more.
  if (page.value.total !== undefined && page.value.total !== page.value.matches.length) shown.push('a wrong total');
  return shown;
}

const any = () => true;
const ofType =
  (...types: readonly string[]) =>
  (piece: FinePiece) =>
    types.includes(piece.type);
const byPatient = (type: string): Way => ({
  name: `search ${type}`,
  about: ofType(type),
  ask: (records, caller, { id }) => searched(records, caller, `${type}?patient=${id}&_total=accurate`),
});

const ways: readonly Way[] = [
  ...['Condition', 'Observation', 'Encounter', 'DocumentReference', 'List', 'DiagnosticReport'].map((type) =>
    byPatient(type),
  ),
  byPatient('MedicationStatement'),
  byPatient('Coverage'),
  {
    name: 'count',
    about: ofType('Condition'),
    ask: async (records, caller, person, pieces) => {
      const query = granted(parseSearch('Condition', new URLSearchParams(`patient=${person.id}&_summary=count`)));
      const page = await records.search(caller, query, 'search-type');
      // As many of them as are counted.
      return pieces
        .filter(ofType('Condition'))
        .slice(0, page.ok ? (page.value.total ?? 0) : 0)
        .map((piece) => addressOf(piece, person));
    },
  },
  {
    name: 'include',
    about: (piece) => piece.name === 'gout',
    through: ['visit'],
    ask: async (records, caller, person) =>
      (await searched(records, caller, `Encounter?patient=${person.id}&_include=Encounter:diagnosis`)).filter((one) =>
        one.startsWith('Condition'),
      ),
  },
  {
    name: 'reverse include',
    about: (piece) => piece.name === 'visit',
    through: ['gout'],
    ask: async (records, caller, person) =>
      (await searched(records, caller, `Condition?patient=${person.id}&_revinclude=Encounter:diagnosis`)).filter(
        (one) => one.startsWith('Encounter'),
      ),
  },
  {
    name: 'chain',
    about: (piece) => piece.name === 'visit',
    through: ['gout'],
    ask: (records, caller, person) =>
      searched(records, caller, `Encounter?patient=${person.id}&diagnosis:Condition.code:text=gout`),
  },
  {
    name: '_has',
    about: (piece) => piece.name === 'person',
    through: ['visit'],
    ask: (records, caller, person) =>
      searched(records, caller, `Patient?_id=${person.id}&_has:Encounter:patient:status=finished`),
  },
  {
    name: 'person record',
    about: any,
    through: ['person'],
    ask: async (records, caller, person) => {
      const record = await records.personRecord(caller, person.id, '$summary');
      return record.ok ? [record.value.patient, ...record.value.resources].flatMap(named) : [];
    },
  },
  {
    name: 'page of the record',
    about: any,
    through: ['person'],
    ask: async (records, caller, person) => {
      const page = await records.recordPage(caller, person.id, { count: 100 }, '$everything');
      return page.ok ? [page.value.patient, ...page.value.resources].flatMap(named) : [];
    },
  },
  {
    name: 'read many',
    about: any,
    ask: async (records, caller, person, pieces) => {
      const addresses = pieces.map((piece) => ({ type: piece.type, id: idOf(piece.name, person) }));
      const read = await records.readMany(caller, addresses, '$document', person.id);
      return read.ok ? read.value.flatMap(named) : [];
    },
  },
  {
    name: 'told by a subscription',
    about: any,
    ask: async (records, caller, person, pieces) => {
      const versions = pieces.map((piece) => ({
        type: piece.type,
        id: idOf(piece.name, person),
        version: 1,
        compartment: person.id,
      }));
      const known = await records.knownOf(caller, versions);
      return pieces.filter((_piece, n) => known[n]).map((piece) => addressOf(piece, person));
    },
  },
  ...(['read', 'vread', 'history'] as const).map(
    (name): Way => ({
      name,
      about: any,
      unnamed: true,
      ask: async (records, caller, person, pieces) => {
        const found: string[] = [];
        for (const piece of pieces) {
          const [type, id] = [piece.type, idOf(piece.name, person)];
          const read =
            name === 'read'
              ? await records.read(caller, type, id, 'read')
              : name === 'vread'
                ? await records.readVersion(caller, type, id, 1)
                : await records.history(caller, { type, id, count: 5 });
          if (read.ok && (!('matches' in read.value) || read.value.matches.length > 0))
            found.push(addressOf(piece, person));
        }
        return found;
      },
    }),
  ),
];

const shouldShow = (policy: FinePolicy, asker: FineAsker, person: FinePerson, way: Way, piece: FinePiece) =>
  [piece, ...finePieces.filter(({ name }) => way.through?.includes(name))].every((one) =>
    seesFinely(policy, asker, person.choice, one),
  );

async function judge(policy: FinePolicy, asker: FineAsker, person: FinePerson, way: Way): Promise<void> {
  const about = finePieces.filter(way.about);
  const caller = callerOf(asker, person);
  const shown = await way.ask(world.door(policy), caller, person, finePieces);
  const words = (what: string) => () => [policy, asker.name, person.choice.name, what, way.name].join(' | ');
  if (way.name === 'count') {
    // What it is about is told by its number alone.
    report.same(
      words('number'),
      shown.length,
      about.filter((piece) => shouldShow(policy, asker, person, way, piece)).length,
    );
    return;
  }
  for (const piece of about) {
    // Abroad a resource is asked for with the person whom it is about.
    const should =
      shouldShow(policy, asker, person, way, piece) && !(way.unnamed && asker.onlyNamed && piece.name !== 'person');
    report.judge(words(piece.name), shown.includes(addressOf(piece, person)), should);
  }
  const known = new Set(finePieces.map((piece) => addressOf(piece, person)));
  for (const other of shown)
    if (!known.has(other)) report.also(words(other), true, asker.record !== 'none' && !other.startsWith('a wrong'));
}

describe('fine choices, labels, partial proxies and apps', () => {
  it.each(ways.map((way) => [way.name, way] as const))('standard: %s', async (_name, way) => {
    await each(
      fineAskers.flatMap((asker) => persons.map((person) => ({ asker, person }))),
      ({ asker, person }) => judge('standard', asker, person, way),
    );
  });

  it.each(finePolicies.slice(1))('%s', async (policy) => {
    const some = ways.filter(({ name }) =>
      /^(search Observation|search Condition|count|person record|read many|told|vread)$/.test(name),
    );
    await each(
      fineAskers.flatMap((asker) => persons.map((person) => ({ asker, person }))),
      async ({ asker, person }) => {
        for (const way of some) await judge(policy, asker, person, way);
      },
    );
  });

  it('exports of who may see some', async () => {
    const exporting = fineAskers.filter(({ record, onlyNamed }) => record === 'treated' && onlyNamed !== true);
    for (const asker of exporting) {
      const caller = callerOf(asker, persons[0] as FinePerson);
      for (const type of new Set(finePieces.map((piece) => piece.type))) {
        const moment = await world.door('standard').exportMoment(new AbortController().signal);
        const lines = granted(await world.door('standard').exportLines(caller, { type, at: moment }));
        let text = '';
        for await (const piece of lines) text += piece;
        for (const person of persons) {
          for (const piece of finePieces.filter((one) => one.type === type)) {
            const shown = text.includes(`"id":"${idOf(piece.name, person)}"`);
            const name = () => ['standard', asker.name, person.choice.name, piece.name, 'export'].join(' | ');
            report.judge(name, shown, seesFinely('standard', asker, person.choice, piece));
          }
        }
      }
    }
  });

  it('writes what is hidden as what is not there', async () => {
    const [asker] = fineAskers.filter(({ name }) => name === 'doctor of the organisation') as [FineAsker];
    for (const person of persons) {
      for (const piece of finePieces.filter(({ name }) => name !== 'person')) {
        const change = { op: 'delete' as const, type: piece.type, id: idOf(piece.name, person), ifVersion: 99 };
        const answer = await world.door('standard').change(callerOf(asker, person), [change], 'delete');
        const absent = await world
          .door('standard')
          .change(callerOf(asker, person), [{ ...change, id: 'no-such' }], 'delete');
        const should = seesFinely('standard', asker, person.choice, piece);
        const name = () => ['standard', asker.name, person.choice.name, piece.name, 'delete'].join(' | ');
        report.judge(name, JSON.stringify(answer) !== JSON.stringify(absent), should);
      }
    }
  });
});

describe('over HTTP', () => {
  const volatile = /\d{4}-\d\d-\d\dT[0-9:.]+Z|urn:uuid:[-0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  const hiddenOnes = persons
    .filter(({ choice }) => /^(gout|pill|letter|STD|everything|two) /.test(choice.name))
    .flatMap((person) => finePieces.filter(({ name }) => name !== 'person').map((piece) => ({ person, piece })));

  it.each(Object.entries(ofResource))(
    '%s of what is hidden is answered as of what does not exist',
    async (name, probe) => {
      const answerTo = async (caller: Caller, target: Target) => {
        const answer = await node.ask(caller, probe(target));
        const headers = Object.entries(answer.headers).filter(
          ([header]) => header !== 'date' && header !== 'x-request-id',
        );
        return JSON.stringify([answer.statusCode, headers, answer.body])
          .replaceAll(target.id, 'ID')
          .replaceAll(volatile, 'NEW');
      };
      const some = fineAskers.filter(({ record }) => record === 'treated');
      await each(
        some.flatMap((asker, turn) =>
          hiddenOnes.filter((_one, n) => n % 17 === turn).map((one) => ({ asker, ...one })),
        ),
        async ({ asker, person, piece }) => {
          if (seesFinely('standard', asker, person.choice, piece)) return;
          const caller = callerOf(asker, person);
          const { id, ...body } = bodyOf(piece, person);
          const target = { type: piece.type, id, person: person.id, body };
          const words = () => [asker.name, person.choice.name, piece.name, name].join(' | ');
          const [hidden, absent] = [
            await answerTo(caller, target),
            await answerTo(caller, { ...target, id: `${id.slice(0, -1)}z` }),
          ];
          report.same(words, hidden, absent);
        },
      );
    },
  );

  it('what is hidden takes as many statements as what does not exist', async () => {
    const asker = fineAskers.find(({ name }) => name === 'doctor of the organisation') as FineAsker;
    for (const { person, piece } of hiddenOnes.filter((_one, n) => n % 5 === 0)) {
      if (seesFinely('standard', asker, person.choice, piece)) continue;
      const caller = callerOf(asker, person);
      const records = world.door('standard');
      const id = idOf(piece.name, person);
      for (const [name, ask] of Object.entries({
        read: (of: string) => records.read(caller, piece.type, of, 'read'),
        vread: (of: string) => records.readVersion(caller, piece.type, of, 1),
        history: (of: string) => records.history(caller, { type: piece.type, id: of, count: 5 }),
      })) {
        const absent = await world.counted<unknown>(() => ask(`${id.slice(0, -1)}z`));
        const hidden = await world.counted<unknown>(() => ask(id));
        report.same(
          () => [asker.name, person.choice.name, piece.name, name, 'statements'].join(' | '),
          hidden.statements,
          absent.statements,
        );
      }
    }
  });

  it('without a leak, and without a denial too many', () => {
    expect(report.leaks).toEqual([]);
    expect(report.denials).toEqual([]);
    expect(report.combinations).toBeGreaterThan(100_000);
  });
});
