import type { Restriction } from '#access';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { at } from './access-matrix-callers.ts';
import {
  type FineAsker,
  type FineChoice,
  type FinePiece,
  fineChoices,
  finePieces,
  type What,
  type Whom,
} from './access-matrix-choices-table.ts';

export interface FinePerson {
  readonly id: string;
  readonly choice: FineChoice;
}
/** One for each choice. */
export const persons: readonly FinePerson[] = fineChoices.map((choice, n) => ({ id: `fine${n}`, choice }));
export const idOf = (piece: string, { id }: FinePerson) => (piece === 'person' ? id : `${piece}-of-${id}`);
export const addressOf = (piece: FinePiece, person: FinePerson) => `${piece.type}/${idOf(piece.name, person)}`;

/** A piece of somebody's record, as it is written. */
export function bodyOf({ name, type, label, by }: FinePiece, person: FinePerson): Resource & { readonly id: string } {
  const subject = { reference: `Patient/${person.id}` };
  const refer = (to: string) => ({
    reference: addressOf(finePieces.find((one) => one.name === to) as FinePiece, person),
  });
  const base = {
    resourceType: type,
    id: idOf(name, person),
    ...(label === undefined ? {} : { meta: { security: [{ system: 'urn:labels', code: label }] } }),
  };
  switch (type) {
    case 'Patient':
      return { ...base, name: [{ family: 'Moreau', given: [person.id] }] };
    case 'Condition':
      return { ...base, subject, code: { text: name } };
    case 'MedicationStatement':
      return { ...base, subject, status: 'active', medicationCodeableConcept: { text: name } };
    case 'Observation':
      return {
        ...base,
        subject,
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code: '718-7' }] },
        ...(by === undefined ? {} : { performer: [{ reference: `Practitioner/${by}` }] }),
      };
    case 'DiagnosticReport':
      return { ...base, subject, status: 'final', code: { text: name } };
    case 'Encounter':
      return {
        ...base,
        subject,
        status: 'finished',
        class: { code: 'AMB' },
        diagnosis: [{ condition: refer('gout') }],
      };
    case 'DocumentReference':
      return { ...base, subject, status: 'current', content: [{ attachment: { title: name } }] };
    case 'List':
      return { ...base, subject, status: 'current', mode: 'working', entry: [{ item: refer('letter') }] };
    default:
      return { ...base, beneficiary: subject, status: 'active', payor: [{ reference: 'Organization/org-park' }] };
  }
}

/** What somebody keeps from whom, as she chooses it. */
export function restrictionOf(person: FinePerson, what: What, from: Whom): Restriction {
  const audience =
    from === 'everyone' || from === 'abroad'
      ? from
      : from === 'own'
        ? { practitioner: 'own' }
        : from === 'org-park'
          ? { organization: 'org-park' }
          : { country: from };
  if (what === 'everything') return { everything: true, audience };
  if (what === 'problems' || what === 'results') return { category: what, audience };
  if (what === 'STD' || what === 'GDIS') return { label: what, audience };
  return { entry: addressOf(finePieces.find(({ name }) => name === what) as FinePiece, person), audience };
}

const scope = (context: 'patient' | 'user', type: string) => ({ context, type, acts: 'cruds', parameters: [] });

/** Each asker as a caller; of herself and of who acts for her one for each person. */
export function callerOf({ name, types }: FineAsker, person: FinePerson): Caller {
  const base = {
    subject: `${name} ${person.id}`,
    name,
    country: 'FR',
    client: 'test',
    traceId: '0'.repeat(32),
    proxyFor: [],
  };
  const grant = { patient: person.id, origin: 'mandate' as const, from: at(-30) };
  const citizen = { ...base, role: 'citizen' as const, purpose: 'PATRQT' as const, patient: 'someone' };
  const doctor = (organization: string, practitioner: string) => ({
    ...base,
    subject: name,
    role: 'professional' as const,
    purpose: 'TREAT' as const,
    organization,
    practitioner,
  });
  const scopes = types === undefined ? {} : { scopes: { granted: types.map((type) => scope('user', type)) } };
  switch (name) {
    case 'herself':
    case 'her app for observations':
      return { ...citizen, patient: person.id, ...scopes };
    case 'proxy':
      return { ...citizen, proxyFor: [grant] };
    case 'proxy for medicines':
      return { ...citizen, proxyFor: [{ ...grant, parts: ['medicines'] }] };
    case 'parent of one who keeps some to herself':
      return { ...citizen, proxyFor: [{ ...grant, reserved: { parts: ['results'], labels: ['STD'] } }] };
    case 'proxy who may write alone':
      return { ...citizen, proxyFor: [{ ...grant, acts: ['write'] }] };
    case 'doctor of the organisation':
    case 'his app for conditions and visits':
      return { ...doctor('org-park', 'colleague'), ...scopes };
    case 'doctor who treats her himself':
      return doctor('org-own', 'own');
    case 'pharmacist':
      return { ...doctor('pharmacy', 'dispenser'), professional: { ...noProfession, hp_professional_role: '2262' } };
    case 'doctor in an emergency':
      return doctor('org-park', 'urgent');
    case 'doctor who does not treat her':
      return doctor('org-far', 'far');
    case 'doctor in Portugal':
      return { ...base, role: 'foreign-professional', purpose: 'TREAT', country: 'PT' };
    case 'doctor in Spain':
      return { ...base, role: 'foreign-professional', purpose: 'TREAT', country: 'ES' };
    case 'administrator':
      return { ...base, role: 'administrator', purpose: 'SYSADMIN' };
    default:
      return { ...base, role: 'backend', purpose: 'HOPERAT' };
  }
}

const noProfession = {
  family_name: 'P',
  given_name: 'P',
  country_code: 'FR',
  hp_identifier: '1',
  issuing_authority_name: 'A',
  healthcare_provider_identifier: '2',
  healthcare_provider_name: 'Pharmacy',
};
