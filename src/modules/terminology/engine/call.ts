import type { Definition } from '#fhir';
import type { CodeSystemContent, TerminologySource } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';
import type { CallParameters, VersionRule } from './call-parameters.ts';
import { type CodeSystemView, hasSupplement, isLanguagePack, viewOf } from './code-system-view.ts';
import { spend, stepsThrough } from './effort.ts';
import { implicitValueSet } from './implicit-value-sets.ts';
import { isRefusal, issue, type Refusal, refuse, type TerminologyIssue } from './issues.ts';
import {
  type CodeSystemFacts,
  canonicalOf,
  canonicalOfDefinition,
  partsOfCanonical,
  type ValueSet,
} from './resources.ts';
import { compareVersions, versionMatches } from './versions.ts';

/** One call of an operation: where it finds things, what it asks for, and what it has made use of so far. */
export interface Call {
  readonly source: TerminologySource;
  readonly parameters: CallParameters;
  /** Supplements that must be applied, by their canonicals. */
  readonly required: Set<string>;
  /** Those of them that some code system has applied. */
  readonly applied: Set<string>;
  /** Version rules that have decided, as answers repeat them. */
  readonly decided: Set<VersionRule>;
  /** Value sets that are told by their addresses alone, made once: what is found out of them is kept with them. */
  readonly implied: ImpliedValueSets;
}

export type ImpliedValueSets = Map<string, ValueSet>;
const mostImplied = 100;

export function newCall(
  source: TerminologySource,
  parameters: CallParameters,
  implied: ImpliedValueSets = new Map(),
): Call {
  return {
    source,
    parameters,
    required: new Set(parameters.supplements),
    applied: new Set(),
    decided: new Set(),
    implied,
  };
}

/**
 * The version to look for, by the rules of the call: one that is forced, else the one that is named, else the default,
 * else the one that is insisted on.
 */
export function ruledVersion(call: Call, url: string, version: string | undefined): string | undefined {
  const rules = call.parameters.versionRules;
  if (rules.length === 0) return version;
  spend(stepsThrough(rules));
  const own = rules.filter((rule) => rule.url === url);
  const take = (rule: VersionRule): string => {
    call.decided.add(rule);
    return rule.version;
  };
  const forced = own.find(({ mode }) => mode === 'override');
  if (forced !== undefined) return take(forced);
  if (version !== undefined && version !== '') return version;
  const fallback = own.find(({ mode }) => mode === 'default') ?? own.find(({ mode }) => mode === 'check');
  return fallback === undefined ? undefined : take(fallback);
}

/** The code system of an instance that an operation is called on: as the source has it, else by the instance itself. */
export function findInstance(call: Call, instance: Definition): CodeSystemView | undefined {
  const { url, version, content } = instance as CodeSystemFacts;
  const found = findCodeSystem(call, url, version);
  if (found !== undefined && found.version === version) return found;
  return usable.has(content) ? viewOf(packCodeSystem(instance as CodeSystemFacts), []) : undefined;
}

/** Steps that it takes to put supplements together. */
const stepsOfView = 50;

interface KeptView {
  readonly packs: readonly Definition[];
  readonly view: CodeSystemView;
}

/** Views without supplements but language packs, by their contents. */
const keptViews = new WeakMap<CodeSystemContent, KeptView>();
const usable: ReadonlySet<unknown> = new Set([undefined, 'complete', 'fragment', 'example']);

/**
 * A code system in exactly this version, or in the latest that is of the pattern (`1.0.x`), with the supplements that
 * must be applied and those that only add words in a language; undefined for none.
 */
export function findCodeSystem(call: Call, url: string, version: string | undefined): CodeSystemView | undefined {
  spend(5);
  const { source, required } = call;
  const content = contentOf(source, url, version);
  if (content === undefined || !usable.has(content.header.content)) return undefined;
  const packs = languagePacks(source, content);
  if (required.size > 0) {
    spend(stepsOfView + required.size);
    const asked = (source.supplements(url, content.header.version) as readonly CodeSystemFacts[]).filter(
      (one) => required.has(one.url) || required.has(canonicalOfDefinition(one)),
    );
    if (asked.length > 0) return viewOf(content, [...asked, ...packs.filter((one) => !asked.includes(one))]);
  }
  const kept = keptViews.get(content);
  if (kept?.packs === packs) return kept.view;
  const view = viewOf(content, packs);
  keptViews.set(content, { packs, view });
  return view;
}

