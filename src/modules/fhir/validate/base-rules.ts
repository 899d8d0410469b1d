import { isResourceType } from '../resource-types.ts';
import { type Constraint, constraintOf } from './constraints.ts';
import {
  canonicalOfType,
  type Definitions,
  type ElementDefinition,
  structureDefinition,
} from './definitions-source.ts';

/**
 * The constraints that R4 itself puts on a type: on the whole of it by '', on its elements by their path inside
 * (`contact`, `item.enableWhen`). What a data type says of itself stands with the data type alone.
 */
export type BaseRules = ReadonlyMap<string, readonly Constraint[]>;

const none: BaseRules = new Map();

/** Reads the constraints of types, each once. */
export function baseRules(definitions: Definitions): (type: string) => BaseRules {
  const known = new Map<string, BaseRules>();
  return (type) => {
    const before = known.get(type);
    if (before !== undefined) return before;
    const definition = structureDefinition(definitions, canonicalOfType(type));
    const rules =
      definition?.snapshot === undefined ? none : rulesOf(type, definition.url, definition.snapshot.element);
    known.set(type, rules);
    return rules;
  };
}

function rulesOf(type: string, url: string, elements: readonly ElementDefinition[]): BaseRules {
  const rules = new Map<string, readonly Constraint[]>();
  // What holds of every resource is written at the root of each.
  const ofResource = isResourceType(type) ? [canonicalOfType('DomainResource'), canonicalOfType('Resource')] : [];
  for (const element of elements) {
    const own = (element.constraint ?? []).flatMap((definition) => {
      const constraint = constraintOf(definition, url);
      if (constraint === undefined) return [];
      const isOwn = constraint.source === url || (element.path === type && ofResource.includes(constraint.source));
      return isOwn ? [constraint] : [];
    });
    if (own.length > 0) rules.set(element.path.slice(type.length + 1).replace(/\[x\]$/, ''), own);
  }
  return rules;
}
