import type { CodeSystemContent, ConceptIndex } from '../concepts.ts';
import { gained, spend } from './effort.ts';

/** Asks whether a concept is one of those that are meant, without listing them; `list` gives them in any order. */
export interface ConceptTest {
  has(index: ConceptIndex): boolean;
  list(): Iterable<ConceptIndex>;
}

/** As the content tells it; a climb, so that it is counted. */
export function isBelow(content: CodeSystemContent, index: ConceptIndex, ancestor: ConceptIndex): boolean {
  spend(stepsOfClimb);
  return content.isBelow(index, ancestor);
}

/** Everything above a concept, each once. */
export function above(content: CodeSystemContent, index: ConceptIndex): ReadonlySet<ConceptIndex> {
  return reached([index], content.parentsOf, false);
}

/** What is led to from these, at any distance, each once; `isSelf`: these too. */
export function reached(
  from: Iterable<ConceptIndex>,
  near: (index: ConceptIndex) => readonly ConceptIndex[],
  isSelf: boolean,
): ReadonlySet<ConceptIndex> {
  const met = new Set<ConceptIndex>();
  const next: ConceptIndex[] = [];
  const starts: ConceptIndex[] = [];
  for (const one of from) {
    starts.push(one);
    for (const other of near(one)) next.push(other);
  }
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    spend(0.5);
    if (met.has(one)) continue;
    met.add(one);
    for (const other of near(one)) next.push(other);
  }
  if (isSelf) for (const one of starts) met.add(one);
  return met;
}

export function* joined(
  some: Iterable<ConceptIndex>,
  near: (index: ConceptIndex) => Iterable<ConceptIndex>,
): Iterable<ConceptIndex> {
  for (const one of some) {
    spend(0.5);
    yield* near(one);
  }
}

export function* distinct(parts: readonly ConceptTest[]): Iterable<ConceptIndex> {
  const met = new Set<ConceptIndex>();
  for (const part of parts) {
    for (const index of part.list()) {
      spend(0.5);
      if (met.has(index)) continue;
      met.add(index);
      yield index;
    }
  }
}

export function* firstOf<T>(some: Iterable<T>, most: number): Iterable<T> {
  let count = 0;
  for (const one of some) {
    if (count === most) return;
    count += 1;
    yield one;
  }
}

export function everything({ count = 0 }: CodeSystemContent): ConceptTest {
  return {
    has: () => true,
    *list() {
      for (let index = 0; index < count; index += 1) yield index;
    },
  };
}

export function ofSet(indexes: ReadonlySet<ConceptIndex>): ConceptTest {
  return { has: (index) => indexes.has(index), list: () => indexes };
}

/** A test by a list that is made when first asked for. */
export function lazily(make: () => Iterable<ConceptIndex>): ConceptTest {
  let made: ReadonlySet<ConceptIndex> | undefined;
  const indexes = () => {
    if (made !== undefined) return made;
    const met = new Set<ConceptIndex>();
    for (const index of make()) {
      spend(0.5);
      met.add(index);
    }
    gained();
    made = met;
    return met;
  };
  return { has: (index) => indexes().has(index), list: indexes };
}

export function* filtered<T>(some: Iterable<T>, holds: (one: T) => boolean): Iterable<T> {
  for (const one of some) {
    spend(0.25);
    if (holds(one)) yield one;
  }
}

/** Steps that it takes to read a concept whole, and to ask what is above it. */
export const stepsOfRow = 30;
const stepsOfClimb = 4;

const unknown = 0;
const no = 1;
const yes = 2;

/** A question about the concepts of a content that is put about each once: it takes long to answer. */
export function remembered(
  { count = 0 }: CodeSystemContent,
  holds: (index: ConceptIndex) => boolean,
): (index: ConceptIndex) => boolean {
  let answers: Uint8Array | undefined;
  return (index) => {
    answers ??= new Uint8Array(count);
    const before = answers[index] ?? unknown;
    if (before !== unknown) return before === yes;
    const answer = holds(index);
    answers[index] = answer ? yes : no;
    gained();
    return answer;
  };
}
