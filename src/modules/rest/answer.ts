import type { Readable } from 'node:stream';
import { informationOutcome, operationOutcome } from '#fhir';
import type { Change, StoredVersion, WriteResult, Written } from '#records';

/** What an interaction answers, before it is an HTTP response or an entry of a Bundle. */
export interface Answer {
  readonly status: number;
  /** JSON text of the resource that is answered. */
  readonly text?: string;
  /** The resource that is answered tells only what became of a write. */
  readonly isOutcome?: true;
  /** The same in pieces, made as they are sent: for a resource that is too long to stand in memory as one text. */
  readonly pieces?: Iterable<string>;
  /** The version that the answer is about: ETag and Last-Modified come from it. */
  readonly stored?: StoredVersion;
  /** Relative to the base: `Patient/1/_history/2`. */
  readonly location?: string;
  /** A whole HTML page instead of a resource. */
  readonly page?: string;
  /** BCP 47 of an answer that was written in a language. */
  readonly language?: string;
  /** What is answered instead of a resource, with its media type. */
  readonly content?: { readonly type: string; readonly body: string | Buffer | Readable };
  /** Further headers, their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** `Prefer: return=...` (FHIR R4, http.html#ops). */
export type ReturnPreference = 'representation' | 'minimal' | 'OperationOutcome';

function locationOf(stored: StoredVersion): string {
  return `${stored.type}/${stored.id}/_history/${stored.version}`;
}

export function etagOf(stored: StoredVersion): string {
  return `W/"${stored.version}"`;
}

const words: Readonly<Record<WriteResult['outcome'], string>> = {
  created: 'Created.',
  updated: 'Updated.',
  deleted: 'Deleted.',
  unchanged: 'Nothing to change.',
  found: 'It was there already.',
};

/** The answer to a write: 201 where something came into being, 204 for a deletion, and what the caller prefers to see. */
export function answerOfWrite(result: Written, preference: ReturnPreference): Answer {
  const { outcome, stored } = result;
  if (outcome === 'deleted' || stored.deleted) {
    return preference === 'OperationOutcome'
      ? { status: 200, stored, text: outcomeOfWrite(result), isOutcome: true }
      : { status: 204, stored };
  }
  const answer = { status: outcome === 'created' ? 201 : 200, stored, location: locationOf(stored) } as const;
  if (preference === 'minimal') return answer;
  return preference === 'OperationOutcome'
    ? { ...answer, text: outcomeOfWrite(result), isOutcome: true }
    : { ...answer, text: stored.text };
}

/** What became of it, and what is wrong with it that is no error. */
function outcomeOfWrite({ outcome, warnings = [] }: Written): string {
  const told = informationOutcome(words[outcome]);
  return JSON.stringify({ ...told, issue: [...told.issue, ...operationOutcome(warnings).issue] });
}

/** Changes by a writer who, where he prefers an OperationOutcome, is told of warnings in it. */
export function telling(changes: readonly Change[], preference: ReturnPreference | undefined): readonly Change[] {
  if (preference !== 'OperationOutcome') return changes;
  return changes.map((change) =>
    change.op === 'delete' ? change : { ...change, draft: { ...change.draft, tellWarnings: true } },
  );
}
