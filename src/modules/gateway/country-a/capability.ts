import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '#kernel';
import type { AssertionClaims } from '../assertion.ts';

/** To whom a capability is given: it opens for nobody else. */
export interface Bearer {
  readonly country: string;
  readonly subject: string;
  readonly purpose: AssertionClaims['purpose_of_use'];
  readonly person: AssertionClaims['patient'];
}

/** What one step of an exchange gives the next, in place of ids of this node. */
export interface Capabilities {
  seal(kind: 'patient' | 'document', patient: string, bearer: Bearer): string;
  /** The id of the Patient; undefined where the text was not sealed here, for this bearer and kind, or is too old. */
  open(kind: 'patient' | 'document', capability: string, bearer: Bearer): string | undefined;
}

const lifetimeSeconds = 120;
const longestId = 64;
const ivBytes = 12;
const tagBytes = 16;
const plainBytes = 4 + 1 + longestId;
const form = new RegExp(`^[\\w-]{${Math.ceil(((ivBytes + plainBytes + tagBytes) * 4) / 3)}}$`);

/**
 * Seals with AES-256-GCM. The bearer is associated data, so that a capability of another professional, country,
 * purpose or person fails as a forged one does; every capability has the same length and tells nothing of the id.
 */
export function createCapabilities(options: { readonly sealKey: Uint8Array; readonly clock: Clock }): Capabilities {
  return {
    seal(kind, patient, bearer) {
      const plain = Buffer.alloc(plainBytes);
      plain.writeUInt32BE(Math.floor(options.clock.now().getTime() / 1000) + lifetimeSeconds, 0);
      plain.writeUInt8(Buffer.byteLength(patient), 4);
      plain.write(patient, 5);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', options.sealKey, iv).setAAD(associated(kind, bearer));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(kind, capability, bearer) {
      if (!form.test(capability)) return undefined;
      const bytes = Buffer.from(capability, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', options.sealKey, bytes.subarray(0, ivBytes))
        .setAAD(associated(kind, bearer))
        .setAuthTag(bytes.subarray(-tagBytes));
      let plain: Buffer;
      try {
        plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
      } catch {
        return undefined;
      }
      if (plain.readUInt32BE(0) * 1000 < options.clock.now().getTime()) return undefined;
      return plain.toString('utf8', 5, 5 + plain.readUInt8(4));
    },
  };
}

function associated(kind: string, { country, subject, purpose, person }: Bearer): Buffer {
  return Buffer.from(JSON.stringify([kind, country, subject, purpose, person.system, person.value]));
}
