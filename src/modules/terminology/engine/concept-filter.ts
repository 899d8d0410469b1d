import type { CodeSystemContent, ConceptIndex, ConceptRow } from '../concepts.ts';
import { codesOfProperty, isDeprecated, isInactive, selectability, statusOf } from './concept-facts.ts';
import { propertyText } from './concept-rows.ts';
import {
  above,
  type ConceptTest,
  everything,
  filtered,
  isBelow,
  lazily,
  ofSet,
  remembered,
  stepsOfRow,
} from './concept-test.ts';
import { readExpression } from './ecl/read-expression.ts';
import { testOfExpression } from './ecl/test-expression.ts';
import { spend } from './effort.ts';
import { compilePattern } from './pattern.ts';
import type { CodeSystemFacts, FilterElement } from './resources.ts';

const snomed = 'http://snomed.info/sct';
const loinc = 'http://loinc.org';

const compiled = new WeakMap<FilterElement, WeakMap<CodeSystemContent, ConceptTest | null>>();

/**
 * A filter of a value set as a question about the concepts of a code system (R4 valueset-filter-operator.html), made
 * once for a content; undefined where the code system does not know it.
 */
export function conceptTest(content: CodeSystemContent, filter: FilterElement): ConceptTest | undefined {
  let ofFilter = compiled.get(filter);
  if (ofFilter === undefined) {
    ofFilter = new WeakMap();
    compiled.set(filter, ofFilter);
  }
  const before = ofFilter.get(content);
  if (before !== undefined) return before ?? undefined;
  const made = compile(content, filter);
  ofFilter.set(content, made ?? null);
  return made;
}

/** Whether the value of a filter is an expression constraint of SNOMED CT (R4 snomedct.html, filter `constraint`). */
export function isExpression(url: string, { property, op }: FilterElement): boolean {
  return url === snomed && property === 'constraint' && op === '=';
}

function compile(content: CodeSystemContent, filter: FilterElement): ConceptTest | undefined {
  const { property = '', op = '', value = '' } = filter;
  const { url } = content.header;
  if (isExpression(url, filter)) {
    const expression = readExpression(value);
    return typeof expression === 'string' ? undefined : testOfExpression(content, expression);
  }
  if (url === snomed && property === 'concept' && op === 'in') {
    return lazily(() => content.withProperty('memberOf', value) ?? []);
  }
  if (url === loinc && property === 'ancestor' && op === '=') return byHierarchy(content, 'descendent-of', value);
  if (property === 'concept' || property === 'code') return byCode(content, op, value);
  if (property === 'parent' && op === '=') return byHierarchy(content, 'child-of', value);
  if (property === 'child' && op === '=') {
    const index = content.indexOf(value);
    return ofSet(new Set(index < 0 ? [] : content.parentsOf(index)));
  }
  if (op === 'exists' && (property === 'parent' || property === 'child')) {
    const near = property === 'parent' ? content.parentsOf : content.childrenOf;
    return each(content, (index) => near(index).length > 0 === (value === 'true'));
  }
  if (property === 'display' || property === 'definition') {
    return byText(content, op, value, (row) => row[property]);
  }
  return byFact(content, property, op, value) ?? byProperty(content, property, op, value);
}

const hierarchical: ReadonlySet<string> = new Set([
  'is-a',
  'descendent-of',
  'child-of',
  'descendent-leaf',
  'is-not-a',
  'generalizes',
]);

function byCode(content: CodeSystemContent, op: string, value: string): ConceptTest | undefined {
  if (hierarchical.has(op)) return byHierarchy(content, op, value);
  switch (op) {
    case '=':
    case 'in':
      return ofSet(new Set((op === '=' ? [value] : listed(value)).map(content.indexOf).filter((index) => index >= 0)));
    case 'not-in': {
      const none = new Set(listed(value).map(content.indexOf));
      return each(content, (index) => !none.has(index));
    }
    case 'exists':
      return value === 'true' ? everything(content) : ofSet(new Set());
    case 'regex': {
      const pattern = compilePattern(value);
      return (
        pattern &&
        each(
          content,
          remembered(content, (index) => pattern(content.codeAt(index))),
        )
      );
    }
    default:
      return undefined;
  }
}

