import type { Definition } from '#fhir';
import { isRefusal, issue, type Refusal, refuse, refuseWith } from './issues.ts';
import { type LanguageRange, languagesText, readLanguages } from './languages.ts';
import {
  type CodeableConcept,
  type Coding,
  type Compose,
  type Extensible,
  partsOfCanonical,
  primitiveOf,
} from './resources.ts';

/** One entry of a Parameters resource. */
export type ParameterElement = {
  readonly name: string;
  readonly resource?: Definition;
  readonly part?: readonly ParameterElement[];
} & Readonly<Record<string, unknown>>;

/** Which version of a code system or value set to take where none is named, to take in any case, or to insist on. */
export interface VersionRule {
  readonly mode: 'default' | 'override' | 'check';
  readonly url: string;
  readonly version: string;
  /** Under which it was asked for, as answers repeat it. */
  readonly parameter: string;
}

/** What a call asks for, apart from what it asks of; absent where it says nothing. */
export interface CallParameters {
  readonly httpLanguages?: readonly LanguageRange[];
  readonly displayLanguages?: readonly LanguageRange[];
  readonly versionRules: readonly VersionRule[];
  readonly designations: readonly string[];
  readonly properties: readonly string[];
  readonly supplements: readonly string[];
  readonly excludedSystems: readonly string[];
  readonly includeDesignations?: boolean;
  readonly includeDefinition?: boolean;
  readonly activeOnly?: boolean;
  readonly excludeNested?: boolean;
  readonly excludeNotForUI?: boolean;
  readonly excludePostCoordinated?: boolean;
  readonly lenientDisplay?: boolean;
  readonly membershipOnly?: boolean;
  readonly versionsMatch?: boolean;
  readonly inferSystem?: boolean;
  readonly limitedExpansion?: boolean;
  readonly diagnostics?: boolean;
  /** Whether abstract codes are good; they are unless the call says otherwise. */
  readonly abstract?: boolean;
  readonly filter?: string;
  readonly count?: number;
  readonly offset?: number;
}

const versionParameters: Readonly<Record<string, VersionRule['mode']>> = {
  'system-version': 'default',
  'check-system-version': 'check',
  'force-system-version': 'override',
  'default-valueset-version': 'default',
  'check-valueset-version': 'check',
  'force-valueset-version': 'override',
};

const switches: Readonly<Record<string, keyof CallParameters>> = {
  includeDesignations: 'includeDesignations',
  includeDefinition: 'includeDefinition',
  activeOnly: 'activeOnly',
  excludeNested: 'excludeNested',
  excludeNotForUI: 'excludeNotForUI',
  excludePostCoordinated: 'excludePostCoordinated',
  'lenient-display-validation': 'lenientDisplay',
  'valueset-membership-only': 'membershipOnly',
  versionsMatch: 'versionsMatch',
  inferSystem: 'inferSystem',
  limitedExpansion: 'limitedExpansion',
  diagnostics: 'diagnostics',
  abstract: 'abstract',
};

const lists: Readonly<Record<string, 'designations' | 'properties' | 'supplements' | 'excludedSystems'>> = {
  designation: 'designations',
  property: 'properties',
  useSupplement: 'supplements',
  'exclude-system': 'excludedSystems',
};

const deepestProfile = 3;
/** Codes on one page of an expansion; who asks for more gets these, and the total (R4 valueset-operation-expand.html, paging). */
export const largestPage = 5_000;

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

/**
 * Reads what a call asks for. `validating`: a display is then only good in a language that was asked for, while an
 * expansion falls back on any.
 */
export function readCallParameters(
  parameters: readonly ParameterElement[],
  languages: readonly string[],
  validating: boolean,
): CallParameters | Refusal {
  const read = emptyParameters();
  if (languages.length > 0) {
    const ranges = readLanguages(languages.join(','), !validating);
    if (ranges !== undefined) read.httpLanguages = [...ranges];
  }
  return readInto(read, parameters, validating, 0) ?? read;
}

function emptyParameters(): Writable<CallParameters> {
  return { versionRules: [], designations: [], properties: [], supplements: [], excludedSystems: [] };
}

