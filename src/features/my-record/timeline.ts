import { ownAuthorOf, type Resource } from '#fhir';
import type { Terminology } from '#terminology';
import type { ResultSeries, Timeline, TimelineEvent, TimelineKind } from './contract.ts';
import type { CodeableConcept, Dated, Observation, Quantity, Reference } from './r4.ts';

export interface TimelineInput {
  readonly resources: readonly Resource[];
  /** Organisations and medications that the resources refer to. */
  readonly referenced: readonly Resource[];
  readonly language: string;
  readonly terminology: Pick<Terminology, 'designate'>;
}

interface Reading {
  readonly input: TimelineInput;
  readonly byAddress: ReadonlyMap<string, Resource>;
  readonly number: Intl.NumberFormat;
}

/**
 * The events of a record by date, newest first, and its numeric results as series. Resources that were entered in error
 * are left out. Terms are in `language` where `terminology` knows them, else as the source wrote them.
 */
export function timelineOf(input: TimelineInput): Timeline {
  const reading: Reading = {
    input,
    byAddress: new Map(
      [...input.referenced, ...input.resources].map((resource) => [
        `${resource.resourceType}/${resource.id}`,
        resource,
      ]),
    ),
    number: new Intl.NumberFormat(input.language, { maximumFractionDigits: 3 }),
  };
  const valid = input.resources.filter((resource) => !enteredInError(resource));
  const events = valid.flatMap((resource) => {
    const found = eventOf(resource, reading);
    const ownBy = ownAuthorOf(resource);
    return found === undefined ? [] : ownBy === undefined ? [found] : [{ ...found, ownBy }];
  });
  return { events: events.sort(newestFirst), series: seriesOf(valid, reading) };
}

function newestFirst(one: TimelineEvent, other: TimelineEvent): number {
  if (one.date === other.date) return one.id < other.id ? -1 : 1;
  if (one.date === undefined) return 1;
  if (other.date === undefined) return -1;
  return one.date < other.date ? 1 : -1;
}

function enteredInError(resource: Resource): boolean {
  if (resource.status === 'entered-in-error' || resource.status === 'not-done') return true;
  const verification = resource.verificationStatus as CodeableConcept | undefined;
  return (
    verification?.coding?.some((coding) => coding.code === 'entered-in-error' || coding.code === 'refuted') ?? false
  );
}

function eventOf(stored: Resource, reading: Reading): TimelineEvent | undefined {
  const resource = stored as unknown as Dated;
  const id = `${stored.resourceType}/${stored.id ?? ''}`;
  const written = typeof stored.language === 'string' ? stored.language : undefined;
  switch (resource.resourceType) {
    case 'Encounter':
      return event(id, 'encounter', reading, {
        date: resource.period?.start,
        concept: resource.type?.[0] ?? (resource.class ? { coding: [resource.class] } : undefined),
        written,
        where: resource.serviceProvider,
      });
    case 'Condition':
      return event(id, 'diagnosis', reading, {
        date: resource.onsetDateTime ?? resource.onsetPeriod?.start ?? resource.recordedDate,
        concept: resource.code,
        written,
      });
    case 'Procedure':
      return event(id, 'procedure', reading, {
        date: resource.performedDateTime ?? resource.performedPeriod?.start,
        concept: resource.code,
        written,
      });
    case 'Immunization':
      return event(id, 'vaccination', reading, {
        date: resource.occurrenceDateTime,
        concept: resource.vaccineCode,
        written,
      });
    case 'Observation':
      return event(id, 'result', reading, {
        date: resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.effectiveInstant,
        concept: resource.code,
        written,
        value: observedValue(resource, reading),
      });
    case 'MedicationStatement':
      return event(id, 'medicine', reading, {
        date: resource.effectiveDateTime ?? resource.effectivePeriod?.start ?? resource.dateAsserted,
        concept: medicine(resource, reading),
        written,
      });
    case 'MedicationRequest':
      return event(id, 'medicine', reading, {
        date: resource.authoredOn,
        concept: medicine(resource, reading),
        written,
      });
    default:
      return undefined;
  }
}

function event(
  id: string,
  kind: TimelineKind,
  reading: Reading,
  found: {
    readonly date: string | undefined;
    readonly concept: CodeableConcept | undefined;
    /** The language that the resource is written in, where it says so. */
    readonly written?: string | undefined;
    readonly value?: string | undefined;
    readonly where?: Reference | undefined;
  },
): TimelineEvent | undefined {
  const name = nameOf(found.concept, reading, found.written);
  if (name === undefined) return undefined;
  const where = placeOf(found.where, reading);
  return {
    id,
    kind,
    title: name.text,
    ...(name.language === undefined ? {} : { titleLanguage: name.language }),
    ...(found.date ? { date: found.date } : {}),
    ...(found.value ? { value: found.value } : {}),
    ...(where ? { where } : {}),
  };
}

interface Name {
  readonly text: string;
  /** BCP 47, where it is another than the one that was asked for. */
  readonly language?: string;
}

/** The language in which nearly every code system has names. */
const fallback = 'en';

