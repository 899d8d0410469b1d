import { type BundleEntry, decodeText, parseResource, type Resource, splitBundle } from '#fhir';
import { type Fault, faultOf, type Outcome, ok } from '#kernel';
import type { ImportLimits } from './contract.ts';
import { openFile, readWhole, xmlAsJson } from './read-file.ts';
import { createJsonSplitter, createLineSplitter } from './split-json.ts';
import { importable, type Survey } from './survey-file.ts';

/** A resource to import, with its text and its number in the file. */
export interface Entry {
  readonly index: number;
  readonly resource: Resource;
  readonly source: string;
  readonly fullUrl?: string;
  readonly request?: NonNullable<BundleEntry['request']>;
}

/** Something that cannot be imported, and why. */
export interface Unreadable {
  readonly index: number;
  readonly fault: Fault;
  readonly type?: string;
}

export type Item = Entry | Unreadable;

/**
 * Items that are dealt with together before the next are read. In NDJSON a line may be a whole Bundle: its links lead to
 * entries of its own (`ownLinks`), and all its items bear the number of the line.
 */
export interface Group {
  readonly items: readonly Item[];
  readonly ownLinks: boolean;
}

export interface EntryReader {
  readonly groups: AsyncIterable<Group>;
  /** Bytes of the file as it lies on disk that are read by now. */
  readonly position: () => number;
}

type Readable = Survey & { readonly kind: 'bundle' | 'resource' | 'lines' };
type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Reads what the survey found, in the order of the file: the entries of a Bundle one by one, the lines of NDJSON, the
 * one resource. A document comes last, whole, after its entries.
 */
export async function readEntries(path: string, survey: Readable, limits: ImportLimits): Promise<EntryReader> {
  if (survey.kind !== 'lines' && survey.form === 'xml') {
    const text = await xmlAsJson(path, limits.xmlBytes);
    const json = text.ok ? ok(text.value ?? '') : text;
    const bytes = [Buffer.from(json.ok ? json.value : '')];
    return { groups: readGroups(bytes, survey, limits, async () => json), position: () => 0 };
  }
  const { chunks, position } = await openFile(path);
  return { groups: readGroups(chunks, survey, limits, () => wholeText(path, limits)), position };
}

async function* readGroups(
  chunks: Chunks,
  survey: Readable,
  limits: ImportLimits,
  whole: () => Promise<Outcome<string>>,
): AsyncGenerator<Group> {
  if (survey.kind === 'lines') {
    yield* readLines(chunks, limits);
  } else if (survey.kind === 'resource') {
    yield { items: [itemOf(0, await whole(), limits)], ownLinks: false };
  } else {
    const entries = yield* readBundle(chunks, limits);
    if (survey.broken !== undefined) yield { items: [{ index: entries, fault: survey.broken }], ownLinks: false };
    else if (survey.type === 'document') yield { items: [itemOf(entries, await whole(), limits)], ownLinks: false };
  }
}

async function* readBundle(chunks: Chunks, limits: ImportLimits): AsyncGenerator<Group, number> {
  const splitter = createJsonSplitter(limits.resourceBytes);
  let entries = 0;
  for await (const chunk of chunks) {
    const items: Item[] = [];
    for (const piece of splitter.push(chunk)) {
      if (piece.kind === 'oversized') {
        items.push({ index: piece.index, fault: tooLarge(limits) });
        entries = piece.index + 1;
      } else if (piece.kind === 'entry') {
        items.push(entryOf(piece.index, piece.bytes, limits));
        entries = piece.index + 1;
      }
    }
    if (items.length > 0) yield { items, ownLinks: false };
  }
  return entries;
}

