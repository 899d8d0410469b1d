import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fail, type Outcome, ok } from '#kernel';

const sealedForm = /^sealed:([A-Za-z0-9_-]{20,8000})$/;
const headerForm = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}):[ \t]*([\x20-\x7e\t]{0,4000})$/;
/** What the sending itself sets, and what would change how a request is read. */
const reserved: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const mostHeaders = 20;
const ivLength = 12;
const tagLength = 16;

export interface HeaderSeal {
  /** The headers with their values encrypted for their owner; values that are sealed already stay as they are. */
  seal(owner: string, headers: readonly string[]): Outcome<readonly string[]>;
  /** `Name: value` as it was given. Throws where a value was not sealed for this owner. */
  open(owner: string, header: string): readonly [name: string, value: string];
}

/**
 * Headers of a rest-hook are often passwords. They are kept, and given back to their own owner too, as AES-256-GCM
 * under the node's key, bound to the owner: a sealed value that somebody else puts into a Subscription opens nothing.
 */
export function createHeaderSeal(key: Uint8Array): HeaderSeal {
  const sealValue = (owner: string, value: string) => {
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return `sealed:${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`;
  };
  const openValue = (owner: string, sealed: string) => {
    const bytes = Buffer.from(sealedForm.exec(sealed)?.[1] ?? '', 'base64url');
    const iv = bytes.subarray(0, ivLength);
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
    return decipher.update(bytes.subarray(ivLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
  };
  const opens = (owner: string, sealed: string) => {
    try {
      openValue(owner, sealed);
      return true;
    } catch {
      return false;
    }
  };

  return {
    seal(owner, headers) {
      if (headers.length > mostHeaders) return refused(`There may be up to ${mostHeaders} headers.`);
      const sealed: string[] = [];
      for (const header of headers) {
        const [, name, value] = headerForm.exec(header) ?? [];
        if (name === undefined || value === undefined) return refused('A header is written as `Name: value`.');
        if (reserved.has(name.toLowerCase())) return refused('A header of this name is set by the node itself.');
        if (!value.startsWith('sealed:')) sealed.push(`${name}: ${sealValue(owner, value.trimEnd())}`);
        else if (opens(owner, value)) sealed.push(header);
        else return refused('A sealed header value was not sealed for you.');
      }
      return ok(sealed);
    },
    open(owner, header) {
      const [, name, value] = headerForm.exec(header) ?? [];
      if (name === undefined || value === undefined) throw new Error('A kept header is damaged');
      return [name, openValue(owner, value)];
    },
  };
}

function refused(text: string): Outcome<never> {
  return fail('subscription.channel', text, 'Subscription.channel.header');
}
