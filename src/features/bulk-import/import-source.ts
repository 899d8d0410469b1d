import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { fail, type Outcome, ok } from '#kernel';

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

/** This machine and what a cloud offers to it alone: reached where the operator's own address names it, by nothing else. */
const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addSubnet('0.0.0.0', 8, 'ipv4');
ownMachine.addSubnet('169.254.0.0', 16, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');
ownMachine.addAddress('::', 'ipv6');
ownMachine.addSubnet('fe80::', 10, 'ipv6');
ownMachine.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

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

/** Literal addresses are not looked up; the operator has written them himself. */
const awayFromHere: LookupFunction = (name, options, done) => {
  resolveName(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '', 0);
    const here = (address: string) => ownMachine.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
    const fit = name === 'localhost' ? addresses : addresses.filter(({ address }) => !here(address));
    const [first] = fit;
    if (first === undefined) return done(new Error('The name leads to this machine'), '', 0);
    return options.all === true ? done(null, fit) : done(null, first.address, first.family);
  });
};
