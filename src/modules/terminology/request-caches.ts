import type { Database } from '#db';
import type { Definition } from '#fhir';
import type { TerminologyAnswer, TerminologyRequest, TerminologySource } from './concepts.ts';
import { entriesOf } from './engine/call-parameters.ts';
import { outcomeOf, refuseWith } from './engine/issues.ts';
import { overlaidSource, sourceOfResources } from './engine/overlaid-source.ts';

/**
 * What clients have sent along under a name of theirs, so that they need not send it again (tx-ecosystem, parameter
 * `cache-id`). It is kept in the database, for the next request may come to another process, and forgotten half an hour
 * after it was last asked for.
 */
export interface RequestCaches {
  /**
   * `source` under the resources of the cache that a request names, those that it brings now included; a refusal where
   * these are too many, or the name is none.
   */
  over(
    request: TerminologyRequest,
    source: TerminologySource,
  ): Promise<{ readonly source: TerminologySource } | { readonly refusal: TerminologyAnswer }>;
}

/** Whether a request names a cache. */
export function namesCache({ parameters }: TerminologyRequest): boolean {
  return entriesOf(parameters).some(({ name }) => name === 'cache-id');
}

export interface RequestCachesOptions {
  readonly db: Database;
  /** Seconds after which what nobody asks for is forgotten; 1,800 unless said. */
  readonly lifetime?: number;
}

const halfAnHour = 1_800;
const mostCaches = 20;
const mostResources = 1_000;
const mostBytes = 16 * 1024 * 1024;
const longestName = 200;
/** Caches whose resources this process has read. */
const mostInMemory = 20;

const kept: ReadonlySet<string> = new Set(['CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem']);
const carriers: ReadonlySet<string> = new Set(['tx-resource', 'valueSet', 'codeSystem', 'conceptMap']);

/** As of one stamp, which changes with every addition. */
interface ReadCache {
  readonly stamp: number;
  readonly texts: ReadonlyMap<string, string>;
  readonly source: TerminologySource;
}

/** Asked with every request: it is marked as used once a minute at most. */
const stampSql = `
  with touched as (
    update terminology_cache set used = now()
    where client = $1 and name = $2 and used < now() - interval '1 minute' and used > now() - $3::float8 * interval '1 second')
  select stamp from terminology_cache
  where client = $1 and name = $2 and used > now() - $3::float8 * interval '1 second'`;

const expireSql = `delete from terminology_cache where used < now() - $1::float8 * interval '1 second'`;

const beginSql = `
  insert into terminology_cache (client, name) values ($1, $2)
  on conflict (client, name) do update set used = now(), stamp = nextval('terminology_cache_stamp')
  returning stamp`;

const addSql = `
  insert into terminology_cache_resource (client, name, key, text)
  select $1, $2, given.key, given.text from unnest($3::text[], $4::text[]) as given (key, text)
  on conflict (client, name, key) do update set text = excluded.text`;

const sizeSql = `
  select count(*)::int as resources, coalesce(sum(octet_length(text)), 0)::bigint as bytes
  from terminology_cache_resource where client = $1 and name = $2`;

const tooMuch = Symbol('more than a cache holds');

export function createRequestCaches({ db, lifetime = halfAnHour }: RequestCachesOptions): RequestCaches {
  const memory = new Map<string, ReadCache>();

  const remember = (key: string, read: ReadCache): ReadCache => {
    memory.delete(key);
    memory.set(key, read);
    const [oldest] = memory.keys();
    if (memory.size > mostInMemory && oldest !== undefined) memory.delete(oldest);
    return read;
  };

  const read = async (client: string, name: string): Promise<ReadCache | undefined> => {
    const [row] = await db.query<{ stamp: number }>(stampSql, [client, name, lifetime]);
    const key = `${client}\0${name}`;
    const before = memory.get(key);
    if (row === undefined) {
      memory.delete(key);
      return undefined;
    }
    if (before?.stamp === row.stamp) return remember(key, before);
    const rows = await db.query<{ key: string; text: string }>(
      'select key, text from terminology_cache_resource where client = $1 and name = $2',
      [client, name],
    );
    const texts = new Map(rows.map((one) => [one.key, one.text]));
    const source = sourceOfResources(rows.map(({ text }) => JSON.parse(text) as Definition));
    return remember(key, { stamp: row.stamp, texts, source });
  };

  const add = async (client: string, name: string, texts: ReadonlyMap<string, string>): Promise<boolean> => {
    try {
      await db.transaction(async (tx) => {
        await tx.query(expireSql, [lifetime]);
        await tx.query(
          `delete from terminology_cache where client = $1 and name <> $2 and name in (
             select name from terminology_cache where client = $1 order by used desc offset $3)`,
          [client, name, mostCaches - 1],
        );
        await tx.query(beginSql, [client, name]);
        await tx.query(addSql, [client, name, [...texts.keys()], [...texts.values()]]);
        const [size] = await tx.query<{ resources: number; bytes: number }>(sizeSql, [client, name]);
        if ((size?.resources ?? 0) > mostResources || Number(size?.bytes ?? 0) > mostBytes) throw tooMuch;
      });
      return true;
    } catch (thrown) {
      if (thrown === tooMuch) return false;
      throw thrown;
    }
  };

  return {
    async over({ parameters, client = '' }, source) {
      const entries = entriesOf(parameters);
      const named = entries.find(({ name }) => name === 'cache-id');
      const name = named === undefined ? '' : textOf(named);
      if (name === '' || name.length > longestName || name.includes('\0')) {
        const { status, issues } = refuseWith(400, 'invalid', `A cache-id has 1 to ${longestName} characters.`);
        return { refusal: { status, resource: outcomeOf(issues) } };
      }
      const before = await read(client, name);
      const brought = new Map<string, string>();
      for (const { name: parameter, resource } of entries) {
        const key = resource !== undefined && carriers.has(parameter) ? keyOf(resource) : undefined;
        if (key !== undefined) brought.set(key, JSON.stringify(resource));
      }
      const news = new Map([...brought].filter(([key, text]) => before?.texts.get(key) !== text));
      if (news.size > 0 && !(await add(client, name, news))) {
        const words = `A cache holds ${mostResources} resources and ${mostBytes} bytes at most.`;
        const { status, issues } = refuseWith(422, 'too-costly', words);
        return { refusal: { status, resource: outcomeOf(issues) } };
      }
      const now = news.size > 0 ? await read(client, name) : before;
      return { source: now === undefined ? source : overlaidSource(now.source, source) };
    },
  };
}

/** What tells a resource from others of a cache; undefined where it cannot be asked for by an address. */
function keyOf({ resourceType, url, version }: Definition): string | undefined {
  if (!kept.has(resourceType) || typeof url !== 'string' || url === '') return undefined;
  return `${resourceType} ${url}|${typeof version === 'string' ? version : ''}`;
}

function textOf(parameter: object): string {
  const [, value = ''] = Object.entries(parameter).find(([name]) => name.startsWith('value')) ?? [];
  return String(value);
}
