import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseResource } from '#fhir';
import { granted } from '#records/testing';
import { openImportWorld } from './testing.ts';

const data = join(process.cwd(), '../shared/data');
const patients = join(data, 'synthea/patients');
const present = ['synthea', 'eu-eps-fhir', 'ips-fhir'].every((folder) => existsSync(join(data, folder)));

/** What a file holds, read the simple way: `Type/id` of the resource, of its entries, and of the Bundle if a document. */
function addressesIn(path: string): readonly string[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const parsed = parseResource(text, path.endsWith('.xml') ? 'xml' : 'json');
  if (!parsed.ok) throw new Error(`${path}: ${parsed.fault.code}`);
  const resource = parsed.value;
  if (resource.resourceType !== 'Bundle') return [`${resource.resourceType}/${resource.id}`];
  const entries = (resource.entry ?? []) as { resource: { resourceType: string; id: string } }[];
  const own = resource.type === 'document' ? [`Bundle/${resource.id}`] : [];
  return [...own, ...entries.map((entry) => `${entry.resource.resourceType}/${entry.resource.id}`)];
}

function byType(addresses: Iterable<string>): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const address of new Set(addresses)) {
    const type = address.split('/')[0] ?? '';
    counted[type] = (counted[type] ?? 0) + 1;
  }
  return counted;
}

describe.skipIf(!present)('importing ../shared/data (needs synthea, eu-eps-fhir and ips-fhir there)', () => {
  let world: Awaited<ReturnType<typeof openImportWorld>>;
  beforeAll(async () => {
    world = await openImportWorld();
  });
  afterAll(() => world.close());

  it('takes Synthea patients and European summaries: counts by type are those of the input, and stay so', async () => {
    const synthea = readdirSync(patients)
      .filter((name) => /\.json(?:\.gz)?$/.test(name))
      .sort();
    const some = [
      ...synthea.filter((name) => name.endsWith('.gz')).slice(0, 3),
      ...synthea.filter((name) => !name.endsWith('.gz')).slice(0, 2),
    ];
    const folders = ['synthea/00-infrastructure', 'eu-eps-fhir', 'ips-fhir'].map((name) => join(data, name));
    const files = [
      ...some.map((name) => join(patients, name)),
      ...folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
    ].filter((path) => /\.(?:json|xml)(?:\.gz)?$/.test(path));
    const input = byType(files.flatMap(addressesIn));
    const paths = [folders[0] ?? '', ...some.map((name) => join(patients, name)), ...folders.slice(1)];
    const reportPath = join(world.folder, 'report.ndjson');
    const first = granted(await world.import(paths, { reportPath }));
    const refusals = existsSync(reportPath)
      ? readFileSync(reportPath, 'utf8')
          .split('\n')
          .filter((row) => row.includes('"refused"'))
      : [];
    expect(refusals).toEqual([]);
    expect(Object.fromEntries([...(await world.store.counts())].filter(([, count]) => count > 0))).toEqual(input);
    expect(first.total.updated).toBe(0);
    const second = granted(await world.import(paths));
    expect(second.total).toMatchObject({
      read: first.total.read,
      created: 0,
      updated: 0,
      repeated: first.total.repeated,
    });
  }, 120_000);
});
