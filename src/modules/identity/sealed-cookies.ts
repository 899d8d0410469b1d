import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Keyring } from './keyring.ts';

/** What a sealed cookie is for stands inside it: one made for one purpose does not open for another. */
type SealPurpose = 'session' | 'login' | 'upstream' | 'waiting' | 'roles' | 'role-change';

export interface Seals {
  seal(purpose: SealPurpose, text: string): Promise<string>;
  /** Undefined for everything that was not sealed here for this purpose. */
  open(purpose: SealPurpose, sealed: string): Promise<string | undefined>;
}

/** A cookie is short; what is kept of a sign-in at an upstream, in the database, may be longer. */
const longestSealed: Readonly<Record<SealPurpose, number>> = {
  session: 4_096,
  login: 4_096,
  upstream: 131_072,
  waiting: 65_536,
  roles: 524_288,
  'role-change': 4_096,
};

/** Cookies as JWE (RFC 7516, direct encryption, AES-256-GCM): the browser keeps them and can neither read nor change them. */
export function createSeals(keyring: Pick<Keyring, 'current'>): Seals {
  return {
    seal: (purpose, text) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: `carnet-${purpose}` })
        .encrypt(keyring.current().session[0]),
    async open(purpose, sealed) {
      if (sealed.length > longestSealed[purpose]) return undefined;
      for (const key of keyring.current().session) {
        try {
          const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
            keyManagementAlgorithms: ['dir'],
            contentEncryptionAlgorithms: ['A256GCM'],
          });
          return protectedHeader.typ === `carnet-${purpose}` ? new TextDecoder().decode(plaintext) : undefined;
        } catch {
          // Sealed with another key, or not by this node.
        }
      }
      return undefined;
    },
  };
}

/** The value of a cookie; the first where a name comes twice. */
export function readCookie(header: string | readonly string[] | undefined, name: string): string | undefined {
  const text = typeof header === 'string' ? header : (header?.join('; ') ?? '');
  for (const pair of text.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** `Set-Cookie` for a cookie that scripts cannot read and other sites' requests do not carry. */
export function setCookie(name: string, value: string, options: { secure: boolean; maxAge: number }): string {
  const secure = options.secure ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${options.maxAge}; HttpOnly; SameSite=Lax${secure}`;
}
