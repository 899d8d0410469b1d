import type { ConceptExtension, ConceptRow } from '../concepts.ts';
import type { CallParameters } from './call-parameters.ts';
import { workingLanguages } from './call-parameters.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isAbstract, isDeprecated, isInactive, statusOf } from './concept-facts.ts';
import { isDisplay, preferredWord, type Word } from './designations.ts';
import { extensionText, type ListedConcept, standardsStatus } from './resources.ts';

const core = 'http://hl7.org/fhir/StructureDefinition/';
const conceptProperties = 'http://hl7.org/fhir/concept-properties#';
/** In R4 the properties of an expansion's codes, and what they are called, are extensions that R5 defines. */
export const propertyDeclaration = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.property';
export const propertyOfEntry =
  'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property';

/** Extensions of a code system's concepts that go along into an expansion. */
const ofConcept: ReadonlySet<string> = new Set(
  ['coding-sctdescid', 'rendering-style', 'rendering-xhtml', 'codesystem-alternate'].map((name) => core + name),
);
/** Extensions of the codes that a value set lists that do. */
const ofListed: ReadonlySet<string> = new Set([
  ...[
    'valueset-supplement',
    'valueset-deprecated',
    'valueset-concept-definition',
    'coding-sctdescid',
    'rendering-style',
    'rendering-xhtml',
  ].map((name) => core + name),
  standardsStatus,
]);
const ofDesignation: ReadonlySet<string> = new Set([
  ...['coding-sctdescid', 'rendering-style', 'rendering-xhtml', 'codesystem-alternate'].map((name) => core + name),
  standardsStatus,
]);

/** An `expansion.contains`. */
export interface Entry {
  extension?: ConceptExtension[];
  system: string;
  abstract?: true;
  inactive?: true;
  version?: string;
  code: string;
  display?: string;
  designation?: object[];
  contains?: Entry[];
}

/** What the entries of an expansion have in common. */
export interface EntryContext {
  readonly parameters: CallParameters;
  /** Whether entries name the version, since the expansion has codes of several. */
  readonly namesVersions: boolean;
  readonly language: string | undefined;
  /** Properties that some entry has, with their addresses. */
  readonly declared: Map<string, string | undefined>;
}

interface Property {
  readonly code: string;
  readonly type: string;
  readonly value: unknown;
}

/** The entry of an expansion for a concept; `listed` is how the value set itself lists it. */
export function entryOf(
  context: EntryContext,
  view: CodeSystemView,
  row: ConceptRow,
  words: readonly Word[],
  listed: ListedConcept | undefined,
): Entry {
  const { parameters } = context;
  const extensions = view.extensions(row);
  const properties = propertiesOf(context, view, row, extensions, listed);
  const kept = [
    ...extensions.filter(({ url }) => ofConcept.has(url)),
    ...(listed?.extension ?? []).filter(({ url }) => ofListed.has(url)),
    ...properties.map(propertyExtension),
  ];
  const preferred = preferredWord(words, workingLanguages(parameters));
  const designations = parameters.includeDesignations === true ? designationsOf(context, words, preferred) : [];
  return {
    ...(kept.length === 0 ? {} : { extension: kept }),
    system: view.url,
    ...(isAbstract(view.header, row) ? { abstract: true } : {}),
    ...(isInactive(view.header, row) ? { inactive: true } : {}),
    ...(context.namesVersions && view.version !== undefined ? { version: view.version } : {}),
    code: row.code,
    ...(preferred === undefined ? {} : { display: preferred.value }),
    ...(designations.length === 0 ? {} : { designation: designations }),
  };
}

function designationsOf(
  { parameters, language }: EntryContext,
  words: readonly Word[],
  preferred: Word | undefined,
): object[] {
  const asked = parameters.designations.map((one) => one.split('|', 2));
  const isAsked = ({ use, language: spoken }: Word) =>
    asked.length === 0 ||
    asked.some(
      ([system, code]) =>
        (use !== undefined && use.system === system && use.code === code) ||
        (system === 'urn:ietf:bcp:47' && spoken === code),
    );
  const isRedundant = (word: Word) =>
    (word.language === language || (word.language === undefined && language === undefined)) &&
    isDisplay(word) &&
    word.value === preferred?.value;
  return words
    .filter((word) => word !== preferred && isAsked(word) && !isRedundant(word))
    .map(({ value, language: spoken, use, extension }) => {
      const kept = extension?.filter(({ url }) => ofDesignation.has(url)) ?? [];
      return {
        ...(kept.length === 0 ? {} : { extension: kept }),
        ...(spoken === undefined ? {} : { language: spoken }),
        ...(use === undefined ? {} : { use }),
        value,
      };
    });
}

function propertiesOf(
  { parameters, declared }: EntryContext,
  view: CodeSystemView,
  row: ConceptRow,
  extensions: readonly ConceptExtension[],
  listed: ListedConcept | undefined,
): readonly Property[] {
  const single = new Map<string, Property>();
  const put = (code: string, uri: string, type: string, value: unknown) => {
    if (value === undefined) return;
    declared.set(code, uri);
    single.set(code, { code, type, value });
  };
  const status = statusOf(view.header, row);
  if (status !== undefined && status.toLowerCase() !== 'active')
    put('status', `${conceptProperties}status`, 'Code', status);
  else if (isDeprecated(view.header, row)) put('status', `${conceptProperties}status`, 'Code', 'deprecated');
  const extended = { extension: extensions };
  const told = [
    ['label', 'label', 'String', 'codesystem-label', 'valueset-label'],
    ['order', 'order', 'Decimal', 'codesystem-conceptOrder', 'valueset-conceptOrder'],
    ['weight', 'itemWeight', 'Decimal', 'itemWeight', 'itemWeight'],
  ] as const;
  for (const [code, name, type, inSystem, inSet] of told) {
    const text = extensionText(listed, core + inSet) ?? extensionText(extended, core + inSystem);
    if (text === undefined) continue;
    put(code, conceptProperties + name, type, type === 'Decimal' ? Number(text) : text);
  }
  const repeated: Property[] = [];
  if (parameters.properties.length > 0) {
    const isAsked = (code: string) => parameters.properties.includes(code) || parameters.properties.includes('*');
    if (parameters.properties.includes('definition')) {
      put('definition', `${conceptProperties}definition`, 'String', row.definition);
    }
    for (const { code, type, value, definition } of view.properties(row)) {
      if (!isAsked(code) || single.has(code)) continue;
      declared.set(code, definition?.uri);
      repeated.push({ code, type: type.slice(0, 1).toUpperCase() + type.slice(1), value: jsonValue(type, value) });
    }
  }
  return [...single.values(), ...repeated];
}

/** The value of a property as JSON has it: numbers and booleans as such. */
export function jsonValue(type: string, value: unknown): unknown {
  if (type === 'boolean') return value === 'true';
  if (type === 'integer' || type === 'decimal') return Number(value);
  return value;
}

function propertyExtension({ code, type, value }: Property): ConceptExtension {
  return {
    url: propertyOfEntry,
    extension: [
      { url: 'code', valueCode: code },
      { url: 'value', [`value${type}`]: value },
    ],
  };
}

/** What the properties of the entries are, for the expansion. */
export function declarations(declared: ReadonlyMap<string, string | undefined>): readonly ConceptExtension[] {
  return [...declared].map(([code, uri]) => ({
    url: propertyDeclaration,
    extension: [{ url: 'code', valueCode: code }, ...(uri === undefined ? [] : [{ url: 'uri', valueUri: uri }])],
  }));
}
