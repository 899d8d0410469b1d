import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '#fhir';
import { entryOf } from '../entry-line.ts';
import { toAuditEvent } from '../to-audit-event.ts';
import { readHead } from '../tree/checkpoint.ts';
import { includes, leafHash } from '../tree/merkle.ts';
import { type NoteVerifier, readNote, verifiedBy } from '../tree/signed-note.ts';
import { readProof } from './proof-extension.ts';

/** What is wrong with a line of an export; lines count from 1. */
export interface ExportProblem {
  readonly line: number;
  readonly kind: 'not-an-event' | 'no-proof' | 'not-in-the-tree' | 'event-differs' | 'out-of-order';
}

export interface ExportReport {
  readonly entries: number;
  /** How many entries the head covers, and when it was made. */
  readonly size: number;
  readonly time?: Date;
  /** The first 1,000. */
  readonly problems: readonly ExportProblem[];
}

const mostProblems = 1_000;

/**
 * Checks an export without the node that made it: that the head is signed by the log's key, and of each line that its leaf
 * is in the tree of that head, that the AuditEvent tells what the leaf says, and that lines come in the order of the tree.
 * Undefined where the head is not signed by the key.
 */
export async function checkExport(
  checkpoint: string,
  verifier: NoteVerifier,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<ExportReport | undefined> {
  const note = readNote(checkpoint);
  const head = note === undefined ? undefined : readHead(note.text);
  if (note === undefined || head === undefined || head.origin !== verifier.name) return undefined;
  if (verifiedBy(verifier, note) === undefined) return undefined;
  const problems: ExportProblem[] = [];
  let entries = 0;
  let last = -1;
  for await (const text of lines) {
    if (text === '') continue;
    entries += 1;
    const judged = judgeLine(text, head, last);
    if (judged.kind !== undefined && problems.length < mostProblems)
      problems.push({ line: entries, kind: judged.kind });
    last = judged.place;
  }
  return { entries, size: head.size, ...(head.time === undefined ? {} : { time: head.time }), problems };
}

function judgeLine(
  text: string,
  head: { readonly size: number; readonly root: Buffer },
  last: number,
): { readonly place: number; readonly kind?: ExportProblem['kind'] } {
  const event = readEvent(text);
  if (event === undefined) return { place: last, kind: 'not-an-event' };
  const proof = readProof(event);
  if (proof === undefined) return { place: last, kind: 'no-proof' };
  const { line, place } = proof;
  if (!includes(leafHash(line), place, head, proof.proof)) return { place: last, kind: 'not-in-the-tree' };
  if (!tellsTheSame(event, line)) return { place, kind: 'event-differs' };
  return place > last ? { place } : { place, kind: 'out-of-order' };
}

function readEvent(text: string): ExportedEvent | undefined {
  try {
    const value = JSON.parse(text) as ExportedEvent | null;
    return value?.resourceType === 'AuditEvent' ? value : undefined;
  } catch {
    return undefined;
  }
}

interface ExportedEvent extends Resource {
  readonly extension?: unknown;
  readonly agent?: readonly { readonly requestor?: unknown; readonly network?: { readonly address?: unknown } }[];
  readonly source?: { readonly observer?: { readonly display?: unknown } };
}

/** Made anew of the line, for the node that the event itself names: that is said by the export, not by the log. */
function tellsTheSame({ extension: _, ...event }: ExportedEvent, line: string): boolean {
  const server = event.agent?.[1]?.network?.address;
  const observer = { name: String(event.source?.observer?.display), url: String(server) };
  try {
    const made = toAuditEvent({ ...entryOf(line), id: String(event.id) }, observer);
    return isDeepStrictEqual(JSON.parse(JSON.stringify(made)), event);
  } catch {
    return false;
  }
}
