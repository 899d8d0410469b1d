import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { parseResource, type Resource } from '#fhir';
import { projectRoot } from '../src/app/config.ts';
import { carnet } from './nodes.ts';

const { stateDir } = inject('carnet');
const data = join(projectRoot, '../shared/data');
const suites = ['synthea', 'eu-eps-fhir', 'ips-fhir'];

/** Every resource that a folder holds, by type and id; entries of Bundles and, of document Bundles, the Bundle too. */
function inputOf(folder: string): Set<string> {
  const found = new Set<string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const form = /\.(json|xml)(\.gz)?$/.exec(path);
    if (form === null) continue;
    const bytes = readFileSync(join(folder, path));
    const parsed = parseResource((form[2] ? gunzipSync(bytes) : bytes).toString('utf8'), form[1] as 'json' | 'xml');
    if (!parsed.ok) continue;
    for (const resource of unpacked(parsed.value)) found.add(`${resource.resourceType}/${resource.id ?? path}`);
  }
  return found;
}

function unpacked(resource: Resource): readonly Resource[] {
  if (resource.resourceType !== 'Bundle') return [resource];
  const entries = (resource.entry ?? []) as readonly { fullUrl?: string; resource: Resource }[];
  const inside = entries.map((entry) =>
    entry.resource.id === undefined && entry.fullUrl !== undefined
      ? { ...entry.resource, id: entry.fullUrl.replace(/^.*[:/]/, '') }
      : entry.resource,
  );
  return resource.type === 'document' ? [resource, ...inside] : inside;
}

function countsOf(keys: ReadonlySet<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) {
    const type = key.slice(0, key.indexOf('/'));
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

describe.skipIf(!existsSync(join(data, 'synthea')))('carnet import (needs ../shared/data)', () => {
  const status = async (): Promise<Record<string, number>> =>
    (JSON.parse(await carnet(stateDir, 'status', '--node', 'pt', '--json')) as { resources: Record<string, number> })
      .resources;
  const run = async (suite: string) =>
    (JSON.parse(await carnet(stateDir, 'import', join(data, suite), '--node', 'pt', '--json')) as { total: object })
      .total as {
      created: number;
      updated: number;
      unchanged: number;
      refused: number;
    };
  const expected = new Set<string>();
  let before: Record<string, number>;
  beforeAll(async () => {
    before = await status();
    for (const suite of suites) for (const key of inputOf(join(data, suite))) expected.add(key);
  });

  it('takes in all of Synthea and the European summaries: counts by type equal the input', async () => {
    for (const suite of suites) expect(await run(suite), suite).toMatchObject({ refused: 0 });
    const after = await status();
    const gained: Record<string, number> = {};
    for (const [type, count] of Object.entries(after)) {
      const more = count - (before[type] ?? 0);
      if (more !== 0) gained[type] = more;
    }
    expect(gained).toEqual(countsOf(expected));
  }, 400_000);

  it('changes nothing when it is repeated', async () => {
    const first = await status();
    for (const suite of suites) expect(await run(suite), suite).toMatchObject({ created: 0, updated: 0, refused: 0 });
    expect(await status()).toEqual(first);
  }, 400_000);
});

it('carnet import refuses what breaks a rule of R4, by its place in the file, and takes the rest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-import-'));
  try {
    const [path, report] = [join(folder, 'persons.ndjson'), join(folder, 'report.ndjson')];
    const contact = { id: 'import-sound', contact: [{ name: { family: 'B' } }] };
    // Rule pat-1: a contact without anything to reach it by.
    const broken = { id: 'import-broken', contact: [{ gender: 'male' }] };
    const lines = [contact, broken].map((more) => JSON.stringify({ resourceType: 'Patient', ...more }));
    writeFileSync(path, `${lines.join('\n')}\n`);
    // Where something is refused, the command ends with an error; what it says is the same.
    const ended: { readonly code: number; readonly stdout: string } = await carnet(
      stateDir,
      ...['import', path, '--node', 'fr', '--report', report, '--json'],
    ).then(
      (stdout) => ({ code: 0, stdout }),
      (error) => error,
    );
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout).total).toMatchObject({ created: 1, refused: 1 });
    const rows = readFileSync(report, 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { entry: 1, what: 'refused', path: 'Patient.contact[0]', code: 'conformance.constraint' },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
