import { coreCodes } from './core-codes.ts';
import type { Definitions } from './definitions-source.ts';
import type { CodeChecker } from './run.ts';

interface Concept {
  readonly code: string;
  readonly display?: string;
  readonly designation?: readonly { readonly value?: string }[];
  readonly concept?: readonly Concept[];
  readonly property?: readonly Readonly<Record<string, unknown>>[];
}

interface CodeSystem {
  readonly resourceType: 'CodeSystem';
  readonly url: string;
  readonly content?: string;
  readonly caseSensitive?: boolean;
  readonly supplements?: string;
  readonly concept?: readonly Concept[];
}

interface Filter {
  readonly property: string;
  readonly op: string;
  readonly value: string;
}

interface Include {
  readonly system?: string;
  readonly valueSet?: readonly string[];
  readonly concept?: readonly { readonly code: string }[];
  readonly filter?: readonly Filter[];
}

interface ValueSet {
  readonly resourceType: 'ValueSet';
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
  readonly expansion?: { readonly contains?: readonly Contained[] };
}

interface Contained {
  readonly system?: string;
  readonly code?: string;
  readonly abstract?: boolean;
  readonly contains?: readonly Contained[];
}

/** The displays of all codes of a code system, by the code as it is compared. */
interface System {
  readonly keyOf: (code: string) => string;
  readonly displays: ReadonlyMap<string, readonly string[]>;
}

/** Codes by their system; undefined where they cannot be listed. */
type Codes = ReadonlyMap<string, ReadonlySet<string>> | undefined;

const deepest = 20;

/**
 * Answers for value sets whose codes the definitions themselves tell: by lists, whole code systems, hierarchies and
 * properties. Of what they do not tell (SNOMED CT, LOINC) nothing is known, except for value sets of R4.
 */
export function codesOfDefinitions(definitions: Definitions): CodeChecker {
  const known = new Map<string, Codes>();

  const codesOf = (canonical: string, depth: number): Codes => {
    if (known.has(canonical)) return known.get(canonical);
    known.set(canonical, undefined);
    const found = definitions.find(canonical) as unknown as ValueSet | undefined;
    const codes = found?.resourceType === 'ValueSet' && depth < deepest ? expand(found, depth) : undefined;
    known.set(canonical, codes);
    return codes;
  };

  const expand = (valueSet: ValueSet, depth: number): Codes => {
    const { compose, expansion } = valueSet;
    if (compose === undefined) return expansion === undefined ? undefined : ofExpansion(expansion.contains ?? []);
    const all = new Map<string, Set<string>>();
    for (const include of compose.include) {
      const some = ofInclude(include, depth);
      if (some === undefined) return expansion === undefined ? undefined : ofExpansion(expansion.contains ?? []);
      for (const [system, codes] of some) all.set(system, new Set([...(all.get(system) ?? []), ...codes]));
    }
    for (const exclude of compose.exclude ?? []) {
      const some = ofInclude(exclude, depth);
      if (some === undefined) return undefined;
      for (const [system, codes] of some) for (const code of codes) all.get(system)?.delete(code);
    }
    return all;
  };

  /** A system and value sets together mean what is in all of them (R4, valueset.html#compositions). */
  const ofInclude = ({ system, valueSet = [], concept, filter }: Include, depth: number): Codes => {
    const parts: Exclude<Codes, undefined>[] = [];
    if (system !== undefined) {
      const own = concept !== undefined ? concept.map(({ code }) => code) : ofSystem(system, filter ?? []);
      if (own === undefined) return undefined;
      parts.push(new Map([[system, new Set(own)]]));
    }
    for (const canonical of valueSet) {
      const other = codesOf(canonical, depth + 1);
      if (other === undefined) return undefined;
      parts.push(other);
    }
    const [first, ...others] = parts;
    if (first === undefined || others.length === 0) return first;
    return new Map(
      [...first].map(([name, codes]) => [
        name,
        new Set([...codes].filter((code) => others.every((other) => other.get(name)?.has(code) === true))),
      ]),
    );
  };

  const ofSystem = (canonical: string, filters: readonly Filter[]): readonly string[] | undefined => {
    const found = definitions.find(canonical) as unknown as CodeSystem | undefined;
    if (found?.resourceType !== 'CodeSystem' || found.content !== 'complete') return undefined;
    let concepts = withParents(found.concept ?? [], []);
    for (const filter of filters) {
      const kept = keptBy(filter, concepts);
      if (kept === undefined) return undefined;
      concepts = kept;
    }
    return concepts.map(({ concept }) => concept.code);
  };

  const systems = new Map<string, System | undefined>();
  const systemOf = (system: string): System | undefined => {
    if (!systems.has(system)) {
      const found = definitions.find(system) as unknown as CodeSystem | undefined;
      const isWhole =
        found?.resourceType === 'CodeSystem' && found.content === 'complete' && found.supplements === undefined;
      const placed = isWhole ? withParents(found.concept ?? [], []) : undefined;
      const keyOf = (code: string) => (found?.caseSensitive === false ? code.toLowerCase() : code);
      systems.set(
        system,
        placed && { keyOf, displays: new Map(placed.map(({ concept }) => [keyOf(concept.code), wordsOf(concept)])) },
      );
    }
    return systems.get(system);
  };

  return {
    conceptOf(system, code) {
      const known = systemOf(system);
      if (known === undefined) return undefined;
      const found = known.displays.get(known.keyOf(code));
      return { exists: found !== undefined, displays: found ?? [] };
    },
    inValueSet(canonical, asked) {
      const codes = codesOf(canonical, 0);
      if (codes === undefined) return coreCodes.inValueSet(canonical, asked);
      if (asked.system !== undefined) return codes.get(asked.system)?.has(asked.code) ?? false;
      for (const some of codes.values()) if (some.has(asked.code)) return true;
      return false;
    },
  };
}

