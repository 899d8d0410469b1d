import type { Resource } from '#fhir';
import { type Category, type Choice, choices } from './access-matrix-table.ts';

export interface Person {
  readonly id: string;
  readonly choice: Choice;
}
/** One person for each choice. */
export const persons: readonly Person[] = choices.map((choice, number) => ({ id: `person${number}`, choice }));

/** What stands in the records: the category that it is of is told by hand. */
export interface Piece {
  readonly type: string;
  readonly id: string;
  readonly person: Person;
  readonly category: Category;
}

export const pieceName = ({ type, id }: { readonly type: string; readonly id: string }) => `${type}/${id}`;
const snomed = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }], text: 'Something' });
export const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
export const when = '2026-05-05';

type Body = Readonly<Record<string, unknown>>;
/** Each category once, and what repeats it where it shows in links: by type, what it holds beside its person and visit. */
export const contents: Readonly<Record<Exclude<Category, 'identity' | 'unassigned'>, readonly [string, string, Body]>> =
  {
    problems: ['Condition', 'subject', { code: snomed('1'), recordedDate: when }],
    allergies: ['AllergyIntolerance', 'patient', { code: snomed('2'), recordedDate: when }],
    medicines: [
      'MedicationStatement',
      'subject',
      {
        status: 'active',
        contained: [{ resourceType: 'Medication', id: 'inside', code: snomed('3') }],
        medicationReference: { reference: '#inside' },
        effectiveDateTime: when,
      },
    ],
    vaccinations: [
      'Immunization',
      'patient',
      { status: 'completed', vaccineCode: snomed('4'), occurrenceDateTime: when },
    ],
    results: ['Observation', 'subject', { status: 'final', code: loinc('718-7'), effectiveDateTime: when }],
    'vital-signs': [
      'Observation',
      'subject',
      {
        status: 'final',
        code: loinc('8867-4'),
        category: [{ coding: [{ code: 'vital-signs' }] }],
        effectiveDateTime: when,
      },
    ],
    procedures: ['Procedure', 'subject', { status: 'completed', code: snomed('5'), performedDateTime: when }],
    devices: [
      'DeviceUseStatement',
      'subject',
      { status: 'active', device: { display: 'Something' }, recordedOn: when },
    ],
    history: ['FamilyMemberHistory', 'patient', { status: 'completed', relationship: snomed('6'), date: when }],
    pregnancy: ['Observation', 'subject', { status: 'final', code: loinc('82810-3'), effectiveDateTime: when }],
    'social-history': ['Observation', 'subject', { status: 'final', code: loinc('72166-2'), effectiveDateTime: when }],
    plan: ['CarePlan', 'subject', { status: 'active', intent: 'plan', title: 'Something', period: { start: when } }],
    encounters: ['Encounter', 'subject', { status: 'finished', class: { code: 'AMB' }, period: { start: when } }],
    documents: [
      'DocumentReference',
      'subject',
      { status: 'current', date: `${when}T00:00:00Z`, content: [{ attachment: { title: 'Something' } }] },
    ],
    administrative: [
      'Coverage',
      'beneficiary',
      { status: 'active', payor: [{ reference: 'Organization/org-park' }], period: { start: when } },
    ],
    'pregnancy-problems': ['Condition', 'subject', { code: snomed('77386006'), recordedDate: when }],
    'pregnancy-results': [
      'DiagnosticReport',
      'subject',
      { status: 'final', code: snomed('169230002'), effectiveDateTime: when },
    ],
    'pregnancy-procedures': [
      'Procedure',
      'subject',
      { status: 'completed', code: snomed('11466000'), performedDateTime: when },
    ],
    'pregnancy-plan': [
      'CarePlan',
      'subject',
      { status: 'active', intent: 'plan', title: 'Antenatal care', period: { start: when } },
    ],
    'pregnancy-encounters': [
      'Encounter',
      'subject',
      { status: 'finished', class: { code: 'AMB' }, type: [snomed('424441002')], period: { start: when } },
    ],
  };
