import { SaxesParser } from 'saxes';
import { isObject } from './json-value.ts';
import { NumberText, parseKeepingNumbers } from './number-literal.ts';
import { sourceOf } from './parse-resource.ts';
import type { Resource } from './resource.ts';
import { isResourceType } from './resource-types.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from './type-table.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const xhtml = 'http://www.w3.org/1999/xhtml';

/**
 * The XML form of a resource (FHIR R4, xml.html), elements in the order of the definition. Give `source`, the JSON text
 * of the resource, and decimals keep the digits that were written. For a resource without structural errors it says all
 * that the JSON says; what `checkStructure` refuses as an unknown element is left out.
 */
export function printXml(resource: Resource, source: string = sourceOf(resource)): string {
  return declaration + printResource(parseKeepingNumbers(source), ' xmlns="http://hl7.org/fhir"');
}

function printResource(value: unknown, namespace = ''): string {
  if (!isObject(value) || !isResourceType(value.resourceType)) return '';
  const type = typeEntry(value.resourceType);
  return `<${type.name}${namespace}>${printMembers(value, type)}</${type.name}>`;
}

function printMembers(value: Record<string, unknown>, type: TypeEntry): string {
  let text = '';
  for (const entry of type.elements) {
    if (entry.attribute) continue;
    const content = value[entry.name];
    const beside = entry.kind === 'primitive' ? value[`_${entry.name}`] : undefined;
    if (content === undefined && beside === undefined) continue;
    const contents = Array.isArray(content) ? content : [content];
    const extensions = Array.isArray(beside) ? beside : [beside];
    for (let index = 0; index < Math.max(contents.length, extensions.length); index++) {
      text += printElement(entry, contents[index], extensions[index]);
    }
  }
  return text;
}

function printElement(entry: ElementEntry, content: unknown, beside: unknown): string {
  const { name, kind } = entry;
  if (kind === 'xhtml') return typeof content === 'string' ? printNarrative(content) : '';
  if (kind === 'resource') {
    const inner = printResource(content);
    return inner === '' ? '' : `<${name}>${inner}</${name}>`;
  }
  if (kind === 'primitive') {
    const value = primitiveText(content);
    const extended = isObject(beside) ? beside : {};
    const attributes = attribute('id', extended.id) + (value === undefined ? '' : attribute('value', value));
    const inner = printMembers(extended, typeEntry('Element'));
    return attributes === '' && inner === '' ? '' : wrap(name, attributes, inner);
  }
  if (!isObject(content)) return '';
  const type = typeEntry(entry.type);
  const attributes = type.elements.map((one) => (one.attribute ? attribute(one.name, content[one.name]) : '')).join('');
  return wrap(name, attributes, printMembers(content, type));
}

function wrap(name: string, attributes: string, inner: string): string {
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}

function primitiveText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof NumberText) return value.literal;
  return typeof value === 'boolean' ? String(value) : undefined;
}

function attribute(name: string, value: unknown): string {
  return typeof value === 'string' ? ` ${name}="${escaped(value)}"` : '';
}

const special: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** For an attribute: white space other than blanks would be normalised away, and what XML 1.0 forbids cannot stand. */
function escaped(value: string): string {
  return value.replace(/[&<>"\n\r\t]/g, (char) => special[char] ?? char).replace(forbidden, '\ufffd');
}

const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Narrative stands as it is when it is well-formed; otherwise its text stands, so that the whole stays XML. */
function printNarrative(div: string): string {
  const trimmed = div.trim();
  const named = /^<div(?=[\s>/])(?![^>]*\sxmlns\s*=)/.test(trimmed)
    ? `<div xmlns="${xhtml}"${trimmed.slice(4)}`
    : trimmed;
  return isWellFormed(named) ? named : `<div xmlns="${xhtml}">${escaped(div)}</div>`;
}

function isWellFormed(xml: string): boolean {
  let sound = xml.startsWith('<div');
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.on('error', () => {
    sound = false;
  });
  parser.on('doctype', () => {
    sound = false;
  });
  parser.write(xml).close();
  return sound;
}
