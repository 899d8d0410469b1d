import { nameInWords, nameOfResource, type Resource } from '#fhir';
import type { DetailView, PatientView } from './contract.ts';
import { type Element, elementAt, elementsAt, textAt, textsAt } from './element.ts';
import { type Describing, detail, nameOf } from './entry-description.ts';
import { codeWords, joinTerms, termOf } from './term.ts';

/** The person of a document, for the head of a page. */
export function patientView(patient: Resource | undefined, describing: Describing): PatientView {
  const { reading, formats, words } = describing;
  const birthDate = textAt(patient, 'birthDate');
  const born = formats.date(birthDate);
  const gender = codeWords('http://hl7.org/fhir/administrative-gender', textAt(patient, 'gender'), reading);
  const address = elementsAt(patient, 'address').find((one) => textAt(one, 'use') !== 'old');
  const languages = elementsAt(patient, 'communication').map((one) => termOf(elementAt(one, 'language'), reading));
  const details: (DetailView | undefined)[] = [
    ...elementsAt(patient, 'identifier').map((one) => identifierDetail(one, describing)),
    detail(
      'died',
      formats.date(patient?.deceasedDateTime) ?? (patient?.deceasedBoolean ? words.yes : undefined),
      describing,
    ),
    detail('address', address && addressText(address), describing),
    detail('phone', phonesOf(patient), describing),
    detail('language', joinTerms(languages)?.text, describing),
    ...elementsAt(patient, 'contact').map((contact) => contactDetail(contact, describing)),
    ...elementsAt(patient, 'generalPractitioner').map((one) => detail('doctor', nameOf(one, describing), describing)),
  ];
  return {
    name: patient === undefined ? '' : nameOfResource(patient),
    ...(born !== undefined && { born }),
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    details: details.filter((one) => one !== undefined),
  };
}

function identifierDetail(identifier: Element, describing: Describing): DetailView | undefined {
  const value = textAt(identifier, 'value');
  if (value === undefined) return undefined;
  const kind = termOf(elementAt(identifier, 'type'), describing.reading)?.text;
  return { label: kind ?? describing.words.labels.identifier, value };
}

function addressText(address: Element): string | undefined {
  const whole = textAt(address, 'text');
  if (whole !== undefined) return whole;
  const city = [textAt(address, 'postalCode'), textAt(address, 'city')].filter(Boolean).join(' ');
  const parts = [...textsAt(address, 'line'), city, textAt(address, 'country')].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function phonesOf(holder: unknown): string | undefined {
  const values = elementsAt(holder, 'telecom').flatMap((one) => textAt(one, 'value') ?? []);
  return values.length === 0 ? undefined : values.join(', ');
}

function contactDetail(contact: Element, describing: Describing): DetailView | undefined {
  const relation = joinTerms(elementsAt(contact, 'relationship').map((one) => termOf(one, describing.reading)))?.text;
  const name = nameInWords(elementAt(contact, 'name'));
  const who = name !== '' && relation !== undefined ? `${name} (${relation})` : name || relation;
  return detail('contact', [who, phonesOf(contact)].filter(Boolean).join(', '), describing);
}
