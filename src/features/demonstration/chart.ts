import type { Resource } from '#fhir';
import { type Concept, conceptOf, type RecordLanguage, type Term } from './terms.ts';

/** A reference within the node, `Type/id`. */
export interface Reference {
  readonly reference: string;
  readonly display?: string;
}

/**
 * One person's record while it is being written. Builders (`problem`, `medicine`, ...) add resources to it; every id
 * is `<patient>-<slug>`, so that ids stay the same however the record grows.
 */
export interface Chart {
  readonly patient: string;
  readonly language: RecordLanguage;
  readonly subject: Reference;
  readonly resources: Resource[];
  /** Medicinal products that the record refers to: part of the country's catalogue, nobody's record. */
  readonly products: Resource[];
}

export interface PersonInput {
  readonly id: string;
  readonly language: RecordLanguage;
  readonly family: string;
  readonly given: readonly string[];
  readonly gender: 'female' | 'male';
  readonly birthDate: string;
  readonly identifier: { readonly system: string; readonly value: string; readonly assigner: string };
  /** What the country adds to a Patient and to the official name. */
  readonly extension?: readonly object[];
  readonly nameExtension?: readonly object[];
  readonly address: { readonly line: string; readonly postalCode: string; readonly city: string };
  readonly phone?: string;
  readonly email?: string;
  /** v3-MaritalStatus. */
  readonly marital?: 'M' | 'S' | 'W' | 'D' | 'T';
  readonly generalPractitioner: string;
  readonly managedBy: string;
  /** Languages that the person speaks besides that of the record (BCP 47). */
  readonly alsoSpeaks?: readonly string[];
  readonly contact?: { readonly name: string; readonly relationship: string; readonly phone: string };
}

const locale: Record<RecordLanguage, string> = { fr: 'fr-FR', pt: 'pt-PT' };
const country: Record<RecordLanguage, string> = { fr: 'FR', pt: 'PT' };
const v2 = 'http://terminology.hl7.org/CodeSystem';

/** Opens a record with its Patient resource. */
export function openChart(input: PersonInput): Chart {
  const chart: Chart = {
    patient: input.id,
    language: input.language,
    subject: { reference: `Patient/${input.id}`, display: `${input.given[0]} ${input.family}` },
    resources: [],
    products: [],
  };
  const { system, value, assigner } = input.identifier;
  chart.resources.push({
    resourceType: 'Patient',
    id: input.id,
    language: locale[input.language],
    ...(input.extension && { extension: input.extension }),
    identifier: [
      {
        use: 'official',
        type: { coding: [{ system: `${v2}/v2-0203`, code: 'NI' }] },
        system,
        value,
        assigner: { display: assigner },
      },
    ],
    active: true,
    name: [
      {
        ...(input.nameExtension && { extension: input.nameExtension }),
        use: 'official',
        text: `${input.given[0]} ${input.family}`,
        family: input.family,
        given: input.given,
      },
    ],
    ...((input.phone ?? input.email) && {
      telecom: [
        ...(input.phone ? [{ system: 'phone', value: input.phone, use: 'mobile' }] : []),
        ...(input.email ? [{ system: 'email', value: input.email, use: 'home' }] : []),
      ],
    }),
    gender: input.gender,
    birthDate: input.birthDate,
    address: [
      {
        use: 'home',
        type: 'both',
        line: [input.address.line],
        city: input.address.city,
        postalCode: input.address.postalCode,
        country: country[input.language],
      },
    ],
    ...(input.marital && { maritalStatus: { coding: [{ system: `${v2}/v3-MaritalStatus`, code: input.marital }] } }),
    ...(input.contact && {
      contact: [
        {
          relationship: [{ coding: [{ system: `${v2}/v3-RoleCode`, code: input.contact.relationship }] }],
          name: { text: input.contact.name },
          telecom: [{ system: 'phone', value: input.contact.phone, use: 'mobile' }],
        },
      ],
    }),
    communication: [
      { language: { coding: [{ system: 'urn:ietf:bcp:47', code: locale[input.language] }] }, preferred: true },
      ...(input.alsoSpeaks ?? []).map((code) => ({ language: { coding: [{ system: 'urn:ietf:bcp:47', code }] } })),
    ],
    generalPractitioner: [practitioner(input.generalPractitioner)],
    managingOrganization: organization(input.managedBy),
  });
  return chart;
}

/** BCP 47 of the language that the record is written in. */
export function localeOf(chart: Chart): string {
  return locale[chart.language];
}

/** Adds a resource to the record and says how to refer to it. `slug` names it within the record. */
export function add(chart: Chart, resourceType: string, slug: string, content: Record<string, unknown>): Reference {
  const id = `${chart.patient}-${slug}`;
  chart.resources.push({ resourceType, id, language: localeOf(chart), ...content });
  return { reference: `${resourceType}/${id}` };
}

export function practitioner(id: string): Reference {
  return { reference: `Practitioner/${id}` };
}

export function organization(id: string): Reference {
  return { reference: `Organization/${id}` };
}

/** A CodeableConcept in the language of the record. */
export function concept(chart: Chart, terms: Term | readonly Term[], text?: string): Concept {
  return conceptOf(terms, chart.language, text);
}

/** A moment of a day as people of the country saw it on the clock, as a FHIR dateTime with its offset. */
export function moment(chart: Chart, date: string, time: string): string {
  const offset = (chart.language === 'fr' ? 1 : 0) + (isSummerTime(date) ? 1 : 0);
  return `${date}T${time}:00+0${offset}:00`;
}

/** Summer time of the European Union: from the last Sunday of March to the last Sunday of October. */
function isSummerTime(date: string): boolean {
  const year = date.slice(0, 4);
  return date >= lastSunday(year, '03') && date < lastSunday(year, '10');
}

function lastSunday(year: string, month: string): string {
  const last = new Date(`${year}-${month}-31`);
  last.setUTCDate(31 - last.getUTCDay());
  return last.toISOString().slice(0, 10);
}

/** Leaves out members that are undefined, so that builders can pass what they were given. */
export function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
