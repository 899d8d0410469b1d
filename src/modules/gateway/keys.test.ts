import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#kernel';
import { isIssuedBy } from './certificates.ts';
import { prepareGatewayKeys } from './keys.ts';
import { createWorld } from './testing-world.ts';

const world = createWorld();
afterAll(() => world.close());
const start = '2026-11-22T06:00:00Z';

async function prepare(options: { keysDir?: string; host?: string; at?: string } = {}) {
  const keysDir = options.keysDir ?? (await world.directory());
  const clock = fixedClock(options.at ?? start);
  return {
    keysDir,
    keys: await prepareGatewayKeys({ keysDir, country: 'FR', host: options.host ?? 'localhost', clock }),
  };
}

describe('the keys of a gateway', () => {
  it('are made once, readable by their owner alone', async () => {
    const { keysDir, keys } = await prepare();
    const files = await readdir(keysDir);
    expect(files.sort()).toEqual([
      'gateway-assertion.pem',
      'gateway-authority.pem',
      'gateway-seal.key',
      'gateway-tls.pem',
    ]);
    for (const file of files) expect((await stat(join(keysDir, file))).mode & 0o777).toBe(0o600);
    const again = await prepare({ keysDir });
    expect(again.keys.tls).toEqual(keys.tls);
    expect(again.keys.assertion.kid).toBe(keys.assertion.kid);
    expect(again.keys.sealKey).toEqual(keys.sealKey);
    expect(keys.sealKey).toHaveLength(32);
    expect(keys.assertion.publicJwk).not.toHaveProperty('d');
  });

  it('are the same for two processes that start at once', async () => {
    const keysDir = await world.directory();
    const [one, two] = await Promise.all([prepare({ keysDir }), prepare({ keysDir })]);
    expect(one.keys.assertion.kid).toBe(two.keys.assertion.kid);
    expect(one.keys.authority).toEqual(two.keys.authority);
    expect(one.keys.sealKey).toEqual(two.keys.sealKey);
    expect(await readdir(keysDir)).toHaveLength(4);
  });

  it('have a certificate for both roles, for the country and its hosts, that signs nothing', async () => {
    const { keys } = await prepare({ host: 'gateway.fr.example' });
    const certificate = new X509Certificate(keys.tls.certificatePem);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, DNS:gateway.fr.example');
    expect(certificate.subject).toContain('C=FR');
    expect(certificate.ca).toBe(false);
    expect(isIssuedBy(certificate, new X509Certificate(keys.authority.certificatePem), new Date(start))).toBe(true);
    const other = await prepare();
    expect(isIssuedBy(certificate, new X509Certificate(other.keys.authority.certificatePem), new Date(start))).toBe(
      false,
    );
  });

  it('renew the certificate a month before it ends, and when the host changes, under the same authority', async () => {
    const { keysDir, keys } = await prepare();
    const before = await prepare({ keysDir, at: '2027-11-01T00:00:00Z' });
    expect(before.keys.tls.thumbprint).toBe(keys.tls.thumbprint);
    const near = await prepare({ keysDir, at: '2027-11-27T00:00:00Z' });
    expect(near.keys.tls.thumbprint).not.toBe(keys.tls.thumbprint);
    expect(near.keys.authority).toEqual(keys.authority);
    const moved = await prepare({ keysDir, at: '2027-11-27T00:00:00Z', host: 'gateway.fr.example' });
    expect(moved.keys.tls.thumbprint).not.toBe(near.keys.tls.thumbprint);
  });

  it('renew the authority with its key, so that the former certificate still vouches for the new', async () => {
    const { keysDir, keys } = await prepare();
    const at = '2035-12-01T00:00:00Z';
    const renewed = await prepare({ keysDir, at });
    expect(renewed.keys.authority.validTo > keys.authority.validTo).toBe(true);
    const certificate = new X509Certificate(renewed.keys.tls.certificatePem);
    expect(isIssuedBy(certificate, new X509Certificate(keys.authority.certificatePem), new Date(at))).toBe(true);
  });

  it('are not silently replaced where a file is damaged', async () => {
    const { keysDir } = await prepare();
    await writeFile(join(keysDir, 'gateway-tls.pem'), 'nonsense');
    await expect(prepare({ keysDir })).rejects.toThrow('damaged');
    expect(await readFile(join(keysDir, 'gateway-tls.pem'), 'utf8')).toBe('nonsense');
  });
});
