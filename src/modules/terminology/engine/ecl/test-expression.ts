import type { CodeSystemContent, ConceptIndex } from '../../concepts.ts';
import {
  type ConceptTest,
  distinct,
  everything,
  filtered,
  firstOf,
  isBelow,
  joined,
  lazily,
  ofSet,
  reached,
  remembered,
} from '../concept-test.ts';
import type { Expression, HierarchyOperator } from './expression.ts';
import { testOfConditions, testOfDescriptions, testOfHistory, testOfMembers } from './test-filters.ts';
import { testOfRefinement, valuesOfAttribute } from './test-refinement.ts';

/** An expression as a question about the concepts of one content. */
export function testOfExpression(content: CodeSystemContent, expression: Expression): ConceptTest {
  const testOf = (inner: Expression) => testOfExpression(content, inner);
  switch (expression.kind) {
    case 'any':
      return everything(content);
    case 'concept': {
      const index = content.indexOf(expression.id);
      return ofSet(new Set(index < 0 ? [] : [index]));
    }
    case 'members':
      return testOfMembers(content, expression, testOf);
    case 'hierarchy':
      return ofHierarchy(content, expression.operator, testOf(expression.of));
    case 'and': {
      const parts = expression.parts.map(testOf);
      const has = (index: ConceptIndex) => parts.every((part) => part.has(index));
      return { has, list: () => filtered(parts[0]?.list() ?? [], has) };
    }
    case 'or': {
      const parts = expression.parts.map(testOf);
      return {
        has: (index) => parts.some((part) => part.has(index)),
        list: () => distinct(parts),
      };
    }
    case 'minus': {
      const from = testOf(expression.from);
      return without(from, testOf(expression.less));
    }
    case 'top': {
      const of = testOf(expression.of);
      return without(of, descendants(content, of, false));
    }
    case 'bottom': {
      const of = testOf(expression.of);
      return without(of, ofHierarchy(content, '>', of));
    }
    case 'dotted':
      return valuesOfAttribute(content, testOf(expression.from), testOf(expression.attribute));
    case 'concepts':
      return testOfConditions(content, testOf(expression.of), expression.by, testOf);
    case 'described':
      return testOfDescriptions(content, testOf(expression.of), expression.by);
    case 'history':
      return testOfHistory(content, testOf(expression.of), expression.sets, testOf);
    case 'refined': {
      const focus = testOf(expression.focus);
      const holds = remembered(content, testOfRefinement(content, expression.by, testOf));
      const has = (index: ConceptIndex) => focus.has(index) && holds(index);
      return { has, list: () => filtered(focus.list(), holds) };
    }
  }
}

function without(from: ConceptTest, less: ConceptTest): ConceptTest {
  return {
    has: (index) => from.has(index) && !less.has(index),
    list: () => filtered(from.list(), (index) => !less.has(index)),
  };
}

function ofHierarchy(content: CodeSystemContent, operator: HierarchyOperator, of: ConceptTest): ConceptTest {
  switch (operator) {
    case '<':
    case '<<':
      return descendants(content, of, operator === '<<');
    case '<!':
    case '<<!':
      return lazily(() => joined(of.list(), andSelf(content.childrenOf, operator === '<<!')));
    case '>!':
    case '>>!':
      return lazily(() => joined(of.list(), andSelf(content.parentsOf, operator === '>>!')));
    default:
      return lazily(() => reached(of.list(), content.parentsOf, operator === '>>'));
  }
}

type Near = CodeSystemContent['childrenOf'];

function andSelf(near: Near, isSelf: boolean): Near {
  return isSelf ? (index) => [index, ...near(index)] : near;
}

/** Foci that are asked one by one; of more, what is below them is found out once. */
const fewFoci = 8;

function descendants(content: CodeSystemContent, of: ConceptTest, isSelf: boolean): ConceptTest {
  let few: readonly ConceptIndex[] | undefined;
  const fociIfFew = () => {
    few ??= [...firstOf(of.list(), fewFoci + 1)];
    return few.length > fewFoci ? undefined : few;
  };
  const listed = lazily(() => {
    const [only, ...others] = fociIfFew() ?? [];
    if (only === undefined || others.length > 0) return reached(of.list(), content.childrenOf, isSelf);
    return [...(isSelf ? [only] : []), ...content.below(only)];
  });
  const has = (index: ConceptIndex) => {
    const foci = fociIfFew();
    if (foci === undefined) return listed.has(index);
    return foci.some((one) => (isSelf && one === index) || isBelow(content, index, one));
  };
  return { has, list: listed.list };
}
