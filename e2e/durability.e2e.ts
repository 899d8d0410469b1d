import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { carnet } from './nodes.ts';
import { pidOf, serving } from './processes.ts';

const { stateDir, fr } = inject('carnet');
const writes = 1000;
const clients = 16;

/** Three resources that only make sense together, as one transaction. */
function group(name: string): string {
  const patient = `${name}-patient`;
  const result = (part: string) => ({
    resource: {
      resourceType: 'Observation',
      id: `${name}-${part}`,
      status: 'final',
      code: { text: 'durability' },
      subject: { reference: `Patient/${patient}` },
      valueInteger: 1,
    },
    request: { method: 'PUT', url: `Observation/${name}-${part}` },
  });
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { resource: { resourceType: 'Patient', id: patient }, request: { method: 'PUT', url: `Patient/${patient}` } },
      result('first'),
      result('second'),
    ],
  });
}

describe('nothing that was acknowledged is lost, nothing is half there', () => {
  let token: string;
  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
  });
  // What comes next finds the nodes as it expects them.
  afterAll(() => serving(fr));

  const send = (method: string, path: string, body?: string) =>
    fetch(`${fr}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      signal: AbortSignal.timeout(30_000),
      ...(body === undefined ? {} : { body }),
    });

  it.each([
    ['the node', () => pidOf(stateDir, 'fr', fr)],
    ['PostgreSQL', () => Number(readFileSync(join(stateDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])],
  ])('after kill -9 of %s in the middle of 1,000 writes', async (victim, victimPid) => {
    const run = victim === 'the node' ? 'node' : 'postgres';
    const acknowledged: string[] = [];
    const attempted: string[] = [];
    let next = 0;
    let killed = false;
    const write = async () => {
      while (next < writes) {
        const name = `durable-${run}-${next++}`;
        attempted.push(name);
        const done = await send('POST', '/fhir', group(name)).then(
          (answer) => answer.ok,
          () => false,
        );
        if (done) acknowledged.push(name);
        else await pause(50);
        if (!killed && acknowledged.length > writes / 3) {
          killed = true;
          process.kill(victimPid(), 'SIGKILL');
        }
      }
    };
    await Promise.all(Array.from({ length: clients }, write));
    expect(killed).toBe(true);
    await serving(fr);

    const state = async (name: string) => {
      const parts = [`Patient/${name}-patient`, `Observation/${name}-first`, `Observation/${name}-second`];
      const answers = await Promise.all(parts.map((part) => send('GET', `/fhir/${part}`)));
      return answers.filter((answer) => answer.status === 200).length;
    };
    const lost: string[] = [];
    const half: string[] = [];
    const known = new Set(acknowledged);
    for (const name of attempted) {
      const there = await state(name);
      if (known.has(name) && there !== 3) lost.push(name);
      if (there !== 0 && there !== 3) half.push(name);
    }
    expect(lost).toEqual([]);
    expect(half).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(writes / 3);
  });
});
