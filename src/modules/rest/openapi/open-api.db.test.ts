import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode } from '../testing.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly object[];
  readonly responses: object;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, object>> };
}

let node: Awaited<ReturnType<typeof openTestNode>>;
let text: string;
let document: Document;
beforeAll(async () => {
  node = await openTestNode();
  const answer = await node.ask(undefined, 'GET', 'openapi.json');
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  text = answer.body;
  document = answer.json() as Document;
});
afterAll(() => node.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

function resolved(pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and bounded', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().length).toBeGreaterThan(2000);
    expect(text.length).toBeLessThan(2.5 * 1024 * 1024);
  });

  it('names each operation once', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids).toEqual(expect.arrayContaining(['readPatient', 'searchTypeObservation', 'getPatientIdEverything']));
  });

  it('refers to nothing that it lacks', () => {
    const pointers = new Set(Array.from(text.matchAll(/"\$ref":"([^"]*)"/g), ([, pointer]) => pointer as string));
    expect(pointers.size).toBeGreaterThan(1000);
    expect([...pointers].filter((pointer) => resolved(pointer) === undefined)).toEqual([]);
  });

  it('declares what stands in each address, and no parameter twice', () => {
    for (const { path, method, operation } of operations()) {
      const parameters = operation.parameters.map((one) =>
        '$ref' in one ? (resolved(one.$ref as string) as object) : one,
      ) as readonly { readonly name: string; readonly in: string }[];
      const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      const templated = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name as string);
      expect([path, method, inPath]).toEqual([path, method, templated]);
      const names = parameters.map((one) => `${one.in} ${one.name}`);
      expect([path, method, names.length]).toEqual([path, method, new Set(names).size]);
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
    }
  });

  it('has no two addresses that differ by the names of their variables alone', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('tells of what is served, and of all of it', async () => {
    const ofPatient = operations().filter(({ path }) =>
      /^\/(Patient|Observation|Encounter|[a-z_$].*)?(\/|$)/.test(path),
    );
    const told = new Map<string, string[]>();
    for (const { path, method } of ofPatient) {
      told.set(path, [...(told.get(path) ?? []), method.toUpperCase()]);
    }
    for (const [path, methods] of told) {
      const url = path.replace('{inside}', 'Observation').replaceAll(/\{\w+\}/g, '1');
      const answer = await node.ask('doctor', 'OPTIONS', `/fhir${url}`);
      const allowed = String(answer.headers.allow)
        .split(', ')
        .filter((method) => method !== 'HEAD');
      // A POST behind the address of an instance is there to refuse operations by name.
      const expected = path.endsWith('{inside}') ? ['GET', 'POST'] : methods.sort();
      expect([path, allowed.sort()]).toEqual([path, expected]);
    }
    expect(told.size).toBeGreaterThan(30);
  });

  it('can be had of some types', async () => {
    const answer = await node.ask(undefined, 'GET', 'openapi.json?_type=Patient,Observation');
    const tags = new Set(Object.keys((answer.json() as Document).paths).map((path) => path.split('/')[1] ?? ''));
    expect([...tags].filter((tag) => /^[A-Z]/.test(tag)).sort()).toEqual(['Observation', 'Patient']);
    expect(answer.body.length).toBeLessThan(text.length / 10);
    const bad = await node.ask(undefined, 'GET', 'openapi.json?_type=Nose');
    expect([bad.statusCode, codesOf(bad)]).toEqual([400, ['search.bad-value']]);
    const other = await node.ask(undefined, 'GET', 'openapi.json?colour=red');
    expect(codesOf(other)).toEqual(['search.unknown-parameter']);
  });
});