function byHierarchy(content: CodeSystemContent, op: string, value: string): ConceptTest {
  const index = content.indexOf(value);
  if (op === 'is-not-a') return each(content, (one) => one !== index && (index < 0 || !isBelow(content, one, index)));
  if (index < 0) return ofSet(new Set());
  switch (op) {
    case 'is-a':
      return {
        has: (one) => one === index || isBelow(content, one, index),
        *list() {
          yield index;
          yield* content.below(index);
        },
      };
    case 'descendent-of':
      return { has: (one) => isBelow(content, one, index), list: () => content.below(index) };
    case 'child-of':
      return ofSet(new Set(content.childrenOf(index)));
    case 'descendent-leaf': {
      const isLeaf = (one: ConceptIndex) => content.childrenOf(one).length === 0;
      return {
        has: (one) => isLeaf(one) && isBelow(content, one, index),
        list: () => filtered(content.below(index), isLeaf),
      };
    }
    default:
      return ofSet(new Set([index, ...above(content, index)]));
  }
}

/** Properties that FHIR defines, and that a concept may have without the code system declaring them. */
function byFact(content: CodeSystemContent, property: string, op: string, value: string): ConceptTest | undefined {
  const header = content.header as CodeSystemFacts;
  const isOf = (name: string) => property === name && codesOfProperty(header, name).includes(property);
  if (isOf('inactive') && op === '=') return eachRow(content, (row) => isInactive(header, row) === (value === 'true'));
  if (isOf('deprecated') && op === '=') {
    return eachRow(content, (row) => isDeprecated(header, row) === (value === 'true'));
  }
  if (isOf('notSelectable')) return byText(content, op, value, (row) => selectability(header, row));
  if (isOf('status')) return byText(content, op, value, (row) => statusOf(header, row));
  return undefined;
}

function byText(
  content: CodeSystemContent,
  op: string,
  value: string,
  textOf: (row: ConceptRow) => string | undefined,
): ConceptTest | undefined {
  switch (op) {
    case '=':
      return eachRow(content, (row) => textOf(row) === value);
    case 'in': {
      const some = new Set(listed(value));
      return eachRow(content, (row) => some.has(textOf(row) ?? ''));
    }
    case 'not-in': {
      const none = new Set(listed(value));
      return eachRow(content, (row) => !none.has(textOf(row) ?? ''));
    }
    case 'exists':
      return eachRow(content, (row) => (textOf(row) !== undefined) === (value === 'true'));
    case 'regex': {
      const pattern = compilePattern(value);
      return pattern && eachRow(content, (row) => pattern(textOf(row) ?? ''));
    }
    default:
      return undefined;
  }
}

function byProperty(content: CodeSystemContent, property: string, op: string, value: string): ConceptTest | undefined {
  const header = content.header as CodeSystemFacts;
  const isDeclared = header.property?.some(({ code }) => code === property) === true;
  if (!isDeclared && content.withProperty(property, value) === undefined) return undefined;
  const having = (one: string) => content.withProperty(property, one) ?? [];
  const valuesOf = (row: ConceptRow) => (row.properties ?? []).filter(({ code }) => code === property);
  switch (op) {
    case '=':
      return lazily(() => having(value));
    case 'in':
      return lazily(() => listed(value).flatMap((one) => [...having(one)]));
    case 'not-in': {
      const some = lazily(() => listed(value).flatMap((one) => [...having(one)]));
      return each(content, (index) => !some.has(index));
    }
    case 'exists':
      return eachRow(content, (row) => valuesOf(row).length > 0 === (value === 'true'));
    case 'regex': {
      const pattern = compilePattern(value);
      return pattern && eachRow(content, (row) => valuesOf(row).some((one) => pattern(propertyText(one))));
    }
    default:
      return undefined;
  }
}

function each(content: CodeSystemContent, holds: (index: ConceptIndex) => boolean): ConceptTest {
  return { has: holds, list: () => filtered(everything(content).list(), holds) };
}

function eachRow(content: CodeSystemContent, holds: (row: ConceptRow) => boolean): ConceptTest {
  return each(
    content,
    remembered(content, (index) => {
      spend(stepsOfRow);
      return holds(content.conceptAt(index));
    }),
  );
}

function listed(value: string): readonly string[] {
  return value.split(',').map((one) => one.trim());
}
