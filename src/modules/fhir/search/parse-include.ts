import { fail, type Outcome, ok } from '#kernel';
import { type ParameterSet, searchParametersOf } from '../index-terms/parameters.ts';
import { isResourceType } from '../resource-types.ts';
import type { SearchInclude } from '../search.ts';

const form = /^_(rev)?include(?::(iterate))?$/;

/** Is this the name of a parameter that asks for resources along with the matches? With any modifier, known or not. */
export function isInclude(name: string): boolean {
  return /^_(rev)?include(:|$)/.test(name);
}

/**
 * Reads `_include` or `_revinclude` (R4 search.html#include): `Type:parameter`, `Type:parameter:Target`, `Type:*`, and
 * `*` for everything that the matches refer to. `types` are those that are searched: without `:iterate` an include
 * starts from them, and a reverse include leads to them.
 */
export function parseInclude(
  types: readonly string[],
  name: string,
  value: string,
  known?: ParameterSet,
): Outcome<SearchInclude> {
  const found = form.exec(name);
  if (found === null) {
    return fail(
      'search.unsupported-modifier',
      'The parameters _include and _revinclude take the modifier :iterate alone.',
    );
  }
  const reverse = found[1] !== undefined;
  const iterate = found[2] !== undefined;
  const asked = reverse ? '_revinclude' : '_include';
  const refuse = (why: string) => fail('search.bad-value', `A value of ${asked} ${why}.`);
  if (value === '*') {
    return reverse ? refuse('must name the type that refers, as Type:*') : ok({ reverse, iterate, source: '*' });
  }
  const [source = '', code, target, ...more] = value.split(':');
  if (!isResourceType(source) || code === undefined || more.length > 0 || target === '') {
    return refuse('must be Type:parameter, Type:parameter:Target or Type:*');
  }
  if (target !== undefined && !isResourceType(target)) return refuse('names a target that is no resource type');
  if (!reverse && !iterate && !types.includes(source)) return refuse('must start from the type that is searched');
  const limited = { reverse, iterate, source, ...(target !== undefined && { target }) };
  if (code === '*') return ok(limited);
  const parameter = searchParametersOf(source, known).get(code);
  if (parameter?.type !== 'reference') return refuse('must name a reference parameter of its type');
  if (target !== undefined && !parameter.targets.includes(target)) {
    return refuse('names a target that the parameter cannot have');
  }
  const ends = target === undefined ? parameter.targets : [target];
  if (reverse && !iterate && !types.some((type) => ends.includes(type))) {
    return refuse('must lead to the type that is searched');
  }
  return ok({ ...limited, parameter });
}