/** Where a type names the visit in which it came to be. */
const visitOf: Readonly<Record<string, (reference: object) => Body>> = {
  Condition: (encounter) => ({ encounter }),
  AllergyIntolerance: (encounter) => ({ encounter }),
  MedicationStatement: (context) => ({ context }),
  Immunization: (encounter) => ({ encounter }),
  Observation: (encounter) => ({ encounter }),
  Procedure: (encounter) => ({ encounter }),
  CarePlan: (encounter) => ({ encounter }),
  DiagnosticReport: (encounter) => ({ encounter }),
  DocumentReference: (encounter) => ({ context: { encounter: [encounter] } }),
};

export const idOf = (category: Category, person: Person) =>
  category === 'identity' ? person.id : `${category}-of-${person.id}`;
export const insurer = 'urn:insurer';

export function bodyOf(category: Exclude<Category, 'unassigned'>, person: Person): Resource & { readonly id: string } {
  const id = idOf(category, person);
  if (category === 'identity') {
    return {
      resourceType: 'Patient',
      id,
      birthDate: '1984-03-12',
      name: [{ family: 'Moreau', given: [person.id] }],
      identifier: [{ system: insurer, value: person.id }],
      managingOrganization: { reference: 'Organization/org-park' },
    };
  }
  const [resourceType, subject, body] = contents[category];
  const visit = { reference: `Encounter/${idOf('encounters', person)}` };
  return {
    resourceType,
    id,
    [subject]: { reference: `Patient/${person.id}` },
    ...body,
    ...visitOf[resourceType]?.(visit),
  };
}

export const writtenPieces: readonly Piece[] = persons.flatMap((person) =>
  (['identity', ...Object.keys(contents)] as Exclude<Category, 'unassigned'>[]).map((category) => {
    const { resourceType: type, id } = bodyOf(category, person);
    return { type, id, person, category };
  }),
);
/** A result whose first version is from before it named its person: that one is of nobody knows which part. */
export const lateNamed = (person: Person): Piece => ({
  type: 'Observation',
  id: `late-of-${person.id}`,
  person,
  category: 'results',
});
/** What became of another category with its second version, and of which the first one was. */
export const changedPieces: readonly (Piece & { readonly first: Category })[] = persons.flatMap((person) => [
  { ...lateNamed(person), first: 'unassigned' as const },
  { type: 'Condition', id: `turned-of-${person.id}`, person, category: 'pregnancy-problems', first: 'problems' },
  { type: 'Condition', id: `corrected-of-${person.id}`, person, category: 'problems', first: 'pregnancy-problems' },
]);

/** A document that refers to pieces of other parts. */
export const paperOf = (person: Person): Piece => ({
  type: 'Composition',
  id: `paper-of-${person.id}`,
  person,
  category: 'documents',
});
export const inPaper: readonly Category[] = ['problems', 'medicines', 'encounters', 'administrative'];

export function paperBody(person: Person): Resource & { readonly id: string } {
  const entry = inPaper.map((category) => {
    const { resourceType, id } = bodyOf(category as 'problems', person);
    return { reference: `${resourceType}/${id}` };
  });
  return {
    resourceType: 'Composition',
    id: paperOf(person).id,
    status: 'final',
    type: { text: 'Report' },
    subject: { reference: `Patient/${person.id}` },
    date: when,
    author: [{ reference: 'Organization/org-park' }],
    title: 'Report',
    section: [{ title: 'All', entry }],
  };
}
export const pieces: readonly Piece[] = [...writtenPieces, ...persons.map(paperOf), ...changedPieces];
export const organizations = [
  'org-park',
  'org-own',
  'org-former',
  'org-coming',
  'org-shared',
  'org-far',
  'org-night',
  'pharmacy',
  'pharmacy-far',
];
/** Personal by its type, and of nobody. */
export const ofNobody = { type: 'Basic', id: 'of-nobody' } as const;
