import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { CompactEncrypt } from 'jose';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const secretBytes = 32;

/** What a link names and what opens its file, each 256 random bits in base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** Under what a link is kept; undefined where it cannot be one. */
export function digestOf(secret: string): string | undefined {
  return secretForm.test(secret) ? createHash('sha256').update(secret).digest('base64url') : undefined;
}

/** A passcode as it is kept: salted scrypt, since people choose short ones. */
export async function hashPasscode(passcode: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64url')}.${(await derive(passcode, salt, 32)).toString('base64url')}`;
}

export async function isPasscode(passcode: string, kept: string): Promise<boolean> {
  const [salt = '', hash = ''] = kept.split('.');
  const expected = Buffer.from(hash, 'base64url');
  const derived = await derive(passcode, Buffer.from(salt, 'base64url'), 32);
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** The file of a link: compact JWE, `dir` with A256GCM, deflated (SMART Health Links, Encrypting and Decrypting Files). */
export async function encryptFile(bytes: Uint8Array, key: string, contentType: string): Promise<string> {
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: contentType, zip: 'DEF' })
    .encrypt(Buffer.from(key, 'base64url'));
}
