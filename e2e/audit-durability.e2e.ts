import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { openDatabase } from '#db';
import { carnet } from './nodes.ts';
import { environmentOf, pidOf, serving } from './processes.ts';

const { stateDir, fr } = inject('carnet');
const clients = 12;
const kills = 3;
const answersBetween = 150;

/** Reads, searches and writes under a trace of their own; true where an answer came. */
function asker(token: string) {
  let n = 0;
  return async (trace: string): Promise<boolean> => {
    n += 1;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/fhir+json',
      traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-01`,
    };
    const patient = JSON.stringify({ resourceType: 'Patient', name: [{ family: `Kill ${n}` }] });
    const request: readonly [string, RequestInit] =
      n % 3 === 0
        ? ['Patient', { method: 'POST', body: patient }]
        : n % 3 === 1
          ? ['Patient/fr-claire-moreau', {}]
          : ['Observation?patient=fr-claire-moreau&_count=5', {}];
    const [path, init] = request;
    return fetch(`${fr}/fhir/${path}`, { ...init, headers, signal: AbortSignal.timeout(30_000) }).then(
      async (answer) => {
        await answer.text();
        return answer.ok;
      },
      () => false,
    );
  };
}

it(`every answer that a client received has its entry, though the node is killed ${kills} times under load`, async () => {
  const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
  const ask = asker(token);
  const answered: string[] = [];
  let killed = 0;
  let asked = 0;
  const client = async () => {
    while (killed < kills || answered.length < answersBetween * (kills + 1)) {
      if (asked > 20_000) throw new Error('The node does not come back');
      asked += 1;
      const trace = randomBytes(16).toString('hex');
      if (await ask(trace)) answered.push(trace);
      else await pause(50);
      if (killed < kills && answered.length >= answersBetween * (killed + 1)) {
        killed += 1;
        process.kill(pidOf(stateDir, 'fr', fr), 'SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await serving(fr);

  const db = openDatabase({ url: String(environmentOf(stateDir, 'fr').CARNET_DATABASE_URL), max: 1 });
  try {
    const known = await db.query<{ trace: string }>(
      'select distinct trace from audit_entry where trace = any ($1::text[])',
      [answered],
    );
    const there = new Set(known.map(({ trace }) => trace));
    expect(answered.filter((trace) => !there.has(trace))).toEqual([]);
    console.log(`${answered.length} of ${asked} requests were answered over ${kills} kills; each has its entry`);
  } finally {
    await db.close();
  }
  const verify = async () => JSON.parse(await carnet(stateDir, 'audit', 'verify', '--node', 'fr', '--alone', '--json'));
  await expect.poll(async () => (await verify()).waiting, { timeout: 20_000 }).toBeLessThan(50);
  expect((await verify()).problems).toEqual([]);
});
