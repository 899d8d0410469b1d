import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '#kernel';
import type { FhirOperation } from './operation.ts';
import { operationParams } from './operation-params.ts';
import { codesOf, openTestNode } from './testing.ts';

const definition = 'http://example.org/OperationDefinition/greet';
const operations: readonly FhirOperation[] = [
  {
    name: 'greet',
    on: 'system',
    at: 'system',
    url: '/$greet',
    definition,
    interactions: [
      {
        method: 'POST',
        perform: async (deps, exchange) => {
          const params = await operationParams(deps, exchange);
          if (!params.ok) return params;
          const valueString = `${params.value.get('words')}, ${exchange.caller.role}`;
          return ok({
            status: 200,
            text: JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'return', valueString }] }),
          });
        },
      },
    ],
  },
  {
    name: 'greet-later',
    on: 'Group',
    at: 'instance',
    url: '/Group/:id/$greet-later',
    definition: `${definition}-later`,
    interactions: [
      {
        method: 'GET',
        perform: async () => ok({ status: 202, headers: { 'content-location': 'http://localhost/x' } }),
      },
    ],
  },
  {
    name: 'greet-openly',
    on: 'any type',
    at: 'type',
    url: '/:type/$greet-openly',
    interactions: [
      {
        method: 'GET',
        open: true,
        formats: 'own',
        perform: async () => ok({ status: 200, content: { type: 'text/plain', body: Readable.from(['hel', 'lo']) } }),
      },
    ],
  },
];

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode({ operations });
});
afterAll(() => node.close());

it('is answered at its address, with the caller and its parameters', async () => {
  const body = { resourceType: 'Parameters', parameter: [{ name: 'words', valueString: 'Good day' }] };
  const answer = await node.ask('doctor', 'POST', '$greet', { body });
  expect([answer.statusCode, answer.json().parameter[0].valueString]).toEqual([200, 'Good day, professional']);
  const other = await node.ask('doctor', 'GET', '$greet');
  expect([other.statusCode, other.headers.allow, codesOf(other)]).toEqual([405, 'POST', ['request.method']]);
  expect((await node.ask(undefined, 'POST', '$greet', { body })).statusCode).toBe(401);
});

it('may answer later, with headers of its own', async () => {
  const answer = await node.ask('doctor', 'GET', 'Group/g/$greet-later');
  expect([answer.statusCode, answer.headers['content-location'], answer.body]).toEqual([202, 'http://localhost/x', '']);
});

it('may be open to all, and answer with content of its own', async () => {
  const answer = await node.ask(undefined, 'GET', 'Patient/$greet-openly', { headers: { accept: 'text/plain' } });
  expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([200, 'text/plain', 'hello']);
});

it('stands in the CapabilityStatement where it belongs, once', async () => {
  const [rest] = (await node.ask(undefined, 'GET', 'metadata')).json().rest;
  expect(rest.operation).toContainEqual({ name: 'greet', definition });
  const of = (type: string) => rest.resource.find((one: { type: string }) => one.type === type).operation;
  expect(of('Group')).toContainEqual({ name: 'greet-later', definition: `${definition}-later` });
  expect(of('Patient').map(({ name }: { name: string }) => name)).not.toContain('greet-later');
  expect(JSON.stringify(rest)).not.toContain('greet-openly');
});
