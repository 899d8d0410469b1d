import type { Definition } from '#fhir';
import type { CodeSystemHeader, ConceptExtension } from '../concepts.ts';

/**
 * Definitions as far as operations read them. R4 first; where R5 says the same otherwise (`child-of`,
 * `versionAlgorithm[x]`, `relationship`), both are understood, since value sets travel between servers of both.
 */
export type Extensible = { readonly extension?: readonly ConceptExtension[] };

export interface Coding {
  readonly system?: string;
  readonly version?: string;
  readonly code?: string;
  readonly display?: string;
}

export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

export interface DesignationElement extends Extensible {
  readonly language?: string;
  readonly use?: Coding;
  readonly value: string;
}

/** `ValueSet.compose.include.concept`. */
export interface ListedConcept extends Extensible {
  readonly code: string;
  readonly display?: string;
  readonly designation?: readonly DesignationElement[];
}

/** `ValueSet.compose.include.filter`. */
export interface FilterElement {
  readonly property?: string;
  readonly op?: string;
  readonly value?: string;
}

/** `ValueSet.compose.include` and `.exclude`. */
export interface ConceptSet extends Extensible {
  readonly system?: string;
  readonly version?: string;
  readonly concept?: readonly ListedConcept[];
  readonly filter?: readonly FilterElement[];
  readonly valueSet?: readonly string[];
}

export interface Compose extends Extensible {
  readonly lockedDate?: string;
  readonly inactive?: boolean;
  readonly property?: readonly string[];
  readonly include?: readonly ConceptSet[];
  readonly exclude?: readonly ConceptSet[];
}

export interface Contained extends Extensible {
  readonly system?: string;
  readonly version?: string;
  readonly code?: string;
  readonly display?: string;
  readonly abstract?: boolean;
  readonly inactive?: boolean;
  readonly designation?: readonly DesignationElement[];
  readonly contains?: readonly Contained[];
}

export type ValueSet = Definition &
  Extensible & {
    readonly url?: string;
    readonly version?: string;
    readonly status?: string;
    readonly experimental?: boolean;
    readonly language?: string;
    readonly compose?: Compose;
    readonly expansion?: { readonly contains?: readonly Contained[] } & Extensible;
    readonly contained?: readonly Definition[];
  };

export interface PropertyDefinition {
  readonly code: string;
  readonly uri?: string;
  readonly type?: string;
}

/** The header of a code system, as far as operations read it. */
export type CodeSystemFacts = CodeSystemHeader &
  Extensible & {
    readonly name?: string;
    readonly status?: string;
    readonly experimental?: boolean;
    readonly language?: string;
    readonly caseSensitive?: boolean;
    readonly content?: string;
    readonly valueSet?: string;
    readonly supplements?: string;
    readonly versionNeeded?: boolean;
    readonly versionAlgorithmString?: string;
    readonly versionAlgorithmCoding?: Coding;
    readonly property?: readonly PropertyDefinition[];
  };

export const standardsStatus = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status';

/** The text of a primitive extension; undefined where it is absent or complex. */
export function extensionText(element: Extensible | undefined, url: string): string | undefined {
  const found = element?.extension?.find((one) => one.url === url);
  const value = found === undefined ? undefined : primitiveOf(found);
  return value === undefined ? undefined : String(value);
}

/** The primitive that a `value[x]` holds. */
export function primitiveOf(holder: Readonly<Record<string, unknown>>): string | number | boolean | undefined {
  for (const key in holder) {
    if (!key.startsWith('value')) continue;
    const value = holder[key];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  }
  return undefined;
}

/** `url|version`, or the address alone. */
export function canonicalOf(url: string, version: string | undefined): string {
  return version === undefined || version === '' ? url : `${url}|${version}`;
}

/** How a value set is called in messages. */
export function nameOfValueSet(set: Definition): string {
  const canonical = canonicalOfDefinition(set);
  return canonical === '' ? '(unidentified)' : canonical;
}

/** The address of a definition with its version; empty for one without an address. */
export function canonicalOfDefinition({ url, version }: Definition): string {
  return typeof url === 'string' ? canonicalOf(url, typeof version === 'string' ? version : undefined) : '';
}

export function partsOfCanonical(canonical: string): { readonly url: string; readonly version?: string } {
  const bar = canonical.indexOf('|');
  if (bar === -1) return { url: canonical };
  return { url: canonical.slice(0, bar), version: canonical.slice(bar + 1) };
}
