import { ownAuthorOf, type Resource } from '#fhir';
import type { EntryKind, EntryWish, Measure, OwnEntry } from './contract.ts';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';
const observationCategory = 'http://terminology.hl7.org/CodeSystem/observation-category';

interface MeasureCode {
  readonly code: string;
  readonly display: string;
  readonly unit: string;
  /** UCUM. */
  readonly ucum: string;
  readonly category: 'vital-signs' | 'survey';
}

/** LOINC codes and units, those of the R4 vital signs profile where it has one. */
const codes: Readonly<Record<Exclude<Measure, 'blood-pressure'>, MeasureCode>> = {
  weight: { code: '29463-7', display: 'Body weight', unit: 'kg', ucum: 'kg', category: 'vital-signs' },
  height: { code: '8302-2', display: 'Body height', unit: 'cm', ucum: 'cm', category: 'vital-signs' },
  temperature: { code: '8310-5', display: 'Body temperature', unit: '°C', ucum: 'Cel', category: 'vital-signs' },
  pulse: { code: '8867-4', display: 'Heart rate', unit: '/min', ucum: '/min', category: 'vital-signs' },
  oxygen: {
    code: '2708-6',
    display: 'Oxygen saturation in Arterial blood',
    unit: '%',
    ucum: '%',
    category: 'vital-signs',
  },
  pain: {
    code: '72514-3',
    display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported',
    unit: '{score}',
    ucum: '{score}',
    category: 'survey',
  },
};
const pressure = { panel: '85354-9', systolic: '8480-6', diastolic: '8462-4' } as const;
const noteCode = '51855-5';

/** The resource of a wish in the record of `patient`; a document refers to the Binary `file`. */
export function resourceOf(wish: EntryWish, patient: string, file?: string): Resource {
  const person = { reference: `Patient/${patient}` };
  switch (wish.kind) {
    case 'blood-pressure':
      return {
        ...observation(person, wish.date, {
          code: pressure.panel,
          display: 'Blood pressure panel',
          category: 'vital-signs',
        }),
        component: [
          {
            code: coded(pressure.systolic, 'Systolic blood pressure'),
            valueQuantity: quantity(wish.value, 'mmHg', 'mm[Hg]'),
          },
          {
            code: coded(pressure.diastolic, 'Diastolic blood pressure'),
            valueQuantity: quantity(wish.second ?? 0, 'mmHg', 'mm[Hg]'),
          },
        ],
      };
    case 'allergy':
      return {
        resourceType: 'AllergyIntolerance',
        language: wish.language,
        clinicalStatus: status('allergyintolerance-clinical', 'active'),
        // She says so; whether it is an allergy is a professional's to confirm.
        verificationStatus: status('allergyintolerance-verification', 'unconfirmed'),
        code: { text: wish.text },
        patient: person,
        recordedDate: wish.date,
        ...(wish.more === undefined ? {} : { reaction: [{ manifestation: [{ text: wish.more }] }] }),
      };
    case 'medicine':
      return {
        resourceType: 'MedicationStatement',
        language: wish.language,
        status: 'active',
        medicationCodeableConcept: { text: wish.text },
        subject: person,
        effectivePeriod: { start: wish.date },
        ...(wish.more === undefined ? {} : { dosage: [{ text: wish.more }] }),
      };
    case 'note':
      return {
        ...observation(person, wish.date, { code: noteCode, display: 'Patient Note', category: 'social-history' }),
        language: wish.language,
        valueString: wish.text,
      };
    case 'document':
      return {
        resourceType: 'DocumentReference',
        language: wish.language,
        status: 'current',
        type: { text: wish.title },
        subject: person,
        date: instant(wish.date),
        description: wish.title,
        content: [
          {
            attachment: {
              contentType: wish.file.type,
              url: `Binary/${file ?? ''}`,
              title: wish.title,
              creation: wish.date,
            },
          },
        ],
      };
    default: {
      const measure = codes[wish.kind];
      return {
        ...observation(person, wish.date, measure),
        valueQuantity: quantity(wish.value, measure.unit, measure.ucum),
      };
    }
  }
}

/** The bytes of a document, in the record of the same person. */
export function binaryOf(file: { readonly type: string; readonly base64: string }, patient: string): Resource {
  return {
    resourceType: 'Binary',
    contentType: file.type,
    securityContext: { reference: `Patient/${patient}` },
    data: file.base64,
  };
}

