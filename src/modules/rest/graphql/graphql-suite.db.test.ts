import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseResource, type Resource } from '#fhir';
import { openTestNode } from '../testing.ts';

const data = new URL('../../../../../shared/data/', import.meta.url);
const suite = new URL('graphql-r4/', data);
const present = existsSync(suite) && existsSync(new URL('fhir-r4-examples/', data));

interface Case {
  readonly name: string;
  readonly source: string;
  readonly output: string;
  readonly context: string;
  readonly operation?: string;
  /** The example that the case brings along; the others do not expect to find it. */
  readonly resource?: string;
}

/** Cases that this node answers otherwise, with the reason; each must go on failing, so that none stays listed for nothing. */
const otherwise: Readonly<Record<string, string>> = {
  'extension-simple':
    'expects two objects for one name asked twice; GraphQL (6.3.2, field collection) merges them into one, and so does this node',
  'search-full':
    'expects count 50, a score, and the cursor of the engine for which it was written; this node counts what it holds, scores nothing, and its cursors are sealed',
};

/** Examples of R4 that the shared data does not hold, as far as the cases ask for them. */
const examples: readonly object[] = [
  {
    resourceType: 'Observation',
    id: 'example',
    status: 'final',
    code: {
      coding: [
        { system: 'http://loinc.org', code: '29463-7' },
        { system: 'http://loinc.org', code: '3141-9' },
        { system: 'http://snomed.info/sct', code: '27113001' },
        { system: 'http://acme.org/devices/clinical-codes', code: 'body-weight' },
      ],
    },
    subject: { reference: 'Patient/example' },
    valueQuantity: { value: 185, unit: 'lbs' },
  },
  {
    resourceType: 'Patient',
    id: 'newborn',
    birthDate: '2016-05-18',
    _birthDate: {
      extension: [
        { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime', valueDateTime: '2016-05-18T10:28:45Z' },
      ],
    },
  },
  {
    resourceType: 'Observation',
    id: '20minute-apgar-score',
    status: 'final',
    code: { text: 'Apgar' },
    subject: { reference: 'Patient/newborn' },
  },
  {
    resourceType: 'List',
    id: 'example-long',
    status: 'current',
    mode: 'working',
    // Two rounds of the same five, so that an offset of five leads to the first again, as in the published example.
    entry: [1, 2, 3, 4, 5, 1, 2, 3, 4, 5].map((n) => ({ item: { reference: `Patient/${n}` } })),
  },
];

function casesOf(manifest: string): readonly Case[] {
  return Array.from(manifest.matchAll(/<test ([^>]*?)\/>/g), ([, attributes = '']) => {
    const of = Object.fromEntries(
      Array.from(attributes.matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [name, value]),
    );
    return of as unknown as Case;
  });
}

function example(name: string): Resource {
  for (const format of ['json', 'xml'] as const) {
    const file = new URL(`fhir-r4-examples/${name}.${format}`, data);
    if (!existsSync(file)) continue;
    const parsed = parseResource(readFileSync(file, 'utf8'), format, { maxBytes: 1_000_000 });
    if (parsed.ok) return parsed.value;
  }
  throw new Error(`The example ${name} is not there`);
}

describe.skipIf(!present)(
  'the GraphQL cases of fhir-test-cases (shared data graphql-r4; skipped where it is absent)',
  () => {
    let node: Awaited<ReturnType<typeof openTestNode>>;
    const cases = present ? casesOf(readFileSync(new URL('manifest.xml', suite), 'utf8')) : [];
    const passed: string[] = [];

    beforeAll(async () => {
      node = await openTestNode();
      const ofShared = ['patient-example', 'patient-example-xds', 'condition-example'];
      for (const resource of [...ofShared.map(example), ...examples]) {
        const { resourceType, id } = resource as Resource;
        const answer = await node.ask('importer', 'PUT', `${resourceType}/${id}`, { body: resource });
        if (answer.statusCode > 201) throw new Error(`${resourceType}/${id}: ${answer.body}`);
      }
    });
    afterAll(async () => {
      await node?.close();
      const failed = cases.filter(({ name }) => !passed.includes(name));
      console.log(`graphql-r4: ${passed.length} of ${cases.length} cases passed`);
      for (const { name } of failed) console.log(`  ${name}: ${otherwise[name] ?? 'not explained'}`);
    });

    async function put(resource: Resource): Promise<void> {
      const { resourceType, id } = resource;
      const answer = await node.ask('importer', 'PUT', `${resourceType}/${id}`, { body: resource });
      if (answer.statusCode > 201) throw new Error(`${resourceType}/${id}: ${answer.body}`);
    }

    async function holds({ source, output, context, operation, resource }: Case): Promise<boolean> {
      // Of observation-example-20minute-apgar-score the shared data holds none: it stands above.
      const brought = resource?.includes('apgar') === false ? example(resource) : undefined;
      if (brought !== undefined) await put(brought);
      const query = readFileSync(new URL(source, suite), 'utf8');
      const variables = query.includes('$var') ? { var: true } : {};
      const answer = await node.ask('importer', 'POST', context === '' ? '$graphql' : context, {
        body: { query, variables, ...(operation === undefined ? {} : { operationName: operation }) },
        headers: { 'content-type': 'application/json' },
      });
      if (brought !== undefined) await node.ask('importer', 'DELETE', `${brought.resourceType}/${brought.id}`);
      const given = answer.json() as { readonly data?: unknown; readonly errors?: unknown };
      if (output === '$error') return given.errors !== undefined;
      const wanted = JSON.parse(readFileSync(new URL(output, suite), 'utf8')) as unknown;
      return given.errors === undefined && isSame(given.data, wanted);
    }

    it.each(['instance-tests', 'root-tests'])('a server answers the %s as server-tests.json says', async (level) => {
      const tests = JSON.parse(readFileSync(new URL('server-tests.json', suite), 'utf8'));
      for (const { url, output } of Object.values<{ url: string; output: object }>(tests[level])) {
        const [path, query = ''] = url.split('?query=');
        const answer = await node.ask('importer', 'GET', `/fhir${path}?query=${encodeURIComponent(query)}`);
        expect(answer.json()).toEqual(output);
      }
    });

    it.each(cases)('$name', async (one) => {
      const held = await holds(one);
      if (held) passed.push(one.name);
      expect(held).toBe(!(one.name in otherwise));
    });
  },
);

/** Equal whatever the order of names: the cases print them in the order of the definition, GraphQL in that of the query. */
function isSame(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}
