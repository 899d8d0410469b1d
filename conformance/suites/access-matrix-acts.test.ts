import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { granted } from '#kernel/testing';
import type { Records } from '#records';
import { callerOf } from './access-matrix-callers.ts';
import { type Asking, ask, caseOf, each, first, isHerself, purposesAt } from './access-matrix-judge.ts';
import {
  bodyOf,
  changedPieces,
  contents,
  idOf,
  insurer,
  ofNobody,
  type Person,
  type Piece,
  persons,
  pieceName,
  pieces,
} from './access-matrix-pieces.ts';
import { type Question, questionsOf, types } from './access-matrix-questions.ts';
import { newReport } from './access-matrix-report.ts';
import {
  type Category,
  disappears,
  holdsRights,
  isRefused,
  kinds,
  ownTypes,
  type Purpose,
  purposes,
  sees,
  writes,
} from './access-matrix-table.ts';
import { openWorld, type World } from './access-matrix-world.ts';

/** The rest of the matrix: single resources, writing, the rights of the person, exports, and whether a denial takes other steps than an absence. */
// Other suites may keep the machine busy.
vi.setConfig({ testTimeout: 300_000 });
const report = newReport();
let world: World;
let records: Records;
beforeAll(async () => {
  world = await openWorld();
  records = world.door('standard');
});
afterAll(async () => {
  report.print('matrix of acts');
  await world?.close();
});

const personWho = (name: string) => persons.find(({ choice }) => choice.name === name) as Person;
const partOf = (category: Category) => category.replace(/^pregnancy-(?=.)/, '');

/** For a category: nothing chosen, it hidden from everybody and from abroad, another, everything, and the opt-out. */
function personsFor(category: Category, turn: number): readonly Person[] {
  const parts = Object.keys(disappears);
  const part = partOf(category);
  const other = parts[turn % parts.length] ?? 'plan';
  return [
    ...new Set([
      personWho('silent'),
      ...(parts.includes(part) ? [personWho(`${part}-from-everybody`), personWho(`${part}-from-abroad`)] : []),
      personWho(`${other}-from-everybody`),
      personWho('all-from-everybody'),
      personWho('opted-out'),
    ]),
  ];
}

interface Aimed {
  readonly asking: Asking;
  readonly piece: Piece;
}
const aims: readonly Aimed[] = kinds.flatMap((kind) =>
  [...new Set(pieces.map(({ category }) => category))].flatMap((category, turn) =>
    personsFor(category, turn).flatMap((person, n) => {
      const piece = pieces.find((one) => one.person === person && one.category === category) as Piece;
      return purposesAt(kind, turn + n).map((purpose) => ({
        asking: { policy: 'standard' as const, kind, purpose, asker: person },
        piece,
      }));
    }),
  ),
);
const wordsOf =
  ({ asking: { policy, kind, purpose }, piece }: Aimed, act: string) =>
  () =>
    [policy, kind.name, purpose, piece.person.choice.name, piece.category, act].join(' | ');
const caller = ({ kind, purpose, asker }: Asking): Caller => callerOf(kind, purpose, asker);

describe('a resource by its address', () => {
  it.each([['read'], ['vread'], ['history of an instance']])('%s', async (name) => {
    await each(aims, async ({ asking, piece }) => {
      const question = questionsOf(piece).find((one) => one.name === name) as Question;
      await ask(world, report, asking, question);
    });
  });

  it('a first version that was of another category: only where both are seen', async () => {
    const asked = kinds.flatMap((kind) =>
      persons.flatMap((person, turn) => purposesAt(kind, turn).map((purpose) => ({ kind, purpose, person }))),
    );
    await each(asked, async ({ kind, purpose, person }) => {
      const asking: Asking = { policy: 'standard', kind, purpose, asker: person };
      for (const { first: category, ...piece } of changedPieces.filter((one) => one.person === person)) {
        const [, vread] = questionsOf({ ...piece, category });
        await ask(world, report, asking, { ...(vread as Question), through: () => [piece.category] });
        const page = await records.history(caller(asking), { type: piece.type, id: piece.id, count: 10 });
        const shown = page.ok && page.value.matches.some(({ version }) => version === 1);
        const one = caseOf(asking, person);
        const should = sees(one, category, false) && sees(one, piece.category, false);
        report.judge(wordsOf({ asking, piece: { ...piece, category } }, 'first version in the history'), shown, should);
      }
    });
  });

  it('first versions in the history of a type likewise', async () => {
    const asked = kinds.flatMap((kind) => purposes.map((purpose) => ({ kind, purpose })));
    await each(asked, async ({ kind, purpose }) => {
      const asking: Asking = { policy: 'standard', kind, purpose, asker: first };
      const shown = new Set<string>();
      for (const type of ['Condition', 'Observation']) {
        const page = await records.history(caller(asking), { type, count: 1_000 });
        if (!page.ok) continue;
        for (const stored of page.value.matches) if (stored.version === 1) shown.add(pieceName(stored));
      }
      for (const piece of changedPieces) {
        const one = caseOf(asking, piece.person);
        const should = sees(one, piece.first, false) && sees(one, piece.category, false);
        const words = wordsOf(
          { asking, piece: { ...piece, category: piece.first } },
          'first version in that of the type',
        );
        report.judge(words, shown.has(pieceName(piece)), should);
      }
    });
  });

  it('what is nobody’s and personal: for services alone', async () => {
    for (const kind of kinds) {
      for (const purpose of purposes) {
        const asking: Asking = { policy: 'standard', kind, purpose, asker: first };
        const answer = await records.read(caller(asking), ofNobody.type, ofNobody.id, 'read');
        const should = kind.common === 'all' && !isRefused(caseOf(asking, first), false);
        report.judge(() => `standard | ${kind.name} | ${purpose} | read of nobody’s`, answer.ok, should);
      }
    }
  });
});

