import { type Definition, openShelf, type Shelf } from '../definitions.ts';

/** The codes of a value set by their code system. */
export type Codes = ReadonlyMap<string, ReadonlySet<string>>;

interface ValueSet {
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
}
interface Include {
  readonly system?: string;
  readonly valueSet?: readonly string[];
  readonly concept?: readonly { readonly code: string }[];
  readonly filter?: readonly unknown[];
}
interface CodeSystem {
  readonly content: string;
  readonly concept?: readonly Concept[];
}
interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

const known = new Map<string, Codes | undefined>();
let shelves: readonly Shelf[] | undefined;

/** A code system or value set that R4 defines, by its address without a version. */
export function publishedDefinition(url: string): Definition | undefined {
  shelves ??= [openShelf('valuesets'), openShelf('v3-codesystems')];
  for (const shelf of shelves) {
    const definition = shelf.read(url);
    if (definition !== undefined) return definition;
  }
  return undefined;
}

/**
 * All codes of a value set of R4, by its canonical address; undefined where they cannot be listed, because the code
 * system lies outside the standard (media types, languages, currencies, units) or is chosen by a filter. Kept after the
 * first question.
 */
export function codesOf(url: string): Codes | undefined {
  if (!known.has(url)) known.set(url, expand(url));
  return known.get(url);
}

function expand(url: string): Codes | undefined {
  const compose = (publishedDefinition(url) as ValueSet | undefined)?.compose;
  if (compose === undefined || compose.exclude !== undefined) return undefined;
  const codes = new Map<string, Set<string>>();
  const add = (system: string, some: Iterable<string>) => {
    const set = codes.get(system) ?? new Set<string>();
    for (const code of some) set.add(code);
    codes.set(system, set);
  };
  for (const include of compose.include) {
    if (include.filter !== undefined || (include.system !== undefined && include.valueSet !== undefined)) {
      return undefined;
    }
    for (const other of include.valueSet ?? []) {
      const inner = codesOf(other.split('|', 1)[0] ?? other);
      if (inner === undefined) return undefined;
      for (const [system, some] of inner) add(system, some);
    }
    if (include.system === undefined) continue;
    const concepts = include.concept ?? conceptsOf(include.system);
    if (concepts === undefined) return undefined;
    add(
      include.system,
      concepts.map((concept) => concept.code),
    );
  }
  return codes;
}

function conceptsOf(system: string): readonly Concept[] | undefined {
  const codeSystem = publishedDefinition(system) as CodeSystem | undefined;
  if (codeSystem?.content !== 'complete') return undefined;
  const flat = (concepts: readonly Concept[]): readonly Concept[] =>
    concepts.flatMap((concept) => [concept, ...flat(concept.concept ?? [])]);
  return flat(codeSystem.concept ?? []);
}
