import type { Definition } from '#fhir';
import type { ConceptIndex, ConceptRow, TerminologyAnswer } from '../concepts.ts';
import { type Call, findCodeSystem, findInstance, missingSupplements, noteSupplements, ruledVersion } from './call.ts';
import { codingOf, type ParameterElement, textOf, workingLanguages } from './call-parameters.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isAbstract, isInactive } from './concept-facts.ts';
import { preferredWord, type Word } from './designations.ts';
import { jsonValue } from './expansion-entry.ts';
import { type Refusal, refuseWith } from './issues.ts';

/** CodeSystem/$lookup (R4 codesystem-operation-lookup.html): what a code system says of a code. */
export function lookup(
  call: Call,
  entries: readonly ParameterElement[],
  instance: Definition | undefined,
): TerminologyAnswer | Refusal {
  const coding = codingOf(entries, 'coding');
  const code = coding?.code ?? textOf(entries, 'code');
  const system = instance === undefined ? (coding?.system ?? textOf(entries, 'system')) : String(instance.url);
  if (code === undefined || system === undefined) {
    return refuseWith(400, 'invalid', 'Must provide either coding parameter, or system and code parameters');
  }
  const named = instance === undefined ? (coding?.version ?? textOf(entries, 'version')) : versionOf(instance);
  const version = ruledVersion(call, system, named);
  const view = instance === undefined ? findCodeSystem(call, system, version) : findInstance(call, instance);
  if (view === undefined) {
    const told = version === undefined ? system : `${system} version ${version}`;
    return refuseWith(422, 'not-found', `CodeSystem not found: ${told}`);
  }
  noteSupplements(call, view);
  const missing = missingSupplements(call);
  if (missing !== undefined) return { ...missing, status: 400 };
  const index = view.content.indexOf(code);
  if (index < 0) {
    const text = `Unable to find code '${code}' in ${view.url} version ${view.version ?? 'unknown'}`;
    return refuseWith(404, 'not-found', text);
  }
  const row = view.row(index);
  const words = view.words(row);
  const word = preferredWord(words, workingLanguages(call.parameters));
  const concept = { index, row, words, display: word?.value ?? row.display ?? row.code };
  const parameter = parametersOf(call, view, concept);
  const language = word?.language ?? view.language;
  return {
    status: 200,
    resource: { resourceType: 'Parameters', parameter } as unknown as Definition,
    ...(language === undefined ? {} : { language }),
  };
}

function versionOf({ version }: Definition): string | undefined {
  return typeof version === 'string' ? version : undefined;
}

/** A concept read once, with the word that it is called by for who asks. */
interface FoundConcept {
  readonly index: ConceptIndex;
  readonly row: ConceptRow;
  readonly words: readonly Word[];
  readonly display: string;
}

function parametersOf(
  { parameters }: Call,
  view: CodeSystemView,
  { index, row, words, display }: FoundConcept,
): readonly object[] {
  const isAsked = (name: string) =>
    parameters.properties.length === 0 ||
    parameters.properties.some((one) => one === '*' || one.toLowerCase() === name.toLowerCase());
  const property = (code: string, type: string, value: unknown, description?: string) => ({
    name: 'property',
    part: [
      { name: 'code', valueCode: code },
      { name: 'value', [`value${type}`]: value },
      ...(description === undefined ? [] : [{ name: 'description', valueString: description }]),
    ],
  });
  const near = (code: string, some: readonly number[]) =>
    some.map((one) => property(code, 'Code', view.content.codeAt(one), view.content.displayAt(one)));
  const designations = words.map(({ language, use, value, source }) => ({
    name: 'designation',
    part: [
      ...(language === undefined ? [] : [{ name: 'language', valueCode: language }]),
      ...(use === undefined ? [] : [{ name: 'use', valueCoding: use }]),
      { name: 'value', valueString: value },
      ...(source === undefined ? [] : [{ name: 'source', valueCanonical: source }]),
    ],
  }));
  const isLinked = (code: string) => code === 'parent' || code === 'child';
  const own = view
    .properties(row)
    .filter(({ code }) => !isLinked(code) && code !== 'inactive' && (isAsked('property') || isAsked(code)))
    .map(({ code, type, value }) =>
      property(code, type.slice(0, 1).toUpperCase() + type.slice(1), jsonValue(type, value)),
    );
  return [
    { name: 'name', valueString: view.header.name ?? view.url },
    { name: 'code', valueCode: row.code },
    { name: 'system', valueUri: view.url },
    ...(view.version === undefined ? [] : [{ name: 'version', valueString: view.version }]),
    { name: 'display', valueString: display },
    ...(isAsked('definition') && row.definition !== undefined
      ? [{ name: 'definition', valueString: row.definition }]
      : []),
    ...(isAsked('abstract') ? [{ name: 'abstract', valueBoolean: isAbstract(view.header, row) }] : []),
    ...(isAsked('inactive') ? [property('inactive', 'Boolean', isInactive(view.header, row))] : []),
    ...(isAsked('designation') ? designations : []),
    ...own,
    ...(isAsked('parent') ? near('parent', view.content.parentsOf(index)) : []),
    ...(isAsked('child') ? near('child', view.content.childrenOf(index)) : []),
    ...view.supplements.map(({ canonical }) => ({ name: 'used-supplement', valueCanonical: canonical })),
  ];
}
