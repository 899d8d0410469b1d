import { eachMember, type Place, skipSpace } from './json-text.ts';

/** What a server sets on a resource that it stores. */
export interface Stamp {
  readonly id: string;
  readonly versionId: string;
  /** A FHIR instant. */
  readonly lastUpdated: string;
}

interface Edit extends Place {
  readonly text: string;
}

/**
 * The JSON text of a resource with id, meta.versionId and meta.lastUpdated set, and every other character as it was
 * written: number literals, order and white space included (a byte order mark and outer white space go).
 * `source` must have passed `parseResource`.
 */
export function stampResource(source: string, stamp: Stamp): string {
  const open = skipSpace(source, 0);
  // Looking for the bytes of a member is far cheaper than walking all members, and most resources come without a meta.
  const escaped = source.includes('\\u00');
  let idAwaited = escaped || source.includes('"id"');
  let metaAwaited = escaped || source.includes('"meta"');
  let id: Place | undefined;
  let meta: Place | undefined;
  let typeEnd: number | undefined;
  let first = true;
  eachMember(source, open, (key, value) => {
    if (first && key === 'resourceType') typeEnd = value.end;
    first = false;
    if (key === 'id') {
      id = value;
      idAwaited = false;
    } else if (key === 'meta') {
      meta = value;
      metaAwaited = false;
    }
    return !idAwaited && !metaAwaited;
  });

  const insert = (text: string, after: number | undefined): Edit =>
    after === undefined
      ? { start: open + 1, end: open + 1, text: `${text},` }
      : { start: after, end: after, text: `,${text}` };
  const idValue = JSON.stringify(stamp.id);
  const versions = `"versionId":${JSON.stringify(stamp.versionId)},"lastUpdated":${JSON.stringify(stamp.lastUpdated)}`;
  if (id === undefined && meta === undefined) {
    return apply(source, open, [insert(`"id":${idValue},"meta":{${versions}}`, typeEnd)]);
  }
  const idEdit = id === undefined ? insert(`"id":${idValue}`, typeEnd) : { ...(id as Place), text: idValue };
  const metaEdits = meta === undefined ? [insert(`"meta":{${versions}}`, idEdit.end)] : stampMeta(source, meta, stamp);
  return apply(
    source,
    open,
    meta !== undefined && meta.start < idEdit.start ? [...metaEdits, idEdit] : [idEdit, ...metaEdits],
  );
}

/** Edits inside an existing meta, in the order of their places. */
function stampMeta(source: string, meta: Place, stamp: Stamp): readonly Edit[] {
  const values: Record<string, string> = {
    versionId: JSON.stringify(stamp.versionId),
    lastUpdated: JSON.stringify(stamp.lastUpdated),
  };
  if (source.charCodeAt(meta.start) !== 0x7b) {
    return [{ ...meta, text: `{"versionId":${values.versionId},"lastUpdated":${values.lastUpdated}}` }];
  }
  const edits: Edit[] = [];
  const missing = new Set(Object.keys(values));
  eachMember(source, meta.start, (key, value) => {
    if (missing.delete(key)) edits.push({ ...value, text: values[key] ?? '' });
    return missing.size === 0;
  });
  if (missing.size > 0) {
    const added = [...missing].map((key) => `"${key}":${values[key]}`).join(',');
    const inside = meta.start + 1;
    const last = source.charCodeAt(skipSpace(source, inside)) === 0x7d;
    edits.unshift({ start: inside, end: inside, text: last ? added : `${added},` });
  }
  return edits;
}

function apply(source: string, from: number, edits: readonly Edit[]): string {
  let text = '';
  let at = from;
  for (const edit of edits) {
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return (text + source.slice(at)).trimEnd();
}
