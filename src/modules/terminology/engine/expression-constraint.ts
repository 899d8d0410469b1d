import type { CodeSystemContent, ConceptIndex } from '../concepts.ts';
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
  stepsOfRow,
} from './concept-test.ts';
import { spend } from './effort.ts';

/**
 * SNOMED CT Expression Constraint Language (ECL 2, http://snomed.org/ecl): concepts and `*`, the operators of
 * hierarchy (`<`, `<<`, `<!`, `>`, `>>`, `>!`), members of reference sets (`^`), AND, OR and MINUS, and refinements by
 * attributes, in groups too (a group is then asked as its attributes are, since contents keep no groups).
 */
export type Expression =
  | { readonly kind: 'concept'; readonly id: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'members'; readonly of: Expression }
  | { readonly kind: 'hierarchy'; readonly operator: Operator; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'minus'; readonly from: Expression; readonly less: Expression }
  | { readonly kind: 'refined'; readonly focus: Expression; readonly by: Refinement };

type Operator = '<' | '<<' | '<!' | '>' | '>>' | '>!';

type Refinement =
  | { readonly kind: 'attribute'; readonly name: Expression; readonly equal: boolean; readonly value: Expression }
  | { readonly kind: 'all' | 'some'; readonly parts: readonly Refinement[] };

const deepest = 50;
/** Each part may have to go through a whole code system. */
const mostParts = 60;
const operators: readonly Operator[] = ['<<', '<!', '>>', '>!', '<', '>'];

/** Reads an expression; a text tells what is wrong with it. */
export function readExpression(source: string): Expression | string {
  let place = 0;
  let depth = 0;
  let parts = 0;
  let problem: string | undefined;

  const skip = () => {
    for (;;) {
      while (/\s/.test(source[place] ?? '')) place += 1;
      if (!source.startsWith('/*', place)) return;
      const end = source.indexOf('*/', place + 2);
      place = end === -1 ? source.length : end + 2;
    }
  };
  const wrong = (text: string): undefined => {
    problem ??= `${text} at character ${place + 1}`;
    return undefined;
  };
  const take = (text: string): boolean => {
    skip();
    if (!source.startsWith(text, place)) return false;
    place += text.length;
    return true;
  };
  const takeWord = (word: string): boolean => {
    skip();
    const found = source.slice(place, place + word.length);
    if (found.toUpperCase() !== word || /\w/.test(source[place + word.length] ?? '')) return false;
    place += word.length;
    return true;
  };

  const expression = (): Expression | undefined => {
    depth += 1;
    if (depth > deepest) return wrong('The expression is too deep');
    const first = refined();
    if (first === undefined) return undefined;
    let made: Expression | undefined = first;
    if (isJunction('AND')) made = junction('and', 'AND', first);
    else if (takeWord('OR')) made = junction('or', 'OR', first);
    else if (takeWord('MINUS')) {
      const less = refined();
      made = less === undefined ? undefined : { kind: 'minus', from: first, less };
    }
    depth -= 1;
    return made;
  };
  const isJunction = (word: string): boolean => takeWord(word) || (word === 'AND' && take(','));
  const junction = (kind: 'and' | 'or', word: string, first: Expression): Expression | undefined => {
    const parts = [first];
    do {
      const next = refined();
      if (next === undefined) return undefined;
      parts.push(next);
    } while (isJunction(word));
    return { kind, parts };
  };
  const refined = (): Expression | undefined => {
    const focus = constraint();
    if (focus === undefined || !take(':')) return focus;
    const by = refinement();
    return by === undefined ? undefined : { kind: 'refined', focus, by };
  };
  const constraint = (): Expression | undefined => {
    parts += 1;
    if (parts > mostParts) return wrong('The expression has too many parts');
    skip();
    const operator = operators.find((one) => source.startsWith(one, place));
    if (operator !== undefined) place += operator.length;
    const isMembers = take('^');
    const focus = simple();
    if (focus === undefined) return undefined;
    const asked: Expression = isMembers ? { kind: 'members', of: focus } : focus;
    return operator === undefined ? asked : { kind: 'hierarchy', operator, of: asked };
  };
  const simple = (): Expression | undefined => {
    if (take('(')) {
      const inner = expression();
      if (inner === undefined) return undefined;
      return take(')') ? inner : wrong('")" is missing');
    }
    if (take('*')) return { kind: 'any' };
    skip();
    const id = /^\d{6,18}(?!\d)/.exec(source.slice(place, place + 20))?.[0];
    if (id === undefined) return wrong('A concept is missing');
    place += id.length;
    if (take('|')) {
      const end = source.indexOf('|', place);
      if (end === -1) return wrong('A term does not end');
      place = end + 1;
    }
    return { kind: 'concept', id };
  };
  const refinement = (): Refinement | undefined => {
    const first = refinementPart();
    if (first === undefined) return undefined;
    const parts = [first];
    const kind = takeWord('OR') ? 'some' : isJunction('AND') ? 'all' : undefined;
    if (kind === undefined) return first;
    do {
      const next = refinementPart();
      if (next === undefined) return undefined;
      parts.push(next);
    } while (kind === 'some' ? takeWord('OR') : isJunction('AND'));
    return { kind, parts };
  };
  const refinementPart = (): Refinement | undefined => {
    depth += 1;
    if (depth > deepest) return wrong('The expression is too deep');
    for (const [open, close] of [
      ['{', '}'],
      ['(', ')'],
    ] as const) {
      if (!take(open)) continue;
      const inner = refinement();
      if (inner === undefined) return undefined;
      depth -= 1;
      return take(close) ? inner : wrong(`"${close}" is missing`);
    }
    const name = constraint();
    if (name === undefined) return undefined;
    const equal = take('=');
    if (!equal && !take('!=')) return wrong('"=" is missing');
    const value = constraint();
    depth -= 1;
    return value === undefined ? undefined : { kind: 'attribute', name, equal, value };
  };

  const read = expression();
  skip();
  if (read !== undefined && place < source.length) wrong('The expression goes on unexpectedly');
  return read === undefined || problem !== undefined ? (problem ?? 'The expression is not complete') : read;
}

