import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { carnet } from './nodes.ts';

const { stateDir, fr } = inject('carnet');
const shared = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const ips = join(shared, 'fhir-packages/hl7.fhir.uv.ips.1.1.0-noexamples.tgz');
const document = join(shared, 'ips-fhir/bundle-minimal.json');
const bundleProfile = 'http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips';

interface Issue {
  readonly severity: string;
  readonly diagnostics?: string;
  readonly details: { readonly text: string; readonly coding: readonly { readonly code: string }[] };
}

/** The French node is given the IPS, judges by it, and has it taken away again, while it serves. */
describe.skipIf(!existsSync(ips) || !existsSync(document))('packages on a node (needs ../shared/data)', () => {
  let token: string;
  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'doctor');
  });

  const judged = async (resource: object, profile = bundleProfile): Promise<readonly Issue[]> => {
    const answer = await fetch(`${fr}/fhir/Bundle/$validate?profile=${encodeURIComponent(profile)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      body: JSON.stringify(resource),
    });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { issue: readonly Issue[] }).issue;
  };
  const unknown = (issues: readonly Issue[]) =>
    issues.some(
      ({ severity, details }) => severity === 'error' && details.coding[0]?.code === 'conformance.profile-unknown',
    );
  const statement = async () => (await fetch(`${fr}/fhir/metadata`)).json() as Promise<Record<string, unknown>>;
  /** A process may go by what it knew for two seconds, and reads what is new in its own time. */
  const soon = { timeout: 30_000, interval: 500 };

  it('are not needed where a definition is written over REST: it counts at once, and no more when it is deleted', async () => {
    const importer = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
    const address = `${fr}/fhir/StructureDefinition/e2e-named-bundle`;
    const headers = { authorization: `Bearer ${importer}`, 'content-type': 'application/fhir+json' };
    const url = 'http://example.org/StructureDefinition/e2e-named-bundle';
    const profile = {
      resourceType: 'StructureDefinition',
      id: 'e2e-named-bundle',
      url,
      version: '1.0.0',
      name: 'NamedBundle',
      status: 'active',
      kind: 'resource',
      abstract: false,
      type: 'Bundle',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Bundle',
      derivation: 'constraint',
      differential: { element: [{ id: 'Bundle.identifier', path: 'Bundle.identifier', min: 1 }] },
    };
    const bundle = { resourceType: 'Bundle', type: 'collection' };
    expect(unknown(await judged(bundle, url))).toBe(true);
    expect((await fetch(address, { method: 'PUT', headers, body: JSON.stringify(profile) })).status).toBe(201);
    const errors = (await judged(bundle, url)).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ details }) => details.coding[0]?.code)).toEqual(['conformance.cardinality']);
    expect((await fetch(address, { method: 'DELETE', headers })).status).toBe(204);
    expect(unknown(await judged(bundle, url))).toBe(true);
  });

  it('are added, judged by and removed without a restart', async () => {
    const bundle = JSON.parse(readFileSync(document, 'utf8')) as { entry: { resource: Record<string, unknown> }[] };
    expect(unknown(await judged(bundle))).toBe(true);

    const report = JSON.parse(await carnet(stateDir, 'packages', 'add', ips, '--node', 'fr', '--json'));
    expect(report.added).toMatchObject([{ name: 'hl7.fhir.uv.ips', version: '1.1.0', requested: true }]);
    expect(report.missing.map(({ name }: { name: string }) => name)).toEqual(['hl7.terminology.r4', 'fhir.dicom']);
    await expect.poll(async () => unknown(await judged(bundle)), soon).toBe(false);
    expect((await judged(bundle)).filter(({ severity }) => severity === 'error')).toEqual([]);

    const [composition] = bundle.entry;
    const { section: _section, ...without } = composition?.resource ?? {};
    const broken = { ...bundle, entry: [{ ...composition, resource: without }, ...bundle.entry.slice(1)] };
    const errors = (await judged(broken)).filter(({ severity }) => severity === 'error');
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.some(({ diagnostics }) => diagnostics?.includes('uv/ips'))).toBe(true);

    const told = await statement();
    expect(told.implementationGuide).toEqual(['http://hl7.org/fhir/uv/ips/ImplementationGuide/hl7.fhir.uv.ips|1.1.0']);
    expect(JSON.stringify(told)).toContain(bundleProfile);
    const status = JSON.parse(await carnet(stateDir, 'status', '--node', 'fr', '--json'));
    expect(status.packages).toEqual(['hl7.fhir.uv.ips#1.1.0']);
    expect(await carnet(stateDir, 'packages', 'list', '--node', 'fr')).toContain('hl7.fhir.uv.ips#1.1.0');

    await carnet(stateDir, 'packages', 'remove', 'hl7.fhir.uv.ips', '--node', 'fr');
    await expect.poll(async () => unknown(await judged(bundle)), soon).toBe(true);
    expect((await statement()).implementationGuide).toBeUndefined();
    const lock = JSON.parse(readFileSync(join(stateDir, 'fr', 'carnet.packages.lock.json'), 'utf8'));
    expect(lock).toEqual({ lockVersion: 1, packages: {} });
  });
});
