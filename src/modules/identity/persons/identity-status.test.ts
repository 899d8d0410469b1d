import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  identityReliability,
  identityReliabilityUrl,
  identityStatusOf,
  withIdentityStatus,
} from './identity-status.ts';
import { watchIdentity } from './identity-watch.ts';
import { insSystems } from './kinds/france.ts';
import type { PatientElements } from './patient-elements.ts';
import {
  isQualified,
  missingForQualification,
  strictTraitsOf,
  travelsBy,
  withoutUnqualifiedIns,
} from './strict-traits.ts';
import { strictPatient } from './testing-patients.ts';

const core = 'https://hl7.fr/ig/fhir/core/CodeSystem';
const ins = { system: insSystems.nir, value: '279035121518989' };

function said(system: string, code: string, identifier: PatientElements['identifier'] = []): PatientElements {
  const extension = [
    { url: identityReliabilityUrl, extension: [{ url: 'identityStatus', valueCoding: { system, code } }] },
  ];
  return { resourceType: 'Patient', extension, identifier };
}

describe('the status of an identity', () => {
  it.each(['PROV', 'VALI', 'RECUP', 'QUAL'] as const)('%s is read as it is written', (status) => {
    expect(identityStatusOf({ resourceType: 'Patient', extension: [identityReliability(status)] })).toBe(status);
    expect(identityStatusOf(withIdentityStatus({ resourceType: 'Patient' }, status))).toBe(status);
    expect(identityStatusOf(said(`${core}/fr-core-cs-identity-status`, status, [ins]))).toBe(status);
  });

  it.each(['fr-core-cs-v2-0445', 'fr-core-v2-0445', 'fr-core-cs-fiabilite-identite', 'fr-core-fiabilite-identite'])(
    'VALI of the former code system %s is qualified with an INS, validated without',
    (system) => {
      expect(identityStatusOf(said(`${core}/${system}`, 'VALI', [ins]))).toBe('QUAL');
      expect(identityStatusOf(said(`${core}/${system}`, 'VALI'))).toBe('VALI');
      expect(identityStatusOf(said(`${core}/${system}`, 'VALI', [{ ...ins, use: 'old' }]))).toBe('VALI');
      expect(identityStatusOf(said(`${core}/${system}`, 'QUAL', [ins]))).toBe('PROV');
      expect(identityStatusOf(said(`${core}/${system}`, 'DOUB', [ins]))).toBe('PROV');
    },
  );

  it('is provisional where none is said, where two are, and where a code or a code system is not known', () => {
    expect(identityStatusOf({ resourceType: 'Patient' })).toBe('PROV');
    expect(identityStatusOf(said(`${core}/fr-core-cs-identity-status`, 'QUALI', [ins]))).toBe('PROV');
    expect(identityStatusOf(said('urn:other', 'QUAL', [ins]))).toBe('PROV');
    const twice = { extension: [identityReliability('QUAL'), identityReliability('PROV')] };
    expect(identityStatusOf({ resourceType: 'Patient', ...twice })).toBe('PROV');
  });

  it('changes without what else is said of the identity', () => {
    const validationDate = { url: 'validationDate', valueString: '2026-01-01' };
    const other = { url: 'urn:other', valueString: 'x' };
    const before = {
      resourceType: 'Patient',
      extension: [{ ...identityReliability('PROV'), extension: [validationDate] }, other],
    };
    const after = withIdentityStatus(before, 'VALI');
    expect(identityStatusOf(after)).toBe('VALI');
    expect(JSON.stringify(after)).toContain('2026-01-01');
    expect(after.extension).toHaveLength(2);
  });
});

describe('strict traits', () => {
  it('are read where FR Core has them', () => {
    expect(strictTraitsOf(strictPatient('QUAL'))).toEqual({
      birthName: 'Moreau',
      firstGivenName: 'Claire',
      givenNames: 'Claire Jeanne Marie',
      sex: 'female',
      birthDate: '1984-03-12',
      birthPlace: '69383',
      ins: [{ system: insSystems.demonstration, value: '284036938324186' }],
    });
    expect(missingForQualification(strictPatient('QUAL'))).toEqual([]);
  });

  const whole = strictPatient('QUAL');
  it.each<[string, object]>([
    ['no birth name', { ...whole, name: [{ use: 'usual', family: 'Moreau', given: ['Claire'] }] }],
    ['no list of given names', { ...whole, name: [{ use: 'official', family: 'Moreau', given: ['Claire'] }] }],
    ['a sex that INSi does not have', { ...whole, gender: 'other' }],
    ['half a birth date', { ...whole, birthDate: '1984-03' }],
    ['no place of birth', { ...whole, extension: [identityReliability('QUAL')] }],
    ['no INS', { ...whole, identifier: [] }],
    ['two INS', { ...whole, identifier: [...whole.identifier, ins] }],
  ])('%s: not complete, not qualified', (_name, patient) => {
    expect(missingForQualification(patient as PatientElements)).not.toEqual([]);
    expect(isQualified(patient as PatientElements)).toBe(false);
  });

  it('do not make an identity qualified whose key does not hold', () => {
    const mistyped = { ...whole, identifier: [{ ...ins, value: '284036938324187' }] };
    expect(missingForQualification(mistyped)).toEqual([]);
    expect(isQualified(mistyped)).toBe(false);
  });
});

