import { decodeText, isResourceType, parseResource, type Resource } from '#fhir';
import { type Fault, type FaultCode, faultOf } from '#kernel';
import type { ImportLimits } from './contract.ts';
import { formOf, openFile, xmlAsJson } from './read-file.ts';
import { createJsonSplitter } from './split-json.ts';

/** What a file holds, found out before anything of it is written. */
export type Survey =
  | { readonly kind: 'bundle'; readonly form: 'json' | 'xml'; readonly type: string; readonly broken?: Fault }
  | { readonly kind: 'resource'; readonly form: 'json' | 'xml' }
  | { readonly kind: 'lines' }
  /** Nothing of FHIR. */
  | { readonly kind: 'foreign'; readonly reason: string }
  | { readonly kind: 'refused'; readonly fault: Fault };

/** What the survey learns of an entry of a Bundle. `resource` is as JSON says it, not yet judged. */
export interface Sighted {
  readonly fullUrl?: string;
  readonly resource: Resource;
  readonly request?: { readonly method?: string; readonly url: string; readonly ifNoneExist?: string };
}

/** Bundles whose entries are records of people; a history or a response is not. */
export const importable: ReadonlySet<string> = new Set(['transaction', 'batch', 'collection', 'document', 'searchset']);

/**
 * Reads a file once from end to end and says what it is: a Bundle, one resource, NDJSON, or no FHIR. `sight` is called
 * with each entry of a Bundle that is readable and has a resource; it may be called in vain where the file turns out to
 * be something else.
 */
export async function surveyFile(
  path: string,
  limits: ImportLimits,
  sight: (entry: Sighted) => Promise<void> | undefined,
): Promise<Survey> {
  if (/\.(?:ndjson|jsonl)(?:\.gz)?$/.test(path)) return { kind: 'lines' };
  const form = await formOf(path);
  if (form === 'other') return { kind: 'foreign', reason: 'It is neither JSON nor XML.' };
  if (form === 'json') return surveyJson((await openFile(path)).chunks, form, limits, sight);
  const text = await xmlAsJson(path, limits.xmlBytes);
  if (!text.ok) return { kind: 'refused', fault: text.fault };
  if (text.value === undefined) return { kind: 'foreign', reason: 'It is XML, but not of FHIR.' };
  return surveyJson([Buffer.from(text.value)], form, limits, sight);
}

async function surveyJson(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  form: 'json' | 'xml',
  limits: ImportLimits,
  sight: (entry: Sighted) => Promise<void> | undefined,
): Promise<Survey> {
  const splitter = createJsonSplitter(limits.resourceBytes);
  let shell: Resource | undefined;
  let shellFault: Fault | undefined;
  let oneLine = false;
  let more = false;
  let entries = 0;
  for await (const chunk of chunks) {
    for (const piece of splitter.push(chunk)) {
      if (piece.kind === 'entry' || piece.kind === 'oversized') entries++;
      if (piece.kind === 'entry') {
        const seen = sighted(piece.bytes);
        if (seen !== undefined) await sight(seen);
      } else if (piece.kind === 'shell') {
        oneLine = piece.oneLine;
        ({ shell, shellFault } = readShell(piece.bytes, limits));
      } else if (piece.kind === 'more') more = true;
    }
    if (more) break;
  }
  if (more && oneLine && shellFault === undefined) return { kind: 'lines' };
  const closed = splitter.end();
  const fault = shellFault ?? (closed.ok ? undefined : closed.fault);
  const type = shell?.type;
  if (shell?.resourceType === 'Bundle') {
    if (typeof type !== 'string' || !importable.has(type)) {
      return refused('bundle.unsupported-type', 'A Bundle of this type holds no records to import.');
    }
    return { kind: 'bundle', form, type, ...(fault !== undefined && { broken: fault }) };
  }
  if (shell !== undefined && fault === undefined) return { kind: 'resource', form };
  // Without its end the type of a Bundle may be unknown; its whole entries are readable all the same.
  if (shell === undefined && shellFault === undefined && entries > 0 && fault !== undefined) {
    return { kind: 'bundle', form, type: 'collection', broken: fault };
  }
  if (shellFault?.code === 'structure.unknown-type' && entries === 0) {
    return { kind: 'foreign', reason: 'It is JSON, but no resource of FHIR R4.' };
  }
  return { kind: 'refused', fault: fault ?? faultOf('body.malformed', 'It is not readable as JSON.') };
}

function refused(code: FaultCode, reason: string): Survey {
  return { kind: 'refused', fault: faultOf(code, reason) };
}

function readShell(
  bytes: Uint8Array,
  limits: ImportLimits,
): { shell: Resource | undefined; shellFault: Fault | undefined } {
  const text = decodeText(bytes);
  if (!text.ok) return { shell: undefined, shellFault: text.fault };
  const parsed = parseResource(text.value, 'json', { maxBytes: limits.resourceBytes });
  return parsed.ok ? { shell: parsed.value, shellFault: undefined } : { shell: undefined, shellFault: parsed.fault };
}

/** A look at an entry, quick and without judgement: what is wrong with it is told when it is read for writing. */
function sighted(bytes: Uint8Array): Sighted | undefined {
  try {
    const entry: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    if (!isObject(entry) || !isObject(entry.resource) || !isResourceType(entry.resource.resourceType)) return undefined;
    const { fullUrl, request } = entry;
    return {
      resource: entry.resource as Resource,
      ...(typeof fullUrl === 'string' && { fullUrl }),
      ...(isObject(request) &&
        typeof request.url === 'string' && {
          request: {
            url: request.url,
            ...(typeof request.method === 'string' && { method: request.method }),
            ...(typeof request.ifNoneExist === 'string' && { ifNoneExist: request.ifNoneExist }),
          },
        }),
    };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
