import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSignInFile } from './read-sign-in-file.ts';
import { simulatedAuthority } from './simulated/simulated-certificates.ts';

let directory: string;
const file = () => join(directory, 'sign-in.json');

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'carnet-sign-in-'));
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  secret('rsa.pem', pem.toString());
  secret('secret.txt', 'a secret of this test\n');
  const authority = await simulatedAuthority('Authority', 'FR');
  const relying = await authority.issue('Relying party', 'FR');
  secret('wallet.key', relying.keyPem);
  secret('authority.key', authority.keyPem);
  writeFileSync(join(directory, 'wallet.pem'), relying.certificatePem);
  writeFileSync(join(directory, 'anchors.pem'), authority.certificatePem);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function secret(name: string, content: string): void {
  writeFileSync(join(directory, name), content, { mode: 0o600 });
}

const broker = {
  name: 'psc',
  kind: 'pro-sante-connect',
  issuer: 'https://auth.example.org/realms/psc',
  client_id: 'carnet',
  client_secret_file: 'secret.txt',
};
const wallet = {
  name: 'wallet',
  kind: 'eudi-wallet',
  key_file: 'wallet.key',
  certificate_file: 'wallet.pem',
  trust_anchors_file: 'anchors.pem',
};

async function read(content: unknown) {
  writeFileSync(file(), typeof content === 'string' ? content : JSON.stringify(content));
  return readSignInFile(file());
}
const one = async (over: object) => read({ upstreams: [{ ...broker, ...over }] });

describe('the file by which an operator sets upstreams up', () => {
  it('may be absent: then there are none', async () => {
    expect(await readSignInFile(join(directory, 'nowhere.json'))).toEqual([]);
  });

  it('is read with what the kind brings where it says nothing', async () => {
    const [psc, fc, eudi] = await read({
      upstreams: [
        broker,
        {
          name: 'fc',
          kind: 'franceconnect',
          label: 'FranceConnect+',
          issuer: 'https://fc.example.org/api/v2',
          client_id: 'carnet',
          private_key_file: 'rsa.pem',
          decryption_key_file: 'rsa.pem',
          assurance: 'substantial',
        },
        wallet,
      ],
    });
    expect(psc).toMatchObject({ name: 'psc', label: 'Pro Santé Connect', assurance: 'low', hosts: [], publicKeys: [] });
    expect(fc).toMatchObject({
      label: 'FranceConnect+',
      assurance: 'substantial',
      publicKeys: [
        { kty: 'RSA', use: 'sig', alg: 'RS256', kid: expect.any(String) },
        { kty: 'RSA', use: 'enc', alg: 'RSA-OAEP-256' },
      ],
    });
    expect(JSON.stringify(fc)).not.toContain('"d"');
    expect(eudi).toMatchObject({ assurance: 'high', link: 'openid4vp://', issuerKeys: {} });
  });

  it('names an issuer on this machine, and thereby this machine alone', async () => {
    const [psc] = await one({ issuer: 'http://localhost:9/psc', hosts: ['eidas.internal:8443'] });
    expect(psc).toMatchObject({ hosts: ['eidas.internal:8443', 'localhost:9'] });
  });

  it.each<[string, object | string, string]>([
    ['what is no JSON', '{', 'it is not JSON'],
    ['a list', [], 'it must be an object'],
    ['no upstreams', {}, 'upstreams must be a list'],
    [
      'a member that nobody knows',
      { upstreams: [{ ...broker, secret: 'x' }] },
      'upstreams[0].secret is not known here',
    ],
    ['a kind that nobody knows', { upstreams: [{ ...broker, kind: 'saml' }] }, 'upstreams[0].kind must be one of'],
    ['a name with signs', { upstreams: [{ ...broker, name: '../x' }] }, 'upstreams[0].name must be'],
    ['a name twice', { upstreams: [broker, broker] }, 'upstreams[1].name is taken'],
    ['plain http', { upstreams: [{ ...broker, issuer: 'http://auth.example.org' }] }, 'upstreams[0].issuer must be'],
    ['a level that does not exist', { upstreams: [{ ...broker, assurance: 'top' }] }, 'upstreams[0].assurance must be'],
    ['scopes without openid', { upstreams: [{ ...broker, scope: 'email' }] }, 'upstreams[0].scope must contain openid'],
    [
      'two proofs',
      { upstreams: [{ ...broker, private_key_file: 'rsa.pem' }] },
      'upstreams[0] must have either client_secret_file or private_key_file',
    ],
    [
      'a secret that is not there',
      { upstreams: [{ ...broker, client_secret_file: 'nowhere' }] },
      'upstreams[0].client_secret_file names a file that cannot be read',
    ],
    [
      'a wallet without anchors',
      { upstreams: [{ ...wallet, trust_anchors_file: undefined }] },
      'upstreams[0] must have trust',
    ],
    [
      'a wallet with a certificate of its own making',
      { upstreams: [{ ...wallet, key_file: 'authority.key', certificate_file: 'anchors.pem' }] },
      'upstreams[0].certificate_file is signed by itself, not by an authority',
    ],
    [
      'a wallet with a certificate of another key',
      { upstreams: [{ ...wallet, certificate_file: 'anchors.pem' }] },
      'upstreams[0].certificate_file is of another key',
    ],
    [
      'a wallet with an RSA key',
      { upstreams: [{ ...wallet, key_file: 'rsa.pem' }] },
      'upstreams[0].key_file must hold a P-256',
    ],
    [
      'another policy of revocation',
      { upstreams: [{ ...wallet, revocation: 'never' }] },
      'upstreams[0].revocation must be one of required, named, reachable',
    ],
    [
      'a member of another kind',
      { upstreams: [{ ...wallet, issuer: 'https://a.example' }] },
      'upstreams[0].issuer is not known',
    ],
  ])('is refused with %s, by its path', async (_what, content, words) => {
    await expect(read(content)).rejects.toThrow(`${file()}: ${words}`);
  });

  it('is refused where others may read a secret, and never quotes one', async () => {
    chmodSync(join(directory, 'secret.txt'), 0o644);
    const failure = await one({}).catch((error: Error) => error.message);
    expect(failure).toContain('upstreams[0].client_secret_file must name a file that only its owner may read');
    expect(failure).not.toContain('a secret of this test');
    chmodSync(join(directory, 'secret.txt'), 0o600);
  });
});
