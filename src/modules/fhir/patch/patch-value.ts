import { isObject } from '../json-value.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from '../type-table.ts';
import { entriesNamed, type Item, itemsOf, writeItems } from './element-tree.ts';

/**
 * A value of a FHIRPath Patch, as a parameter brings it: typed (`valueCode`), a resource, or in parts where the type has no
 * name.
 */
export interface PatchValue {
  /** `Code` of `valueCode`, `Resource` of a resource; undefined for parts. */
  readonly suffix?: string;
  readonly item?: Item;
  readonly parts?: readonly unknown[];
}

/** The value of a parameter; undefined where it has neither value nor parts. */
export function valueOfParameter(parameter: Record<string, unknown>): PatchValue | undefined {
  if (Array.isArray(parameter.part)) return { parts: parameter.part };
  if (isObject(parameter.resource)) return { suffix: 'Resource', item: { value: parameter.resource } };
  for (const key of Object.keys(parameter)) {
    const suffix = /^_?value([A-Z][A-Za-z0-9]*)$/.exec(key)?.[1];
    if (suffix === undefined) continue;
    return { suffix, item: { value: parameter[`value${suffix}`], beside: parameter[`_value${suffix}`] } };
  }
  return undefined;
}

/** The element that a value of this type can stand in; undefined where the type has no such element. */
export function entryFor(type: TypeEntry | undefined, name: string, value: PatchValue): ElementEntry | undefined {
  const entries = entriesNamed(type, name);
  const [only] = entries;
  if (only === undefined || !only.choice) return only;
  return entries.find((entry) => entry.name === `${name}${value.suffix ?? ''}`);
}

/** The value as an occurrence of the element; undefined where its parts name what the element does not have. */
export function itemFor(entry: ElementEntry, value: PatchValue): Item | undefined {
  if ((value.suffix === 'Resource') !== (entry.kind === 'resource')) return undefined;
  if (value.item !== undefined) return value.item;
  if (entry.kind !== 'complex' || value.parts === undefined) return undefined;
  const type = typeEntry(entry.type);
  const members: Record<string, unknown> = {};
  for (const part of value.parts) {
    if (!isObject(part) || typeof part.name !== 'string') return undefined;
    const inner = valueOfParameter(part);
    const child = inner === undefined ? undefined : entryFor(type, part.name, inner);
    const item = child === undefined || inner === undefined ? undefined : itemFor(child, inner);
    if (child === undefined || item === undefined) return undefined;
    const items = itemsOf(members, child);
    if (child.max <= 1 && items.length > 0) return undefined;
    writeItems(members, child, [...items, item]);
  }
  return Object.keys(members).length === 0 ? undefined : { value: members };
}