function wordsOf({ display, designation = [] }: Concept): readonly string[] {
  return [display, ...designation.map(({ value }) => value)].filter((one) => one !== undefined);
}

interface Placed {
  readonly concept: Concept;
  readonly above: readonly string[];
}

function withParents(concepts: readonly Concept[], above: readonly string[]): readonly Placed[] {
  return concepts.flatMap((concept) => [
    { concept, above },
    ...withParents(concept.concept ?? [], [...above, concept.code]),
  ]);
}

function keptBy({ property, op, value }: Filter, concepts: readonly Placed[]): readonly Placed[] | undefined {
  switch (op) {
    case 'is-a':
      return concepts.filter(({ concept, above }) => concept.code === value || above.includes(value));
    case 'descendent-of':
      return concepts.filter(({ above }) => above.includes(value));
    case 'is-not-a':
      return concepts.filter(({ concept, above }) => concept.code !== value && !above.includes(value));
    case '=':
      return concepts.filter(({ concept }) => propertyOf(concept, property) === value);
    case 'in':
      return concepts.filter(({ concept }) => value.split(',').includes(propertyOf(concept, property) ?? ''));
    default:
      return undefined;
  }
}

function propertyOf({ property = [], code }: Concept, name: string): string | undefined {
  if (name === 'code' || name === 'concept') return code;
  const found = property.find((one) => one.code === name);
  const value = found === undefined ? undefined : Object.entries(found).find(([key]) => key.startsWith('value'))?.[1];
  return value === undefined ? undefined : String(value);
}

function ofExpansion(contains: readonly Contained[]): Codes {
  const all = new Map<string, Set<string>>();
  const add = (some: readonly Contained[]): void => {
    for (const { system = '', code, abstract, contains: inner } of some) {
      if (code !== undefined && abstract !== true) all.set(system, (all.get(system) ?? new Set()).add(code));
      add(inner ?? []);
    }
  };
  add(contains);
  return all;
}
