import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerWeb } from './index.ts';

let webRoot: string;
let app: FastifyInstance;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'carnet-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Carnet</title>');
  await writeFile(join(webRoot, 'theme.js'), '1');
  await writeFile(join(webRoot, '.sources'), 'secret');
  await writeFile(join(webRoot, 'assets', 'index-abc.js'), '2');
  app = fastify();
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ resourceType: 'OperationOutcome' }));
  registerWeb(app, { webRoot, node: { country: 'FR', name: 'Carnet France', demonstration: true } });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await rm(webRoot, { recursive: true });
});

const browse = (url: string) =>
  app.inject({ url, headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' } });

describe('the pages', () => {
  it.each(['/', '/record', '/record?person=x', '/sign-in/abc', '/patients/fr-x', '/nowhere'])(
    'are one page at %s, which allows nothing inline and nothing from elsewhere',
    async (url) => {
      const answer = await browse(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('<title>Carnet</title>');
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(answer.headers['cache-control']).toBe('no-cache');
    },
  );

  it.each(['/fhir/Nothing', '/api/nothing', '/oidc/nothing', '/session/nothing', '/gateway', '/assets/gone.js'])(
    'do not answer for the machine address %s',
    async (url) => {
      const answer = await browse(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json().resourceType).toBe('OperationOutcome');
    },
  );

  it('do not answer a program that asks for data', async () => {
    expect((await app.inject({ url: '/record', headers: { accept: 'application/json' } })).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/record' })).statusCode).toBe(404);
  });
});

describe('the files of the pages', () => {
  it('are kept for ever where their name has their hash, and looked after where not', async () => {
    const hashed = await app.inject('/assets/index-abc.js');
    expect([hashed.statusCode, hashed.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    const plain = await app.inject('/theme.js');
    expect([plain.statusCode, plain.headers['cache-control']]).toEqual([200, 'no-cache']);
  });

  it.each(['/.sources', '/assets/../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd'])(
    'are no others than those that were built: %s',
    async (url) => expect((await app.inject(url)).statusCode).toBe(404),
  );
});

describe('the facts of the node', () => {
  it('need no sign-in', async () => {
    expect((await app.inject('/api/node')).json()).toEqual({
      country: 'FR',
      name: 'Carnet France',
      demonstration: true,
    });
  });
});
