import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from '../testing.ts';

const canonical = (name: string) => `http://example.org/StructureDefinition/${name}`;

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode({ judgedWithin: 3_000 });
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  for (const [id, expression] of [
    ['slow-pulse', 'value.ofType(Quantity).value < 400'],
    ['endless', `code.text.matches('^(([a-z])+.)+[A-Z]([a-z])+$')`],
  ] as const) {
    const rule = { key: 'own-1', severity: 'error', human: 'A rule of this node', expression };
    const body = {
      resourceType: 'StructureDefinition',
      id,
      url: canonical(id),
      version: '1.0',
      name: 'Own',
      status: 'active',
      kind: 'resource',
      abstract: false,
      type: 'Observation',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
      derivation: 'constraint',
      differential: { element: [{ id: 'Observation', path: 'Observation', constraint: [rule] }] },
    };
    const written = await node.ask('importer', 'PUT', `StructureDefinition/${id}`, { body });
    if (written.statusCode !== 201) throw new Error(written.body);
  }
  await pause(250);
}, 60_000);
afterAll(() => node.close());

/** An Observation that says both what it is and why it is not (rule obs-6). */
const contradictory = (more: object = {}) =>
  pulse('claire', { dataAbsentReason: { text: 'not asked' }, note: [{ text: 'to be found' }], ...more });
const quantity = (value: number) => ({ value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' });
const errors = (answer: { json(): unknown }) =>
  (
    answer.json() as { issue: readonly { severity: string; diagnostics?: string; expression?: readonly string[] }[] }
  ).issue
    .filter(({ severity }) => severity === 'error')
    .map(({ diagnostics, expression }) => `${diagnostics} at ${expression}`);
const obs6 = (path: string) => [`rule obs-6 of http://hl7.org/fhir/StructureDefinition/Observation at ${path}`];
const countOf = async (query: string) =>
  ((await node.ask('importer', 'GET', `${query}&_summary=count`)).json() as { total: number }).total;

describe('what is written', () => {
  it('is refused where a rule of R4 does not hold, and nothing of it is kept', async () => {
    const before = await countOf('Observation?patient=claire');
    const created = await node.ask('doctor', 'POST', 'Observation', { body: contradictory() });
    expect([created.statusCode, errors(created)]).toEqual([422, obs6('Observation')]);
    expect(created.body).not.toContain('to be found');
    const put = await node.ask('importer', 'PUT', 'Observation/mine', { body: contradictory({ id: 'mine' }) });
    expect([put.statusCode, errors(put)]).toEqual([422, obs6('Observation')]);
    expect(await countOf('Observation?patient=claire')).toBe(before);
  });

  it('is refused where a patch would make it so', async () => {
    await node.ask('importer', 'PUT', 'Observation/sound', { body: pulse('claire', { id: 'sound' }) });
    const patched = await node.ask('doctor', 'PATCH', 'Observation/sound', {
      body: [{ op: 'add', path: '/dataAbsentReason', value: { text: 'x' } }],
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect([patched.statusCode, errors(patched)]).toEqual([422, obs6('Observation')]);
  });

  it('is refused whole in a transaction, with the place in the Bundle, and one by one in a batch', async () => {
    const bundle = (type: string) => ({
      resourceType: 'Bundle',
      type,
      entry: [pulse('claire'), contradictory()].map((resource) => ({
        resource,
        request: { method: 'POST', url: 'Observation' },
      })),
    });
    const before = await countOf('Observation?patient=claire');
    const transaction = await node.ask('doctor', 'POST', '', { body: bundle('transaction') });
    expect([transaction.statusCode, errors(transaction)]).toEqual([422, obs6('Bundle.entry[1].resource')]);
    expect(await countOf('Observation?patient=claire')).toBe(before);
    const batch = await node.ask('doctor', 'POST', '', { body: bundle('batch') });
    const { entry } = batch.json() as { entry: readonly { response: { status: string; outcome?: object } }[] };
    expect(entry.map(({ response }) => response.status.slice(0, 3))).toEqual(['201', '422']);
    expect(errors({ json: () => entry[1]?.response.outcome })).toEqual(obs6('Bundle.entry[1].resource'));
  });

  it('is told of with warnings where an OperationOutcome is preferred, in a Bundle beside the status', async () => {
    const prefer = { prefer: 'return=OperationOutcome' };
    const created = await node.ask('doctor', 'POST', 'Observation', { body: pulse('claire'), headers: prefer });
    expect(created.statusCode).toBe(201);
    expect(created.body).toContain('rule dom-6');
    const plain = await node.ask('doctor', 'POST', 'Observation', { body: pulse('claire') });
    expect(plain.body).not.toContain('dom-6');
    const entry = [{ resource: pulse('claire'), request: { method: 'POST', url: 'Observation' } }];
    for (const type of ['transaction', 'batch']) {
      const answer = await node.ask('doctor', 'POST', '', {
        body: { resourceType: 'Bundle', type, entry },
        headers: prefer,
      });
      const [only] = (answer.json() as { entry: readonly { resource?: object; response: { outcome?: object } }[] })
        .entry;
      expect(only?.resource).toBeUndefined();
      expect(JSON.stringify(only?.response.outcome)).toContain('rule dom-6');
    }
  });

  it('is judged by the profiles that it names, those too that were written to the node', async () => {
    const named = (profile: string, value: number) =>
      pulse('claire', { meta: { profile: [profile] }, valueQuantity: quantity(value) });
    const write = (body: object) => node.ask('doctor', 'POST', 'Observation', { body });
    for (const profile of [canonical('slow-pulse'), `${canonical('slow-pulse')}|1.0`]) {
      const quick = await write(named(profile, 900));
      expect([quick.statusCode, codesOf(quick)]).toEqual([422, ['conformance.constraint']]);
    }
    expect((await write(named(canonical('slow-pulse'), 60))).statusCode).toBe(201);
    expect((await write(named(canonical('unknown'), 900))).statusCode).toBe(201);
    const vital = await write(named('http://hl7.org/fhir/StructureDefinition/bodyweight', 60));
    expect([vital.statusCode, new Set(codesOf(vital)).size > 0]).toEqual([422, true]);
  });

  it('does not hold up others where a rule does not end, and is refused then', async () => {
    const endless = pulse('claire', {
      meta: { profile: [canonical('endless')] },
      code: { text: 'a'.repeat(60) },
    });
    const waiting = node.ask('doctor', 'POST', 'Observation', { body: endless });
    await pause(500);
    const began = performance.now();
    expect((await node.ask('doctor', 'GET', 'Patient/claire')).statusCode).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    const answer = await waiting;
    expect([answer.statusCode, codesOf(answer)]).toEqual([503, ['request.timeout']]);
  });

  it('is judged whole though it is large', async () => {
    const note = Array.from({ length: 6_000 }, (_, n) => ({
      text: `Remark ${n} of a long series of remarks, one after the other`,
    }));
    const sound = await node.ask('doctor', 'POST', 'Observation', { body: pulse('claire', { note }) });
    expect(sound.statusCode).toBe(201);
    const answer = await node.ask('doctor', 'POST', 'Observation', { body: contradictory({ note }) });
    expect([answer.statusCode, errors(answer)]).toEqual([422, obs6('Observation')]);
  });
});
