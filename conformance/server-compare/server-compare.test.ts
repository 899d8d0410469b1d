import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openExportWorld } from '../../src/features/bulk-export/testing.ts';
import { judges, type Stored } from './judge.ts';
import { readQueries } from './read-queries.ts';
import { type AskServer, runTestScript, type TestScript } from './test-script.ts';

const data = new URL('../../../shared/data/', import.meta.url);
const suite = new URL('fhir-server-compare/', data);
const people = new URL('synthea/patients/', data);
const present = existsSync(suite) && existsSync(people);

/** Patients of the smallest files: enough to tell answers apart, few enough to be loaded at once. */
const patients = 30;

/** Cases that do not pass, each with its reason. */
const failing: Readonly<Record<string, string>> = {};

const profiles = ['fhir-r4-base', 'bulk-data-v2'];
const levels = ['MUST', 'SHOULD', 'MAY'];
const scripts = profiles.flatMap((profile) =>
  levels.flatMap((level) => {
    const folder = new URL(`${profile}/${level}/`, suite);
    const files = existsSync(folder) ? readdirSync(folder).sort() : [];
    return files.map((file) => ({
      name: `${profile}/${level}/${file.replace('.json', '')}`,
      script: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as TestScript,
    }));
  }),
);

describe.skipIf(!present)('fhir-server-compare, which needs ../shared/data/{fhir-server-compare,synthea}', () => {
  let world: Awaited<ReturnType<typeof openExportWorld>>;
  let stored: readonly Stored[];
  // Two callers, since one may have a few exports under way and no more.
  const askAs =
    (who: 'importer' | 'warehouse'): AskServer =>
    async (path, headers) => {
      const answer = await world.ask(who, 'GET', path, { headers });
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    };

  beforeAll(async () => {
    world = await openExportWorld();
    for (const { name, text } of files()) {
      const answer = await world.ask('importer', 'POST', '/', {
        headers: { 'content-type': 'application/fhir+json' },
        body: text,
      });
      if (answer.status !== 200) throw new Error(`${name} cannot be loaded: ${await answer.text()}`);
    }
    stored = await everything(askAs('importer'));
  });
  afterAll(() => world?.close());

  it('passes the TestScripts, but for those that are listed', async () => {
    const failed = new Map<string, readonly string[]>();
    for (const { name, script } of scripts) {
      const wrong = await runTestScript(script, askAs('importer'));
      if (wrong.length > 0) failed.set(name, wrong);
    }
    report('TestScripts', scripts.length, failed);
    expect(scripts.length).toBeGreaterThan(20);
    expect([...failed.keys()]).toEqual(Object.keys(failing).filter((name) => name.includes('/')));
  });

  it('answers the queries as the standard says, but for those that are listed', async () => {
    const queries = readQueries(
      readFileSync(new URL('queries.yaml', suite), 'utf8').replace(/^[\s\S]*?^queries:/m, 'queries:'),
    );
    const failed = new Map<string, readonly string[]>();
    const empty: string[] = [];
    for (const { name, path, params, headers, sample } of queries) {
      const values = Object.entries(sample).map(
        ([placeholder, pool]) => [`{{${placeholder}}}`, sampleOf(pool, stored)] as const,
      );
      const filled = (text: string) => values.reduce((done, [from, to]) => done.replaceAll(from, to), text);
      const asked = new URLSearchParams(Object.entries(params).map(([param, value]) => [param, filled(value)]));
      const query = asked.toString();
      const answer = await askAs('warehouse')(`${filled(path)}${query === '' ? '' : `?${query}`}`, headers);
      const judge = judges[name];
      const wrong = judge === undefined ? 'no judge' : judge(answer, asked, stored);
      if (wrong !== undefined) failed.set(name, [wrong]);
      if (answer.body.includes('"searchset"') && !answer.body.includes('"entry"')) empty.push(name);
    }
    console.log(`fhir-server-compare: nothing is found, rightly, by ${empty.join(', ')}`);
    report('queries', queries.length, failed);
    expect(queries.length).toBeGreaterThan(30);
    expect([...failed.keys()]).toEqual(Object.keys(failing).filter((name) => !name.includes('/')));
  });
});

