import type { Resource } from '#fhir';
import type { ViewOptions } from './contract.ts';
import { isElement, textAt } from './element.ts';

/**
 * The resource with a display on every code that has none and that the terminology can name in the language of the resource (or, where it
 * does not say, in that of the document), so that a reader without that terminology has at least these words.
 */
export function nameCodings(resource: Resource, { language, terminology }: ViewOptions): Resource {
  const spoken = [resource.language === undefined ? language : String(resource.language)];
  const name = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(name);
    if (!isElement(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, content]) => [key, name(content)]));
    const { system, code } = value;
    if (typeof system !== 'string' || typeof code !== 'string' || textAt(value, 'display') !== undefined) return copy;
    // A Quantity has system and code too; it has a value and no display.
    if ('value' in value || 'unit' in value || 'comparator' in value || '_display' in value) return copy;
    const display = terminology.designate(system, code, spoken)?.display;
    return display === undefined ? copy : { ...copy, display };
  };
  return Object.fromEntries(
    Object.entries(resource).map(([key, content]) => [key, key === 'meta' ? content : name(content)]),
  ) as unknown as Resource;
}