/** One element of Bundle.entry, read as the only entry of a Bundle, so that its resource's text is cut out exactly. */
function entryOf(index: number, bytes: Uint8Array, limits: ImportLimits): Item {
  const text = decodeText(bytes);
  if (!text.ok) return { index, fault: text.fault };
  const parts = splitBundle(`{"resourceType":"Bundle","entry":[${text.value}]}`, {
    maxBytes: limits.resourceBytes + 64,
  });
  if (!parts.ok) return { index, fault: withoutWrapper(parts.fault) };
  const [entry] = parts.value.entries;
  return entry === undefined ? { index, fault: noResource() } : bundleItem(index, entry);
}

function bundleItem(index: number, { resource, source, fullUrl, request, search }: BundleEntry): Item {
  if (request !== undefined && !['POST', 'PUT'].includes(request.method)) {
    return { index, fault: faultOf('transaction.bad-entry', 'An import adds: only POST and PUT entries are read.') };
  }
  if (search?.mode === 'outcome') {
    return { index, fault: faultOf('transaction.bad-entry', 'It is an outcome of a search, no record.') };
  }
  if (resource === undefined || source === undefined) return { index, fault: noResource() };
  return {
    index,
    resource,
    source,
    ...(fullUrl !== undefined && { fullUrl }),
    ...(request !== undefined && { request }),
  };
}

async function* readLines(chunks: Chunks, limits: ImportLimits): AsyncGenerator<Group> {
  const splitter = createLineSplitter(limits.resourceBytes);
  const groupOf = (line: ReturnType<typeof splitter.end>[number]): Group => {
    if (line.kind === 'oversized') return { items: [{ index: line.index, fault: tooLarge(limits) }], ownLinks: false };
    return lineGroup(line.index, decodeText(line.bytes), limits);
  };
  for await (const chunk of chunks) {
    for (const line of splitter.push(chunk)) yield groupOf(line);
  }
  for (const line of splitter.end()) yield groupOf(line);
}

function lineGroup(index: number, text: Outcome<string>, limits: ImportLimits): Group {
  const item = itemOf(index, text, limits);
  if (!text.ok || 'fault' in item || item.resource.resourceType !== 'Bundle') return { items: [item], ownLinks: false };
  const { type } = item.resource;
  if (typeof type !== 'string' || !importable.has(type)) {
    const fault = faultOf('bundle.unsupported-type', 'A Bundle of this type holds no records to import.');
    return { items: [{ index, fault, type: 'Bundle' }], ownLinks: false };
  }
  const parts = splitBundle(text.value, { maxBytes: limits.resourceBytes });
  if (!parts.ok) return { items: [{ index, fault: parts.fault, type: 'Bundle' }], ownLinks: false };
  const items = parts.value.entries.map((entry) => bundleItem(index, entry));
  return { items: type === 'document' ? [...items, item] : items, ownLinks: true };
}

function itemOf(index: number, text: Outcome<string>, limits: ImportLimits): Item {
  if (!text.ok) return { index, fault: text.fault };
  const parsed = parseResource(text.value, 'json', { maxBytes: Math.max(limits.resourceBytes, limits.xmlBytes) });
  return parsed.ok ? { index, resource: parsed.value, source: text.value } : { index, fault: parsed.fault };
}

async function wholeText(path: string, limits: ImportLimits): Promise<Outcome<string>> {
  const bytes = await readWhole(path, limits.resourceBytes);
  return bytes.ok ? decodeText(bytes.value) : bytes;
}

/** The path of an issue within the wrapper that an entry was read in, as a path within the entry. */
function withoutWrapper(fault: Fault): Fault {
  const issues = fault.issues.map(({ path, ...issue }) => {
    const inner = path?.replace(/^Bundle\.entry\[0\]\.?/, '');
    return inner === undefined || inner === '' ? issue : { ...issue, path: inner };
  });
  return { ...fault, issues };
}

function noResource(): Fault {
  return faultOf('transaction.bad-entry', 'The entry has no resource.');
}

function tooLarge(limits: ImportLimits): Fault {
  return faultOf('body.too-large', `It is larger than ${limits.resourceBytes} bytes.`);
}