function contentOf(source: TerminologySource, url: string, version: string | undefined): CodeSystemContent | undefined {
  if (version === undefined || version === '') return source.content(url);
  const exact = source.content(url, version);
  if (exact !== undefined) return exact;
  const versions = source.versions(url);
  if (versions.includes(version)) return undefined;
  const algorithm = versionAlgorithmOf(source.find(url) as CodeSystemFacts | undefined);
  const [latest] = versions
    .filter((one) => versionMatches(version, one, algorithm))
    .sort((one, other) => compareVersions(other, one));
  return latest === undefined ? undefined : source.content(url, latest);
}

export function versionAlgorithmOf(header: CodeSystemFacts | undefined): string | undefined {
  return header?.versionAlgorithmString ?? header?.versionAlgorithmCoding?.code;
}

const noPacks: readonly CodeSystemFacts[] = [];
const packsOf = new WeakMap<TerminologySource, WeakMap<CodeSystemContent, readonly CodeSystemFacts[]>>();

/** The supplements of a code system that only add words in languages: these are applied whoever asks. */
function languagePacks(source: TerminologySource, content: CodeSystemContent): readonly CodeSystemFacts[] {
  let known = packsOf.get(source);
  if (known === undefined) {
    known = new WeakMap();
    packsOf.set(source, known);
  }
  const before = known.get(content);
  if (before !== undefined) return before;
  const { url, version } = content.header;
  const found = (source.supplements(url, version) as readonly CodeSystemFacts[]).filter(isLanguagePack);
  const packs = found.length === 0 ? noPacks : found;
  // What is still being brought into memory is asked for again.
  if (source.loading().length === 0) known.set(content, packs);
  return packs;
}

/** Remembers which of the supplements that must be there this code system has. */
export function noteSupplements(call: Call, view: CodeSystemView): void {
  for (const canonical of call.required) if (hasSupplement(view, canonical)) call.applied.add(canonical);
}

export function missingSupplements(call: Call): Refusal | undefined {
  const missing = [...call.required].filter((one) => !call.applied.has(one));
  if (missing.length === 0) return undefined;
  const parts = { severity: 'error', code: 'not-found', type: 'not-found', plural: missing.length } as const;
  return refuse(422, issue('VALUESET_SUPPLEMENT_MISSING', parts, [missing.join(',')]));
}

/** Refuses versions that the call does not allow (`check-system-version`). */
export function checkVersion(call: Call, view: CodeSystemView, path?: string): TerminologyIssue | undefined {
  const algorithm = versionAlgorithmOf(view.header);
  const rule = call.parameters.versionRules.find(
    ({ mode, url, version }) =>
      mode === 'check' && url === view.url && !versionMatches(version, view.version, algorithm),
  );
  if (rule === undefined) return undefined;
  const parts = {
    severity: 'error',
    code: 'exception',
    type: 'version-error',
    ...(path === undefined ? {} : { path }),
  } as const;
  return issue('VALUESET_VERSION_CHECK', parts, [view.url, view.version ?? '', rule.version]);
}

/** `url|version` of a value set by the rules of the call. */
export function pinned(call: Call, canonical: string): string {
  const { url, version } = partsOfCanonical(canonical);
  return canonicalOf(url, ruledVersion(call, url, version));
}

/** A value set by its canonical, contained in `within` (`#id`), implied by its address, or of the source. */
export function findValueSet(call: Call, canonical: string, within?: ValueSet): ValueSet | Refusal | undefined {
  spend(10);
  if (canonical.startsWith('#')) {
    const found = within?.contained?.find(({ id }) => id === canonical.slice(1));
    return found?.resourceType === 'ValueSet' ? (found as ValueSet) : undefined;
  }
  const { url, version } = partsOfCanonical(canonical);
  const found = findDefinition(call.source, 'ValueSet', url, version);
  if (found !== undefined) return found as ValueSet;
  const before = call.implied.get(canonical);
  if (before !== undefined) return before;
  const implied = implicitValueSet(call.source, url, version);
  if (implied === undefined || isRefusal(implied)) return implied;
  if (call.implied.size < mostImplied) call.implied.set(canonical, implied);
  return implied;
}

/** A definition of this type; a version may be a pattern. */
export function findDefinition(
  source: TerminologySource,
  type: string,
  url: string,
  version: string | undefined,
): Definition | undefined {
  const ofType = (one: Definition | undefined) => (one?.resourceType === type ? one : undefined);
  const exact = ofType(source.find(url, version));
  if (exact !== undefined || version === undefined) return exact;
  const [latest] = source
    .versions(url)
    .filter((one) => versionMatches(version, one))
    .sort((one, other) => compareVersions(other, one));
  return latest === undefined ? undefined : ofType(source.find(url, latest));
}