function observation(
  subject: { readonly reference: string },
  date: string,
  { code, display, category }: { readonly code: string; readonly display: string; readonly category: string },
): Resource {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: observationCategory, code: category }] }],
    code: coded(code, display),
    subject,
    effectiveDateTime: date,
  };
}

const coded = (code: string, display: string) => ({ coding: [{ system: loinc, code, display }] });
const quantity = (value: number, unit: string, code: string) => ({ value, unit, system: ucum, code });
const status = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});
const instant = (date: string) => (date.length === 10 ? `${date}T00:00:00Z` : date);

/** The members of R4 resources that are read back; their structure was judged when they were written. */
interface Held {
  readonly code?: {
    readonly coding?: readonly { readonly system?: string; readonly code?: string }[];
    readonly text?: string;
  };
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: { readonly start?: string };
  readonly recordedDate?: string;
  readonly authored?: string;
  readonly date?: string;
  readonly valueQuantity?: { readonly value?: number };
  readonly valueString?: string;
  readonly component?: readonly { readonly valueQuantity?: { readonly value?: number } }[];
  readonly medicationCodeableConcept?: { readonly text?: string };
  readonly dosage?: readonly { readonly text?: string }[];
  readonly reaction?: readonly { readonly manifestation?: readonly { readonly text?: string }[] }[];
  readonly description?: string;
  readonly content?: readonly { readonly attachment?: { readonly url?: string; readonly creation?: string } }[];
}

/** An entry of the record as its person's page shows it; undefined where it is not an own entry, or the bytes of one. */
export function ownEntryOf(resource: Resource, version: number): OwnEntry | undefined {
  const by = ownAuthorOf(resource);
  if (by === undefined || resource.resourceType === 'Binary' || resource.resourceType === 'Provenance')
    return undefined;
  const held = resource as unknown as Held;
  const { kind, ...rest } = contentOf(resource.resourceType, held);
  const date =
    held.effectiveDateTime ??
    held.effectivePeriod?.start ??
    held.recordedDate ??
    held.authored ??
    held.content?.[0]?.attachment?.creation;
  return {
    type: resource.resourceType,
    id: resource.id ?? '',
    version,
    kind,
    by,
    ...(date === undefined ? {} : { date }),
    changed: resource.meta?.lastUpdated ?? '',
    ...rest,
  };
}

type Content = Pick<OwnEntry, 'kind' | 'value' | 'second' | 'text' | 'more' | 'file'>;

function contentOf(type: string, held: Held): Content {
  const given = <T extends object>(fields: T) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
  switch (type) {
    case 'Observation': {
      const code = held.code?.coding?.find(({ system }) => system === loinc)?.code;
      if (code === noteCode) return given({ kind: 'note' as const, text: held.valueString as string });
      const [systolic, diastolic] = held.component ?? [];
      if (code === pressure.panel && diastolic !== undefined) {
        return given({
          kind: 'blood-pressure' as const,
          value: systolic?.valueQuantity?.value as number,
          second: diastolic.valueQuantity?.value as number,
        });
      }
      const [kind] = Object.entries(codes).find(([, one]) => one.code === code) ?? [];
      const value = held.valueQuantity?.value;
      if (kind === undefined || value === undefined) return other(held);
      return { kind: kind as EntryKind, value };
    }
    case 'AllergyIntolerance':
      if (held.code?.text === undefined) return other(held);
      return given({
        kind: 'allergy' as const,
        text: held.code.text,
        more: held.reaction?.[0]?.manifestation?.[0]?.text as string,
      });
    case 'MedicationStatement':
      if (held.medicationCodeableConcept?.text === undefined) return other(held);
      return given({
        kind: 'medicine' as const,
        text: held.medicationCodeableConcept.text,
        more: held.dosage?.[0]?.text as string,
      });
    case 'DocumentReference': {
      const file = /^Binary\/([A-Za-z0-9\-.]{1,64})$/.exec(held.content?.[0]?.attachment?.url ?? '')?.[1];
      return given({ kind: 'document' as const, text: held.description as string, file: file as string });
    }
    default:
      return other(held);
  }
}

function other({ code, description }: Held): Content {
  const text = code?.text ?? description;
  return { kind: 'other', ...(text === undefined ? {} : { text }) };
}
