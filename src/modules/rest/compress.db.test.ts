import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codingFor } from './compress.ts';
import { openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  const note = Array.from({ length: 40 }, (_none, n) => ({ text: `a note of some length, number ${n}` }));
  await node.ask('importer', 'PUT', 'Observation/long', { body: pulse('claire', { id: 'long', note }) });
});
afterAll(() => node.close());

describe('the coding of an answer', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, br', 'br'],
    ['br;q=0.5, gzip;q=0.9', 'gzip'],
    ['br;q=0, *', 'zstd'],
    ['*;q=0', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['gzip;q=broken', undefined],
    ['deflate', undefined],
  ])('for %s is %s', (header, coding) => {
    expect(codingFor(header)).toBe(coding);
  });
});

describe('an answer of the FHIR API', () => {
  const inflate = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync };

  it.each(Object.keys(inflate) as (keyof typeof inflate)[])('is the same in %s', async (coding) => {
    const plain = await node.ask('doctor', 'GET', 'Observation/long');
    const answer = await node.ask('doctor', 'GET', 'Observation/long', { headers: { 'accept-encoding': coding } });
    expect([answer.headers['content-encoding'], answer.headers.vary]).toEqual([coding, 'accept-encoding']);
    expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
    expect(inflate[coding](answer.rawPayload).toString()).toBe(plain.body);
    expect([plain.headers['content-encoding'], plain.headers.vary]).toEqual([undefined, 'accept-encoding']);
  });

  it.each(Object.keys(inflate) as (keyof typeof inflate)[])('that is streamed is the same in %s', async (coding) => {
    const plain = await node.ask('doctor', 'GET', 'Patient/claire/$everything');
    expect(plain.json().entry.map((entry: { fullUrl: string }) => entry.fullUrl.split('/').at(-1))).toEqual([
      'claire',
      'long',
    ]);
    const headers = { 'accept-encoding': coding };
    const answer = await node.ask('doctor', 'GET', 'Patient/claire/$everything', { headers });
    expect([answer.headers['content-encoding'], answer.headers.vary]).toEqual([coding, 'accept-encoding']);
    expect(inflate[coding](answer.rawPayload).toString()).toBe(plain.body);
  });

  it('stays as it is where it is short, and for HEAD', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const short = await node.ask('doctor', 'GET', 'Patient/claire', { headers });
    expect([short.headers['content-encoding'], short.json().id]).toEqual([undefined, 'claire']);
    const head = await node.ask('doctor', 'HEAD', 'Observation/long', { headers });
    expect([head.statusCode, head.body, head.headers['content-encoding']]).toEqual([200, '', undefined]);
  });
});
