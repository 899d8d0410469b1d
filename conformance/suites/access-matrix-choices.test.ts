import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '#identity';
import { granted } from '#kernel/testing';
import { at } from './access-matrix-callers.ts';
import {
  addressOf,
  bodyOf,
  callerOf,
  type FinePerson,
  idOf,
  persons,
  restrictionOf,
} from './access-matrix-choices-people.ts';
import {
  type FineAsker,
  type FinePiece,
  type FinePolicy,
  fineAskers,
  finePieces,
  finePolicies,
  seesFinely,
} from './access-matrix-choices-table.ts';
import { type Way, ways } from './access-matrix-choices-ways.ts';
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
