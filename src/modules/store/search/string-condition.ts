import { type Outcome, ok } from '#kernel';
import { besideRow, type Context, eachValue, unsupportedModifier } from './criterion-context.ts';

/** Length of the indexed beginning of folded strings, in characters. */
const indexedLength = 100;
/** Sorts behind every character, by code point. */
const last = '\u{10ffff}';

export function stringCondition(context: Context): Outcome<string> {
  const { statement, criterion } = context;
  const { modifier } = criterion;
  if (modifier === 'exact') {
    return besideRow(context, 'resource_string', 'string', ({ text }) => `x.value = ${statement.bind(text)}::text`);
  }
  if (modifier === 'contains') {
    return besideRow(context, 'resource_string', 'string', ({ folded }) =>
      folded === '' ? 'false' : `position(${statement.bind(folded)}::text in x.folded) > 0`,
    );
  }
  const whole = modifier === undefined ? undefined : stringComparisons[modifier];
  if (whole !== undefined) {
    return besideRow(context, 'resource_string', 'string', ({ folded }) => whole(`${statement.bind(folded)}::text`));
  }
  if (modifier !== undefined) return unsupportedModifier(criterion);
  return besideRow(context, 'resource_string', 'string', ({ folded }) => {
    if (folded === '') return 'false';
    const start = [...folded].slice(0, indexedLength).join('');
    const beginning = `left(x.folded, ${indexedLength})`;
    const range = `${beginning} >= ${statement.bind(start)}::text and ${beginning} < ${statement.bind(start + last)}::text`;
    return start === folded ? `(${range})` : `(${range} and starts_with(x.folded, ${statement.bind(folded)}::text))`;
  });
}

/** How `_filter` compares a whole folded string; the beginning lets the index by text find it. */
const stringComparisons: Readonly<Record<string, (text: string) => string>> = {
  equals: (text) => `(left(x.folded, ${indexedLength}) = left(${text}, ${indexedLength}) and x.folded = ${text})`,
  ends: (text) => `right(x.folded, length(${text})) = ${text}`,
  gt: (text) => `x.folded > ${text}`,
  ge: (text) => `x.folded >= ${text}`,
  lt: (text) => `x.folded < ${text}`,
  le: (text) => `x.folded <= ${text}`,
};

/** What stands in words beside the token begins with the text. */
export function textCondition(context: Context): Outcome<string> {
  const { statement, criterion } = context;
  const any = eachValue(context, 'string', ({ folded }) => {
    const start = [...folded].slice(0, indexedLength).join('');
    return `starts_with(t, ${statement.bind(`${criterion.parameter.code}=${start}`)}::text)`;
  });
  return any.ok ? ok(`exists (select 1 from unnest(r.texts) t where ${any.value})`) : any;
}
