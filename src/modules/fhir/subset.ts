import { eachElement, eachMember, type Place, skipSpace } from './json-text.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from './type-table.ts';

/**
 * Which part of a resource is asked for (FHIR R4, search.html#summary and #elements): `true` what the definitions mark as
 * summary, `text` the narrative, `data` all but the narrative, or the named elements of the top level.
 */
export type Subset = 'true' | 'text' | 'data' | ReadonlySet<string>;

const subsetted = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}';
const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * The JSON text of a stored resource reduced to a part, tagged as SUBSETTED. Mandatory elements stay, and with named
 * elements those that modify the meaning of others; every value stays as it was written. `text` must have passed
 * `parseResource`, and `type` be its resource type.
 */
export function subsetText(text: string, type: string, subset: Subset): string {
  const entry = typeEntry(type);
  const parts: string[] = [];
  eachMember(text, skipSpace(text, 0), (key, value, keyStart) => {
    const element = entry.byName.get(key.startsWith('_') ? key.slice(1) : key);
    if (key === 'meta') parts.push(`"meta":${tagged(text, value)}`);
    else if (key === 'resourceType' || key === 'id') parts.push(text.slice(keyStart, value.end));
    else if (element !== undefined && isWanted(element, subset)) {
      const inner = subset === 'true' ? summaryValue(text, value, element) : text.slice(value.start, value.end);
      if (inner !== undefined) parts.push(`"${key}":${inner}`);
    }
    return false;
  });
  return `{${parts.join(',')}}`;
}

/** Does the type have an element of this name, a choice by its name without type included? */
export function hasElement(type: string, name: string): boolean {
  const entry = typeEntry(type);
  return entry.byName.has(name) || entry.elements.some((element) => element.label === name);
}

function isWanted(element: ElementEntry, subset: Subset): boolean {
  if (subset === 'data') return element.name !== 'text' || element.type !== 'Narrative';
  if (element.min > 0) return true;
  if (subset === 'true') return element.summary;
  if (subset === 'text') return element.name === 'text' && element.type === 'Narrative';
  return element.modifier || subset.has(element.name) || subset.has(element.label);
}

/** A value of a summary; undefined where nothing of it belongs there. */
function summaryValue(text: string, place: Place, element: ElementEntry): string | undefined {
  // An extension without its value says nothing, and a resource within a resource is a whole.
  if (element.kind !== 'complex' || element.type === 'Extension') return text.slice(place.start, place.end);
  const type = typeEntry(element.type);
  if (text.charCodeAt(place.start) !== openBracket) return summaryObject(text, place, type);
  const items: string[] = [];
  eachElement(text, place.start, (item) => {
    const inner = summaryObject(text, item, type);
    if (inner !== undefined) items.push(inner);
  });
  return items.length === 0 ? undefined : `[${items.join(',')}]`;
}

function summaryObject(text: string, place: Place, type: TypeEntry): string | undefined {
  if (text.charCodeAt(place.start) !== openBrace) return text.slice(place.start, place.end);
  const parts: string[] = [];
  eachMember(text, place.start, (key, value) => {
    const element = type.byName.get(key.startsWith('_') ? key.slice(1) : key);
    if (element === undefined || !(element.summary || element.min > 0)) return false;
    const inner = summaryValue(text, value, element);
    if (inner !== undefined) parts.push(`"${key}":${inner}`);
    return false;
  });
  return parts.length === 0 ? undefined : `{${parts.join(',')}}`;
}

/** The meta of a stored resource, which is never empty, with the tag that tells of the reduction. */
function tagged(text: string, meta: Place): string {
  let edited: string | undefined;
  eachMember(text, meta.start, (key, value) => {
    if (key !== 'tag' || text.charCodeAt(value.start) !== openBracket) return false;
    edited = `${text.slice(meta.start, value.start + 1)}${subsetted},${text.slice(value.start + 1, meta.end)}`;
    return true;
  });
  return edited ?? `{"tag":[${subsetted}],${text.slice(meta.start + 1, meta.end)}`;
}