/** What is wrong with an expression; undefined where nothing is. */
export function expressionProblem(source: string): string | undefined {
  const read = readExpression(source);
  return typeof read === 'string' ? read : undefined;
}

/** The property that names the reference sets a concept is a member of. */
const memberOf = 'memberOf';

/** An expression as a question about the concepts of one content. */
export function testOfExpression(content: CodeSystemContent, expression: Expression): ConceptTest {
  switch (expression.kind) {
    case 'any':
      return everything(content);
    case 'concept': {
      const index = content.indexOf(expression.id);
      return ofSet(new Set(index < 0 ? [] : [index]));
    }
    case 'members': {
      const sets = testOfExpression(content, expression.of);
      return lazily(() => joined(sets.list(), (set) => content.withProperty(memberOf, content.codeAt(set)) ?? []));
    }
    case 'hierarchy':
      return ofHierarchy(content, expression.operator, testOfExpression(content, expression.of));
    case 'and': {
      const parts = expression.parts.map((part) => testOfExpression(content, part));
      const has = (index: ConceptIndex) => parts.every((part) => part.has(index));
      return { has, list: () => filtered(parts[0]?.list() ?? [], has) };
    }
    case 'or': {
      const parts = expression.parts.map((part) => testOfExpression(content, part));
      return {
        has: (index) => parts.some((part) => part.has(index)),
        list: () => distinct(parts),
      };
    }
    case 'minus': {
      const from = testOfExpression(content, expression.from);
      const less = testOfExpression(content, expression.less);
      const has = (index: ConceptIndex) => from.has(index) && !less.has(index);
      return { has, list: () => filtered(from.list(), (index) => !less.has(index)) };
    }
    case 'refined': {
      const focus = testOfExpression(content, expression.focus);
      const holds = remembered(content, testOfRefinement(content, expression.by));
      const has = (index: ConceptIndex) => focus.has(index) && holds(index);
      return { has, list: () => filtered(focus.list(), holds) };
    }
  }
}

function testOfRefinement(content: CodeSystemContent, refinement: Refinement): (index: ConceptIndex) => boolean {
  if (refinement.kind !== 'attribute') {
    const parts = refinement.parts.map((part) => testOfRefinement(content, part));
    return refinement.kind === 'all'
      ? (index) => parts.every((part) => part(index))
      : (index) => parts.some((part) => part(index));
  }
  const names = testOfExpression(content, refinement.name);
  const values = testOfExpression(content, refinement.value);
  return (index) => {
    spend(stepsOfRow);
    return (content.conceptAt(index).properties ?? []).some(({ code, value }) => {
      const name = content.indexOf(code);
      if (name < 0 || !names.has(name)) return false;
      const target = content.indexOf(typeof value === 'string' ? value : value.code);
      return target >= 0 && values.has(target) === refinement.equal;
    });
  };
}

function ofHierarchy(content: CodeSystemContent, operator: Operator, of: ConceptTest): ConceptTest {
  switch (operator) {
    case '<':
    case '<<':
      return descendants(content, of, operator === '<<');
    case '<!':
      return lazily(() => joined(of.list(), content.childrenOf));
    case '>!':
      return lazily(() => joined(of.list(), content.parentsOf));
    default:
      return lazily(() => reached(of.list(), content.parentsOf, operator === '>>'));
  }
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
