import { checkStructure, type Definition, type Resource } from '#fhir';
import { fail, failAll, type Issue, issueOf, type Outcome, ok } from '#kernel';
import type { TerminologyOperation } from '#terminology';
import { type InputType, type OperationInput, operationInputs } from './operation-inputs.ts';

/** One entry of `Parameters.parameter`. */
interface Parameter {
  readonly name: string;
  readonly resource?: Resource;
  readonly part?: readonly Parameter[];
  readonly [value: string]: unknown;
}

/** Resources, codings and repetitions that one request may bring along. */
const mostParameters = 1_000;

/** Issues that one refusal tells of. */
const mostIssues = 20;

/** Words of a simple value; longer ones are no code, address or text to search by. */
const longestValue = 8_000;

/** Texts that FHIR writes alike in JSON: where one is meant, clients of other versions send another. */
const textValues: ReadonlySet<string> = new Set([
  'valueUri',
  'valueUrl',
  'valueCanonical',
  'valueCode',
  'valueString',
  'valueId',
  'valueOid',
  'valueUuid',
  'valueMarkdown',
]);

/**
 * The input of a terminology operation as Parameters: what stands in the query, typed as the operation's definition says,
 * and what stands in the body. Refuses with `request.bad` and the names of all parameters that the operation does not have
 * (passed over where `lenient`), that come too often, or are not of their type; with `structure.*` a body that R4 does not
 * know.
 */
export function readOperationInput(
  operation: TerminologyOperation,
  query: URLSearchParams,
  body: Resource | undefined,
  lenient: boolean,
): Outcome<Definition> {
  const issues: Issue[] = [];
  const parameter: Parameter[] = [];
  const counts = new Map<string, number>();
  const known = operationInputs[operation];
  const met = (name: string, at: string): OperationInput | undefined => {
    const input = Object.hasOwn(known, name) ? known[name] : undefined;
    if (input === undefined) {
      if (!lenient) issues.push(bad(`${titleOf(operation)} has no parameter ${shown(name)}.`, at));
      return undefined;
    }
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count === 2 && input.many !== true) issues.push(bad(`${shown(name)} may be sent once.`, at));
    return input;
  };
  for (const [name, value] of query) {
    const at = `query.${shown(name)}`;
    const input = met(name, at);
    if (input === undefined) continue;
    const typed = fromQuery(name, value, input.type);
    if (typed === undefined) issues.push(bad(`${shown(name)} is ${expected(input.type, true)}.`, at));
    else parameter.push(typed);
  }
  if (body !== undefined) {
    const posted = postedParameters(body);
    if (!posted.ok) return posted;
    for (const [index, one] of posted.value.entries()) {
      const at = `Parameters.parameter[${index}]`;
      const input = met(one.name, at);
      if (input === undefined) continue;
      if (isOfType(one, input.type)) parameter.push(one);
      else issues.push(bad(`${shown(one.name)} is ${expected(input.type, false)}.`, at));
    }
  }
  if (parameter.length > mostParameters) {
    return fail('request.bad', `An operation takes at most ${mostParameters} parameters.`);
  }
  const [first] = issues;
  if (first !== undefined) return failAll([first, ...issues.slice(1, mostIssues)]);
  return ok({ resourceType: 'Parameters', ...(parameter.length === 0 ? {} : { parameter }) } as unknown as Definition);
}

/** The entries of a body whose structure is that of R4, resources in it included. */
function postedParameters(body: Resource): Outcome<readonly Parameter[]> {
  if (body.resourceType !== 'Parameters') {
    return fail('request.bad', 'The body of an operation is a Parameters resource.', 'resourceType');
  }
  const wrong = checkStructure(body).filter(({ severity }) => severity === 'error');
  const [first] = wrong;
  if (first !== undefined) return failAll([first, ...wrong.slice(1, mostIssues)]);
  return ok((body.parameter ?? []) as readonly Parameter[]);
}

/** A value of the query in the form of its type; undefined where it has another, or cannot stand in a query. */
function fromQuery(name: string, value: string, type: InputType): Parameter | undefined {
  if (value === '' || value.length > longestValue || !(type in simple)) return undefined;
  const typed = { name, [`value${type.charAt(0).toUpperCase()}${type.slice(1)}`]: fromText(value, type) };
  const probe = { resourceType: 'Parameters', parameter: [typed] };
  return checkStructure(probe).length === 0 ? typed : undefined;
}

function fromText(value: string, type: InputType): string | number | boolean {
  if (type === 'integer' && /^-?\d{1,10}$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function isOfType(parameter: Parameter, type: InputType): boolean {
  const value = Object.keys(parameter).find((key) => key.startsWith('value'));
  switch (type) {
    case 'parts':
      return parameter.part !== undefined;
    case 'Resource':
      return parameter.resource !== undefined;
    case 'CodeSystem':
    case 'ValueSet':
    case 'ConceptMap':
    case 'Parameters':
      return parameter.resource?.resourceType === type;
    case 'uri':
    case 'canonical':
    case 'code':
    case 'string':
      return value !== undefined && textValues.has(value) && String(parameter[value]).length <= longestValue;
    case 'dateTime':
      return value === 'valueDateTime' || value === 'valueDate' || value === 'valueInstant';
    case 'integer':
      return value === 'valueInteger' || value === 'valuePositiveInt' || value === 'valueUnsignedInt';
    case 'boolean':
      return value === 'valueBoolean';
    default:
      return value === `value${type}`;
  }
}

const simple: Readonly<Partial<Record<InputType, string>>> = {
  uri: 'an address',
  canonical: 'a canonical address',
  code: 'a code',
  string: 'text',
  dateTime: 'a date, or an instant with its zone',
  integer: 'a whole number',
  boolean: 'true or false',
};

function expected(type: InputType, inQuery: boolean): string {
  const words = simple[type];
  if (words !== undefined) return words;
  const what = type === 'Resource' ? 'a resource' : type === 'parts' ? 'made of parts' : `a ${type}`;
  return inQuery ? `${what}: send it by POST` : what;
}

/** Names come from outside: only what looks like one is repeated. */
function shown(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name) ? name : 'of this name';
}

function titleOf(operation: TerminologyOperation): string {
  return operation.slice(operation.indexOf('$'));
}

function bad(text: string, path: string): Issue {
  return issueOf('request.bad', text, path);
}
