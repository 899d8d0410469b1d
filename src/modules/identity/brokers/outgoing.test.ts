import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedFetch } from './outgoing.ts';

const server = createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: '/here' }).end();
  else if (request.url === '/bomb') {
    const bomb = gzipSync(Buffer.alloc(2_000_000));
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  } else response.end('here');
});
let host: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const asked = { body: undefined, headers: {}, method: 'GET', redirect: 'manual' } as const;

describe('requests to an upstream', () => {
  it('reach a host that the operator names, and follow no redirect', async () => {
    const fetch = guardedFetch([host]);
    expect(await (await fetch(`http://${host}/`, asked)).text()).toBe('here');
    expect((await fetch(`http://${host}/away`, asked)).status).toBe(302);
  });

  it.each([
    'http://example.org/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00:ec2::254]/',
  ])('do not reach %s', async (address) => {
    await expect(guardedFetch([])(address, asked)).rejects.toThrow('may not be connected to');
  });

  it.each(['http://127.0.0.1/', 'http://localhost/', 'http://10.0.0.1/', 'http://[::1]/', 'ftp://example.org/'])(
    'do not reach %s where plain http is let out',
    async (address) => {
      await expect(guardedFetch([], { plainHttp: true })(address, asked)).rejects.toThrow('may not be connected to');
    },
  );

  it('do not reach an inner name where plain http is let out', async () => {
    await expect(guardedFetch([], { plainHttp: true })('http://sub.localhost/', asked)).rejects.toThrow();
  });

  it('take no answer that is longer unpacked than it may be', async () => {
    const answer = await guardedFetch([host])(`http://${host}/bomb`, asked);
    await expect(answer.text()).rejects.toThrow('too long');
    const wider = await guardedFetch([host], { longestAnswer: 3_000_000 })(`http://${host}/bomb`, asked);
    expect((await wider.arrayBuffer()).byteLength).toBe(2_000_000);
  });

  it('do not reach a name that leads into the inner network', async () => {
    await expect(guardedFetch([])('https://sub.localhost/', asked)).rejects.toThrow();
  });
});
