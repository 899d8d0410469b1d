import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** What a signature on a note says: that the text is the signer's own, or that a witness has seen it (c2sp.org/tlog-cosignature). */
export type SignatureKind = 'signature' | 'cosignature';

const kindBytes: Readonly<Record<SignatureKind, number>> = { signature: 1, cosignature: 4 };
const kindsByByte = new Map(Object.entries(kindBytes).map(([kind, byte]) => [byte, kind as SignatureKind]));

/** Who may sign: a name and an Ed25519 key, written as a vkey: `<name>+<key id>+<base64 of kind and key>`. */
export interface NoteVerifier {
  readonly name: string;
  readonly kind: SignatureKind;
  /** 32 bytes. */
  readonly publicKey: Buffer;
}

export interface NoteSigner extends NoteVerifier {
  readonly privateKey: KeyObject;
}

/** A text and the signature lines below it; nothing is verified yet. */
export interface Note {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Buffer;
  readonly bytes: Buffer;
}

const mostSignatures = 32;
const longestNote = 16_384;
const nameForm = /^[^\s+\p{Cc}]{1,200}$/u;
const signatureLine = /^\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/;
const keyLength = 32;

/** The signer of a kind that an Ed25519 private key makes. */
export function noteSigner(name: string, kind: SignatureKind, privateKey: KeyObject): NoteSigner {
  if (!nameForm.test(name)) throw new RangeError('A signer needs a name without spaces and plus signs');
  const { x } = createPublicKey(privateKey as never).export({ format: 'jwk' }) as { readonly x?: string };
  return { name, kind, privateKey, publicKey: Buffer.from(x ?? '', 'base64url') };
}

/** The vkey of a verifier (c2sp.org/signed-note). */
export function verifierText(verifier: NoteVerifier): string {
  const material = Buffer.concat([Buffer.from([kindBytes[verifier.kind]]), verifier.publicKey]);
  return `${verifier.name}+${keyIdOf(verifier).toString('hex')}+${material.toString('base64')}`;
}

/** The verifier that a vkey names; undefined where it is not one, or its key id is not that of its key. */
export function readVerifier(text: string): NoteVerifier | undefined {
  const [name = '', id = '', ...rest] = text.split('+');
  // Base64 has plus signs of its own.
  const material = Buffer.from(rest.join('+'), 'base64');
  const kind = kindsByByte.get(material[0] ?? 0);
  if (kind === undefined || material.length !== keyLength + 1 || !nameForm.test(name)) return undefined;
  const verifier = { name, kind, publicKey: material.subarray(1) };
  return keyIdOf(verifier).toString('hex') === id ? verifier : undefined;
}

/** The signature line, with its newline, that a signer puts below a text. A witness's tells the time (whole seconds). */
export function signText(signer: NoteSigner, text: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const signed = sign(null, messageOf(signer.kind, text, BigInt(seconds)), signer.privateKey);
  const bytes = signer.kind === 'signature' ? signed : Buffer.concat([bigEndian(BigInt(seconds)), signed]);
  return `\u2014 ${signer.name} ${Buffer.concat([keyIdOf(signer), bytes]).toString('base64')}\n`;
}

/** Reads a note (c2sp.org/signed-note); undefined where it is not well formed or larger than 16 kB or 32 signatures. */
export function readNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n');
  if (note.length > longestNote || end === -1 || !note.endsWith('\n') || !note.isWellFormed()) return undefined;
  const signatures = readSignatures(note.slice(end + 2));
  if (signatures === undefined || signatures.length === 0) return undefined;
  return { text: note.slice(0, end + 1), signatures };
}

/** Signature lines, as a witness answers them. */
export function readSignatures(lines: string): readonly NoteSignature[] | undefined {
  if (lines.length > longestNote || !lines.endsWith('\n')) return undefined;
  const rows = lines.slice(0, -1).split('\n');
  if (rows.length > mostSignatures) return undefined;
  const signatures: NoteSignature[] = [];
  for (const row of rows) {
    const [, name, encoded] = signatureLine.exec(row) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (name === undefined || bytes.length <= 4) return undefined;
    signatures.push({ name, keyId: bytes.subarray(0, 4), bytes: bytes.subarray(4) });
  }
  return signatures;
}

/** When a witness signed, or that a signer did; undefined where none of the signatures is this verifier's, or one is false. */
export function verifiedBy(verifier: NoteVerifier, note: Note): { readonly at?: Date } | undefined {
  const keyId = keyIdOf(verifier);
  const own = note.signatures.filter(({ name, keyId: id }) => name === verifier.name && id.equals(keyId));
  const seen = own.map(({ bytes }) => verified(verifier, note.text, bytes));
  return seen.includes(undefined) ? undefined : seen.at(-1);
}

function verified(verifier: NoteVerifier, text: string, bytes: Buffer): { readonly at?: Date } | undefined {
  const x = verifier.publicKey.toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  if (verifier.kind === 'signature') {
    return verify(null, messageOf('signature', text, 0n), key, bytes) ? {} : undefined;
  }
  if (bytes.length !== 72) return undefined;
  const seconds = bytes.readBigUInt64BE(0);
  const isSound = verify(null, messageOf('cosignature', text, seconds), key, bytes.subarray(8));
  return isSound ? { at: new Date(Number(seconds) * 1000) } : undefined;
}

function messageOf(kind: SignatureKind, text: string, seconds: bigint): Buffer {
  return Buffer.from(kind === 'signature' ? text : `cosignature/v1\ntime ${seconds}\n${text}`, 'utf8');
}

function keyIdOf({ name, kind, publicKey }: NoteVerifier): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.from([kindBytes[kind]]), publicKey]);
  return hash('sha256', named, 'buffer').subarray(0, 4);
}

function bigEndian(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
