import { hashLength } from './merkle.ts';
import { type NoteSigner, signText } from './signed-note.ts';

/** The head of a log's tree: how many entries it has, and what they are (c2sp.org/tlog-checkpoint). */
export interface TreeHead {
  /** The log's name in the world. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** When it was made. In an extension line, as is what follows, so that it is signed with the rest. */
  readonly time?: Date;
  /** The last head that the log signs by one key, and the first by another: both sign it. Vkeys. */
  readonly rotation?: KeyRotation;
}

export interface KeyRotation {
  readonly from: string;
  readonly to: string;
}

const sizeForm = /^(0|[1-9][0-9]{0,15})$/;
const hashForm = /^[A-Za-z0-9+/]{43}=$/;
const timeForm = /^time (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)$/;
const keyForm = /^(key|next-key) (\S{1,400})$/;

/** The text of a checkpoint, which is what its signatures sign. */
export function checkpointText({ origin, size, root, time, rotation }: TreeHead): string {
  const lines = [origin, String(size), root.toString('base64')];
  if (time !== undefined) lines.push(`time ${time.toISOString()}`);
  if (rotation !== undefined) lines.push(`key ${rotation.from}`, `next-key ${rotation.to}`);
  return `${lines.join('\n')}\n`;
}

/** The signed checkpoint of a head; a rotation's is signed by both keys. */
export function signCheckpoint(signers: readonly NoteSigner[], head: TreeHead, at: Date): string {
  const text = checkpointText(head);
  return `${text}\n${signers.map((signer) => signText(signer, text, at)).join('')}`;
}

/** The head that a checkpoint's text tells, unverified; undefined where it tells none. */
export function readHead(text: string): TreeHead | undefined {
  const [origin = '', size = '', root = '', ...lines] = text.split('\n');
  if (origin === '' || !sizeForm.test(size) || !Number.isSafeInteger(Number(size))) return undefined;
  const bytes = readHash(root);
  if (bytes === undefined) return undefined;
  const time = new Date(timeForm.exec(lines[0] ?? '')?.[1] ?? Number.NaN);
  const keys = new Map(keysOf(lines));
  const [from, to] = [keys.get('key'), keys.get('next-key')];
  return {
    origin,
    size: Number(size),
    root: bytes,
    ...(Number.isNaN(time.getTime()) ? {} : { time }),
    ...(from === undefined || to === undefined ? {} : { rotation: { from, to } }),
  };
}

function keysOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const [, name, key] = keyForm.exec(line) ?? [];
    return name === undefined || key === undefined ? [] : [[name, key] as const];
  });
}

/** A hash in base64; undefined where it is none. */
export function readHash(text: string): Buffer | undefined {
  const bytes = hashForm.test(text) ? Buffer.from(text, 'base64') : undefined;
  return bytes?.length === hashLength ? bytes : undefined;
}
