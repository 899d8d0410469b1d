import { SaxesParser, type SaxesTagNS } from 'saxes';
import { type FaultCode, fail, type Issue, issueOf, type Outcome, ok } from '#kernel';
import { numberLiteral } from './number-literal.ts';
import type { Resource } from './resource.ts';
import { isResourceType } from './resource-types.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from './type-table.ts';

const fhir = 'http://hl7.org/fhir';
const xhtml = 'http://www.w3.org/1999/xhtml';
const namespaces = 'http://www.w3.org/2000/xmlns/';
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

type Members = Record<string, unknown>;

/** An open element. */
interface Frame {
  readonly entry: ElementEntry | undefined;
  /** What the element's children are looked up in. */
  readonly type: TypeEntry | undefined;
  readonly members: Members;
  /** For a primitive: its value as JSON; `members` are then its id and extensions. */
  readonly value?: unknown;
  /** Holds one resource and nothing else (contained, Bundle.entry.resource, ...). */
  readonly holdsResource: boolean;
  filled?: boolean;
  readonly path: string;
}

class Refused extends Error {
  readonly outcome: Outcome<never>;
  constructor(outcome: Outcome<never>) {
    super('refused');
    this.outcome = outcome;
  }
}

/** What was read, and the same as JSON text in which decimals stand as they were written. */
export interface ReadXml {
  readonly resource: Resource;
  readonly source: string;
}

/**
 * Reads the XML form of a resource (FHIR R4, xml.html) into its JSON form, by the definitions: what repeats becomes an
 * array, numbers and booleans get their types, primitive extensions go beside their value, narrative stays text. What has
 * no JSON form (unknown elements and attributes, mixed text, what comes twice and may not) is refused with its place, or with
 * `passOver` told of and left out; comments are dropped. Document types, entities of its own and processing instructions
 * other than a style sheet are refused.
 */
export function parseXml(text: string, maxDepth: number, passOver?: (issue: Issue) => void): Outcome<ReadXml> {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const place = () => `line ${parser.line}, column ${parser.column + 1}`;
  const refuse = (problem: string): never => {
    throw new Refused(fail('body.malformed', `${problem} (${place()}).`));
  };
  let passedOver = 0;
  const leaveOut = (code: FaultCode, problem: string, path = frames.at(-1)?.path): void => {
    const issue = issueOf(code, `${problem} (${place()}).`, path);
    passedOver += 1;
    if (passOver === undefined || passedOver > mostPassedOver) throw new Refused(fail(code, issue.text, path));
    passOver(issue);
  };
  const frames: Frame[] = [];
  let root: Members | undefined;
  let depth = 0;
  /** Depth and start of the narrative that is being passed over. */
  let div: { readonly depth: number; readonly start: number; readonly prefix: string } | undefined;
  /** Depth of the element that is being left out. */
  let leftOut: number | undefined;

  // The parser's own messages may quote the text, so only the place is passed on.
  parser.on('error', () => refuse('The text is not well-formed XML'));
  parser.on('doctype', () => refuse('A document type declaration is not allowed'));
  parser.on('processinginstruction', ({ target }) => {
    if (target !== 'xml-stylesheet' && target !== 'xml-model') refuse('A processing instruction is not allowed');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
      throw new Refused(fail('body.encoding', 'The XML declares another encoding than UTF-8.'));
    }
  });
  const noText = (content: string) => {
    if (div !== undefined || leftOut !== undefined || !/[^ \t\r\n]/.test(content)) return;
    leaveOut('body.malformed', 'Text stands where only elements may');
  };
  parser.on('text', noText);
  parser.on('cdata', noText);

  parser.on('opentag', (tag) => {
    if (++depth > maxDepth) {
      throw new Refused(fail('body.too-deep', `The XML nests deeper than the node accepts (${place()}).`));
    }
    if (div !== undefined || leftOut !== undefined) return;
    const parent = frames.at(-1);
    if (parent === undefined || parent.holdsResource) {
      frames.push(openResource(tag, parent));
      return;
    }
    const entry = parent.type?.byName.get(tag.local);
    if (entry === undefined || entry.attribute) {
      leaveOut('structure.unknown-element', 'The element is not defined here');
      leftOut = depth;
      return;
    }
    const path = `${parent.path}.${stepTo(entry, parent.members)}`;
    if (entry.kind === 'xhtml') {
      if (tag.uri !== xhtml) refuse('The narrative must be in the XHTML namespace');
      div = { depth, start: text.lastIndexOf('<', parser.position - 1), prefix: tag.prefix };
      frames.push({ entry, type: undefined, members: {}, holdsResource: false, path });
      return;
    }
    if (tag.uri !== fhir) refuse('The element is not in the FHIR namespace');
    frames.push(openElement(tag, entry, path));
  });

  parser.on('closetag', () => {
    const closing = depth--;
    if (leftOut !== undefined) {
      if (leftOut === closing) leftOut = undefined;
      return;
    }
    if (div !== undefined) {
      if (div.depth !== closing) return;
      const raw = text.slice(div.start, parser.position);
      frames.pop();
      const narrative = frames.at(-1);
      if (narrative !== undefined) narrative.members.div = div.prefix === '' ? raw : withoutPrefix(raw, div.prefix);
      div = undefined;
      return;
    }
    const frame = frames.pop();
    const parent = frames.at(-1);
    if (frame === undefined) return;
    if (parent === undefined) root = frame.members;
    else if (!frame.holdsResource) attach(parent, frame);
    else if (frame.filled !== true) refuse('A resource is expected inside the element');
  });

  function openResource(tag: SaxesTagNS, parent: Frame | undefined): Frame {
    if (tag.uri !== fhir) refuse('The resource is not in the FHIR namespace');
    if (!isResourceType(tag.local)) {
      throw new Refused(fail('structure.unknown-type', `A resource of FHIR R4 is expected (${place()}).`));
    }
    onlyAttributes(tag, [], parent?.path ?? tag.local);
    if (parent?.filled === true) refuse('Only one resource may stand inside the element');
    if (parent !== undefined) parent.filled = true;
    return {
      entry: parent?.entry,
      type: typeEntry(tag.local),
      members: { resourceType: tag.local },
      holdsResource: false,
      path: parent?.path ?? tag.local,
    };
  }

  function openElement(tag: SaxesTagNS, entry: ElementEntry, path: string): Frame {
    const members: Members = {};
    if (entry.kind === 'resource') {
      onlyAttributes(tag, [], path);
      return { entry, type: undefined, members, holdsResource: true, path };
    }
    if (entry.kind === 'primitive') {
      const { id, value } = onlyAttributes(tag, ['id', 'value'], path);
      if (id !== undefined) members.id = id;
      return {
        entry,
        type: typeEntry('Element'),
        members,
        holdsResource: false,
        path,
        ...(value !== undefined && { value: jsonValue(entry.type, value) }),
      };
    }
    const type = typeEntry(entry.type);
    const allowed = type.elements.filter((one) => one.attribute).map((one) => one.name);
    Object.assign(members, onlyAttributes(tag, allowed, path));
    return { entry, type, members, holdsResource: false, path };
  }

  function onlyAttributes(tag: SaxesTagNS, allowed: readonly string[], path: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.uri === namespaces || attribute.uri === schemaInstance) continue;
      if (attribute.uri !== '' || !allowed.includes(attribute.local)) {
        leaveOut('body.malformed', 'An attribute is not defined here', path);
        continue;
      }
      found[attribute.local] = attribute.value;
    }
    return found;
  }

  function attach(parent: Frame, frame: Frame) {
    const entry = frame.entry;
    if (entry === undefined) return;
    // A resource stands in its own element, which stands in the parent.
    const owner = parent.holdsResource ? frames.at(-2) : parent;
    if (owner === undefined) return;
    if (entry.kind === 'primitive' && frame.value === undefined && Object.keys(frame.members).length === 0) {
      leaveOut('structure.empty', 'The element has neither a value nor an extension', frame.path);
    } else if (!put(owner.members, entry, frame)) {
      leaveOut('structure.cardinality', `The element ${entry.name} may occur only once here`, owner.path);
    }
  }

  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Refused) return error.outcome;
    throw error;
  }
  if (root === undefined) return fail('body.malformed', 'The XML has no root element.');
  const source = JSON.stringify(root);
  return ok({ resource: JSON.parse(source) as Resource, source });
}

