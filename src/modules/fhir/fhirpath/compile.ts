import { compute, negative } from './arithmetic.ts';
import { Decimal, decimalOf } from './decimal.ts';
import { areEqual, areEquivalent, compareItems, distinct, isIn } from './equality.ts';
import { type Evaluate, spend } from './frame.ts';
import { functions } from './functions.ts';
import { momentLiteral } from './moment.ts';
import { asType, childrenNamed, isType } from './navigate.ts';
import { nameOf } from './parse.ts';
import { type Expression, FhirPathError, type Literal, type Operator } from './syntax.ts';
import { isSubtype } from './type-names.ts';
import { wantedType } from './types.ts';
import {
  type Collection,
  FhirNode,
  hasChild,
  type Item,
  Long,
  nothing,
  Quantity,
  single,
  singleInteger,
  singleString,
  singleTruth,
  systemOf,
  textOf,
  truth,
} from './values.ts';

/** Turns a tree into functions, once. Throws `FhirPathError` for functions and types that there are not. */
export function compile(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const value: Collection = [literal(expression.value)];
      return () => value;
    }
    case 'empty':
      return () => nothing;
    case 'this':
      return (frame) => frame.that;
    case 'index':
      return (frame) => (frame.index < 0 ? nothing : [frame.index]);
    case 'total':
      return (frame) => frame.total;
    case 'variable':
      return variable(expression.name);
    case 'member':
      return member(expression.of, expression.name);
    case 'call':
      return call(expression);
    case 'indexer': {
      const of = compile(expression.of);
      const index = compile(expression.index);
      return (frame, input) => {
        const at = singleInteger(index(frame, frame.that), 'An index');
        const found = at === undefined ? undefined : of(frame, input)[at];
        return found === undefined ? nothing : [found];
      };
    }
    case 'sign': {
      const of = compile(expression.of);
      const { sign } = expression;
      return (frame, input) => {
        const item = single(of(frame, input), sign);
        if (item === undefined) return nothing;
        const value = systemOf(item);
        if (value === undefined) throw new FhirPathError('Only numbers and quantities have a sign.');
        const other = negative(value);
        return [sign === '-' ? other : value];
      };
    }
    case 'type': {
      const of = compile(expression.of);
      const wanted = wantedType(expression.type);
      if (expression.operator === 'is') return (frame, input) => isType(of(frame, input), wanted);
      return (frame, input) => asType(of(frame, input), wanted);
    }
    default: {
      const { operator, left, right } = expression;
      const whole = binary(operator, compile(left), compile(right));
      if (operator === '|' && isConstant(expression)) return once(whole);
      if (operator !== '=' && operator !== '!=') return whole;
      const label = plainMember(left);
      const isText = label !== undefined && right.kind === 'literal' && right.value.type === 'string';
      return isText ? comparedText(label, right.value.text, operator === '=', whole) : whole;
    }
  }
}

function isConstant(expression: Expression): boolean {
  if (expression.kind === 'literal') return true;
  return (
    expression.kind === 'binary' &&
    expression.operator === '|' &&
    isConstant(expression.left) &&
    isConstant(expression.right)
  );
}

/** What is the same whatever it is asked of. */
function once(evaluate: Evaluate): Evaluate {
  let answer: Collection | undefined;
  return (frame, input) => {
    answer ??= evaluate(frame, input);
    return answer;
  };
}

/** The name of a child of what is in focus, where an expression is nothing else. */
function plainMember(expression: Expression | undefined): string | undefined {
  const isPlain = expression?.kind === 'member' && expression.of === undefined && /^[a-z]/.test(expression.name);
  return isPlain ? expression.name : undefined;
}

/** Compares a child with a text. For one element that is told without making the child; `whole` answers for the rest. */
function comparedText(label: string, text: string, equal: boolean, whole: Evaluate): Evaluate {
  return (frame, input) => {
    const [node] = input;
    const value = input.length === 1 && node instanceof FhirNode ? textOf(node, label) : undefined;
    return value === undefined ? whole(frame, input) : truth((value === text) === equal);
  };
}

const integerForm = /^\d{1,10}$/;

function literal(value: Literal): Item {
  switch (value.type) {
    case 'boolean':
      return value.text === 'true';
    case 'string':
      return value.text;
    case 'long':
      return new Long(BigInt(value.text));
    case 'number':
      return integerForm.test(value.text) && Number(value.text) <= 2_147_483_648
        ? Number(value.text)
        : decimal(value.text);
    case 'quantity':
      return new Quantity(decimal(value.text), value.unit, value.calendar);
    default: {
      const moment = momentLiteral(value.text);
      if (moment === undefined) throw new FhirPathError(`@${value.text} is no date or time.`);
      return moment;
    }
  }
}

function decimal(text: string): Decimal {
  return decimalOf(text) ?? new Decimal(0n, 0);
}

const constants: Readonly<Record<string, string>> = {
  ucum: 'http://unitsofmeasure.org',
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
};

function variable(name: string): Evaluate {
  const constant = constants[name];
  if (constant !== undefined) {
    const value: Collection = [constant];
    return () => value;
  }
  if (name.startsWith('vs-')) return () => [`http://hl7.org/fhir/ValueSet/${name.slice(3)}`];
  if (name.startsWith('ext-')) return () => [`http://hl7.org/fhir/StructureDefinition/${name.slice(4)}`];
  return ({ env, variables }) => {
    const own = variables?.get(name) ?? env.variables?.get(name);
    if (own !== undefined) return own;
    if (name === 'context') return env.context;
    if (name === 'resource') return env.resource;
    if (name === 'rootResource') return env.rootResource;
    throw new FhirPathError(`There is no variable %${name}.`);
  };
}

