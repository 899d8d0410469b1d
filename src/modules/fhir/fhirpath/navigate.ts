import { isExactlyOfType, isOfType, type WantedType } from './types.ts';
import {
  addChildren,
  type Collection,
  elementsOf,
  FhirNode,
  type Item,
  nothing,
  ownerOf,
  Quantity,
  single,
  TypeName,
  truth,
} from './values.ts';

export function isType(items: Collection, wanted: WantedType): Collection {
  const item = single(items, 'is');
  return item === undefined ? nothing : truth(isOfType(item, wanted));
}

export function asType(items: Collection, wanted: WantedType): Collection {
  const item = single(items, 'as');
  return item !== undefined && isExactlyOfType(item, wanted) ? [item] : nothing;
}

export function childrenNamed(items: Collection, name: string): Collection {
  let found: Item[] | undefined;
  for (const item of items) {
    if (!(item instanceof FhirNode)) {
      if (item instanceof TypeName && (name === 'name' || name === 'namespace')) found = [...(found ?? []), item[name]];
      else if (item instanceof Quantity && name === 'value') found = [...(found ?? []), item.value];
      else if (item instanceof Quantity && name === 'unit') found = [...(found ?? []), item.unit];
      continue;
    }
    const owner = ownerOf(item);
    if (owner === undefined) continue;
    for (const element of elementsOf(item.type, name)) {
      if (owner[element.name] === undefined && owner[`_${element.name}`] === undefined) continue;
      found ??= [];
      addChildren(found, owner, element);
    }
  }
  return found ?? nothing;
}
