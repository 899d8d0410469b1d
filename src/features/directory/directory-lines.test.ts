import { describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { endpointOf, organizationOf, professionalsOf, serviceOf } from './directory-lines.ts';
import { directoryAddress } from './pages/address.ts';
import { openingWords } from './pages/opening-words.ts';

const nameOf = ({ text }: { readonly text?: string }) => text ?? '';
const person = (id: string, more: object = {}): Resource => ({
  resourceType: 'Practitioner',
  id,
  name: [{ family: id, given: ['A'] }],
  ...more,
});
const role = (id: string, practitioner: string, more: object = {}): Resource => ({
  resourceType: 'PractitionerRole',
  id,
  practitioner: { reference: `Practitioner/${practitioner}` },
  organization: { reference: 'Organization/hospital' },
  specialty: [{ text: 'Heart' }],
  ...more,
});
const hospital: Resource = {
  resourceType: 'Organization',
  id: 'hospital',
  name: 'Hospital',
  type: [{ text: 'Provider' }],
  telecom: [
    { system: 'fax', value: '1' },
    { system: 'phone', value: '2' },
  ],
  address: [{ line: ['5 Hill'], postalCode: '69008', city: 'Lyon' }],
};

describe('a professional of the directory', () => {
  it('stands once, by name, with what she does where', () => {
    const lines = professionalsOf(
      [role('r1', 'zoe'), role('r2', 'adam'), role('r3', 'zoe', { specialty: [{ text: 'Lungs' }] })],
      [person('zoe'), person('adam'), hospital],
      nameOf,
    );
    expect(lines.map(({ name, roles }) => [name, roles.flatMap(({ specialties }) => specialties)])).toEqual([
      ['A adam', ['Heart']],
      ['A zoe', ['Heart', 'Lungs']],
    ]);
    expect(lines[0]?.roles[0]).toMatchObject({
      organization: { id: 'hospital', name: 'Hospital' },
      place: '5 Hill, 69008 Lyon',
      phone: '2',
    });
  });

  it('is left out where her role or she is not active, or is not there', () => {
    expect(
      professionalsOf(
        [role('r1', 'zoe', { active: false }), role('r2', 'adam'), role('r3', 'gone')],
        [person('zoe'), person('adam', { active: false })],
        nameOf,
      ),
    ).toEqual([]);
  });

  it('may have next to nothing said about her', () => {
    const bare = { resourceType: 'PractitionerRole', id: 'r', practitioner: { reference: 'Practitioner/x' } };
    expect(professionalsOf([bare], [{ resourceType: 'Practitioner', id: 'x' }], nameOf)).toEqual([
      { id: 'x', name: '', roles: [{ specialties: [], hours: [] }] },
    ]);
  });
});

it('an organisation, its services and endpoints are told as far as they are known', () => {
  expect(organizationOf(hospital, nameOf)).toEqual({
    id: 'hospital',
    name: 'Hospital',
    kind: 'Provider',
    address: '5 Hill, 69008 Lyon',
    phone: '2',
  });
  expect(organizationOf({ resourceType: 'Organization', id: 'o' }, nameOf)).toEqual({ id: 'o', name: '' });
  const service = {
    resourceType: 'HealthcareService',
    type: [{ text: 'Emergency' }],
    availableTime: [{ allDay: true }],
  };
  expect(serviceOf(service, nameOf)).toEqual({ name: 'Emergency', hours: [{ days: [], allDay: true }] });
  const endpoint = { resourceType: 'Endpoint', connectionType: { code: 'ihe-mhd' }, address: 'https://h.example/fhir' };
  expect(endpointOf(endpoint)).toEqual({ name: '', kind: 'ihe-mhd', address: 'https://h.example/fhir' });
});

it('opening hours are told in the language of the reader', () => {
  const t = ((key: string) => key.replace('directory.hours.', '')) as never;
  const hours = [
    { days: ['mon', 'sun'], allDay: false, from: '08:30', to: '12:00' },
    { days: [], allDay: true },
  ];
  expect(openingWords(hours, 'fr-FR', t)).toEqual(['lundi, dimanche: 08:30 - 12:00', 'daily: all-day']);
  expect(openingWords(hours.slice(0, 1), 'pt-PT', t)).toEqual(['segunda-feira, domingo: 08:30 - 12:00']);
});

it('an address keeps what is searched for, and drops the rest', () => {
  expect(directoryAddress({ name: 'x', place: 69008, specialty: '', other: 'y' })).toEqual({
    name: 'x',
    place: '69008',
  });
  expect(directoryAddress({ name: 'x'.repeat(81), place: ['Lyon'] })).toEqual({});
});
