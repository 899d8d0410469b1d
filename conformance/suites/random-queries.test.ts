import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestNode, patient, pulse, type Who } from '../../src/modules/rest/testing.ts';
import { type RandomQuery, randomOf, randomQuery } from './random-queries.ts';
import { eachOf } from './shared-resources.ts';

/**
 * Random requests that read, valid, half valid and hostile, sent by everybody: none may fail the node, none may take
 * longer than its time. `npm run soak` sends a million. A failure prints the request; the seed brings all of them back.
 */
const soak = process.env.CARNET_SOAK === '1';
const count = Number(process.env.CARNET_QUERIES ?? (soak ? 1_000_000 : 3_000));
const seed = Number(process.env.CARNET_SEED ?? Date.now() % 1_000_000);
/** Milliseconds that one request may take. */
const longest = 15_000;
const atOnce = 8;
const others: readonly (Who | undefined)[] = ['doctor', 'claire', 'stranger', 'admin', undefined];
const callers = [...others, 'doctor', 'claire', ...Array.from({ length: 13 }, () => 'importer' as const)] as const;

describe('random queries', () => {
  let node: Awaited<ReturnType<typeof openTestNode>>;
  beforeAll(async () => {
    node = await openTestNode();
    for (const body of resources()) {
      const { resourceType, id } = body as { resourceType: string; id: string };
      const answer = await node.ask('importer', 'PUT', `${resourceType}/${id}`, { body });
      if (answer.statusCode !== 201) throw new Error(answer.body);
    }
  });
  afterAll(() => node.close());

  it(
    `are each answered in time, and never by 500 (${count}, seed ${seed})`,
    async () => {
      const random = randomOf(seed);
      const failed: string[] = [];
      const slow: string[] = [];
      const statuses = new Map<number, number>();
      let slowest = 0;
      const rounds = Array.from({ length: Math.ceil(count / 1_000) }, (_, n) => Math.min(1_000, count - n * 1_000));
      for (const size of rounds) {
        const queries = Array.from({ length: size }, () => ({
          query: randomQuery(random),
          who: callers[random(callers.length)],
        }));
        await eachOf(queries, atOnce, async ({ query, who }) => {
          const started = performance.now();
          const { method, url, headers, body } = query;
          const answer = await node.ask(
            who,
            method,
            `/fhir${url === '' ? '' : '/'}${url}`.replace('/fhir/?', '/fhir?'),
            {
              headers,
              ...(body === undefined ? {} : { body }),
            },
          );
          const took = performance.now() - started;
          slowest = Math.max(slowest, took);
          statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
          if (answer.statusCode >= 500) failed.push(`${answer.statusCode} ${said(query)} ${answer.body.slice(0, 200)}`);
          if (took > longest) slow.push(`${Math.round(took)} ms ${said(query)}`);
        });
        if (failed.length + slow.length > 20) break;
        node.lines.length = 0;
      }
      console.info(
        `random queries: ${count} of seed ${seed}; by status ${JSON.stringify(Object.fromEntries([...statuses].sort()))}; ` +
          `the slowest took ${Math.round(slowest)} ms`,
      );
      expect(failed).toEqual([]);
      expect(slow).toEqual([]);
      expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 6);
    },
    soak ? 4 * 3_600_000 : 180_000,
  );
});

function said({ method, url, headers, body }: RandomQuery): string {
  return `${method} ${url.slice(0, 600)} ${JSON.stringify(headers)} ${(body ?? '').slice(0, 600)}`;
}

/** A few people with something of most kinds. */
function resources(): readonly object[] {
  const people = ['claire', 'p0', 'p1', 'p2', 'p3'];
  const loinc = ['8867-4', '8480-6', '4548-4'];
  return [
    { resourceType: 'Organization', id: 'org1', name: 'Clínica São João', alias: ['SJ'] },
    ...people.map((id, n) =>
      patient(id, {
        gender: n % 2 === 0 ? 'female' : 'male',
        name: [{ family: ['Moreau', 'Silva', 'O’Brien', 'Müller', 'Œuvrard'][n], given: ['Zoé', 'J.-P.'] }],
        identifier: [{ system: 'urn:x', value: `${n}`, type: { coding: [{ system: 'urn:t', code: 'MR' }] } }],
        managingOrganization: { reference: 'Organization/org1' },
        address: [{ city: 'Łódź', postalCode: '1000' }],
      }),
    ),
    ...people.map((of, n) => ({
      resourceType: 'Encounter',
      id: `e${n}`,
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: `Patient/${of}` },
      period: { start: '2026-01-01', ...(n % 2 === 0 && { end: '2026-01-02' }) },
    })),
    ...people.map((of, n) => ({
      resourceType: 'Condition',
      id: `c${n}`,
      subject: { reference: `Patient/${of}` },
      encounter: { reference: `Encounter/e${n}` },
      code: { text: 'x', coding: [{ system: 'http://snomed.info/sct', code: '38341003', display: 'Hypertension' }] },
      onsetDateTime: '2020-05',
    })),
    ...Array.from({ length: 60 }, (_, n) =>
      pulse(people[n % people.length] ?? 'p0', {
        id: `o${n}`,
        code: { coding: [{ system: 'http://loinc.org', code: loinc[n % 3] }], text: 'measured' },
        effectiveDateTime: `2026-0${1 + (n % 9)}-0${1 + (n % 7)}T10:00:00Z`,
        valueQuantity: { value: 50 + n, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
        encounter: { reference: `Encounter/e${n % people.length}` },
        ...(n % 4 === 0 && {
          component: [{ code: { text: 'c' }, valueQuantity: { value: n, unit: 'mm[Hg]', code: 'mm[Hg]' } }],
          hasMember: [{ reference: `Observation/o${n + 1}` }],
        }),
      }),
    ),
    {
      resourceType: 'ValueSet',
      id: 'vs1',
      url: 'http://hl7.org/fhir/ValueSet/x',
      status: 'active',
      compose: { include: [{ system: 'http://loinc.org', concept: [{ code: '8867-4' }] }] },
    },
    { resourceType: 'Bundle', id: 'b1', type: 'collection' },
  ];
}