/** Further ones end the reading: whoever looks for what is wrong has enough. */
const mostPassedOver = 1_000;

/** The next step of a path, as FHIRPath has it; the element is about to be added to these members. */
function stepTo({ name, label, choice, type, max }: ElementEntry, members: Members): string {
  if (choice) return `${label}.ofType(${type})`;
  const before = members[name];
  return max === 1 ? name : `${name}[${Array.isArray(before) ? before.length : 0}]`;
}

/** Adds a closed element to its parent as JSON has it; false where it is there already and may not repeat. */
function put(members: Members, entry: ElementEntry, frame: Frame): boolean {
  const { name } = entry;
  const beside = `_${name}`;
  const primitive = entry.kind === 'primitive';
  const extended = primitive && Object.keys(frame.members).length > 0;
  const value = primitive ? frame.value : frame.members;
  if (entry.max === 1) {
    if (name in members || beside in members) return false;
    if (value !== undefined) members[name] = value;
    if (extended) members[beside] = frame.members;
    return true;
  }
  const values = listIn(members, name);
  values.push(value ?? null);
  if (extended || beside in members) {
    const extensions = listIn(members, beside);
    while (extensions.length < values.length - 1) extensions.push(null);
    extensions.push(extended ? frame.members : null);
  }
  return true;
}

function listIn(members: Members, name: string): unknown[] {
  const known = members[name];
  if (Array.isArray(known)) return known;
  const made: unknown[] = [];
  members[name] = made;
  return made;
}

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** The value of a primitive as JSON; where it is not of its type it stays text, and `checkStructure` says so. */
function jsonValue(type: string, value: string): unknown {
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (type === 'decimal' || type === 'integer' || type === 'unsignedInt' || type === 'positiveInt') {
    return number.test(value) ? numberLiteral(value) : value;
  }
  return value;
}

/** Narrative whose elements are prefixed, in the default namespace that the JSON form asks for. */
function withoutPrefix(raw: string, prefix: string): string {
  const plain = raw
    .replaceAll(`<${prefix}:`, '<')
    .replaceAll(`</${prefix}:`, '</')
    .replace(new RegExp(`\\sxmlns:${prefix.replaceAll('.', '\\.')}\\s*=\\s*("[^"]*"|'[^']*')`), '');
  return plain.replace(/^<div/, `<div xmlns="${xhtml}"`);
}
