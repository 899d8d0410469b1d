import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#kernel';
import { codeOf } from '#kernel/testing';
import { openTestTables, valueSet } from '../testing.ts';
import { archiveOf } from '../testing-archives.ts';
import { createPackages } from './packages.ts';
import { openRegistry } from './registry.ts';

let test: Awaited<ReturnType<typeof openTestTables>>;
let folder: string;
beforeAll(async () => {
  test = await openTestTables();
  folder = mkdtempSync(join(tmpdir(), 'carnet-registry-'));
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await test.db.query('delete from definition_package', []);
});

/** The address of a server that answers so, and the paths that it is asked for. */
async function serve(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Published {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Where the listing says that the archive is. */
  readonly tarball?: string;
}

/** A registry of packages, as npm's answer. */
function publish(packages: Readonly<Record<string, readonly Published[]>>) {
  return serve((request, response) => {
    const [, name = '', version] = decodeURIComponent(request.url ?? '').split('/');
    const published = packages[name];
    if (published === undefined) return response.writeHead(404).end();
    if (version === undefined) {
      const versions = published.map((one) => [
        one.version,
        { name, version: one.version, ...(one.tarball === undefined ? {} : { dist: { tarball: one.tarball } }) },
      ]);
      return response.end(JSON.stringify({ name, versions: Object.fromEntries(versions) }));
    }
    const found = published.find((one) => one.version === version);
    if (found === undefined) return response.writeHead(404).end();
    const { dependencies = {} } = found;
    return response.end(archiveOf({ name, version, dependencies }, [valueSet(`urn:${name}`, version, name)]));
  });
}

const from = (url: string, more: { timeout?: number; mostBytes?: number } = {}) =>
  createPackages({
    db: test.db,
    clock: fixedClock('2026-11-01T10:00:00.000Z'),
    lockFile: join(folder, 'lock.json'),
    registry: openRegistry({ url, timeout: 2_000, ...more }),
  });
const namesOf = (listed: readonly { readonly name: string; readonly version: string }[]) =>
  listed.map(({ name, version }) => `${name}#${version}`);

describe('a registry', () => {
  it('gives packages by name, with what they build on in the newest version that fits', async () => {
    const { url } = await publish({
      'test.top': [{ version: '1.0.0', dependencies: { 'test.base': '1.1.x', 'hl7.fhir.r4.core': '4.0.1' } }],
      'test.base': [
        { version: '1.1.0' },
        { version: '1.1.7', dependencies: { 'test.deep': '3.0.0', 'test.gone': '1.0.0' } },
        { version: '1.2.0' },
      ],
      'test.deep': [{ version: '3.0.0' }],
    });
    const added = await from(url).add({ sources: ['test.top'] });
    if (!added.ok) throw new Error(added.fault.code);
    expect(namesOf(added.value.added).sort()).toEqual(['test.base#1.1.7', 'test.deep#3.0.0', 'test.top#1.0.0']);
    expect(added.value.added.filter(({ requested }) => requested).map(({ name }) => name)).toEqual(['test.top']);
    expect(added.value.missing).toMatchObject([{ name: 'test.gone', neededBy: 'test.base#1.1.7' }]);
    const removed = await from(url).remove('test.top');
    expect(removed.ok && removed.value.idle).toEqual(['test.base#1.1.7']);

    const locked = await from(url).add({ sources: ['test.top#1.0.0'] });
    expect(codeOf(locked)).toBe('ok');
    await test.db.query('delete from definition_package', []);
    expect(codeOf(await from(url).add({ sources: [], locked: true }))).toBe('ok');
    expect(await from(url).list()).toHaveLength(3);
    expect(codeOf(await from(url).add({ sources: ['test.top#9.9.9'] }))).toBe('package.not-found');
    expect(codeOf(await from(url).add({ sources: ['test.unheard'] }))).toBe('package.not-found');
  });

  it('is asked within its own origin alone', async () => {
    const inner = await serve((_request, response) => response.end('secret'));
    const { url, asked } = await publish({
      'test.led': [{ version: '1.0.0', tarball: `${inner.url}/test.led/1.0.0` }],
      'test.file': [{ version: '1.0.0', tarball: 'file:///etc/passwd' }],
    });
    expect(codeOf(await from(url).add({ sources: ['test.led', 'test.file'] }))).toBe('ok');
    expect(asked).toContain('/test.led/1.0.0');
    const leading = await serve((_request, response) => response.writeHead(302, { location: inner.url }).end());
    expect(codeOf(await from(leading.url).add({ sources: ['test.led'] }))).toBe('package.registry');
    expect(inner.asked).toEqual([]);
  });

  it.each<readonly [string, RequestListener]>([
    ['answers with something else', (_request, response) => response.end('<html>')],
    ['answers with an error', (_request, response) => response.writeHead(500).end()],
    ['leads in a circle', (request, response) => response.writeHead(302, { location: request.url ?? '' }).end()],
    ['does not end', (_request, response) => void response.write(' ')],
  ])('is refused where it %s', async (_words, answer) => {
    const { url } = await serve(answer);
    const refused = await from(url, { timeout: 300 }).add({ sources: ['test.base'] });
    expect(codeOf(refused)).toBe('package.registry');
  });

  it('is refused where it gives too much, another package, or does not answer', async () => {
    const { url } = await publish({ 'test.base': [{ version: '1.0.0' }] });
    expect(codeOf(await from(url, { mostBytes: 10 }).add({ sources: ['test.base'] }))).toBe('package.registry');
    const other = await serve((request, response) =>
      response.end(
        request.url?.includes('1.0.0')
          ? archiveOf({ name: 'test.other', version: '1.0.0' }, [])
          : JSON.stringify({ versions: { '1.0.0': {} } }),
      ),
    );
    expect(codeOf(await from(other.url).add({ sources: ['test.base'] }))).toBe('package.registry');
    expect(codeOf(await from('http://127.0.0.1:1').add({ sources: ['test.base'] }))).toBe('package.registry');
    expect(await from(url).list()).toEqual([]);
  });
});