describe('writing', () => {
  const never = 999;
  /** What an attempt that cannot succeed is answered with: nothing is written, and the code tells how far it came. */
  const expected = ({ asking, piece }: Aimed, denied: string): string => {
    const one = caseOf(asking, piece.person);
    // No piece is an own entry, so that nothing that is there is the person's to change.
    if (asking.kind.ownOnly && writes(one, piece.category) === 'yes') return 'own-entry.of-professional';
    if (writes(one, piece.category) === 'refused') return denied;
    return sees(one, piece.category, true) ? 'version.conflict' : 'resource.not-found';
  };
  const mayEver = (kind: (typeof kinds)[number], purpose: Purpose) =>
    kind.writes === 'any' || (kind.writes !== 'none' && kind.writes.includes(purpose));

  it('an update that comes too late tells only who may know that there is something', async () => {
    await each(aims, async (aim) => {
      const { piece, asking } = aim;
      const resource = piece.id.startsWith('late') ? undefined : bodyOf(piece.category as 'identity', piece.person);
      if (resource === undefined) return;
      const draft = { resource, source: JSON.stringify(resource) };
      const change = { op: 'update' as const, id: piece.id, draft, ifVersion: never };
      const answer = await records.change(caller(asking), [change], 'update');
      const notHers = asking.kind.ownOnly === true && !ownTypes.includes(resource.resourceType);
      const wanted = notHers ? 'own-entry.type' : expected(aim, 'access.denied');
      report.same(wordsOf(aim, 'update'), answer.ok ? 'ok' : answer.fault.code, wanted);
    });
  });

  it('a deletion that comes too late likewise', async () => {
    await each(aims, async (aim) => {
      const { piece, asking } = aim;
      const change = { op: 'delete' as const, type: piece.type, id: piece.id, ifVersion: never };
      const answer = await records.change(caller(asking), [change], 'delete');
      const one = caseOf(asking, piece.person);
      const denied = mayEver(asking.kind, asking.purpose) ? 'resource.not-found' : 'access.denied';
      let wanted = expected(aim, denied);
      // What his role does not need he does not see, and so cannot delete either.
      if (denied === 'resource.not-found' && !sees(one, piece.category, true)) wanted = denied;
      if (wanted === 'version.conflict' && piece.type === 'Patient' && asking.kind.name !== 'backend')
        wanted = 'access.denied';
      report.same(wordsOf(aim, 'delete'), answer.ok ? 'ok' : answer.fault.code, wanted);
    });
  });

  it('something new goes where he may write, hidden or not, and the answer is the same', async () => {
    await each(aims, async (aim) => {
      const { piece, asking } = aim;
      if (piece.category === 'identity') return;
      const { id: _, ...resource } = bodyOf(piece.category as 'problems', piece.person);
      const draft = { resource, source: JSON.stringify(resource) };
      // The other entry fails, so that nothing comes of it.
      const failing = { op: 'delete' as const, type: 'Condition', id: 'there-is-none' };
      const answer = await records.change(caller(asking), [{ op: 'create', draft }, failing], 'transaction');
      const notHers = asking.kind.ownOnly === true && !ownTypes.includes(resource.resourceType);
      const may = writes(caseOf(asking, piece.person), piece.category) === 'yes' && !notHers;
      // A service that may see everything is not told that what it deletes is absent.
      const code = answer.ok ? 'ok' : answer.fault.code;
      const refused = code === 'access.denied' || code === 'own-entry.type';
      report.same(wordsOf(aim, 'create'), refused ? 'refused' : 'may', may ? 'may' : 'refused');
    });
  });
});

