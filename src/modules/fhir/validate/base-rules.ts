import { statedConstraints } from '../type-table.ts';
import { type Constraint, constraintOf } from './constraints.ts';
import { canonicalOfType } from './definitions-source.ts';

/** The constraints that R4 itself puts on a type, by the path inside of it. */
export type BaseRules = ReadonlyMap<string, readonly Constraint[]>;

/** Reads the constraints of types, each once. */
export function baseRules(): (type: string) => BaseRules {
  const known = new Map<string, BaseRules>();
  return (type) => {
    let rules = known.get(type);
    if (rules === undefined) {
      rules = rulesOf(type);
      known.set(type, rules);
    }
    return rules;
  };
}

function rulesOf(type: string): BaseRules {
  const rules = new Map<string, readonly Constraint[]>();
  for (const [path, stated] of statedConstraints(type)) {
    const own = stated.flatMap((one) => constraintOf(one, canonicalOfType(type)) ?? []);
    if (own.length > 0) rules.set(path, own);
  }
  return rules;
}
