import { describe, expect, it } from 'vitest';
import type { DefinitionOrigin, HeldPackage } from './contract.ts';
import { definitionSet } from './definition-set.ts';
import { packDefinition } from './pack-definition.ts';
import { valueSet } from './testing.ts';

const url = 'http://example.org/ValueSet/places';
const ofPackage = (name: string, version: string): DefinitionOrigin => ({ kind: 'package', name, version });
const written: DefinitionOrigin = { kind: 'written', id: 'x' };

const heldPackage = (name: string, version: string, more: Partial<HeldPackage> = {}): HeldPackage => ({
  name,
  version,
  integrity: 'sha512-',
  source: 'test',
  requested: true,
  pinned: false,
  added: new Date(0),
  dependencies: {},
  resolved: {},
  definitions: 0,
  ...more,
});

function setOf(listed: readonly (readonly [object, DefinitionOrigin])[], packages: readonly HeldPackage[] = []) {
  const entries = listed.flatMap(([resource, origin]) => packDefinition(resource, origin) ?? []);
  return definitionSet({ revision: '1', packages, entries });
}
const titleAt = (set: ReturnType<typeof setOf>, canonical: string) => set.find(canonical)?.title;

describe('a set of definitions', () => {
  const set = setOf([
    [valueSet(url, '1.1.0', 'old'), ofPackage('a', '1')],
    [valueSet(url, '1.10.0', 'new'), ofPackage('a', '2')],
    [valueSet(url, '1.2.0-rc.1', 'between'), written],
    [valueSet(url, undefined, 'unversioned'), written],
  ]);

  it('finds the exact version, the newest that begins so, and the newest where none is named', () => {
    expect(titleAt(set, `${url}|1.1.0`)).toBe('old');
    expect(titleAt(set, `${url}|1.2`)).toBe('between');
    expect(titleAt(set, `${url}|1.x`)).toBe('new');
    expect(titleAt(set, url)).toBe('new');
    expect(set.find(`${url}|9.0.0`)).toBeUndefined();
    expect(set.versions(url)).toEqual(['1.10.0', '1.2.0-rc.1', '1.1.0']);
    expect(set.held(url).map(({ title }) => title)).toEqual(['new', 'between', 'old', 'unversioned']);
    expect(set.list('ValueSet')).toHaveLength(4);
  });

  it('takes the version of a pinned package where none is named', () => {
    const pinned = setOf(
      [
        [valueSet(url, '1.1.0', 'old'), ofPackage('a', '1')],
        [valueSet(url, '1.10.0', 'new'), ofPackage('a', '2')],
      ],
      [heldPackage('a', '1', { pinned: true }), heldPackage('a', '2')],
    );
    expect(titleAt(pinned, url)).toBe('old');
    expect(pinned.versions(url)).toEqual(['1.1.0', '1.10.0']);
  });

  it('prefers what was written, then packages, then its own, where versions are the same', () => {
    const same = (title: string) => valueSet(url, '1.0.0', title);
    expect(
      titleAt(
        setOf([
          [same('own'), { kind: 'own' }],
          [same('package'), ofPackage('a', '1')],
        ]),
        url,
      ),
    ).toBe('package');
    expect(
      titleAt(
        setOf([
          [same('written'), written],
          [same('package'), ofPackage('a', '1')],
        ]),
        url,
      ),
    ).toBe('written');
  });

  it('finds what R4 defines, and lets nobody say anew what its types are', () => {
    const patient = 'http://hl7.org/fhir/StructureDefinition/Patient';
    const fake = {
      resourceType: 'StructureDefinition',
      id: 'p',
      url: patient,
      version: '9.0.0',
      type: 'Patient',
      kind: 'resource',
    };
    const planted = setOf([
      [{ ...fake, derivation: 'specialization' }, written],
      [{ ...fake, derivation: 'constraint', version: '10.0.0' }, ofPackage('a', '1')],
    ]);
    expect(planted.find(patient)?.version).toBe('4.0.1');
    expect(planted.find(`${patient}|9.0.0`)?.version).toBe('4.0.1');
    expect(planted.list('StructureDefinition')).toEqual([]);
    const extension = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
    const newer = {
      ...fake,
      url: extension,
      version: '5.2.0',
      type: 'Extension',
      kind: 'complex-type',
      derivation: 'constraint',
    };
    const extended = setOf([[newer, ofPackage('hl7.fhir.uv.extensions', '5.2.0')]]);
    expect(extended.find(extension)?.version).toBe('5.2.0');
    expect(extended.find(`${extension}|4.0.1`)?.version).toBe('4.0.1');
  });

  it('lets nobody widen what R4 has under the same address and version', () => {
    const genders = 'http://hl7.org/fhir/ValueSet/administrative-gender';
    const wide = (version: string) => ({
      ...valueSet(genders, version, 'wide'),
      compose: { include: [{ system: 'http://example.org/anything' }] },
    });
    for (const origin of [written, ofPackage('a', '1')]) {
      const planted = setOf([
        [wide('4.0.1'), origin],
        [wide('4.0.10'), origin],
      ]);
      expect(JSON.stringify(planted.find(`${genders}|4.0.1`))).not.toContain('anything');
      expect(JSON.stringify(planted.find(`${genders}|4.0.10`))).toContain('anything');
    }
  });

  it('reads versions of a guide each with its own parts', () => {
    const profile = (version: string) => ({
      resourceType: 'StructureDefinition',
      id: 'profile',
      url: 'http://example.org/StructureDefinition/profile',
      version,
      type: 'Observation',
      kind: 'resource',
      derivation: 'constraint',
      baseDefinition: 'http://example.org/StructureDefinition/base',
      differential: { element: [{ path: 'Observation.code', binding: { strength: 'required', valueSet: url } }] },
    });
    const base = (version: string) => ({ ...profile(version), url: 'http://example.org/StructureDefinition/base' });
    const both = setOf(
      [
        [profile('1.0.0'), ofPackage('guide', '1.0.0')],
        [profile('2.0.0'), ofPackage('guide', '2.0.0')],
        [base('1.0.0'), ofPackage('guide', '1.0.0')],
        [base('2.0.0'), ofPackage('guide', '2.0.0')],
        [valueSet(url, '1.0.0', 'old'), ofPackage('words', '1.0.0')],
        [valueSet(url, '2.0.0', 'new'), ofPackage('words', '2.0.0')],
      ],
      [
        heldPackage('guide', '1.0.0', { resolved: { words: '1.0.0' } }),
        heldPackage('guide', '2.0.0', { resolved: { words: '2.0.0' } }),
        heldPackage('words', '1.0.0'),
        heldPackage('words', '2.0.0'),
      ],
    );
    const old = JSON.stringify(both.find('http://example.org/StructureDefinition/profile|1.0.0'));
    expect(old).toContain('"baseDefinition":"http://example.org/StructureDefinition/base|1.0.0"');
    expect(old).toContain(`"valueSet":"${url}|1.0.0"`);
    const current = JSON.stringify(both.find('http://example.org/StructureDefinition/profile'));
    expect(current).toContain('"baseDefinition":"http://example.org/StructureDefinition/base"');
  });

  it('tells of code systems what it takes to keep their concepts elsewhere', () => {
    const concept = [{ code: 'a', concept: [{ code: 'b' }] }, { code: 'c' }];
    const system = { resourceType: 'CodeSystem', id: 's', url: 'urn:s', version: '1', content: 'complete', concept };
    const supplement = { ...system, url: 'urn:t', content: 'supplement', supplements: 'urn:s|1', concept: undefined };
    const codes = setOf([
      [system, written],
      [supplement, written],
    ]);
    expect(codes.list('CodeSystem').map((one) => one.codes)).toEqual([
      { content: 'complete', concepts: 3 },
      { content: 'supplement', supplements: 'urn:s|1', concepts: 0 },
    ]);
    expect(codes.supplements('urn:s').map((one) => one.url)).toEqual(['urn:t']);
    expect(codes.list('CodeSystem')[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('holds nothing that cannot be named, and no narrative', () => {
    expect(packDefinition({ resourceType: 'ValueSet', id: 'x' }, written)).toBeUndefined();
    expect(packDefinition({ resourceType: 'Patient', id: 'x', url: 'urn:x' }, written)).toBeUndefined();
    expect(packDefinition(null, written)).toBeUndefined();
    const narrated = { ...valueSet(url, '1', 'x'), text: { status: 'generated', div: '<div/>' } };
    expect(setOf([[narrated, written]]).find(url)).toEqual(valueSet(url, '1', 'x'));
    const naming = setOf([[{ resourceType: 'NamingSystem', id: 'ins', name: 'INS' }, written]]);
    expect(naming.list('NamingSystem').map((one) => one.url)).toEqual(['NamingSystem/ins']);
  });
});
