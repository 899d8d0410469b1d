import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type TestNode } from './testing-world.ts';
import { gatewayBase, readTrust, writeTrust } from './trust.ts';

const world = createWorld();
let portugal: TestNode;
beforeAll(async () => {
  portugal = await world.node('PT');
});
afterAll(() => world.close());

describe('the trust list', () => {
  it('reads what it wrote, and is empty where there is no directory', async () => {
    const trustDir = join(await world.directory(), 'trust');
    expect(readTrust(trustDir)).toEqual([]);
    await writeTrust(trustDir, portugal.entry);
    expect(readTrust(trustDir)).toEqual([portugal.entry]);
  });

  it('is seen by a running node as soon as it changes', async () => {
    const node = await world.node('FR');
    const countries = () => node.gateway.partners().map((partner) => partner.country);
    expect(countries()).toEqual([]);
    await writeTrust(node.trustDir, portugal.entry);
    expect(countries()).toEqual(['PT']);
    await rm(join(node.trustDir, 'PT.json'));
    expect(countries()).toEqual([]);
  });

  it('does not hold its own country as a partner', async () => {
    const node = await world.node('FR');
    await writeTrust(node.trustDir, node.entry);
    expect(node.gateway.partners()).toEqual([]);
  });

  it('trusts nobody for a file that is damaged or incomplete, and goes on with the others', async () => {
    const trustDir = await world.directory();
    await writeTrust(trustDir, portugal.entry);
    const put = async (entry: object | string) => {
      const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
      await writeFile(join(trustDir, 'ES.json'), text);
      return readTrust(trustDir).map((each) => each.country);
    };
    const spain = { ...portugal.entry, country: 'ES' };
    expect(await put(spain)).toEqual(['ES', 'PT']);
    const [key] = portugal.entry.assertionKeys;
    const spoiled: (object | string)[] = [
      '{"country":',
      'null',
      { ...spain, country: 'IT' },
      { ...spain, authority: portugal.keys.tls.certificatePem },
      { ...spain, gatewayUrl: 'http://localhost/gateway' },
      { ...spain, gatewayUrl: 'https://localhost/gateway/' },
      { ...spain, host: '' },
      { ...spain, assertionKeys: [{ ...key, kid: undefined }] },
      { ...spain, assertionKeys: [{ ...key, d: 'private' }] },
      { ...spain, assertionKeys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'x' }] },
      { ...spain, traits: [{ name: 'identifier', label: 'x', system: 'y', pattern: '(' }] },
      { ...spain, traits: [{ name: 'mother', label: 'x' }] },
      { ...spain, validTo: 'soon' },
    ];
    for (const entry of spoiled) expect(await put(entry)).toEqual(['PT']);
    await mkdir(join(trustDir, 'XX.json'));
    expect(await put('x')).toEqual(['PT']);
  });

  it('names a gateway by its base', () => {
    expect(gatewayBase('https://gateway.example:8101')).toBe('https://gateway.example:8101/gateway');
    expect(gatewayBase('https://gateway.example/ncp/')).toBe('https://gateway.example/ncp');
    expect(() => gatewayBase('http://gateway.example')).toThrow();
  });
});