describe('the rights of the person', () => {
  const everyone = kinds.flatMap((kind) =>
    purposes.flatMap((purpose) =>
      persons.map((person): Asking => ({ policy: 'standard', kind, purpose, asker: person })),
    ),
  );
  const told: Readonly<Record<string, (who: Caller, patient: string) => Promise<{ readonly ok: boolean }>>> = {
    'who looked': (who, patient) => records.accessLog(who, patient, { count: 1 }),
    'the choices': (who, patient) => records.sharing(who, patient),
    'the emergencies': (who, patient) => records.emergencies(who, patient),
  };
  it.each(Object.entries(told))('%s: for her and who acts for her', async (name, look) => {
    await each(everyone, async (asking) => {
      const { ok } = await look(caller(asking), asking.asker.id);
      const words = () => ['standard', asking.kind.name, asking.purpose, asking.asker.choice.name, name].join(' | ');
      report.judge(words, ok, holdsRights(caseOf(asking, asking.asker)));
    });
  });

  it('the choices are changed by nobody else', async () => {
    await each(
      everyone.filter(({ kind }) => !kind.rights),
      async (asking) => {
        const changed = await records.changeSharing(caller(asking), {
          patient: asking.asker.id,
          crossBorder: true,
          restrictions: [],
        });
        report.judge(
          () => `standard | ${asking.kind.name} | ${asking.purpose} | change the choices`,
          changed.ok,
          false,
        );
      },
    );
  });

  it('a relation is declared by no other citizen, nobody abroad and no operator', async () => {
    const others = everyone.filter(({ kind }) =>
      /citizen|whose time|abroad|administrator|another country/.test(kind.name),
    );
    await each(others, async (asking) => {
      const { id: patient } = asking.asker;
      const relation = { patient, organization: 'org-far', origin: 'declared' as const, from: world.clock.now() };
      const declared = await records.declareRelation(caller(asking), relation);
      report.judge(() => `standard | ${asking.kind.name} | ${asking.purpose} | declare a relation`, declared.ok, false);
    });
  });

  it('an emergency is opened by professionals of this node alone, and for care', async () => {
    const others = everyone.filter(
      ({ kind, purpose }) =>
        !kind.name.match(/doctor|pharmacist/) ||
        kind.name.match(/abroad|another country/) ||
        isRefused({ kind, purpose, policy: 'standard', choice: first.choice }, false),
    );
    await each(others, async (asking) => {
      const traits = { identifier: { system: insurer, value: asking.asker.id }, birthDate: '1984-03-12' };
      const opened = await records.openEmergency(caller(asking), traits, 'Found unconscious in the street');
      report.judge(() => `standard | ${asking.kind.name} | ${asking.purpose} | open an emergency`, opened.ok, false);
    });
  });
});

describe('exports', () => {
  it.each(types)('%s', async (type) => {
    const at = await records.exportMoment(new AbortController().signal);
    const scope = pieces.filter((piece) => piece.type === type);
    const question: Question = {
      name: `export ${type}`,
      scope,
      async ask(door, who) {
        const shown = new Set<string>();
        const part = await door.nextExportPart(who, { type, at }, 10_000);
        if (!part.ok) return { shown, code: part.fault.code };
        const lines = granted(await door.exportLines(who, { type, at }));
        for await (const text of lines) {
          for (const line of text.split('\n').filter(Boolean)) shown.add(pieceName({ ...JSON.parse(line), type }));
        }
        return { shown, total: part.value?.count ?? 0 };
      },
    };
    const counted = { ...question, counted: !['Observation'].includes(type) };
    for (const kind of kinds) {
      const asked = isHerself(kind) ? persons.slice(0, 6) : [first];
      await each(
        asked.flatMap((asker) => purposes.map((purpose): Asking => ({ policy: 'standard', kind, purpose, asker }))),
        (asking) => ask(world, report, asking, counted),
      );
    }
  });
});

