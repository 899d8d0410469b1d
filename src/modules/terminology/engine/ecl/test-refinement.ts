import type { CodeSystemContent, ConceptIndex } from '../../concepts.ts';
import { type ConceptTest, everything, isBelow, stepsOfRow } from '../concept-test.ts';
import { gained, spend } from '../effort.ts';
import {
  type AttributeConstraint,
  atLeastOnce,
  type Cardinality,
  type Expression,
  type NumberOperator,
  type Refinement,
  type ValueConstraint,
} from './expression.ts';
import { fitsTerm } from './read-search-terms.ts';

/** An attribute of a concept: a concept or a concrete value by the name of another concept. */
interface Attribute {
  readonly name: ConceptIndex;
  /** -1 where it is a concrete value. */
  readonly value: ConceptIndex;
  readonly text: string;
  readonly isText: boolean;
  readonly isNumber: boolean;
  readonly group: number | undefined;
}

type TestOf = (expression: Expression) => ConceptTest;
type Holds = (index: ConceptIndex, attributes: readonly Attribute[]) => boolean;

/** A refinement as a question about the concepts of one content; `testOf` answers for the expressions in it. */
export function testOfRefinement(
  content: CodeSystemContent,
  refinement: Refinement,
  testOf: TestOf,
): (index: ConceptIndex) => boolean {
  const holds = compile(content, refinement, testOf);
  return (index) => holds(index, attributesOf(content, index));
}

/** What the attribute leads to from these concepts, found out for all of them together. */
export function valuesOfAttribute(content: CodeSystemContent, from: ConceptTest, attribute: ConceptTest): ConceptTest {
  const sources = countSources(content, attribute, from.list);
  return {
    has: (index) => sources().has(index),
    list: () => sources().keys(),
  };
}

function compile(content: CodeSystemContent, refinement: Refinement, testOf: TestOf): Holds {
  switch (refinement.kind) {
    case 'attribute':
      return refinement.reverse
        ? reversed(content, refinement, testOf)
        : forward(content, refinement, testOf(refinement.name), comparison(refinement.value, testOf));
    case 'group': {
      const { times, of } = refinement;
      const holds = compile(content, of, testOf);
      return (index, attributes) => {
        const found = groupsOf(attributes).filter((group) => holds(index, group));
        return isWithin(found.length, times);
      };
    }
    default: {
      const parts = refinement.parts.map((part) => compile(content, part, testOf));
      return refinement.kind === 'all'
        ? (index, attributes) => parts.every((part) => part(index, attributes))
        : (index, attributes) => parts.some((part) => part(index, attributes));
    }
  }
}

/** Attributes are the properties that are called by a concept. */
function attributesOf(content: CodeSystemContent, index: ConceptIndex): readonly Attribute[] {
  spend(stepsOfRow);
  const attributes: Attribute[] = [];
  for (const { code, type, value, group } of content.conceptAt(index).properties ?? []) {
    const name = content.indexOf(code);
    if (name < 0) continue;
    const text = typeof value === 'string' ? value : value.code;
    const isNumber = type === 'decimal' || type === 'integer';
    const isText = type === 'string' || type === 'boolean';
    attributes.push({ name, value: isNumber || isText ? -1 : content.indexOf(text), text, isText, isNumber, group });
  }
  return attributes;
}

/**
 * The attribute groups of a concept. Group 0 of RF2 is none: its attributes stand by themselves. A content that tells of
 * no groups has all attributes in one.
 */
function groupsOf(attributes: readonly Attribute[]): readonly (readonly Attribute[])[] {
  const grouped = attributes.filter(({ group }) => group !== 0);
  return [...Map.groupBy(grouped, ({ group }) => group).values()];
}

function isWithin(count: number, { min, max }: Cardinality): boolean {
  return count >= min && count <= max;
}

function forward(
  content: CodeSystemContent,
  { times }: AttributeConstraint,
  names: ConceptTest,
  fits: (attribute: Attribute) => boolean,
): Holds {
  const isMeant = (attribute: Attribute) => names.has(attribute.name) && fits(attribute);
  if (times === atLeastOnce) return (_, attributes) => attributes.some(isMeant);
  return (_, attributes) => isWithin(withoutRedundant(content, attributes.filter(isMeant)).length, times);
}

/** Counted are attributes that no other one says more closely (ECL 6.3, non-redundant attributes). */
function withoutRedundant(content: CodeSystemContent, attributes: readonly Attribute[]): readonly Attribute[] {
  const distinct = attributes.filter(
    (one, place) => attributes.findIndex(({ name, text }) => name === one.name && text === one.text) === place,
  );
  const isOrBelow = (one: ConceptIndex, other: ConceptIndex) => one === other || isBelow(content, one, other);
  return distinct.filter(
    (one) =>
      one.value < 0 ||
      !distinct.some(
        (other) =>
          other !== one && other.value >= 0 && isOrBelow(other.name, one.name) && isOrBelow(other.value, one.value),
      ),
  );
}

function comparison(value: ValueConstraint, testOf: TestOf): (attribute: Attribute) => boolean {
  switch (value.kind) {
    case 'concepts': {
      const wanted = testOf(value.of);
      return (one) => one.value >= 0 && wanted.has(one.value) === value.equal;
    }
    case 'number': {
      const compare = comparisons[value.operator];
      return (one) => one.isNumber && compare(Number(one.text), value.than);
    }
    case 'text':
      return (one) => one.isText && value.terms.some((term) => fitsTerm(one.text, term)) === value.equal;
    case 'boolean':
      return (one) => one.isText && (one.text.toLowerCase() === String(value.as)) === value.equal;
  }
}

const comparisons: Readonly<Record<NumberOperator, (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

/** Counted are the concepts that have the one in question as their attribute's value (ECL 6.3, reverse cardinalities). */
function reversed(content: CodeSystemContent, { times, name, value }: AttributeConstraint, testOf: TestOf): Holds {
  if (value.kind !== 'concepts') return () => false;
  const wanted = testOf(value.of);
  const others = () => everything(content).list();
  const isMeant = value.equal ? undefined : (source: ConceptIndex) => !wanted.has(source);
  const sources = countSources(content, testOf(name), value.equal ? wanted.list : others, isMeant);
  return (index) => isWithin(sources().get(index) ?? 0, times);
}

/**
 * By concept, how many of `list` have it as a value of one of the attributes. Made once, and gone on with where it was
 * broken off.
 */
function countSources(
  content: CodeSystemContent,
  names: ConceptTest,
  list: () => Iterable<ConceptIndex>,
  isMeant: (source: ConceptIndex) => boolean = () => true,
): () => ReadonlyMap<ConceptIndex, number> {
  const counts = new Map<ConceptIndex, number>();
  let met: Uint8Array | undefined;
  let isWhole = false;
  return () => {
    if (isWhole) return counts;
    met ??= new Uint8Array(content.count ?? 0);
    for (const source of list()) {
      if (met[source] === 1) continue;
      const values = isMeant(source)
        ? attributesOf(content, source).filter((one) => one.value >= 0 && names.has(one.name))
        : [];
      // From here on nothing is broken off: a source counts whole.
      met[source] = 1;
      for (const value of new Set(values.map((one) => one.value))) counts.set(value, (counts.get(value) ?? 0) + 1);
      gained();
    }
    isWhole = true;
    return counts;
  };
}
