import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type LockedPackage, type LockFile, lockFileFaults } from './lock-file.ts';
import { billOfMaterials, type Component } from './sbom.ts';
import { acceptedLicences, buildsOnly, licencesRead, scriptsNeverRun } from './sbom-licences.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as LockFile;

describe('the bill of materials', () => {
  const bill = billOfMaterials(lock);

  it('is CycloneDX 1.6 with each package of the lock file once, its digest and its licence', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(bill.metadata.component).toMatchObject({ type: 'application', name: 'carnet', version: lock.version });
    const named = Object.entries(lock.packages).flatMap(([path, { name, version }]) =>
      path === '' ? [] : [`${name ?? path.split('node_modules/').at(-1)}@${version}`],
    );
    const listed = bill.components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
    expect(listed.toSorted()).toEqual([...new Set(named)].toSorted());
    for (const component of bill.components) {
      expect(component.purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@[\w.%-]+$/);
      expect(component.hashes?.[0]?.content).toMatch(/^[0-9a-f]{128}$/);
      expect(component.licenses, component.purl).toHaveLength(1);
    }
  });

  it('tells who depends on whom, by components that it has', () => {
    const refs = new Set([bill.metadata.component, ...bill.components].map((each) => each['bom-ref']));
    expect(bill.dependencies.map(({ ref }) => ref).toSorted()).toEqual([...refs].toSorted());
    for (const { dependsOn } of bill.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
    const own = bill.dependencies.find(({ ref }) => ref === bill.metadata.component['bom-ref']);
    const fastify = bill.components.find(({ name, group }) => name === 'fastify' && group === undefined) as Component;
    expect(own?.dependsOn).toContain(fastify['bom-ref']);
    expect(bill.dependencies.find(({ ref }) => ref === fastify['bom-ref'])?.dependsOn.length).toBeGreaterThan(5);
  });

  it('marks what only tests as excluded, and is the same for the same lock file', () => {
    expect(bill.components.find(({ name }) => name === 'vitest')?.scope).toBe('excluded');
    expect(bill.components.find(({ name }) => name === 'postgres')?.scope).toBe('required');
    expect(JSON.stringify(billOfMaterials(lock))).toBe(JSON.stringify(bill));
  });

  it('follows a dependency to the place where Node finds it', () => {
    const made = billOfMaterials({
      name: 'one',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { version: '1.0.0', dependencies: { a: '1', b: '1' } },
        'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '2' } },
        'node_modules/a/node_modules/b': { version: '2.0.0', license: 'MIT' },
        'node_modules/b': { version: '1.0.0', license: '(MIT OR CC0-1.0)' },
      },
    });
    expect(made.dependencies).toEqual([
      { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/b@2.0.0'] },
      { ref: 'pkg:npm/b@1.0.0', dependsOn: [] },
      { ref: 'pkg:npm/b@2.0.0', dependsOn: [] },
      { ref: 'pkg:npm/one@1.0.0', dependsOn: ['pkg:npm/a@1.0.0', 'pkg:npm/b@1.0.0'] },
    ]);
    expect(made.components.find(({ version, name }) => name === 'b' && version === '1.0.0')?.licenses).toEqual([
      { expression: '(MIT OR CC0-1.0)' },
    ]);
  });
});

describe('licences', () => {
  /** Ids of which one is enough; nothing where a licence is no list of alternatives. */
  const alternatives = (expression: string) => expression.replace(/[()]/g, '').split(' OR ');
  const mayBe = (name: string, locked: LockedPackage): boolean => {
    const isTool = locked.dev === true || buildsOnly.some((tool) => tool.test(name));
    const fits = (use: 'everywhere' | 'tools' | undefined) => use === 'everywhere' || (use === 'tools' && isTool);
    const looked = licencesRead[name];
    if (looked !== undefined) return fits(looked.use);
    return alternatives(locked.license ?? 'none').some((id) => fits(acceptedLicences[id]));
  };

  it('of all dependencies go with Apache-2.0', () => {
    const refused = Object.entries(lock.packages)
      .filter(([path]) => path !== '')
      .map(([path, locked]) => [path.split('node_modules/').at(-1) ?? '', locked] as const)
      .filter(([name, locked]) => !mayBe(name, locked))
      .map(([name, locked]) => `${name}: ${locked.license}`);
    expect(refused).toEqual([]);
  });

  it('that do not are noticed', () => {
    expect(mayBe('x', { license: 'AGPL-3.0-only' })).toBe(false);
    expect(mayBe('x', {})).toBe(false);
    expect(mayBe('x', { license: 'MPL-2.0' })).toBe(false);
    expect(mayBe('x', { license: 'MPL-2.0', dev: true })).toBe(true);
    expect(mayBe('x', { license: '(GPL-3.0-only OR MIT)' })).toBe(true);
    expect(mayBe('x', { license: 'MIT AND GPL-3.0-only' })).toBe(false);
  });

  it('of direct dependencies stand in the decision record, with what they are for', () => {
    const table = read('docs/decisions/007-dependencies.md');
    const rows = table.split('\n').filter((line) => line.startsWith('| '));
    const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    const isTold = (name: string) =>
      names.some((told) => told === name || (told?.endsWith('*') === true && name.startsWith(told.slice(0, -1))));
    const own = lock.packages[''];
    const direct = Object.keys({ ...own?.dependencies, ...own?.optionalDependencies, ...own?.devDependencies });
    const runtime = /^node-(bin-)?(darwin|linux|win)-(x64|arm64)$/;
    expect(direct.filter((name) => !isTold(name) && !runtime.test(name))).toEqual([]);
  });
});

describe('the lock file', () => {
  it('names packages of a registry alone, each with its digest, and no install script that could run', () => {
    expect(lockFileFaults(lock, scriptsNeverRun)).toEqual([]);
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    expect(read('scripts/run.mjs')).toContain("'ci', '--ignore-scripts'");
  });

  it('asks for exact versions', () => {
    const own = lock.packages[''];
    const direct = { ...own?.dependencies, ...own?.optionalDependencies, ...own?.devDependencies };
    expect(Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  const good: LockedPackage = { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==` };
  it.each<[string, LockedPackage]>([
    ['from git', { ...good, resolved: 'git+ssh://git@example.org/a.git#0123456' }],
    ['over http', { ...good, resolved: 'http://packages.example.org/a.tgz' }],
    ['from a folder', { ...good, resolved: 'file:../a' }],
    ['that is a link', { ...good, link: true }],
    ['without a digest', { version: '1.0.0' }],
    ['with a weak digest', { ...good, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['with an install script', { ...good, hasInstallScript: true }],
    ['that asks for one from git', { ...good, dependencies: { b: 'git+https://example.org/b.git' } }],
    ['that asks for one from a shorthand of git', { ...good, dependencies: { b: 'someone/b' } }],
    ['that asks for one at an address', { ...good, dependencies: { b: 'https://example.org/b.tgz' } }],
  ])('is refused with a package %s', (_what, locked) => {
    const { name, version } = lock;
    const packages = { '': {}, 'node_modules/a': locked };
    expect(lockFileFaults({ name, version, lockfileVersion: 3, packages }, scriptsNeverRun)).toHaveLength(1);
  });
});