function readInto(
  read: Writable<CallParameters>,
  parameters: readonly ParameterElement[],
  validating: boolean,
  depth: number,
): Refusal | undefined {
  for (const one of parameters) {
    if (one.name === 'profile' && one.resource?.resourceType === 'Parameters' && depth < deepestProfile) {
      const inner = readInto(read, entriesOf(one.resource), validating, depth + 1);
      if (inner !== undefined) return inner;
      continue;
    }
    const refusal = readOne(read, one.name, primitiveOf(one), validating, true);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function readOne(
  read: Writable<CallParameters>,
  name: string,
  value: string | number | boolean | undefined,
  validating: boolean,
  overwrite: boolean,
): Refusal | undefined {
  if (value === undefined) return undefined;
  const text = String(value);
  const mode = versionParameters[name];
  if (mode !== undefined) {
    const { url, version } = partsOfCanonical(text);
    if (version === undefined)
      return refuseWith(400, 'invalid', `The parameter ${name} must be a canonical with a version.`);
    read.versionRules.push({ mode, url, version, parameter: name });
    return undefined;
  }
  const list = lists[name];
  if (list !== undefined) {
    if (!read[list].includes(text)) read[list].push(text);
    return undefined;
  }
  const key = switches[name];
  if (key !== undefined) {
    if (overwrite || read[key] === undefined) Object.assign(read, { [key]: text === 'true' });
    return undefined;
  }
  switch (name) {
    case 'displayLanguage': {
      if (!overwrite && read.displayLanguages !== undefined) return undefined;
      const ranges = readLanguages(text, !validating);
      if (ranges === undefined) {
        const parts = { severity: 'error', code: 'processing', type: 'invalid-display' } as const;
        return refuse(400, issue('INVALID_DISPLAY_NAME', parts, [text]));
      }
      read.displayLanguages = [...ranges];
      return undefined;
    }
    case 'filter':
    case 'term':
      if (overwrite || read.filter === undefined) read.filter = text;
      return undefined;
    case 'count':
    case 'offset': {
      const number = Number(text);
      if (!Number.isSafeInteger(number) || number < 0) {
        return refuseWith(400, 'invalid', `The parameter ${name} must be a whole number that is not negative.`);
      }
      if (overwrite || read[name] === undefined) read[name] = name === 'count' ? Math.min(number, largestPage) : number;
      return undefined;
    }
    default:
      return undefined;
  }
}

export function entriesOf(parameters: Definition): readonly ParameterElement[] {
  const given = parameters.parameter;
  return Array.isArray(given) ? (given as readonly ParameterElement[]) : [];
}

const expansionParameters: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter',
  'http://hl7.org/fhir/tools/StructureDefinition/valueset-expansion-parameter',
]);

/** The parameters with those that a value set brings along for its own expansion; what the call says goes before them. */
export function withParametersOf(
  parameters: CallParameters,
  compose: Compose | undefined,
  language: string | undefined,
  validating: boolean,
): CallParameters | Refusal {
  const brought = compose?.extension?.filter(({ url }) => expansionParameters.has(url)) ?? [];
  const speaks = parameters.httpLanguages === undefined && language !== undefined;
  if (brought.length === 0 && compose?.property === undefined && !speaks) return parameters;
  const read: Writable<CallParameters> = {
    ...parameters,
    versionRules: [...parameters.versionRules],
    designations: [...parameters.designations],
    properties: [...parameters.properties],
    supplements: [...parameters.supplements],
    excludedSystems: [...parameters.excludedSystems],
  } as Writable<CallParameters>;
  for (const { extension } of brought as readonly Extensible[]) {
    const name = extension?.find(({ url }) => url === 'name');
    const value = extension?.find(({ url }) => url === 'value');
    if (name === undefined || value === undefined) continue;
    const refusal = readOne(read, String(primitiveOf(name)), primitiveOf(value), validating, false);
    if (isRefusal(refusal)) return refusal;
  }
  for (const property of compose?.property ?? [])
    if (!read.properties.includes(property)) read.properties.push(property);
  if (speaks) {
    const ranges = readLanguages(language, !validating);
    if (ranges !== undefined) read.httpLanguages = [...ranges];
  }
  return read;
}

/** The languages that displays are chosen by. */
export function workingLanguages(parameters: CallParameters): readonly LanguageRange[] | undefined {
  return parameters.displayLanguages ?? parameters.httpLanguages;
}

export function languageSummary(parameters: CallParameters): string {
  const ranges = workingLanguages(parameters);
  return ranges === undefined ? '--' : languagesText(ranges, false);
}

/** The text of a primitive parameter. */
export function textOf(entries: readonly ParameterElement[], ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = entries.find((one) => one.name === name);
    const value = found === undefined ? undefined : primitiveOf(found);
    if (value !== undefined && value !== '') return String(value);
  }
  return undefined;
}

export function resourceOf(entries: readonly ParameterElement[], name: string): Definition | undefined {
  return entries.find((one) => one.name === name)?.resource;
}

export function codingOf(entries: readonly ParameterElement[], ...names: readonly string[]): Coding | undefined {
  const found = entries.find(({ name, valueCoding }) => names.includes(name) && isObject(valueCoding));
  return found?.valueCoding as Coding | undefined;
}

export function conceptOf(
  entries: readonly ParameterElement[],
  ...names: readonly string[]
): CodeableConcept | undefined {
  const found = entries.find(
    ({ name, valueCodeableConcept }) => names.includes(name) && isObject(valueCodeableConcept),
  );
  return found?.valueCodeableConcept as CodeableConcept | undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
