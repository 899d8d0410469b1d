import { narrativeProblem } from '../../structure/narrative.ts';
import { type Frame, type Functions, ofInput, ofValues, spend } from '../frame.ts';
import { childrenNamed } from '../navigate.ts';
import { FhirPathError } from '../syntax.ts';
import { isKnownType, isSubtype } from '../type-names.ts';
import { typeNameOf } from '../types.ts';
import {
  addChildren,
  allElements,
  type Collection,
  FhirNode,
  type Item,
  nothing,
  ownerOf,
  singleString,
  systemOf,
  truth,
} from '../values.ts';

export function childrenOf(items: Collection): Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (!(item instanceof FhirNode)) continue;
    const owner = ownerOf(item);
    if (owner !== undefined) for (const element of allElements(item.type)) addChildren(found, owner, element);
  }
  return found;
}

function hasValue(item: Item | undefined): boolean {
  return (
    item !== undefined && (!(item instanceof FhirNode) || (item.value !== undefined && systemOf(item) !== undefined))
  );
}

const core = 'http://hl7.org/fhir/StructureDefinition/';

/** What stands inside the same resource, by `#id`; else what the caller can find. */
function resolved(frame: Frame, item: Item): FhirNode | undefined {
  const reference =
    item instanceof FhirNode && item.type === 'Reference'
      ? (item.value as { readonly reference?: unknown } | undefined)?.reference
      : systemOf(item);
  if (typeof reference !== 'string') return undefined;
  if (!reference.startsWith('#')) return frame.env.resolve?.(reference);
  for (const holder of [...frame.env.resource, ...frame.env.rootResource]) {
    if (!(holder instanceof FhirNode)) continue;
    if (reference === '#') return frame.env.rootResource[0] as FhirNode | undefined;
    const inside = childrenNamed([holder], 'contained').find(
      (one) => one instanceof FhirNode && (one.value as { readonly id?: unknown }).id === reference.slice(1),
    );
    if (inside !== undefined) return inside as FhirNode;
  }
  return undefined;
}

/** FHIRPath, Tree navigation and Types; and what FHIR adds to the language (R4, fhirpath.html#functions). */
export const ofFhir: Functions = {
  children: ofInput((input, frame) => {
    const found = childrenOf(input);
    spend(frame, found.length);
    return found;
  }),
  descendants: ofInput((input, frame) => {
    const all: Item[] = [];
    for (let open = childrenOf(input); open.length > 0; open = childrenOf(open)) {
      spend(frame, open.length);
      for (const item of open) all.push(item);
    }
    return all;
  }),
  type: ofInput((input) => input.map(typeNameOf)),
  extension: ofValues(1, 1, (input, [url = []]) => {
    const wanted = singleString(url, 'extension');
    if (wanted === undefined) return nothing;
    return childrenNamed(input, 'extension').filter(
      (one) => one instanceof FhirNode && (one.value as { readonly url?: unknown } | undefined)?.url === wanted,
    );
  }),
  hasExtension: ofValues(1, 1, (input, [url = []]) => {
    const wanted = singleString(url, 'hasExtension');
    return truth(
      childrenNamed(input, 'extension').some(
        (one) => one instanceof FhirNode && (one.value as { readonly url?: unknown } | undefined)?.url === wanted,
      ),
    );
  }),
  hasValue: ofInput((input) => truth(input.length === 1 && hasValue(input[0]))),
  getValue: ofInput((input) => {
    const [item] = input;
    const value = item === undefined || input.length > 1 ? undefined : systemOf(item);
    return value === undefined ? nothing : [value];
  }),
  resolve: ofInput((input, frame) => {
    spend(frame, input.length);
    return input.flatMap((item) => resolved(frame, item) ?? []);
  }),
  memberOf: ofValues(1, 1, (input, [valueSet = []], { env }) => {
    const url = singleString(valueSet, 'memberOf');
    const [item] = input;
    if (item === undefined || url === undefined) return nothing;
    if (input.length > 1) throw new FhirPathError('memberOf needs a single code.');
    return truth(env.memberOf?.(url, item));
  }),
  conformsTo: ofValues(1, 1, (input, [profile = []], { env }) => {
    const url = singleString(profile, 'conformsTo');
    const [item] = input;
    if (item === undefined || url === undefined) return nothing;
    if (!(item instanceof FhirNode) || input.length > 1) throw new FhirPathError('conformsTo needs a single element.');
    const told = env.conformsTo?.(url, item);
    if (told !== undefined) return truth(told);
    const type = url.startsWith(core) ? url.slice(core.length) : undefined;
    if (type === undefined || !isKnownType(type)) throw new FhirPathError(`The profile ${url} is not known.`);
    return truth(isSubtype(item.type, type));
  }),
  htmlChecks: ofInput((input) => {
    const [item] = input;
    const text = item instanceof FhirNode ? item.value : item;
    return typeof text === 'string' ? truth(narrativeProblem(text) === undefined) : nothing;
  }),
  elementDefinition: ofInput(() => {
    throw new FhirPathError('elementDefinition is not built.');
  }),
  slice: ofValues(2, 2, () => {
    throw new FhirPathError('slice is not built.');
  }),
  checkModifiers: ofValues(1, 50, (input, urls) => {
    const known = new Set(urls.map((url) => singleString(url, 'checkModifiers')));
    for (const one of childrenNamed(input, 'modifierExtension')) {
      const { url } = (one as FhirNode).value as { readonly url?: string };
      if (!known.has(url)) throw new FhirPathError('There is a modifier extension that is not understood.');
    }
    return input;
  }),
};
