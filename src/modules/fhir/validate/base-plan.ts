import { compiledType, type Slot } from '../structure/compiled-type.ts';
import { typeEntry } from '../type-table.ts';
import type { BaseRules } from './base-rules.ts';
import { asksMore, type DataTypeCheck, dataTypeChecks } from './check-data-type.ts';
import type { Constraint } from './constraints.ts';

/** What R4 asks of one member of an object beyond its structure. */
export interface PlannedMember {
  readonly slot: Slot;
  readonly type: string;
  /** Its path in the definition that speaks of it: `HumanName.given`, `Patient.contact`. */
  readonly path: string;
  readonly holds: 'primitive' | 'beside' | 'resource' | 'complex';
  readonly constraints: readonly Constraint[];
  /** Whether more is asked of a primitive than its form. */
  readonly asksMore: boolean;
  readonly check: DataTypeCheck | undefined;
  /** Of a code: the value set that it must be of. */
  readonly required: string | undefined;
  /** Whether nothing else is asked of it. */
  readonly onlyRequired: boolean;
  /** What is asked of what it holds. */
  readonly inside: () => BasePlan;
}

/** What R4 asks of the members of a type; members of which nothing is asked are left out. */
export interface BasePlan {
  readonly type: string;
  readonly path: string;
  readonly members: ReadonlyMap<string, PlannedMember>;
  /** Leaves out a member of which nothing turned out to be asked. */
  forget(name: string): void;
}

/** Plans of types, each made when first asked for: a type, or the inside of an element (`Patient.contact`). */
export function basePlans(rulesOf: (type: string) => BaseRules): (type: string) => BasePlan {
  const plans = new Map<string, BasePlan>();
  const planOf = (table: string): BasePlan => {
    const known = plans.get(table);
    if (known !== undefined) return known;
    const [owner = table] = table.split('.');
    const members = new Map<string, PlannedMember>();
    for (const [name, slot] of compiledType(table).slots) {
      const planned = memberOf(owner, table, slot);
      const { holds, constraints, required } = planned;
      const asksMore = holds !== 'primitive' || constraints.length > 0 || planned.asksMore;
      if (asksMore || required !== undefined)
        members.set(name, asksMore ? planned : { ...planned, onlyRequired: true });
    }
    const plan = { type: table, path: table, members, forget: (name: string) => void members.delete(name) };
    plans.set(table, plan);
    return plan;
  };

  const memberOf = (owner: string, table: string, slot: Slot): PlannedMember => {
    const { entry, beside } = slot;
    const { type, kind } = entry;
    const path = `${table}.${entry.label}`;
    const isPrimitive = kind === 'primitive' || kind === 'xhtml';
    const ofElement = beside ? [] : (rulesOf(owner).get(path.slice(owner.length + 1)) ?? []);
    // What a data type says of itself stands with the type, what the inside of an element says with its first mention.
    const ofType = isPrimitive || kind === 'resource' ? [] : ofTypeItself(owner, type);
    const inner = beside ? 'Element' : type;
    let plan: BasePlan | undefined;
    return {
      slot,
      type,
      path,
      holds: beside ? 'beside' : isPrimitive ? 'primitive' : kind === 'resource' ? 'resource' : 'complex',
      constraints: [...new Set([...ofType, ...ofElement])],
      asksMore: isPrimitive && !beside && asksMore.has(type),
      check: dataTypeChecks.get(type),
      required: isPrimitive && !beside ? entry.required : undefined,
      onlyRequired: false,
      inside: () => {
        plan ??= planOf(inner);
        return plan;
      },
    };
  };

  const ofTypeItself = (owner: string, type: string): readonly Constraint[] =>
    (type.includes('.') ? rulesOf(owner).get(type.slice(owner.length + 1)) : rulesOf(typeEntry(type).name).get('')) ??
    [];

  return planOf;
}
