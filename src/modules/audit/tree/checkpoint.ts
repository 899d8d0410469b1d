import { hashLength } from './merkle.ts';
import { type NoteSigner, signText } from './signed-note.ts';

/** The head of a log's tree: how many entries it has, and what they are (c2sp.org/tlog-checkpoint). */
export interface TreeHead {
  /** The log's name in the world. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

const sizeForm = /^(0|[1-9][0-9]{0,15})$/;
const hashForm = /^[A-Za-z0-9+/]{43}=$/;

/** The text of a checkpoint, which is what its signatures sign. */
export function checkpointText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** The signed checkpoint of a head. */
export function signCheckpoint(signer: NoteSigner, head: TreeHead, at: Date): string {
  const text = checkpointText(head);
  return `${text}\n${signText(signer, text, at)}`;
}

/** The head that a checkpoint's text tells, unverified; undefined where it tells none. */
export function readHead(text: string): TreeHead | undefined {
  const [origin = '', size = '', root = ''] = text.split('\n', 3);
  if (origin === '' || !sizeForm.test(size) || !Number.isSafeInteger(Number(size))) return undefined;
  const bytes = readHash(root);
  return bytes === undefined ? undefined : { origin, size: Number(size), root: bytes };
}

/** A hash in base64; undefined where it is none. */
export function readHash(text: string): Buffer | undefined {
  const bytes = hashForm.test(text) ? Buffer.from(text, 'base64') : undefined;
  return bytes?.length === hashLength ? bytes : undefined;
}