/** The name in the language that was asked for, else as the source wrote it (`written`), else in English. */
function nameOf(concept: CodeableConcept | undefined, { input }: Reading, written?: string): Name | undefined {
  const coded = concept?.coding ?? [];
  const named = (language: string): Name | undefined => {
    for (const { system, code } of coded) {
      const found = system && code ? input.terminology.designate(system, code, [language]) : undefined;
      if (found) return inLanguage(found.display, found.language, input.language);
    }
    return undefined;
  };
  const own = concept?.text ?? coded.find((coding) => coding.display)?.display;
  const code = coded[0]?.code;
  return (
    named(input.language) ??
    (own === undefined ? undefined : inLanguage(own, written, input.language)) ??
    named(fallback) ??
    (code === undefined ? undefined : { text: code })
  );
}

function inLanguage(text: string, language: string | undefined, wanted: string): Name {
  const primaryOf = (tag: string) => tag.split('-', 1)[0]?.toLowerCase();
  return language === undefined || primaryOf(language) === primaryOf(wanted) ? { text } : { text, language };
}

function placeOf(reference: Reference | undefined, { byAddress }: Reading): string | undefined {
  const target = reference?.reference ? byAddress.get(reference.reference) : undefined;
  return typeof target?.name === 'string' ? target.name : reference?.display;
}

function medicine(
  resource: { readonly medicationCodeableConcept?: CodeableConcept; readonly medicationReference?: Reference },
  { byAddress }: Reading,
): CodeableConcept | undefined {
  if (resource.medicationCodeableConcept) return resource.medicationCodeableConcept;
  const reference = resource.medicationReference;
  const target = reference?.reference ? byAddress.get(reference.reference) : undefined;
  const code = target?.code as CodeableConcept | undefined;
  return code ?? (reference?.display ? { text: reference.display } : undefined);
}

function observedValue(observation: Observation, reading: Reading): string | undefined {
  const own = plainValue(observation, reading);
  if (own !== undefined) return own;
  const parts = (observation.component ?? []).flatMap((component) => {
    const value = plainValue(component, reading);
    return value === undefined ? [] : [`${nameOf(component.code, reading)?.text ?? ''} ${value}`.trim()];
  });
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function plainValue(
  holder: {
    readonly valueQuantity?: Quantity;
    readonly valueCodeableConcept?: CodeableConcept;
    readonly valueString?: string;
    readonly valueInteger?: number;
  },
  reading: Reading,
): string | undefined {
  const quantity = holder.valueQuantity;
  if (quantity?.value !== undefined) {
    const comparator = quantity.comparator ? `${quantity.comparator} ` : '';
    return `${comparator}${reading.number.format(quantity.value)} ${unitOf(quantity)}`.trim();
  }
  if (holder.valueCodeableConcept) return nameOf(holder.valueCodeableConcept, reading)?.text;
  return holder.valueString ?? holder.valueInteger?.toString();
}

const unitOf = (quantity: Quantity) => quantity.unit ?? (quantity.code === '1' ? '' : quantity.code) ?? '';

interface Measured {
  readonly concept: CodeableConcept;
  readonly quantity: Quantity;
  readonly date: string;
  readonly range: { readonly low?: Quantity; readonly high?: Quantity } | undefined;
}

function seriesOf(resources: readonly Resource[], reading: Reading): readonly ResultSeries[] {
  const groups = new Map<string, Measured[]>();
  for (const resource of resources) {
    if (resource.resourceType !== 'Observation') continue;
    for (const measured of measuredIn(resource as unknown as Observation)) {
      const coding = measured.concept.coding?.[0];
      const key = `${coding?.system ?? ''}|${coding?.code ?? measured.concept.text ?? ''}|${unitOf(measured.quantity)}`;
      const group = groups.get(key);
      if (group) group.push(measured);
      else groups.set(key, [measured]);
    }
  }
  const series = [...groups].flatMap(([code, group]): readonly ResultSeries[] => {
    const sorted = group.toSorted((one, other) => (one.date < other.date ? -1 : 1));
    const latest = sorted.at(-1);
    const name = latest && nameOf(latest.concept, reading);
    if (!latest || !name || sorted.length < 2) return [];
    const { low, high } = { low: latest.range?.low?.value, high: latest.range?.high?.value };
    return [
      {
        code,
        title: name.text,
        ...(name.language === undefined ? {} : { titleLanguage: name.language }),
        unit: unitOf(latest.quantity),
        points: sorted.map((one) => ({ date: one.date, value: one.quantity.value as number })),
        ...(low !== undefined && high !== undefined && low < high ? { range: { low, high } } : {}),
      },
    ];
  });
  return series.sort((one, other) => other.points.length - one.points.length || (one.title < other.title ? -1 : 1));
}

/** A value with a comparator (`< 5`) is no point on a line. */
function measuredIn(observation: Observation): readonly Measured[] {
  const date = observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? observation.effectiveInstant;
  if (!date) return [];
  return [observation, ...(observation.component ?? [])].flatMap((holder) => {
    const quantity = holder.valueQuantity;
    if (quantity?.value === undefined || quantity.comparator) return [];
    return [{ concept: holder.code, quantity, date, range: holder.referenceRange?.[0] }];
  });
}
