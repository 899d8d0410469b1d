import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSignInFile } from './read-sign-in-file.ts';
import { createSimulatedBroker, type SimulatedPeer } from './simulated/simulated-broker.ts';
import { claire, pivot } from './testing-claire.ts';
import {
  openUpstreamNode,
  servePeer,
  simulatedPerson,
  travellingBrowser,
  type UpstreamNode,
} from './testing-upstreams.ts';

let node: UpstreamNode;
const fc = simulatedPerson('fc-plus', 'eidas2', pivot);

beforeAll(async () => {
  node = await openUpstreamNode(() => [claire()]);
});
afterAll(() => node.close());

describe('an upstream that is set up by a file', () => {
  it('signs in by a key of the node, with userinfo that is encrypted to another', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'carnet-upstream-'));
    const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(join(directory, 'key.pem'), pem, { mode: 0o600 });
    let peer: SimulatedPeer | undefined;
    const served = await servePeer(() => (request, response) => peer?.(request, response) ?? Promise.resolve());
    const entry = {
      name: 'plus',
      kind: 'franceconnect',
      issuer: served.origin,
      client_id: 'carnet',
      private_key_file: 'key.pem',
      decryption_key_file: 'key.pem',
      assurance: 'substantial',
    };
    writeFileSync(join(directory, 'sign-in.json'), JSON.stringify({ upstreams: [entry] }));
    await node.serve(await readSignInFile(join(directory, 'sign-in.json')));
    rmSync(directory, { recursive: true });
    const { keys: publicKeys } = (await (await node.browser().send('/session/upstream/plus/jwks')).json()) as {
      keys: object[];
    };
    peer = createSimulatedBroker({
      kind: 'franceconnect',
      issuer: served.origin,
      client: {
        id: 'carnet',
        publicKeys,
        encrypted: 'RSA-OAEP-256',
        callback: `${node.origin}/session/upstream/plus/callback`,
        afterLogout: `${node.origin}/`,
      },
      people: async () => [fc],
    });
    const browser = travellingBrowser(node);
    expect((await browser.signInAt('plus', 'fc-plus')).at).toBe('/record');
    expect(await browser.session()).toMatchObject({ signedIn: true, patient: 'fr-claire' });
    await served.close();
  });
});