/** A member; the name of a type at the beginning stands for what is in focus, where it is of that type. */
function member(of: Expression | undefined, name: string): Evaluate {
  const isTypeName = of === undefined && /^[A-Z]/.test(name);
  const typed = name === 'FHIR' || name === 'System' ? undefined : name;
  const qualified = of?.kind === 'member' && of.of === undefined && of.name === 'FHIR' ? name : undefined;
  const focus = of === undefined || qualified !== undefined ? undefined : compile(of);
  return (frame, input) => {
    const items = focus === undefined ? input : focus(frame, input);
    if (isTypeName || qualified !== undefined) {
      const [first] = items;
      if (first instanceof FhirNode && typed !== undefined && isSubtype(first.type, typed)) return items;
    }
    return childrenNamed(items, name);
  };
}

function call({ of, name, args, at }: Extract<Expression, { kind: 'call' }>): Evaluate {
  const known = functions.get(name);
  if (known === undefined) throw new FhirPathError(`There is no function ${name}.`, at);
  const [least, most] = known.arguments;
  if (args.length < least || args.length > most) {
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    throw new FhirPathError(`${name} takes ${wanted} arguments, but is given ${args.length}.`, at);
  }
  const focus = of === undefined ? undefined : compile(of);
  const apply = known.compile(args, { compile, nameOf });
  if (focus === undefined) return apply;
  const whole: Evaluate = (frame, input) => apply(frame, focus(frame, input));
  const label = plainMember(of);
  if (label === undefined || args.length > 0 || (name !== 'exists' && name !== 'empty')) return whole;
  // Most constraints ask only whether a child is there; for one element that is told without making it.
  return (frame, input) => {
    const [node] = input;
    return input.length === 1 && node instanceof FhirNode
      ? truth(hasChild(node, label) === (name === 'exists'))
      : whole(frame, input);
  };
}

type Order = '<' | '<=' | '>' | '>=';

function binary(operator: Operator, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case 'and':
    case 'or':
    case 'xor':
    case 'implies':
      return logical(operator, left, right);
    case '=':
      return (frame, input) => truth(areEqual(left(frame, input), right(frame, input)));
    case '!=':
      return (frame, input) => {
        const same = areEqual(left(frame, input), right(frame, input));
        return same === undefined ? nothing : truth(!same);
      };
    case '~':
      return (frame, input) => truth(areEquivalent(left(frame, input), right(frame, input)));
    case '!~':
      return (frame, input) => truth(!areEquivalent(left(frame, input), right(frame, input)));
    case '|':
      return (frame, input) => {
        const one = left(frame, input);
        const other = right(frame, input);
        spend(frame, one.length + other.length);
        return distinct(other.length === 0 ? one : [...one, ...other], frame);
      };
    case 'in':
      return (frame, input) => isMember(left(frame, input), right(frame, input), 'in');
    case 'contains':
      return (frame, input) => {
        const items = left(frame, input);
        return isMember(right(frame, input), items, 'contains');
      };
    case '&':
      return (frame, input) => {
        const one = singleString(left(frame, input), '&') ?? '';
        return [one + (singleString(right(frame, input), '&') ?? '')];
      };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, left, right);
    default:
      return (frame, input) => {
        const one = single(left(frame, input), operator);
        const other = single(right(frame, input), operator);
        if (one === undefined || other === undefined) return nothing;
        const a = systemOf(one);
        const b = systemOf(other);
        if (a === undefined || b === undefined)
          throw new FhirPathError(`${operator} does not take values of these types.`);
        const result = compute(operator, a, b);
        return result === undefined ? nothing : [result];
      };
  }
}

function isMember(wanted: Collection, items: Collection, what: string): Collection {
  const item = single(wanted, what);
  return item === undefined ? nothing : truth(isIn(items, item));
}

function ordered(operator: Order, left: Evaluate, right: Evaluate): Evaluate {
  const holds = (order: number) =>
    operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
  return (frame, input) => {
    const one = single(left(frame, input), operator);
    const other = single(right(frame, input), operator);
    if (one === undefined || other === undefined) return nothing;
    const order = compareItems(one, other);
    return order === undefined ? nothing : truth(holds(order));
  };
}

/** Three-valued logic; what is decided by the left side alone does not ask the right one. */
function logical(operator: 'and' | 'or' | 'xor' | 'implies', left: Evaluate, right: Evaluate): Evaluate {
  return (frame, input) => {
    const one = singleTruth(left(frame, input), operator);
    if (operator === 'and' && one === false) return truth(false);
    if (operator === 'or' && one === true) return truth(true);
    if (operator === 'implies' && one === false) return truth(true);
    const other = singleTruth(right(frame, input), operator);
    switch (operator) {
      case 'and':
        return truth(other === false ? false : one === undefined ? undefined : other);
      case 'or':
        return truth(other === true ? true : one === undefined ? undefined : other);
      case 'xor':
        return truth(one === undefined || other === undefined ? undefined : one !== other);
      default:
        return truth(other === true ? true : one === undefined ? undefined : other);
    }
  };
}
