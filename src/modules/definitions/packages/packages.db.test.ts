import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#db';
import { fixedClock } from '#kernel';
import { codeOf, granted } from '#kernel/testing';
import { definitionTypes } from '../contract.ts';
import { openDefinitions } from '../open-definitions.ts';
import { openTestTables, valueSet } from '../testing.ts';
import { archiveOf } from '../testing-archives.ts';
import { createPackages } from './packages.ts';

const shared = fileURLToPath(new URL('../../../../../shared/data/fhir-packages/', import.meta.url));
const clock = fixedClock('2026-11-01T10:00:00.000Z');

let test: Awaited<ReturnType<typeof openTestTables>>;
beforeAll(async () => {
  test = await openTestTables();
});
afterAll(() => test.close());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-packages-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await test.db.query('delete from definition_package', []);
});

const lockFile = () => join(folder, 'lock.json');
const open = () => createPackages({ db: test.db, clock, lockFile: lockFile() });
const setNow = () => openDefinitions({ db: test.db }).current();

/** A package in a file of the folder of this test; the definitions tell by their titles whose they are. */
function file(
  name: string,
  version: string,
  dependencies: Readonly<Record<string, string>> = {},
  title = `${name}#${version}`,
) {
  const url = `http://example.org/${name}`;
  const path = join(folder, `${name}-${version}.tgz`);
  writeFileSync(path, archiveOf({ name, version, dependencies, canonical: url }, [valueSet(url, version, title)]));
  return path;
}
const core = { 'hl7.fhir.r4.core': '4.0.1' };

