import { fail, type Outcome, ok } from '#kernel';
import type { SearchCriterion, SearchParameter, SearchPrefix, SearchValue } from '../search.ts';
import { parseValue } from './parse-value.ts';

interface Comparison {
  readonly modifier?: string;
  readonly prefix?: SearchPrefix;
  /** The criterion holds where the comparison does not, though there is a value. */
  readonly otherwise?: true;
}

const compared: Readonly<Record<string, Comparison>> = {
  eq: { prefix: 'eq' },
  ne: { prefix: 'ne' },
  gt: { prefix: 'gt' },
  lt: { prefix: 'lt' },
  ge: { prefix: 'ge' },
  le: { prefix: 'le' },
  ap: { prefix: 'ap' },
};

/** What each operator of a filter means for each type of parameter (R4 search_filter.html#ops); the others are refused. */
const operators: Readonly<Partial<Record<SearchParameter['type'], Readonly<Record<string, Comparison>>>>> = {
  string: {
    eq: { modifier: 'equals' },
    ne: { modifier: 'equals', otherwise: true },
    co: { modifier: 'contains' },
    sw: {},
    ew: { modifier: 'ends' },
    gt: { modifier: 'gt' },
    lt: { modifier: 'lt' },
    ge: { modifier: 'ge' },
    le: { modifier: 'le' },
  },
  date: { ...compared, sa: { prefix: 'sa' }, eb: { prefix: 'eb' }, po: { prefix: 'ap' } },
  number: compared,
  quantity: compared,
  token: {
    eq: {},
    ne: { otherwise: true },
    ss: { modifier: 'below' },
    sb: { modifier: 'above' },
    in: { modifier: 'in' },
    ni: { modifier: 'not-in' },
  },
  reference: { eq: {}, ne: { otherwise: true }, re: {} },
  uri: { eq: {}, ne: { otherwise: true }, ss: { modifier: 'below' }, sb: { modifier: 'above' } },
  composite: { eq: {} },
};

/** Both can be said of one parameter: that it has a value, and that a criterion does not hold. */
export interface Compared {
  readonly criterion: SearchCriterion;
  readonly otherwise: boolean;
}

/**
 * One test of a filter on a parameter of the resource itself. `search.unsupported-modifier` where the operator means
 * nothing for the type of the parameter; `search.bad-value` where the value is not of its form.
 */
export function compare(
  parameter: SearchParameter,
  operator: string,
  raw: string,
  baseUrl: string | undefined,
): Outcome<Compared> {
  const { code, type } = parameter;
  if (operator === 'pr') {
    if (raw !== 'true' && raw !== 'false') return fail('search.bad-value', `${code} pr takes true or false.`);
    const values: readonly SearchValue[] = [{ kind: 'missing', missing: raw === 'false' }];
    return ok({ criterion: { parameter, modifier: 'missing', values }, otherwise: false });
  }
  const comparison = code === 'phonetic' && operator !== 'eq' ? undefined : operators[type]?.[operator];
  if (comparison === undefined) {
    return fail(
      'search.unsupported-modifier',
      `The operator ${operator} of _filter is not built for ${code} (${type}).`,
    );
  }
  const { modifier, prefix, otherwise = false } = comparison;
  // What stands between quotation marks has no escapes of its own.
  const value = parseValue(
    parameter,
    type === 'string' ? raw.replaceAll('\\', '\\\\') : raw,
    undefined,
    baseUrl,
    modifier,
  );
  if (!value.ok) return value;
  const one = prefix !== undefined && 'prefix' in value.value ? { ...value.value, prefix } : value.value;
  if (one.kind === 'string' && one.folded === '') {
    return fail('search.bad-value', `A value of the search parameter ${code} must hold a letter or a digit.`);
  }
  const criterion = { parameter, values: [one], ...(modifier !== undefined && { modifier }) };
  return ok({ criterion, otherwise });
}
