import { type SearchCriterion, type SearchParameter, type SearchQuery, ucum } from '#fhir';
import { type Fault, faultOf } from '#kernel';
import type { IndexState } from '../index-catalogue.ts';

/** Seconds after which to ask again. */
const retryAfter = 10;

/**
 * The refusal of a search whose answer would be incomplete, because records written earlier are not indexed for it yet;
 * undefined where all of them are. What chains lead to is judged when it is searched.
 */
export function notIndexed(
  { pending }: IndexState,
  types: readonly string[],
  { criteria, sort = [], includes = [], contained }: Partial<SearchQuery>,
): Fault | undefined {
  if (pending.size === 0) return undefined;
  const waits = (parameter: SearchParameter, feature?: string) =>
    (pending.has('*') && !keptAlways.has(parameter.code)) ||
    (feature !== undefined && pending.has(feature)) ||
    types.some((type) => pending.has(`${type}.${parameter.code}`));
  if (contained !== undefined && (pending.has(':contained') || pending.has('*'))) return refusal('_contained');
  for (const criterion of criteria ?? []) {
    if (waits(criterion.parameter, featureOf(criterion))) return refusal(criterion.parameter.code);
  }
  for (const { parameter } of sort) {
    if (waits(parameter, parameter.type === 'quantity' ? ':units' : undefined)) return refusal(parameter.code);
  }
  for (const { reverse, source, parameter } of includes) {
    const waiting = [...pending].some((name) =>
      parameter === undefined ? name.startsWith(`${source}.`) : name === `${source}.${parameter.code}`,
    );
    if (reverse && (waiting || pending.has('*'))) return refusal('_revinclude');
  }
  return undefined;
}

/** Columns of the store itself. */
const keptAlways: ReadonlySet<string> = new Set(['_id', '_lastUpdated']);

/** What a later generation of the index has brought to the parameters of R4. */
function featureOf({ parameter: { code }, values }: SearchCriterion): string | undefined {
  if (code === '_text' || code === '_content') return ':words';
  if (code === 'near') return ':place';
  const inUnits = values.some(
    (value) =>
      (value.kind === 'quantity' && value.system === ucum) ||
      (value.kind === 'composite' && value.parts.some((part) => part.kind === 'quantity' && part.system === ucum)),
  );
  return inUnits ? ':units' : undefined;
}

export function refusal(code: string): Fault {
  const words = `The records are still being indexed for ${code}; an answer now would be incomplete.`;
  return { ...faultOf('search.not-indexed', words), retryAfter };
}
