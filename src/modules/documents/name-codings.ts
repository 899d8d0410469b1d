import type { Resource } from '#fhir';
import type { ViewOptions } from './contract.ts';
import { isElement, textAt } from './element.ts';

/**
 * The resource with a display on every code that has none and that the terminology can name in the language of the
 * resource (or, where it does not say, in that of the document), so that a reader without that terminology has at least
 * these words.
 */
export function nameCodings(resource: Resource, { language, terminology }: ViewOptions): Resource {
  const spoken = [resource.language === undefined ? language : String(resource.language)];
  const name = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(name);
    return isElement(value) ? nameMembers(value) : value;
  };
  const nameMembers = (element: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const copy: Record<string, unknown> = {};
    for (const member of Object.keys(element)) {
      copy[member] = member === 'meta' ? element.meta : name(element[member]);
    }
    const { system, code } = element;
    if (typeof system !== 'string' || typeof code !== 'string' || textAt(element, 'display') !== undefined) return copy;
    // A Quantity has system and code too; it has a value and no display.
    if ('value' in element || 'unit' in element || 'comparator' in element || '_display' in element) return copy;
    const display = terminology.designate(system, code, spoken)?.display;
    if (display !== undefined) copy.display = display;
    return copy;
  };
  return nameMembers(resource) as unknown as Resource;
}
