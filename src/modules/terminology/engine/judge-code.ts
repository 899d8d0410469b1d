import type { CodeChecker } from '#fhir';
import type { ConceptIndex, TerminologySource } from '../concepts.ts';
import { type Call, findCodeSystem, findValueSet, newCall } from './call.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isInactive } from './concept-facts.ts';
import { differenceOf, preferredWord, type Word } from './designations.ts';
import { expressionProblem } from './ecl/read-expression.ts';
import { isRefusal } from './issues.ts';
import { type LanguageRange, readLanguages } from './languages.ts';
import { isMember } from './membership.ts';

/** A code to judge. */
export interface AskedCode {
  readonly system: string;
  readonly version?: string;
  readonly code: string;
  readonly display?: string;
}

/** What a code is found to be; `fault` tells why it is not good, or that it cannot be told here. */
export interface CodeVerdict {
  readonly isGood: boolean;
  readonly fault?: 'unknown-system' | 'unknown-value-set' | 'unknown-code' | 'not-in-value-set' | 'wrong-display';
  /** The version of the code system that it was looked up in. */
  readonly version?: string;
  readonly display?: string;
  readonly isInactive?: boolean;
}

/** Direct questions, without resources on either side; made to be asked a hundred thousand times a second. */
export interface CodeJudge {
  /** Whether a code is one of its code system's, of the value set where one is named, and called as it is. */
  validate(asked: AskedCode, valueSet?: string): CodeVerdict;
  /** Whether a code is in a value set; undefined where that hangs on what is not known here. */
  isIn(
    valueSet: string,
    asked: { readonly system?: string; readonly version?: string; readonly code: string },
  ): boolean | undefined;
}

const none = { versionRules: [], designations: [], properties: [], supplements: [], excludedSystems: [] };
const mostLanguages = 100;

export function createCodeJudge(source: TerminologySource, languages: readonly string[] = []): CodeJudge {
  // Nothing is noted in a call that has no rules and no supplements, so that one serves all questions.
  const call: Call = newCall(source, none);
  const ranges = languages.length === 0 ? undefined : readLanguages(languages.slice(0, mostLanguages).join(','), true);
  const isIn: CodeJudge['isIn'] = (valueSet, asked) => {
    const set = findValueSet(call, valueSet);
    return set === undefined || isRefusal(set) ? undefined : isMember(call, set, asked);
  };
  return {
    isIn,
    validate(asked, valueSet) {
      const view = findCodeSystem(call, asked.system, asked.version);
      if (view === undefined) return { isGood: false, fault: 'unknown-system' };
      const index = view.content.indexOf(asked.code);
      const at = view.version === undefined ? {} : { version: view.version };
      if (index < 0) return { isGood: false, fault: 'unknown-code', ...at };
      if (valueSet !== undefined) {
        const found = isIn(valueSet, asked);
        if (found === undefined) return { isGood: false, fault: 'unknown-value-set', ...at };
        if (!found) return { isGood: false, fault: 'not-in-value-set', ...at };
      }
      return verdictOn(view, index, asked.display, ranges, at);
    },
  };
}

function verdictOn(
  view: CodeSystemView,
  index: ConceptIndex,
  display: string | undefined,
  ranges: readonly LanguageRange[] | undefined,
  at: { readonly version?: string },
): CodeVerdict {
  const own = view.content.displayAt(index);
  // Where nobody asks for a language, and the display is the code system's own, no other words are needed.
  if (ranges === undefined && own !== undefined && (display === undefined || display === own)) {
    return { isGood: true, display: own, ...at };
  }
  const row = view.row(index);
  const words = view.words(row);
  const word = preferredWord(words, ranges);
  const told = {
    ...at,
    ...(word === undefined ? {} : { display: word.value }),
    ...(isInactive(view.header, row) ? { isInactive: true } : {}),
  };
  const isCalled = display === undefined || words.length === 0 || isOneOf(words, display, ranges, view.language);
  return isCalled ? { isGood: true, ...told } : { isGood: false, fault: 'wrong-display', ...told };
}

function isOneOf(
  words: readonly Word[],
  display: string,
  ranges: readonly LanguageRange[] | undefined,
  language: string | undefined,
): boolean {
  return differenceOf(words, display, ranges, language) !== 'whole';
}

type CodeOfSystem = NonNullable<ReturnType<NonNullable<CodeChecker['conceptOf']>>>;

/** Answers that are kept: resources say the same codes again and again, and a source stands still. */
const mostKept = 50_000;
const snomed = 'http://snomed.info/sct';

/** What the validator asks of codes, answered by the engine: one implementation of value sets for both. */
export function codesOfSource(source: TerminologySource): CodeChecker {
  const call: Call = newCall(source, none);
  const isIn = (canonical: string, asked: { readonly system?: string; readonly code: string }) => {
    const set = findValueSet(call, canonical);
    return set === undefined || isRefusal(set) ? undefined : isMember(call, set, asked);
  };
  const wholeView = (system: string): CodeSystemView | null => {
    const view = findCodeSystem(call, system, undefined);
    return view?.isWhole === true ? view : null;
  };
  const conceptOf = (view: CodeSystemView, code: string): CodeOfSystem => {
    const index = view.content.indexOf(code);
    if (index < 0) return { exists: false, displays: [] };
    return { exists: true, displays: view.words(view.row(index)).map(({ value }) => value) };
  };
  const views = new Map<string, CodeSystemView | null>();
  const concepts = new Map<string, Map<string, CodeOfSystem>>();
  const members = new Map<string, Map<string | undefined, Map<string, boolean | undefined>>>();
  let kept = 0;
  const mayKeep = () => {
    // What is still being brought into memory is asked for again.
    if (source.loading().length > 0) return false;
    kept += 1;
    if (kept > mostKept) {
      views.clear();
      concepts.clear();
      members.clear();
      kept = 0;
    }
    return true;
  };
  return {
    isExpression: (system, text) => (system === snomed ? expressionProblem(text) === undefined : undefined),
    inValueSet(canonical, asked) {
      const { system, code } = asked;
      const ofSystem = members.get(canonical)?.get(system);
      const before = ofSystem?.get(code);
      if (before !== undefined || ofSystem?.has(code) === true) return before;
      const found = isIn(canonical, asked);
      if (mayKeep()) branch(branch(members, canonical), system).set(code, found);
      return found;
    },
    conceptOf(system, code) {
      let view = views.get(system);
      if (view === undefined) {
        view = wholeView(system);
        if (mayKeep()) views.set(system, view);
      }
      if (view === null) return undefined;
      const before = concepts.get(system)?.get(code);
      if (before !== undefined) return before;
      const found = conceptOf(view, code);
      if (mayKeep()) branch(concepts, system).set(code, found);
      return found;
    },
  };
}

function branch<K, I, T>(of: Map<K, Map<I, T>>, key: K): Map<I, T> {
  const before = of.get(key);
  if (before !== undefined) return before;
  const made = new Map<I, T>();
  of.set(key, made);
  return made;
}
