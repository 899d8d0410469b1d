import { fail, type Outcome, ok } from '#kernel';
import { isPackageVersion } from './package-name.ts';

/** Where packages can be fetched by their names, as npm's registries answer. */
export interface PackageRegistry {
  /** Versions that it lists; empty where it does not know the name. */
  versions(name: string): Promise<Outcome<readonly string[]>>;
  archive(name: string, version: string): Promise<Outcome<Uint8Array>>;
}

export interface RegistryOptions {
  /** `https:`, or `http:` of this machine; nothing outside of its origin is ever asked. */
  readonly url: string;
  /** Milliseconds for one answer; a minute unless said. */
  readonly timeout?: number;
  /** Bytes of an archive; 256 MB unless said. */
  readonly mostBytes?: number;
}

const mostListing = 16 * 1024 * 1024;
const mostRedirects = 3;

/** A registry that the operator has named. Its faults are `package.registry`, and never tell more than a status. */
export function openRegistry({
  url,
  timeout = 60_000,
  mostBytes = 256 * 1024 * 1024,
}: RegistryOptions): PackageRegistry {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const listings = new Map<string, Promise<Outcome<Listing>>>();

  const get = async (address: URL, most: number): Promise<Outcome<Uint8Array | undefined>> => {
    const signal = AbortSignal.timeout(timeout);
    let at = address;
    try {
      for (let redirects = 0; redirects <= mostRedirects; redirects++) {
        if (at.origin !== base.origin) return fail('package.registry', 'The registry leads to another server.');
        const answer = await fetch(at, { redirect: 'manual', signal });
        const location = answer.headers.get('location');
        if (answer.status >= 300 && answer.status < 400 && location !== null) {
          await answer.body?.cancel();
          at = new URL(location, at);
          continue;
        }
        if (answer.status === 404) return ok(undefined);
        if (!answer.ok) return fail('package.registry', `The registry answers with status ${answer.status}.`);
        return await bounded(answer, most);
      }
      return fail('package.registry', 'The registry leads on and on.');
    } catch {
      return fail('package.registry', 'The registry does not answer, or not in time.');
    }
  };

  const list = async (name: string): Promise<Outcome<Listing>> => {
    const got = await get(new URL(encodeURIComponent(name), base), mostListing);
    if (!got.ok) return got;
    if (got.value === undefined) return ok(new Map());
    const listing = readListing(got.value);
    return listing === undefined ? fail('package.registry', 'The registry answers with something else.') : ok(listing);
  };
  const listing = (name: string) => {
    const known = listings.get(name) ?? list(name);
    listings.set(name, known);
    return known;
  };

  return {
    async versions(name) {
      const listed = await listing(name);
      return listed.ok ? ok([...listed.value.keys()]) : listed;
    },
    async archive(name, version) {
      const listed = await listing(name);
      if (!listed.ok) return listed;
      const standard = new URL(`${encodeURIComponent(name)}/${encodeURIComponent(version)}`, base);
      const given = URL.parse(listed.value.get(version) ?? standard.href, base);
      // Registries name other servers, and have the archive at their own address too.
      const got = await get(given?.origin === base.origin ? given : standard, mostBytes);
      if (!got.ok) return got;
      const words = `The registry does not have ${name}#${version}.`;
      return got.value === undefined ? fail('package.not-found', words) : ok(got.value);
    },
  };
}

/** Versions with the addresses of their archives, where it gives any. */
type Listing = ReadonlyMap<string, string | undefined>;

function readListing(bytes: Uint8Array): Listing | undefined {
  try {
    const { versions } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { versions?: unknown };
    if (typeof versions !== 'object' || versions === null) return undefined;
    const entries = Object.entries(versions as Record<string, { dist?: { tarball?: unknown } } | null>);
    return new Map(
      entries
        .filter(([version]) => isPackageVersion(version))
        .map(([version, about]) => {
          const tarball = about?.dist?.tarball;
          return [version, typeof tarball === 'string' ? tarball : undefined];
        }),
    );
  } catch {
    return undefined;
  }
}

async function bounded(answer: Response, most: number): Promise<Outcome<Uint8Array>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > most) return fail('package.registry', 'The registry answers with more than the node accepts.');
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}
