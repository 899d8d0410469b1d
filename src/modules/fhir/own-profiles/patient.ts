import { must, profile, type Row, should } from './profile.ts';

/** The row that says that a resource names the person whose it is. */
export function ofPatient(type: string, element: 'subject' | 'patient' = 'subject'): Row {
  return {
    id: `${type}.${element}.reference`,
    min: 1,
    short: 'The entry of the patient',
    source: 'IPS 1.1; EU patient summary eps-bundle-subject-ref',
  };
}

/** The rows that say so of what stands in a document only: the person is there as well. */
export function ofPatientHere(type: string, element: 'subject' | 'patient' = 'subject'): readonly Row[] {
  return [
    must(
      `${type}.${element}`,
      'doc-patient',
      'The document has the patient whom this is about as an entry, under the address that is given here.',
      'resolve().exists()',
      'FHIR R4 documents and bundle.html#references',
    ),
    ofPatient(type, element),
  ];
}

const named = 'IPS 1.1 ips-pat-1; EU laboratory eu-pat-1; Directive 2012/52/EU for prescriptions';

export const patientProfile = profile({
  id: 'patient',
  type: 'Patient',
  title: 'Patient of a document',
  description: 'The person whom a document is about: who it is, as far as another country can tell.',
  rows: [
    should(
      'Patient',
      'pat-identifier',
      'A patient should have an identifier, by which another system can find the person.',
      'identifier.exists()',
      'EHDS Annex I (1.1); EHDSPatient',
    ),
    should(
      'Patient',
      'pat-gender',
      'A patient should have a gender (administrative).',
      'gender.exists()',
      'EHDS Annex I (1.1); EHDSPatient',
    ),
    { id: 'Patient.name', min: 1, short: 'Name', source: named },
    must(
      'Patient.name',
      'pat-name',
      'A name has a family name, given names or a text, or says why they are not there.',
      "family.exists() or given.exists() or text.exists() or extension('http://hl7.org/fhir/StructureDefinition/data-absent-reason').exists()",
      named,
    ),
    {
      id: 'Patient.birthDate',
      min: 1,
      short: 'Date of birth, as precisely as it is known',
      source: 'IPS 1.1; EU laboratory; Directive 2012/52/EU for prescriptions',
    },
  ],
});