describe('an INS travels', () => {
  it.each(['PROV', 'VALI', 'RECUP', undefined] as const)('not with an identity of status %s', (status) => {
    const patient = strictPatient(status);
    expect(travelsBy(patient, insSystems.demonstration)).toBe(false);
    expect(travelsBy(patient, 'urn:example:ipp')).toBe(true);
    expect(withoutUnqualifiedIns(patient).identifier.map(({ system }) => system)).toEqual(['urn:example:ipp']);
    const alone = { ...patient, identifier: patient.identifier.slice(0, 1) };
    expect('identifier' in withoutUnqualifiedIns(alone)).toBe(false);
  });

  it('with a qualified one, which stays as it is', () => {
    const patient = strictPatient('QUAL');
    expect(travelsBy(patient, insSystems.demonstration)).toBe(true);
    expect(withoutUnqualifiedIns(patient)).toBe(patient);
    const nobodys = { resourceType: 'Patient', identifier: [{ system: 'urn:x', value: '1' }] };
    expect(withoutUnqualifiedIns(nobodys)).toBe(nobodys);
  });
});

describe('identity watch', () => {
  const qualified = strictPatient('QUAL');
  const married = { ...qualified, name: [{ ...qualified.name[0], family: 'Silva' }] } as PatientElements;
  const [first, ...others] = qualified.identifier;
  const changes: readonly (readonly [string, PatientElements])[] = [
    ['a birth name', married],
    ['a given name', { ...qualified, name: [{ ...qualified.name[0], given: ['Clara'] }] } as PatientElements],
    ['the sex', { ...qualified, gender: 'male' }],
    ['the birth date', { ...qualified, birthDate: '1984-03-13' }],
    ['the place of birth', { ...qualified, extension: [identityReliability('QUAL')] }],
    ['the INS', { ...qualified, identifier: [{ ...first, value: '279035121518989' }, ...others] }],
    ['that the INS is in force', { ...qualified, identifier: [{ ...first, use: 'old' }, ...others] }],
    ['an INS more', { ...qualified, identifier: [...qualified.identifier, ins] }],
    ['the status', strictPatient('PROV')],
    ['that there is a status', strictPatient(undefined)],
    ['an official name in front', { ...qualified, name: [{ use: 'official', family: 'X', given: ['Y'] }] }],
  ];

  it.each(changes)(
    'lets no professional change %s of a qualified identity, and an administrator change it',
    (_, after) => {
      expect(watchIdentity({ role: 'professional' }, qualified, after)?.code).toBe('identity.qualified');
      expect(watchIdentity({ role: 'citizen' }, qualified, after)?.code).toBe('identity.qualified');
      expect(watchIdentity({ role: 'administrator' }, qualified, after)).toBeUndefined();
      expect(watchIdentity({ role: 'backend' }, qualified, after)).toBeUndefined();
    },
  );

  it('lets a professional change what does not name the person', () => {
    const moved = { ...qualified, telecom: [], name: [...qualified.name, { use: 'usual', family: 'Silva' }] };
    expect(watchIdentity({ role: 'professional' }, qualified, moved)).toBeUndefined();
  });

  it.each([
    ['PROV', 'VALI', true],
    ['VALI', 'PROV', true],
    ['RECUP', 'QUAL', true],
    ['PROV', 'RECUP', false],
    ['PROV', 'QUAL', false],
    ['VALI', 'QUAL', false],
    ['RECUP', 'PROV', false],
    ['QUAL', 'RECUP', false],
  ] as const)('by a professional, who compares and does not fetch: %s to %s: %s', (from, to, may) => {
    const fault = watchIdentity({ role: 'professional' }, strictPatient(from), strictPatient(to));
    expect(fault?.code).toBe(may ? undefined : 'identity.qualified');
    expect(watchIdentity({ role: 'citizen' }, strictPatient(from), strictPatient(to))?.code).toBe('identity.qualified');
  });

  it('lets nobody but an import write a qualified identity that lacks a trait', () => {
    const lacking = { ...strictPatient('QUAL'), birthDate: '1984' };
    expect(watchIdentity({ role: 'administrator' }, undefined, lacking, 'Bundle.entry[1].resource')).toMatchObject({
      code: 'identity.incomplete',
      issues: [{ path: 'Bundle.entry[1].resource' }],
    });
    expect(watchIdentity({ role: 'backend' }, undefined, lacking)).toBeUndefined();
    expect(watchIdentity({ role: 'professional' }, undefined, strictPatient('QUAL'))?.code).toBe('identity.qualified');
    expect(watchIdentity({ role: 'professional' }, undefined, strictPatient('VALI'))).toBeUndefined();
  });

  it('has words that hold nothing of the person', () => {
    const text = JSON.stringify(watchIdentity({ role: 'professional' }, qualified, married));
    expect(text).not.toMatch(/Moreau|Silva|2840/);
  });
});

const vectors = new URL('../../../../../shared/data/care/ins/ins-vectors.json', import.meta.url);
describe.skipIf(!existsSync(vectors))('published INS (needs ../shared/data/care/ins)', () => {
  it('travel with a qualified identity exactly where their key holds', () => {
    const { identifiers } = JSON.parse(readFileSync(vectors, 'utf8')) as {
      identifiers: readonly { readonly value: string; readonly oid: string; readonly keyValid: boolean }[];
    };
    for (const { value, oid, keyValid } of identifiers) {
      const system = `urn:oid:${oid}`;
      expect(travelsBy({ ...strictPatient('QUAL'), identifier: [{ system, value }] }, system)).toBe(keyValid);
    }
  });
});
