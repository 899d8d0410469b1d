import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Caller } from '#identity';
import { callerOf } from './access-matrix-callers.ts';
import { each, first } from './access-matrix-judge.ts';
import { type Node, type Sent, serve } from './access-matrix-node.ts';
import { bodyOf, inPaper, type Person, type Piece, paperOf, persons, pieces } from './access-matrix-pieces.ts';
import { ofPerson, ofResource, type Probe, type Target } from './access-matrix-probes.ts';
import { newReport } from './access-matrix-report.ts';
import { type Case, type Kind, kinds, type Purpose, purposes, reaches, sees } from './access-matrix-table.ts';
import { openWorld, type World } from './access-matrix-world.ts';

/** Resolves when `holds` does; fails after `patience` milliseconds. */
async function until(holds: () => Promise<boolean>, patience = 20_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come to be in time');
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** A part of the matrix through the real server: what is hidden is answered to the byte as what does not exist. */
// Other suites may keep the machine busy.
vi.setConfig({ testTimeout: 300_000 });
const report = newReport();
let world: World;
let node: Node;
beforeAll(async () => {
  world = await openWorld();
  node = await serve(world);
});
afterAll(async () => {
  report.print('matrix over HTTP');
  await node?.close();
  await world?.close();
});

interface Asker {
  readonly kind: Kind;
  readonly purpose: Purpose;
  readonly caller: Caller | undefined;
}
/** Partners come through the gateway, never here. Of the purposes that make no difference, two. */
const askers: readonly Asker[] = kinds
  .filter(({ onlyNamed }) => onlyNamed !== true)
  .flatMap((kind, n) =>
    (kind.reads === 'any' ? [purposes[n % 5], 'PATRQT' as const] : [...purposes])
      .filter((purpose, at, all): purpose is Purpose => purpose !== undefined && all.indexOf(purpose) === at)
      .map((purpose) => ({ kind, purpose, caller: callerOf(kind, purpose, first) })),
  );
const unknown: Asker = {
  kind: { ...(kinds[4] as Kind), name: 'nobody', reads: 'none' },
  purpose: 'TREAT',
  caller: undefined,
};
const caseOf = ({ kind, purpose }: Asker, person: Person): Case => ({
  policy: 'standard',
  // Herself is the first of the persons; to the others she is another citizen.
  kind:
    kind.name === 'herself' && person !== first ? (kinds.find(({ name }) => name === 'another citizen') as Kind) : kind,
  purpose,
  choice: person.choice,
});
const words =
  ({ kind, purpose }: Asker, more: readonly string[]) =>
  () =>
    [kind.name, purpose, ...more].join(' | ');

const volatileHeaders = new Set(['date', 'x-request-id']);
const volatileText = /\d{4}-\d\d-\d\dT[0-9:.]+Z|urn:uuid:[-0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The whole answer, less what is new each time, with what was asked for by a common name. */
async function answerTo(caller: Caller | undefined, probe: Probe, target: Target): Promise<string> {
  const answer = await node.ask(caller, probe(target));
  const headers = Object.entries(answer.headers).filter(([name]) => !volatileHeaders.has(name));
  return JSON.stringify([answer.statusCode, headers, answer.body])
    .replaceAll(target.id, 'ID')
    .replaceAll(target.person, 'PERSON')
    .replaceAll(volatileText, 'NEW');
}

async function compare(
  asker: Asker,
  name: string,
  probe: Probe,
  hidden: Target,
  absent: Target,
  more: readonly string[],
) {
  const [one, other] = [await answerTo(asker.caller, probe, hidden), await answerTo(asker.caller, probe, absent)];
  report.same(words(asker, [...more, name]), one, other);
}

/** Of the same length, so that an answer that repeats it is as long. */
const absentId = (id: string) => `${id.slice(0, -1)}z`;
const absentPerson = (id: string) => `q${id.slice(1)}`;
const targetOf = ({ type, id, person, category }: Piece): Target => {
  const { id: _, ...body } = bodyOf(category as 'problems', person);
  return { type, id, person: person.id, body };
};

describe('over HTTP', () => {
  const written = pieces.filter(
    ({ id, category }) => category !== 'identity' && !/^(late|paper|turned|corrected)/.test(id),
  );
  it.each(Object.entries(ofResource))(
    '%s of what is hidden is answered as of what does not exist',
    async (name, probe) => {
      await each(
        [...askers, unknown].map((asker, turn) => ({ asker, turn })),
        async ({ asker, turn }) => {
          const hidden = written.filter((piece) => !sees(caseOf(asker, piece.person), piece.category, true));
          // Some of each asker's, others at each turn.
          for (let n = 0; n < Math.min(4, hidden.length); n += 1) {
            const piece = hidden[(turn * 37 + n * 211) % hidden.length] as Piece;
            const target = targetOf(piece);
            const more = [piece.person.choice.name, piece.category];
            await compare(asker, name, probe, target, { ...target, id: absentId(target.id) }, more);
          }
        },
      );
    },
  );

  it.each(Object.entries(ofPerson))('%s of who is hidden is answered as of who does not exist', async (name, probe) => {
    await each(
      [...askers, unknown].map((asker, turn) => ({ asker, turn })),
      async ({ asker, turn }) => {
        const body = { resourceType: 'Patient' };
        const rights = /looked|emergencies|choices/.test(name);
        const hidden = persons.filter((person) => {
          const one = caseOf(asker, person);
          return rights ? !one.kind.rights : !reaches(one);
        });
        if (asker.kind.name === 'backend') return;
        for (let n = 0; n < Math.min(3, hidden.length); n += 1) {
          const person = hidden[(turn * 7 + n * 13) % hidden.length] as Person;
          const target = { type: 'Patient', id: person.id, person: person.id, body };
          const absent = { type: 'Patient', id: absentPerson(person.id), person: absentPerson(person.id), body };
          await compare(asker, name, probe, target, absent, [person.choice.name]);
        }
      },
    );
  });

  it('tells a service what it tells nobody else', async () => {
    const service = askers.find(({ kind }) => kind.name === 'backend') as Asker;
    const piece = written[5] as Piece;
    const target = targetOf(piece);
    const blind: string[] = [];
    const changing = /delete|update|batch|validate|\$meta-|no version/;
    for (const [name, probe] of Object.entries(ofResource).filter(([name]) => !changing.test(name))) {
      const [there, absent] = [
        await answerTo(service.caller, probe, target),
        await answerTo(service.caller, probe, { ...target, id: absentId(target.id) }),
      ];
      if (there === absent) blind.push(name);
    }
    expect(blind).toEqual([]);
  });

  it('says nothing of a person in what is logged', () => {
    const told = node.lines.filter((line) => /of-person\d|person\d+|Moreau|qerson/.test(line));
    expect(told).toEqual([]);
  });
});

describe('what is shown over HTTP', () => {
  const shownIn = (body: string) => new Set(Array.from(body.matchAll(/"id":\s?"([A-Za-z0-9.-]+)"/g), ([, id]) => id));
  const types = [...new Set(pieces.map(({ type }) => type))].filter((type) => type !== 'Patient');
  const ways: Readonly<Record<string, (person: Person) => readonly Sent[]>> = {
    $everything: ({ id }) => [{ method: 'GET', url: `Patient/${id}/$everything?_count=200` }],
    compartment: ({ id }) => [
      { method: 'GET', url: `Patient/${id}/*?_count=200` },
      { method: 'GET', url: `Patient/${id}` },
    ],
    'batch of searches': ({ id }) => [
      {
        method: 'POST',
        url: '',
        body: {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [`Patient?_id=${id}`, ...types.map((type) => `${type}?patient=${id}`)].map((url) => ({
            request: { method: 'GET', url },
          })),
        },
      },
    ],
    $graphql: ({ id }) => [
      {
        method: 'POST',
        url: '$graphql',
        body: {
          query: `{ Patient(id: "${id}") { id } ${types.map((type) => `${type}List(patient: "Patient/${id}") { id }`).join(' ')} }`,
        },
        headers: { 'content-type': 'application/json' },
      },
    ],
  };
  it.each(Object.entries(ways))('%s', async (name, requests) => {
    await each(
      askers.map((asker, turn) => ({ asker, turn })),
      async ({ asker, turn }) => {
        for (const person of persons.filter((_person, n) => (n + turn) % 4 === 0)) {
          const shown = new Set<string | undefined>();
          for (const request of requests(person)) {
            const answer = await node.ask(asker.caller, request);
            for (const id of shownIn(answer.body)) shown.add(id);
          }
          for (const piece of pieces.filter((one) => one.person === person)) {
            const should = sees(caseOf(asker, person), piece.category, true);
            const of = [person.choice.name, piece.category, `${name} over HTTP`];
            report.judge(words(asker, of), shown.has(piece.id), should);
          }
        }
      },
    );
  });
});

describe('a document', () => {
  it('brings along what its reader may see, and nothing of what he may not', async () => {
    await each(askers, async (asker) => {
      for (const person of persons) {
        const answer = await node.ask(asker.caller, {
          method: 'GET',
          url: `Composition/${paperOf(person).id}/$document`,
        });
        const one = caseOf(asker, person);
        const shown = (id: string) => answer.body.includes(`"id":"${id}"`);
        for (const piece of [
          paperOf(person),
          ...pieces.filter(
            (each) =>
              each.person === person && inPaper.includes(each.category) && !/^(late|turned|corrected)/.test(each.id),
          ),
        ]) {
          const should = sees(one, 'documents', true) && sees(one, piece.category, true);
          report.judge(words(asker, [person.choice.name, piece.category, '$document']), shown(piece.id), should);
        }
      }
    });
  });
});

describe('what is told later', () => {
  const some = persons.filter(({ choice }) =>
    ['silent', 'opted-out', 'problems-from-everybody', 'documents-from-everybody', 'all-from-everybody'].includes(
      choice.name,
    ),
  );
  /** Those who can subscribe or export, each for the purpose for which he is answered when he is not there himself. */
  const readers = askers.filter(
    ({ kind, purpose }) => purpose === (kind.reads === 'any' ? 'PATRQT' : 'TREAT') && kind.name !== 'administrator',
  );
  const json = { 'content-type': 'application/fhir+json' };

  it('by a subscription: only what its owner may see, and no number that tells of more', async () => {
    const subscriptions = new Map<Asker, string>();
    for (const asker of readers.filter(({ kind }) => kind.name !== 'doctor of another country at this node')) {
      const body = {
        resourceType: 'Subscription',
        status: 'requested',
        reason: 'test',
        criteria: 'http://localhost/fhir/SubscriptionTopic/condition-changed',
        channel: {
          type: 'websocket',
          payload: 'application/fhir+json',
          _payload: {
            extension: [
              {
                url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content',
                valueCode: 'id-only',
              },
            ],
          },
        },
      };
      const made = await node.ask(asker.caller, { method: 'POST', url: 'Subscription', body, headers: json });
      expect([asker.kind.name, made.statusCode, made.statusCode === 201 ? '' : made.body]).toEqual([
        asker.kind.name,
        201,
        '',
      ]);
      subscriptions.set(asker, (made.json() as { id: string }).id);
    }
    for (const [asker, id] of subscriptions) {
      await until(async () => {
        const read = await node.ask(asker.caller, { method: 'GET', url: `Subscription/${id}` });
        return (read.json() as { status?: string }).status === 'active';
      });
    }
    const conditions = pieces.filter(
      ({ type, id, person }) => type === 'Condition' && !/^(turned|corrected)/.test(id) && some.includes(person),
    );
    await world.put(
      conditions.map(({ category, person }) => ({
        ...bodyOf(category as 'problems', person),
        recorder: { display: 'Again' },
      })),
    );
    const service = [...subscriptions].find(([{ kind }]) => kind.name === 'backend');
    const eventsOf = async (asker: Asker, id: string) =>
      (await node.ask(asker.caller, { method: 'GET', url: `Subscription/${id}/$events?content=id-only` })).body;
    const focusesIn = (body: string) =>
      [...body.matchAll(/"focus"[^}]*?Condition\/([A-Za-z0-9.-]+)/g)].map(([, id]) => id);
    const wanted = (asker: Asker) =>
      conditions.filter((piece) => sees(caseOf(asker, piece.person), piece.category, false)).length;
    for (const [asker, id] of subscriptions) {
      await until(async () => focusesIn(await eventsOf(asker, id)).length >= wanted(asker), 5_000).catch(
        () => undefined,
      );
    }
    expect(service).toBeDefined();
    for (const [asker, id] of subscriptions) {
      const body = await eventsOf(asker, id);
      const told = new Set(focusesIn(body));
      for (const piece of conditions) {
        const should = sees(caseOf(asker, piece.person), piece.category, false);
        report.judge(
          words(asker, [piece.person.choice.name, piece.category, 'subscription']),
          told.has(piece.id),
          should,
        );
      }
      const last = /"events-since-subscription-start","valueString":"(\d+)"/.exec(body)?.[1];
      report.same(words(asker, ['number of events']), Number(last), wanted(asker));
    }
  });

  it('by an export', async () => {
    for (const asker of readers) {
      const begun = await node.ask(asker.caller, {
        method: 'GET',
        url: '$export?_type=Condition,DocumentReference,Patient',
        headers: { prefer: 'respond-async', accept: 'application/fhir+json' },
      });
      if (begun.statusCode !== 202) {
        report.same(words(asker, ['export begins']), asker.kind.reads === 'none', true);
        continue;
      }
      const path = (address: unknown) => String(address).replace('http://localhost', '');
      let status = await node.ask(asker.caller, { method: 'GET', url: path(begun.headers['content-location']) });
      await until(async () => {
        status = await node.ask(asker.caller, { method: 'GET', url: path(begun.headers['content-location']) });
        return status.statusCode === 200;
      });
      const { output = [] } = status.json() as {
        output?: readonly { readonly url: string; readonly count?: number }[];
      };
      const shown = new Set<string>();
      for (const { url } of output) {
        const file = await node.ask(asker.caller, { method: 'GET', url: path(url) });
        for (const line of file.body.split('\n').filter(Boolean)) shown.add((JSON.parse(line) as { id: string }).id);
      }
      const scope = pieces.filter(({ type }) => ['Condition', 'DocumentReference', 'Patient'].includes(type));
      let expected = 0;
      for (const piece of scope) {
        const should = sees(caseOf(asker, piece.person), piece.category, false);
        if (should) expected += 1;
        report.judge(words(asker, [piece.person.choice.name, piece.category, '$export']), shown.has(piece.id), should);
      }
      const told = output.reduce((sum, { count = 0 }) => sum + count, 0);
      report.same(words(asker, ['count of $export']), told, expected);
    }
  });
});

describe('all of it', () => {
  it('without a leak, and without a denial too many', () => {
    expect(report.leaks.map((leak) => leak.slice(0, 2000))).toEqual([]);
    expect(report.denials).toEqual([]);
    expect(report.combinations).toBeGreaterThan(5_000);
  });
});