describe('packages', () => {
  it('are added with what they build on, listed, found and removed', async () => {
    const packages = open();
    const report = granted(
      await packages.add({
        sources: [file('test.base', '1.0.2', core), file('test.top', '2.0.0', { ...core, 'test.base': '1.0.x' })],
      }),
    );
    expect(report.added.map(({ name, version, resolved }) => [name, version, resolved])).toEqual([
      ['test.base', '1.0.2', {}],
      ['test.top', '2.0.0', { 'test.base': '1.0.2' }],
    ]);
    expect([report.missing, report.unchanged]).toEqual([[], []]);
    expect((await setNow()).find('http://example.org/test.top')?.title).toBe('test.top#2.0.0');
    expect(await packages.list()).toMatchObject([
      {
        name: 'test.base',
        requested: true,
        definitions: 1,
        canonical: 'http://example.org/test.base',
        added: clock.now(),
      },
      { name: 'test.top' },
    ]);

    expect(codeOf(await packages.remove('test.base'))).toBe('package.in-use');
    expect(await packages.list()).toHaveLength(2);
    expect(granted(await packages.remove('test.base', { force: true })).broken).toEqual(['test.top#2.0.0']);
    expect(await packages.missing()).toMatchObject([
      { name: 'test.base', wanted: '1.0.x', neededBy: 'test.top#2.0.0' },
    ]);
    granted(await packages.remove('test.top#2.0.0'));
    expect((await setNow()).find('http://example.org/test.top')).toBeUndefined();
    expect(codeOf(await packages.remove('test.top'))).toBe('package.not-found');
  });

  it('stand side by side in several versions: the newest is meant, or the one that is pinned', async () => {
    const packages = open();
    granted(
      await packages.add({
        sources: [file('test.base', '1.0.0'), file('test.base', '2.0.0-rc.1'), file('test.base', '1.9.0')],
      }),
    );
    const title = async (version = '') => (await setNow()).find(`http://example.org/test.base${version}`)?.title;
    expect([await title(), await title('|1.0.0'), await title('|1.9.0')]).toEqual([
      'test.base#2.0.0-rc.1',
      'test.base#1.0.0',
      'test.base#1.9.0',
    ]);
    granted(await packages.pin('test.base#1.0.0', true));
    granted(await packages.pin('test.base#1.9.0', true));
    expect(await title()).toBe('test.base#1.9.0');
    expect((await packages.list()).filter(({ pinned }) => pinned)).toHaveLength(1);
    granted(await packages.pin('test.base#1.9.0', false));
    expect(await title()).toBe('test.base#2.0.0-rc.1');
    expect(codeOf(await packages.remove('test.base'))).toBe('package.not-found');
  });

  it('keep meaning what they meant when others are added', async () => {
    const packages = open();
    granted(
      await packages.add({
        sources: [file('test.base', '1.0.0'), file('test.top', '1.0.0', { 'test.base': '1.0.x' })],
      }),
    );
    const later = granted(
      await packages.add({
        sources: [file('test.base', '1.0.5'), file('test.other', '1.0.0', { 'test.base': '1.0.x' })],
      }),
    );
    const resolved = Object.fromEntries((await packages.list()).map((one) => [one.name, one.resolved]));
    expect(resolved).toMatchObject({ 'test.top': { 'test.base': '1.0.0' }, 'test.other': { 'test.base': '1.0.5' } });
    expect(later.missing).toEqual([]);
  });

  it('say what is missing, and what is then not known', async () => {
    const profile = {
      resourceType: 'StructureDefinition',
      id: 'p',
      url: 'http://example.org/StructureDefinition/p',
      version: '1.0.0',
      type: 'Observation',
      kind: 'resource',
      derivation: 'constraint',
      baseDefinition: 'http://example.org/StructureDefinition/nowhere',
      differential: {
        element: [
          { path: 'Observation.subject', type: [{ code: 'Reference', profile: ['http://example.org/elsewhere'] }] },
          {
            path: 'Observation.code',
            binding: { strength: 'required', valueSet: 'http://example.org/ValueSet/gone|1' },
          },
          {
            path: 'Observation.status',
            binding: { strength: 'required', valueSet: 'http://hl7.org/fhir/ValueSet/observation-status' },
          },
        ],
      },
    };
    const path = join(folder, 'p.tgz');
    const dependencies = { 'test.gone': '1.0.0', 'test.moving': 'current', 'test.range': '^1.0.0' };
    writeFileSync(path, archiveOf({ name: 'test.profile', version: '1.0.0', dependencies }, [profile]));
    const report = granted(await open().add({ sources: [path] }));
    expect(report.missing.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'test.gone: it is not here',
      'test.moving: "current" means something else tomorrow, so it cannot be pinned',
      'test.range: "^1.0.0" is no version of a FHIR package',
    ]);
    expect(report.unknown).toEqual({
      profiles: ['http://example.org/StructureDefinition/nowhere', 'http://example.org/elsewhere'],
      valueSets: ['http://example.org/ValueSet/gone|1'],
    });
  });

  it('are reproduced from the lock file, byte for byte', async () => {
    const packages = open();
    const base = file('test.base', '1.0.0');
    granted(
      await packages.add({
        sources: [base, file('test.top', '1.0.0', { 'test.base': '1.0.x', 'test.gone': '1.0.0' })],
      }),
    );
    granted(await packages.pin('test.base', true));
    const lock = readFileSync(lockFile(), 'utf8');
    expect(JSON.parse(lock)).toMatchObject({
      lockVersion: 1,
      packages: {
        'test.base#1.0.0': { integrity: expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/), pinned: true },
        'test.top#1.0.0': {
          dependencies: { 'test.base': '1.0.0' },
          missing: { 'test.gone': '1.0.0' },
          source: 'test.top-1.0.0.tgz',
        },
      },
    });
    const before = await packages.list();
    await test.db.query('delete from definition_package', []);
    expect(codeOf(await packages.add({ sources: [base], locked: true }))).toBe('package.lock');
    expect(await packages.list()).toEqual([]);
    const extra = file('test.base', '1.0.5');
    expect(codeOf(await packages.add({ sources: [folder], locked: true }))).toBe('package.lock');
    rmSync(extra);
    granted(await packages.add({ sources: [folder], locked: true }));
    expect(await packages.list()).toEqual(before);
    expect(readFileSync(lockFile(), 'utf8')).toBe(lock);

    await test.db.query('delete from definition_package', []);
    file('test.base', '1.0.0', {}, 'another text under the same name');
    expect(codeOf(await packages.add({ sources: [folder], locked: true }))).toBe('package.lock');
    writeFileSync(lockFile(), '{"lockVersion":1,"packages":{"x":{}}}');
    expect(codeOf(await packages.add({ sources: [folder], locked: true }))).toBe('package.lock');
  });

  it('are added whole or not at all', async () => {
    const packages = open();
    granted(await packages.add({ sources: [file('test.base', '1.0.0')] }));
    const lock = readFileSync(lockFile(), 'utf8');
    const other = file('test.base', '1.0.0', {}, 'another text under the same name');
    const fresh = file('test.fresh', '1.0.0');
    expect(codeOf(await packages.add({ sources: [fresh, other] }))).toBe('package.differs');
    writeFileSync(join(folder, 'broken.tgz'), 'no archive');
    expect(codeOf(await packages.add({ sources: [fresh, join(folder, 'broken.tgz')] }))).toBe('package.malformed');
    expect(codeOf(await packages.add({ sources: [fresh, join(folder, 'absent.tgz')] }))).toBe('package.not-found');
    expect((await packages.list()).map(({ name }) => name)).toEqual(['test.base']);
    expect(readFileSync(lockFile(), 'utf8')).toBe(lock);
  });

  it('bear it that two processes add at the same moment', async () => {
    const paths = Array.from({ length: 6 }, (_, n) => file(`test.p${n}`, '1.0.0', n > 0 ? { 'test.p0': '1.0.0' } : {}));
    const dbs = [1, 2].map(() => openDatabase({ url: test.url, max: 2 }));
    const [one, two] = dbs.map((db) => createPackages({ db, clock, lockFile: lockFile() }));
    try {
      const outcomes = await Promise.all([
        one?.add({ sources: paths.slice(0, 4) }),
        two?.add({ sources: paths.slice(2).toReversed() }),
        one?.add({ sources: [paths[0] ?? ''] }),
      ]);
      expect(outcomes.map((outcome) => outcome?.ok)).toEqual([true, true, true]);
      const held = await open().list();
      expect(held).toHaveLength(6);
      expect(held.slice(1).every(({ resolved }) => resolved['test.p0'] === '1.0.0')).toBe(true);
      const lock = JSON.parse(readFileSync(lockFile(), 'utf8')) as { packages: object };
      expect(Object.keys(lock.packages)).toEqual(held.map(({ name, version }) => `${name}#${version}`));
      expect((await setNow()).list('ValueSet')).toHaveLength(6);
    } finally {
      for (const db of dbs) await db.close();
    }
  });

  it('are read as they come, whatever stands in them', async () => {
    const strange = [null, 1, 'x', [], {}, [null], [[]], { element: null }, { element: [null, 1, { type: {} }] }];
    const definitions = strange.flatMap((value, n) => [
      { resourceType: 'StructureDefinition', id: n, url: `urn:s${n}`, snapshot: value, type: value, version: value },
      { resourceType: 'StructureDefinition', url: `urn:d${n}`, differential: value, baseDefinition: value },
      {
        resourceType: 'StructureDefinition',
        url: `urn:e${n}`,
        differential: { element: [{ type: value, binding: value }] },
      },
      { resourceType: 'ValueSet', url: `urn:v${n}`, compose: value },
      { resourceType: 'ValueSet', url: `urn:w${n}`, compose: { include: value, exclude: [{ valueSet: value }] } },
      { resourceType: 'CodeSystem', url: `urn:c${n}`, concept: value, supplements: value, content: value },
      { resourceType: 'NamingSystem', id: `n${n}`, extension: value, title: value },
      { resourceType: 'ValueSet', url: value, title: value },
      { resourceType: value },
    ]);
    const path = join(folder, 'strange.tgz');
    const manifest = {
      name: 'test.strange',
      version: '1.0.0',
      dependencies: [],
      title: 'a\u0000b',
      canonical: 'x'.repeat(5_000),
    };
    writeFileSync(path, archiveOf(manifest, definitions));
    granted(await open().add({ sources: [path, file('test.base', '1.0.0')] }));
    const set = await setNow();
    for (const type of definitionTypes) for (const held of set.list(type)) set.read(held);
    expect(set.list('ValueSet').length).toBeGreaterThan(strange.length);
  });

  it('are refused with words where they cannot be meant', async () => {
    const packages = open();
    expect(codeOf(await packages.add({ sources: ['test.base#current'] }))).toBe('package.version');
    expect(codeOf(await packages.add({ sources: ['test.base#1.0.0'] }))).toBe('package.registry');
    expect(codeOf(await packages.add({ sources: ['../nowhere/x.tgz'] }))).toBe('package.not-found');
    const r5 = join(folder, 'r5.tgz');
    writeFileSync(r5, archiveOf({ name: 'test.five', version: '1.0.0', fhirVersions: ['5.0.0'] }, []));
    expect(codeOf(await packages.add({ sources: [r5] }))).toBe('package.fhir-version');
    for (const dependencies of [{ '../x': '1.0.0' }, { 'test.x': '1'.repeat(1_000) }, { 'test.x': '\u0000' }]) {
      const odd = join(folder, 'odd.tgz');
      writeFileSync(odd, archiveOf({ name: 'test.odd', version: '1.0.0', dependencies }, []));
      expect(codeOf(await packages.add({ sources: [odd] }))).toBe('package.malformed');
    }
    const climbing = join(folder, 'climbing.tgz');
    writeFileSync(climbing, archiveOf({ name: '../../etc/passwd', version: '1.0.0' }, []));
    expect(codeOf(await packages.add({ sources: [climbing] }))).toBe('package.malformed');
    mkdirSync(join(folder, 'empty'));
    expect(codeOf(await packages.add({ sources: [join(folder, 'empty')] }))).toBe('package.not-found');
    expect(await packages.list()).toEqual([]);
  });

  it.skipIf(!existsSync(shared))('of Europe can all be added (needs ../shared/data/fhir-packages)', async () => {
    const packages = open();
    const report = granted(await packages.add({ sources: [shared] }));
    expect(report.added.map(({ name, version }) => `${name}#${version}`).sort()).toEqual([
      'hl7.eu.terminology.ehdsi#8.1.0',
      'hl7.fhir.eu.extensions#0.1.0',
      'hl7.fhir.eu.laboratory#0.1.0',
      'hl7.fhir.eu.laboratory#0.2.0-ci',
      'hl7.fhir.eu.mpd#0.1.0-ci-build',
      'hl7.fhir.uv.ips#1.1.0',
      'myhealth.eu.fhir.laboratory#0.0.1',
    ]);
    expect(report.missing.map(({ name }) => name)).toContain('hl7.terminology.r4');
    const set = await setNow();
    expect(set.packed.entries).toHaveLength(report.added.reduce((sum, held) => sum + held.definitions, 0));
    const bundle = 'http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips';
    expect(set.find(`${bundle}|1.1.0`)).toMatchObject({ resourceType: 'StructureDefinition', url: bundle });
    const laboratory = 'http://hl7.eu/fhir/laboratory/StructureDefinition/Composition-eu-lab';
    expect(set.versions(laboratory)).toEqual(['0.2.0-ci', '0.1.0']);
    expect(report.unknown.profiles.length + report.unknown.valueSets.length).toBeGreaterThan(0);
    for (const held of set.list('StructureDefinition')) expect(set.read(held).url).toBe(held.url);
  });
});
