import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestNode } from './testing.ts';

/** What IHE mCSD (ITI-90) asks of a directory, by the searches of this API, as anybody who is signed in may ask them. */
let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const put = async (resource: { resourceType: string; id: string }) => {
    const answer = await node.ask('importer', 'PUT', `${resource.resourceType}/${resource.id}`, { body: resource });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
  };
  const specialty = (code: string, display: string) => [
    { coding: [{ system: 'http://snomed.info/sct', code, display }], text: display },
  ];
  const directory = [
    {
      resourceType: 'Organization',
      id: 'hospital',
      active: true,
      name: 'Hôpital Saint-Irénée',
      identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1690000029' }],
      address: [{ line: ['5 avenue des Collines'], city: 'Lyon', postalCode: '69008' }],
    },
    { resourceType: 'Organization', id: 'ward', name: 'Cardiologie', partOf: { reference: 'Organization/hospital' } },
    {
      resourceType: 'Location',
      id: 'site',
      name: 'Site Lyon',
      position: { latitude: 45.74, longitude: 4.88 },
      managingOrganization: { reference: 'Organization/hospital' },
    },
    {
      resourceType: 'HealthcareService',
      id: 'emergency',
      name: 'Urgences',
      active: true,
      providedBy: { reference: 'Organization/hospital' },
      location: [{ reference: 'Location/site' }],
    },
    {
      resourceType: 'Endpoint',
      id: 'mhd',
      status: 'active',
      connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'ihe-mhd' },
      managingOrganization: { reference: 'Organization/hospital' },
      payloadType: [{ text: 'any' }],
      address: 'https://hospital.example/fhir',
    },
    { resourceType: 'Practitioner', id: 'nadia', active: true, name: [{ family: 'Bénali', given: ['Nadia'] }] },
    { resourceType: 'Practitioner', id: 'marc', active: true, name: [{ family: 'Vidal', given: ['Marc'] }] },
    {
      resourceType: 'PractitionerRole',
      id: 'nadia-heart',
      active: true,
      practitioner: { reference: 'Practitioner/nadia' },
      organization: { reference: 'Organization/hospital' },
      location: [{ reference: 'Location/site' }],
      endpoint: [{ reference: 'Endpoint/mhd' }],
      specialty: specialty('17561000', 'Cardiologue'),
    },
    {
      resourceType: 'PractitionerRole',
      id: 'marc-surgery',
      active: true,
      practitioner: { reference: 'Practitioner/marc' },
      organization: { reference: 'Organization/ward' },
      specialty: specialty('304292004', 'Chirurgien'),
    },
  ];
  for (const resource of directory) await put(resource);
});
afterAll(() => node.close());

const search = async (url: string, who: 'doctor' | 'claire' = 'doctor') => {
  const answer = await node.ask(who, 'GET', url);
  expect(answer.statusCode, answer.body).toBe(200);
  const { entry = [] } = answer.json() as { entry?: { resource: { resourceType: string; id: string } }[] };
  return entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`).sort();
};

describe('the directory', () => {
  it.each([
    ['Practitioner?name=benali', ['Practitioner/nadia']],
    ['Practitioner?family=Vidal&given=marc', ['Practitioner/marc']],
    ['Practitioner?active=true&_sort=family', ['Practitioner/marc', 'Practitioner/nadia']],
    ['Organization?name:contains=irénée', ['Organization/hospital']],
    ['Organization?identifier=urn:oid:1.2.250.1.71.4.2.2|1690000029', ['Organization/hospital']],
    ['Organization?address-city=lyon', ['Organization/hospital']],
    ['Organization?partof=Organization/hospital', ['Organization/ward']],
    ['Organization?_id=ward&_include=Organization:partof', ['Organization/hospital', 'Organization/ward']],
    ['Location?organization=hospital&name=site', ['Location/site']],
    ['HealthcareService?organization=Organization/hospital&active=true', ['HealthcareService/emergency']],
    ['HealthcareService?location=Location/site', ['HealthcareService/emergency']],
    ['Endpoint?organization=Organization/hospital&status=active', ['Endpoint/mhd']],
    ['PractitionerRole?specialty=http://snomed.info/sct|17561000', ['PractitionerRole/nadia-heart']],
    ['PractitionerRole?specialty:text=chirurg', ['PractitionerRole/marc-surgery']],
    ['PractitionerRole?practitioner.name=benali', ['PractitionerRole/nadia-heart']],
    ['PractitionerRole?organization.address-city=Lyon', ['PractitionerRole/nadia-heart']],
    ['PractitionerRole?organization.partof=Organization/hospital', ['PractitionerRole/marc-surgery']],
    [
      'PractitionerRole?practitioner=nadia&_include=PractitionerRole:practitioner&_include=PractitionerRole:organization&_include=PractitionerRole:location&_include=PractitionerRole:endpoint',
      ['Endpoint/mhd', 'Location/site', 'Organization/hospital', 'Practitioner/nadia', 'PractitionerRole/nadia-heart'],
    ],
    [
      'Practitioner?name=benali&_revinclude=PractitionerRole:practitioner',
      ['Practitioner/nadia', 'PractitionerRole/nadia-heart'],
    ],
  ])('finds by %s', async (url, found) => {
    expect(await search(url)).toEqual(found);
    expect(await search(url, 'claire')).toEqual(found);
  });

  it('finds places that are near', async () => {
    expect(await search('Location?near=45.77|4.83|10|km')).toEqual(['Location/site']);
    expect(await search('Location?near=45.77|4.83|1|km')).toEqual([]);
    expect(await search('PractitionerRole?location.near=45.77|4.83|10|km')).toEqual(['PractitionerRole/nadia-heart']);
  });

  it('is written by services of the operator alone', async () => {
    for (const who of ['doctor', 'claire'] as const) {
      const answer = await node.ask(who, 'PUT', 'Organization/hospital', {
        body: { resourceType: 'Organization', id: 'hospital', name: 'Mine' },
      });
      expect([403, 404]).toContain(answer.statusCode);
    }
  });
});