describe('what is hidden takes the steps of what is absent', () => {
  /** Of whom, where nothing of the kind is there. */
  const nobody: Person = { id: 'nobody-at-all', choice: first.choice };
  const restricted = personWho('problems-from-everybody');
  const condition = (person: Person) => idOf('problems', person);
  const body = (person: Person) => ({
    ...bodyOf('problems', person),
    subject: { reference: `Patient/${restricted.id}` },
  });
  const found = (who: Caller, address: string) => {
    const [type = '', params = ''] = address.split('?');
    return records.search(who, granted(parseSearch(type, new URLSearchParams(params))), 'search-type');
  };
  const steps: Readonly<Record<string, (who: Caller, person: Person) => Promise<unknown>>> = {
    read: (who, person) => records.read(who, 'Condition', condition(person), 'read'),
    vread: (who, person) => records.readVersion(who, 'Condition', condition(person), 1),
    'read many': (who, person) => records.readMany(who, [{ type: 'Condition', id: condition(person) }], 'graphql'),
    'history of an instance': (who, person) =>
      records.history(who, { type: 'Condition', id: condition(person), count: 5 }),
    'search by id': (who, person) => found(who, `Condition?_id=${condition(person)}&_total=accurate`),
    'count by id': (who, person) => found(who, `Condition?_id=${condition(person)}&_summary=count`),
    chain: (who, person) => found(who, `Patient?_has:Condition:subject:_id=${condition(person)}`),
    update: (who, person) => {
      const resource = { ...body(person), id: condition(person) };
      const draft = { resource, source: JSON.stringify(resource) };
      return records.change(who, [{ op: 'update', id: condition(person), draft }], 'update');
    },
    delete: (who, person) =>
      records.change(who, [{ op: 'delete', type: 'Condition', id: condition(person) }], 'delete'),
  };
  const ofWholePerson: typeof steps = {
    'read a Patient': (who, person) => records.read(who, 'Patient', person.id, 'read'),
    'person record': (who, person) => records.personRecord(who, person.id, '$summary'),
    'page of the record': (who, person) => records.recordPage(who, person.id, { count: 10 }, '$everything'),
    'find by traits': (who, person) =>
      records.findPerson(who, { identifier: { system: insurer, value: person.id }, birthDate: '1984-03-12' }, 'ITI-55'),
    'search by patient': (who, person) => found(who, `Condition?patient=${person.id}&_total=accurate`),
    'count by patient': (who, person) => found(who, `Condition?patient=${person.id}&_summary=count`),
    'Patient by id': (who, person) => found(who, `Patient?_id=${person.id}`),
    'her history': (who, person) => records.history(who, { type: 'Patient', id: person.id, count: 5 }),
    'who looked': (who, person) => records.accessLog(who, person.id, { count: 1 }),
    'the choices': (who, person) => records.sharing(who, person.id),
  };
  /** What a node does now and then by itself, a look at what is indexed for instance, is not of the question. */
  const fewest = async (work: () => Promise<unknown>) => {
    const counts = [await world.counted(work), await world.counted(work), await world.counted(work)];
    return counts.reduce((least, one) => (one.statements < least.statements ? one : least));
  };
  const asked: readonly [string, string, Person, typeof steps][] = [
    ['doctor of the organisation that treats her', 'whose part is hidden', restricted, steps],
    ['doctor who does not treat her', 'of somebody else', restricted, steps],
    ['another citizen', 'of somebody else', restricted, steps],
    ['pharmacist of the pharmacy that treats her', 'beyond his role', personWho('silent'), steps],
    ['doctor who does not treat her', 'whom he does not treat', restricted, ofWholePerson],
    ['another citizen', 'who is another', restricted, ofWholePerson],
    ['doctor abroad', 'who opted out', personWho('opted-out'), ofWholePerson],
    ['doctor abroad', 'who hides everything', personWho('all-from-abroad'), ofWholePerson],
  ];
  it.each(asked)('%s asks of one %s', async (name, _words, person, all) => {
    const kind = kinds.find((one) => one.name === name);
    if (kind === undefined) throw new Error(name);
    const who = callerOf(kind, kind.name.includes('citizen') ? 'PATRQT' : 'TREAT', first);
    for (const [act, take] of Object.entries(all)) {
      const absent = await fewest(() => take(who, nobody));
      const hidden = await fewest(() => take(who, person));
      report.same(() => `${name} | ${act} | statements`, hidden.statements, absent.statements);
      report.same(() => `${name} | ${act} | answer`, JSON.stringify(hidden.given), JSON.stringify(absent.given));
    }
  });
});

describe('all of it', () => {
  it('without a leak, and without a denial too many', () => {
    expect(report.leaks).toEqual([]);
    expect(report.denials).toEqual([]);
    expect(report.combinations).toBeGreaterThan(50_000);
    expect(Object.keys(contents)).toHaveLength(20);
  });
});
