import type { CodeSystemContent, ConceptIndex, ConceptRow } from '../../concepts.ts';
import { type ConceptTest, filtered, joined, lazily, remembered, stepsOfRow } from '../concept-test.ts';
import { spend } from '../effort.ts';
import type {
  ConceptCondition,
  DescriptionCondition,
  DescriptionType,
  Expression,
  MemberCondition,
  Members,
} from './expression.ts';
import { fitsTerm } from './read-search-terms.ts';

type TestOf = (expression: Expression) => ConceptTest;

/** The property that names the reference sets a concept is a member of. */
const memberOf = 'memberOf';
/** What a concept is related to by an association reference set is a property that is called by the set and this. */
const targetField = '.targetComponentId';

/** The members of reference sets that fit the conditions, or what these lead to. */
export function testOfMembers(content: CodeSystemContent, { of, field, by }: Members, testOf: TestOf): ConceptTest {
  const sets = testOf(of);
  const conditions = by.map((one) => ({ ...one, wanted: testOf(one.value) }));
  const isPlain = field === 'referencedComponentId' && by.length === 0;
  if (isPlain) {
    return lazily(() => joined(sets.list(), (set) => content.withProperty(memberOf, content.codeAt(set)) ?? []));
  }
  const aboutTargets = field === 'targetComponentId' || by.some((one) => one.field === 'targetComponentId');
  const fits = (member: ConceptIndex, target: ConceptIndex) =>
    conditions.every((one) => isWanted(one, one.field === 'targetComponentId' ? target : member, one.wanted));
  const ofSet = function* (set: ConceptIndex): Iterable<ConceptIndex> {
    const code = content.codeAt(set);
    for (const member of content.withProperty(memberOf, code) ?? []) {
      if (!aboutTargets) {
        if (fits(member, -1)) yield member;
        continue;
      }
      for (const target of targetsOf(content, member, code)) {
        if (fits(member, target)) yield field === 'targetComponentId' ? target : member;
      }
    }
  };
  return lazily(() => joined(sets.list(), ofSet));
}

function isWanted({ equal }: MemberCondition, component: ConceptIndex, wanted: ConceptTest): boolean {
  return component >= 0 && wanted.has(component) === equal;
}

function targetsOf(content: CodeSystemContent, member: ConceptIndex, set: string): readonly ConceptIndex[] {
  spend(stepsOfRow);
  const name = set + targetField;
  return (content.conceptAt(member).properties ?? [])
    .filter(({ code }) => code === name)
    .map(({ value }) => content.indexOf(typeof value === 'string' ? value : value.code))
    .filter((target) => target >= 0);
}

/** Concepts, and those that are no longer active and that an association leads from to one of them. */
export function testOfHistory(
  content: CodeSystemContent,
  of: ConceptTest,
  sets: Expression,
  testOf: TestOf,
): ConceptTest {
  const meant = testOf(sets);
  const names = lazilyListed(() =>
    declaredProperties(content).filter((name) => {
      if (!name.endsWith(targetField)) return false;
      const id = name.slice(0, -targetField.length);
      const set = content.indexOf(id);
      return set >= 0 && meant.has(set);
    }),
  );
  const added = lazily(() =>
    joined(of.list(), (index) =>
      names().flatMap((name) => [...(content.withProperty(name, content.codeAt(index)) ?? [])]),
    ),
  );
  return {
    has: (index) => of.has(index) || added.has(index),
    *list() {
      yield* of.list();
      yield* filtered(added.list(), (index) => !of.has(index));
    },
  };
}

function declaredProperties({ header }: CodeSystemContent): readonly string[] {
  const declared = header.property as readonly { readonly code: string }[] | undefined;
  return (declared ?? []).map(({ code }) => code);
}

function lazilyListed<T>(make: () => readonly T[]): () => readonly T[] {
  let made: readonly T[] | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Those of a set of whose rows all conditions hold. */
export function testOfConditions(
  content: CodeSystemContent,
  of: ConceptTest,
  by: readonly ConceptCondition[],
  testOf: TestOf,
): ConceptTest {
  const tests = by.map((one) => rowTest(content, one, testOf));
  return narrowed(content, of, (row) => tests.every((test) => test(row)));
}

function rowTest(
  content: CodeSystemContent,
  condition: ConceptCondition,
  testOf: TestOf,
): (row: ConceptRow) => boolean {
  const has = (row: ConceptRow, name: string, text: string) =>
    (row.properties ?? []).some(({ code, value }) => code === name && value === text);
  switch (condition.kind) {
    case 'active':
      return (row) => has(row, 'inactive', 'true') !== condition.value;
    case 'defined':
      return (row) => has(row, 'sufficientlyDefined', 'true') === condition.value;
    case 'module': {
      const modules = testOf(condition.value);
      return ({ properties = [] }) =>
        properties.some(({ code, value }) => {
          if (code !== 'moduleId' || typeof value !== 'string') return false;
          const module = content.indexOf(value);
          return (module >= 0 && modules.has(module)) === condition.equal;
        });
    }
  }
}

interface Description {
  readonly type: DescriptionType;
  readonly language: string | undefined;
  readonly text: string;
}

const fullySpecifiedName = '900000000000003001';
const definition = '900000000000550004';

/** Those of a set that have a description of which all conditions hold. */
export function testOfDescriptions(
  content: CodeSystemContent,
  of: ConceptTest,
  by: readonly DescriptionCondition[],
): ConceptTest {
  const language = typeof content.header.language === 'string' ? content.header.language : undefined;
  const descriptionsOf = ({ display, definition: text, designations = [] }: ConceptRow): readonly Description[] => [
    ...(display === undefined ? [] : [{ type: 'syn', language, text: display } as const]),
    ...(text === undefined ? [] : [{ type: 'def', language, text } as const]),
    ...designations.map(({ use, value, language: own }): Description => {
      const type = use?.code === fullySpecifiedName ? 'fsn' : use?.code === definition ? 'def' : 'syn';
      return { type, language: own, text: value };
    }),
  ];
  return narrowed(content, of, (row) =>
    descriptionsOf(row).some((one) => by.every((condition) => fits(one, condition))),
  );
}

function fits(description: Description, condition: DescriptionCondition): boolean {
  switch (condition.kind) {
    case 'term':
      return condition.terms.some((term) => fitsTerm(description.text, term)) === condition.equal;
    case 'type':
      return condition.types.includes(description.type) === condition.equal;
    case 'language': {
      const code = description.language?.toLowerCase().split('-')[0] ?? '';
      return condition.codes.includes(code) === condition.equal;
    }
  }
}

function narrowed(content: CodeSystemContent, of: ConceptTest, holds: (row: ConceptRow) => boolean): ConceptTest {
  const fitsRow = remembered(content, (index) => {
    spend(stepsOfRow);
    return holds(content.conceptAt(index));
  });
  return { has: (index) => of.has(index) && fitsRow(index), list: () => filtered(of.list(), fitsRow) };
}
