import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';

/** What a test bends, to see it refused; all of it is right where it is left out. */
export interface Bent {
  readonly origin?: string;
  readonly relyingParty?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly present?: boolean;
  readonly verified?: boolean;
  readonly counter?: number;
  readonly userHandle?: Uint8Array;
  /** Signs with a key that the node does not know. */
  readonly foreignKey?: boolean;
}

/** The credential that an authenticator has made, and how it signs. */
export interface SoftwareCredential {
  readonly id: string;
  readonly userHandle: Buffer;
  /** Its answer to `navigator.credentials.create`, as a browser sends it. */
  readonly created: object;
  /** Its answer to `navigator.credentials.get`. */
  sign(options: Pick<PublicKeyCredentialRequestOptionsJSON, 'challenge'>, bent?: Bent): object;
}

const flagBits = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };

/** An authenticator in software: ES256 keys, no attestation, discoverable credentials, user verification (WebAuthn, 6). */
export function softwareAuthenticator(origin: string) {
  return {
    create(options: PublicKeyCredentialCreationOptionsJSON, bent: Bent = {}): SoftwareCredential {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      const credential = randomBytes(32);
      const id = credential.toString('base64url');
      const userHandle = Buffer.from(options.user.id, 'base64url');
      let counter = 0;

      const length = Buffer.alloc(2);
      length.writeUInt16BE(credential.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credential, coseKey(publicKey)]);
      const flags = flagsOf(bent) | flagBits.attested;
      const authData = Buffer.concat([head(origin, flags, bent.counter ?? counter, bent), attested]);
      const clientData = clientDataOf('webauthn.create', origin, options.challenge, bent);
      return {
        id,
        userHandle,
        created: {
          id,
          rawId: id,
          type: 'public-key',
          response: {
            clientDataJSON: clientData.toString('base64url'),
            attestationObject: attestationObject(authData).toString('base64url'),
            transports: ['internal', 'hybrid'],
          },
        },
        sign(asked, how = {}) {
          counter = how.counter ?? counter + 1;
          const signedData = head(origin, flagsOf(how), counter, how);
          const client = clientDataOf('webauthn.get', origin, asked.challenge, how);
          const base = Buffer.concat([signedData, sha256(client)]);
          return {
            id,
            rawId: id,
            type: 'public-key',
            response: {
              clientDataJSON: client.toString('base64url'),
              authenticatorData: signedData.toString('base64url'),
              signature: sign('sha256', base, how.foreignKey ? foreign : privateKey).toString('base64url'),
              userHandle: Buffer.from(how.userHandle ?? userHandle).toString('base64url'),
            },
          };
        },
      };
    },
  };
}

function flagsOf({ present = true, verified = true }: Bent): number {
  return (
    (present ? flagBits.present : 0) | (verified ? flagBits.verified : 0) | flagBits.backupEligible | flagBits.backedUp
  );
}

function head(origin: string, flags: number, counter: number, { relyingParty }: Bent): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(flags);
  tail.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(relyingParty ?? new URL(origin).hostname), tail]);
}

function clientDataOf(type: string, origin: string, challenge: string, bent: Bent): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: bent.type ?? type,
      challenge: bent.challenge ?? challenge,
      origin: bent.origin ?? origin,
      crossOrigin: bent.crossOrigin ?? false,
    }),
  );
}

/** COSE_Key (RFC 9053): kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinates = [x, y].map((each) => Buffer.from(each, 'base64url'));
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    coordinates[0] ?? Buffer.alloc(0),
    Buffer.from([0x22, 0x58, 0x20]),
    coordinates[1] ?? Buffer.alloc(0),
  ]);
}

/** CBOR: `{ fmt: 'none', attStmt: {}, authData }`. */
function attestationObject(authData: Buffer): Buffer {
  const text = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    Buffer.from([0x59, authData.length >> 8, authData.length & 0xff]),
    authData,
  ]);
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
