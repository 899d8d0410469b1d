import type { SearchCriterion, SearchValue } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { compositeKey, compositeParam } from '../keys.ts';
import { type Context, misfit, sameResource } from './criterion-context.ts';
import { hasOneOf } from './held-keys.ts';
import { quantityCondition } from './quantity-condition.ts';

/** Asks for one part as for a criterion of its own. */
type PartCondition = (part: SearchCriterion) => Outcome<string>;

/** One repetition must have all parts of one value; where nothing repeats, the resource must have each of them. */
export function compositeCondition(context: Context, partCondition: PartCondition): Outcome<string> {
  const { criterion } = context;
  const { code, composite } = criterion.parameter;
  if (composite === undefined) return fail('search.unknown-parameter', `Searching by ${code} is not built.`);
  const ways: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'composite') return misfit(criterion);
    if (composite.whole !== undefined) {
      const all: string[] = [];
      for (const [n, parameter] of composite.whole.entries()) {
        const part = value.parts[n];
        if (part === undefined) return misfit(criterion);
        const one = partCondition({ parameter, values: [part] });
        if (!one.ok) return one;
        all.push(one.value);
      }
      ways.push(`(${all.join(' and ')})`);
    }
    if (composite.within !== undefined) {
      const together = togetherCondition(context, composite.within, value.parts);
      if (!together.ok) return together;
      ways.push(together.value);
    }
  }
  return ok(ways.length === 1 ? (ways[0] ?? 'false') : `(${ways.join(' or ')})`);
}

function togetherCondition(context: Context, within: string, parts: readonly SearchValue[]): Outcome<string> {
  const { statement, types, criterion } = context;
  const last = parts.at(-1);
  const measured = last?.kind === 'quantity' ? last : undefined;
  let all: readonly (readonly string[])[] = [[]];
  for (const [n, part] of (measured === undefined ? parts : parts.slice(0, -1)).entries()) {
    const ways = wordsOf(part, criterion.parameter.composite?.parts[n]?.targets ?? []);
    if (ways === undefined) return misfit(criterion);
    all = all.flatMap((before) => ways.map((way) => [...before, ...way]));
  }
  if (measured === undefined) {
    const keys = types.flatMap((type) => all.map((words) => compositeKey(type, within, words)));
    return ok(hasOneOf(statement, 'r.keys', keys));
  }
  const params = types.flatMap((type) => all.map((words) => compositeParam(type, within, words)));
  return ok(`exists (select 1 from resource_quantity x
      where ${sameResource(context)}
        and x.param = any (${statement.bind(params)}::text[]) and ${quantityCondition(statement, measured)})`);
}

/** The words of a part as `compositeKey` has them: one way for each type that a reference may mean. */
function wordsOf(part: SearchValue, targets: readonly string[]): readonly (readonly string[])[] | undefined {
  if (part.kind === 'token' && part.code !== undefined) {
    return [part.system === undefined ? ['c', part.code] : ['t', part.system, part.code]];
  }
  if (part.kind !== 'reference') return undefined;
  if (part.url !== undefined) return [['u', part.url]];
  const { id } = part;
  if (id === undefined) return undefined;
  return (part.type === undefined ? targets : [part.type]).map((target) => ['r', target, id]);
}
