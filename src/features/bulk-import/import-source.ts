import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { fail, isOwnMachine, lookupAmong, type Outcome, ok } from '#kernel';

/** Where an import may read from, and how. */
export interface ImportSources {
  /** Refuses with `import.source` an address that is not below one of the operator's. */
  check(address: string): Outcome<URL>;
  /** The bytes at a checked address, inflated where they come compressed. */
  open(url: URL, signal: AbortSignal): Promise<Outcome<Readable>>;
  close(): Promise<void>;
}

const longestAddress = 4_000;
const patience = 60_000;

/**
 * Sources that the operator allows: addresses such as `https://files.example.org/exports/`, below which everything may be
 * read. Redirects are not followed, and a name does not lead to this machine.
 */
export function importSources(allowed: readonly string[]): ImportSources {
  const roots = allowed.map((address) => new URL(address));
  const agent = new Agent({ connect: { lookup: awayFromHere }, headersTimeout: patience, bodyTimeout: patience });
  return {
    check(address) {
      const url = address.length > longestAddress ? null : URL.parse(address);
      if (url === null || url.username !== '' || url.password !== '') {
        return fail('import.source', 'The input is not an absolute address without a password.');
      }
      if (roots.length === 0) return fail('import.source', 'The operator allows no source to be read from.');
      return roots.some((root) => isBelow(url, root))
        ? ok(url)
        : fail('import.source', 'The operator does not allow this source to be read from.');
    },

    async open(url, signal) {
      try {
        const answer = await request(url, {
          dispatcher: agent,
          signal,
          headers: { accept: 'application/fhir+ndjson' },
        });
        if (answer.statusCode !== 200) {
          await answer.body.dump();
          return fail('import.source', `The source answers with status ${answer.statusCode}.`);
        }
        const coding = String(answer.headers['content-encoding'] ?? 'identity').toLowerCase();
        const packed = coding === 'gzip' || url.pathname.endsWith('.gz');
        if (coding !== 'identity' && coding !== 'gzip') {
          await answer.body.dump();
          return fail('import.source', 'The source sends a Content-Encoding that is not read here.');
        }
        const through = packed ? createGunzip() : new PassThrough();
        answer.body.on('error', (error) => through.destroy(error));
        through.on('close', () => answer.body.destroy());
        return ok(answer.body.pipe(through));
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof Error)) throw thrown;
        return fail('import.source', 'The source does not answer.');
      }
    },

    close: () => agent.close(),
  };
}

function isBelow(url: URL, root: URL): boolean {
  const folder = root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`;
  // A path that is decoded later could climb out of the folder.
  if (/%2e|%2f|%5c/i.test(url.pathname)) return false;
  return url.origin === root.origin && (url.pathname.startsWith(folder) || url.pathname === root.pathname);
}

/**
 * This machine is reached where the operator's own address names it, by nothing else. Literal addresses are not looked up;
 * the operator has written them himself.
 */
const awayFromHere = lookupAmong((address, name) => name === 'localhost' || !isOwnMachine(address));
