import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../config.ts';

const folder = mkdtempSync(join(tmpdir(), 'carnet-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = join(projectRoot, 'src/app/cli.ts');
const sound = join(folder, 'sound.json');
const unsound = join(folder, 'unsound.xml');
const profile = join(folder, 'profile.json');
const narrative = '<div xmlns="http://www.w3.org/1999/xhtml">A person</div>';
writeFileSync(
  sound,
  JSON.stringify({
    resourceType: 'Patient',
    text: { status: 'generated', div: narrative },
    name: [{ family: 'Example', given: ['Ada', 'B'] }],
  }),
);
writeFileSync(unsound, '<Patient xmlns="http://hl7.org/fhir"><contact><gender value="female"/></contact></Patient>');
writeFileSync(
  profile,
  JSON.stringify({
    resourceType: 'StructureDefinition',
    url: 'http://example.org/StructureDefinition/born',
    name: 'Born',
    status: 'active',
    kind: 'resource',
    abstract: false,
    type: 'Patient',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
    derivation: 'constraint',
    differential: { element: [{ id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 }] },
  }),
);

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('carnet fhirpath', () => {
  it('prints an item a line, and with --json an array', () => {
    expect(execFileSync(process.execPath, [cli, 'fhirpath', 'name.given', sound], { encoding: 'utf8' })).toBe(
      'Ada\nB\n',
    );
    expect(JSON.parse(run('fhirpath', 'name.given.count() | 1.50', '--json', sound).stdout)).toEqual([2, 1.5]);
  });

  it('says where an expression cannot be read', () => {
    const { status, stderr } = run('fhirpath', 'name.given(', sound);
    expect(status).toBe(1);
    expect(stderr).toContain('at character 12');
  });
});

describe('carnet validate', () => {
  it('prints an OperationOutcome a line, in the order of the files, and fails where there are errors', () => {
    const { status, stdout } = run('validate', '--json', sound, unsound);
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(outcomes[0].issue[0].severity).toBe('information');
    expect(outcomes[1].issue).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'invariant', expression: ['Patient.contact[0]'] }),
    );
    expect(status).toBe(1);
  });

  it('judges by a profile whose snapshot is made from its differential', () => {
    const asked = ['--profile', 'http://example.org/StructureDefinition/born', '--package', profile];
    const { status, stdout } = run('validate', ...asked, sound);
    expect(status).toBe(1);
    expect(stdout).toContain('Patient: At least 1 of birthDate must be there');
    expect(run('validate', sound).status).toBe(0);
  });

  it('says where in the file, and in the language that is asked for', () => {
    const { status, stdout } = run('validate', '--language', 'fr', unsound);
    expect(status).toBe(1);
    expect(stdout).toMatch(/error {7}\d+:\d+ +Patient/);
    expect(run('validate', '--language', 'de', sound).stdout).toContain('Es ist nichts falsch.');
    expect(run('validate', '--language', 'tlh', sound).status).toBe(2);
  });

  it('says so where a profile is not known', () => {
    expect(run('validate', '--profile', 'http://example.org/none', sound).stdout).toContain('is not known');
  });
});

describe('carnet profiles', () => {
  it('writes a package by which a document is judged, as it is without being asked for', () => {
    const target = join(folder, 'profiles');
    expect(run('profiles', target).stdout).toContain('definitions in');
    const document = join(folder, 'document.json');
    const type = { coding: [{ system: 'http://loinc.org', code: '60591-5' }] };
    const composition = { resourceType: 'Composition', status: 'final', type, date: '2026-03-02', title: 'Summary' };
    writeFileSync(
      document,
      JSON.stringify({ resourceType: 'Bundle', type: 'document', entry: [{ resource: composition }] }),
    );
    const unasked = run('validate', document);
    expect(unasked.status).toBe(1);
    expect(unasked.stdout).toContain('section:allergies (http://loinc.org|48765-2)');
    const canonical = 'https://carnet.example/fhir/StructureDefinition/patient-summary|1.0.0';
    const asked = run('validate', '--package', target, '--profile', canonical, document);
    expect(asked.stdout).toContain('section:allergies (http://loinc.org|48765-2)');
    expect(run('profiles').status).toBe(2);
  });
});
