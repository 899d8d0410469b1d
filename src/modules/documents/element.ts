/**
 * Reading resources that may come from anywhere: each reader answers what is there in the form that is asked for, and
 * undefined or nothing for everything else.
 */
export type Element = Readonly<Record<string, unknown>>;

export function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function elementAt(parent: unknown, name: string): Element | undefined {
  const value = isElement(parent) ? parent[name] : undefined;
  return isElement(value) ? value : undefined;
}

/** The elements of a list; a lone element counts as a list of one. */
export function elementsAt(parent: unknown, name: string): readonly Element[] {
  const value = isElement(parent) ? parent[name] : undefined;
  if (Array.isArray(value)) return value.filter(isElement);
  return isElement(value) ? [value] : [];
}

export function textAt(parent: unknown, name: string): string | undefined {
  const value = isElement(parent) ? parent[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function textsAt(parent: unknown, name: string): readonly string[] {
  const value = isElement(parent) ? parent[name] : undefined;
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string' && item !== '');
  return typeof value === 'string' && value !== '' ? [value] : [];
}

export function numberAt(parent: unknown, name: string): number | undefined {
  const value = isElement(parent) ? parent[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The codes of a CodeableConcept, or of each in a list of them. */
export function codesAt(parent: unknown, name: string): readonly string[] {
  return elementsAt(parent, name).flatMap((concept) =>
    elementsAt(concept, 'coding').flatMap((coding) => textAt(coding, 'code') ?? []),
  );
}

/** The `valueX` of the first extension with this address. */
export function extensionValue(parent: unknown, url: string, name: string): unknown {
  return elementsAt(parent, 'extension').find((extension) => extension.url === url)?.[name];
}

/**
 * The moment that a date, dateTime, instant, or the start of a Period means, in milliseconds since 1970 UTC; undefined
 * where there is none. Partial dates mean their beginning.
 */
export function momentOf(value: unknown): number | undefined {
  const text = isElement(value) ? (textAt(value, 'start') ?? textAt(value, 'end')) : value;
  if (typeof text !== 'string') return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

/** The moment after which nothing of a date or dateTime lies: the end of the year, month or day that it names. */
export function endOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const start = Date.parse(value);
  if (Number.isNaN(start)) return undefined;
  const end = new Date(start);
  if (value.length === 4) end.setUTCFullYear(end.getUTCFullYear() + 1);
  else if (value.length === 7) end.setUTCMonth(end.getUTCMonth() + 1);
  else if (value.length === 10) end.setUTCDate(end.getUTCDate() + 1);
  return end.getTime();
}

const datesByType: Readonly<Record<string, readonly string[]>> = {
  AllergyIntolerance: ['onsetDateTime', 'onsetPeriod', 'recordedDate'],
  CarePlan: ['period', 'created'],
  Condition: ['onsetDateTime', 'onsetPeriod', 'recordedDate'],
  DeviceUseStatement: ['timingPeriod', 'timingDateTime', 'recordedOn'],
  DiagnosticReport: ['effectiveDateTime', 'effectivePeriod', 'issued'],
  Goal: ['startDate', 'statusDate'],
  Immunization: ['occurrenceDateTime'],
  MedicationAdministration: ['effectivePeriod', 'effectiveDateTime'],
  MedicationRequest: ['authoredOn'],
  MedicationStatement: ['effectivePeriod', 'effectiveDateTime', 'dateAsserted'],
  Observation: ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod', 'issued'],
  Procedure: ['performedDateTime', 'performedPeriod'],
};

/** The date under which a resource stands in a record, as written: a text or a Period. */
export function dateOf(resource: Element): string | Element | undefined {
  for (const name of datesByType[String(resource.resourceType)] ?? []) {
    const value = resource[name];
    if ((typeof value === 'string' && value !== '') || isElement(value)) return value as string | Element;
  }
  return undefined;
}