it('understands an assert, and does not let pass what it does not understand', async () => {
  const answer = { status: 200, headers: new Headers({ 'content-type': 'application/fhir+json' }), body: '{}' };
  const script = (assert: object): TestScript => ({
    id: 's',
    title: 's',
    test: [{ id: 't', action: [{ operation: { type: { code: 'capabilities' } } }, { assert }] }],
  });
  const run = (assert: object) => runTestScript(script(assert), async () => answer);
  expect(await run({ responseCode: '200' })).toEqual([]);
  expect(await run({ operator: 'notIn', responseCode: '500,200' })).toHaveLength(1);
  expect(await run({ operator: 'contains', contentType: 'xml' })).toHaveLength(1);
  expect(await run({ operator: 'notEmpty', headerField: 'content-location' })).toHaveLength(1);
  expect(await run({ operator: 'eval', expression: 'true' })).toHaveLength(1);
});

function report(what: string, count: number, failed: ReadonlyMap<string, readonly string[]>): void {
  const lines = Array.from(
    failed,
    ([name, wrong]) => `  ${name}: ${wrong.join('; ')} (${failing[name] ?? 'not listed'})`,
  );
  console.log(
    [`fhir-server-compare ${what}: ${count - failed.size} passed, ${failed.size} failed`, ...lines].join('\n'),
  );
}

/** Hospitals and practitioners first, since people refer to them. */
function files(): readonly { readonly name: string; readonly text: string }[] {
  const infrastructure = new URL('synthea/00-infrastructure/', data);
  const shared = readdirSync(infrastructure)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const sized = readdirSync(people)
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => ({ name, size: statSync(new URL(name, people)).size }))
    .sort((one, other) => one.size - other.size || (one.name < other.name ? -1 : 1));
  return [
    ...shared.map((name) => ({ name, text: readFileSync(new URL(name, infrastructure), 'utf8') })),
    ...sized
      .slice(0, patients)
      .map(({ name }) => ({ name, text: gunzipSync(readFileSync(new URL(name, people))).toString('utf8') })),
  ];
}

/** Everything that the server keeps, page by page. */
async function everything(ask: AskServer): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (const type of [
    'Patient',
    'Observation',
    'Condition',
    'Procedure',
    'Encounter',
    'MedicationRequest',
    'Practitioner',
    'Organization',
  ]) {
    let next: string | undefined = `${type}?_count=500`;
    while (next !== undefined) {
      const answer = await ask(next, {});
      const { entry = [], link } = JSON.parse(answer.body) as {
        readonly entry?: readonly { readonly resource: Stored }[];
        readonly link: readonly { readonly relation: string; readonly url: string }[];
      };
      found.push(...entry.map(({ resource }) => resource));
      next = link.find(({ relation }) => relation === 'next')?.url;
    }
  }
  return found;
}

/** A value of the pools by which the suite fills its placeholders: one that leads to something. */
function sampleOf(pool: string, stored: readonly Stored[]): string {
  const [first] = of('MedicationRequest', stored);
  const id =
    (first?.subject as { readonly reference?: string } | undefined)?.reference?.replace('Patient/', '') ?? 'none';
  const patient = of('Patient', stored).find((one) => one.id === id);
  const [name] = (patient?.name ?? []) as readonly { readonly family?: string; readonly given?: readonly string[] }[];
  const encounters = JSON.stringify(of('Encounter', stored));
  switch (pool) {
    case 'patient_id':
      return id;
    case 'patient_family':
      return name?.family ?? 'none';
    case 'patient_given':
      return name?.given?.[0] ?? 'none';
    case 'condition_code':
      return codeOf(of('Condition', stored)[0]);
    case 'procedure_code':
      return codeOf(of('Procedure', stored)[0]);
    case 'practitioner_id':
      return /"Practitioner\/([^"]*)"/.exec(encounters)?.[1] ?? 'none';
    case 'location_id':
      return /"Location\/([^"]*)"/.exec(encounters)?.[1] ?? 'none';
    default:
      throw new Error(`The pool ${pool} is not known`);
  }
}

function of(type: string, stored: readonly Stored[]): readonly Stored[] {
  return stored.filter(({ resourceType }) => resourceType === type);
}

function codeOf(resource: Stored | undefined): string {
  const { coding = [] } = (resource?.code ?? {}) as { readonly coding?: readonly { readonly code?: string }[] };
  return coding[0]?.code ?? 'none';
}
