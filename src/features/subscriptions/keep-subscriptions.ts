import { isDeepStrictEqual } from 'node:util';
import type { Database } from '#db';
import { parseSearch, type Resource, type SearchQuery } from '#fhir';
import type { Caller, Identity } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Change, Draft, Records } from '#records';
import { ownerToken, withOwner } from './owner-tag.ts';
import { type Possible, readSubscription } from './read-subscription.ts';
import type { HeaderSeal } from './seal-headers.ts';
import { mostPerOwner, tooManySubscriptions } from './watch.ts';

export interface KeeperOptions {
  readonly records: Records;
  readonly db: Database;
  readonly identity: Pick<Identity, 'onBehalfOf'>;
  readonly possible: Possible;
  readonly seal: HeaderSeal;
}

const type = 'Subscription';
const roles: ReadonlySet<Caller['role']> = new Set(['citizen', 'professional', 'backend']);

/**
 * The door, with Subscriptions kept for their owners: whoever has an account and may read records writes Subscriptions of
 * his own and sees those alone; to everybody else they do not exist. What is written is checked, its headers are sealed,
 * its owner stands in `meta.tag`, and its status is `requested` until the node has set it up. All else passes through.
 *
 * A Subscription is nobody's record. Its owner reads and writes it by the rule for the node's own services, under his
 * own name in the log.
 */
export function keepSubscriptions(options: KeeperOptions): Records {
  const { records } = options;
  const as = async (caller: Caller, id: string) => ((await isOwner(options, caller, id)) ? asService(caller) : caller);
  return {
    ...records,
    async read(caller, of, id, interaction) {
      return records.read(of === type ? await as(caller, id) : caller, of, id, interaction);
    },
    async readVersion(caller, of, id, version, interaction) {
      return records.readVersion(of === type ? await as(caller, id) : caller, of, id, version, interaction);
    },
    async history(caller, query) {
      const one = query.type === type && query.id !== undefined ? query.id : undefined;
      return records.history(one === undefined ? caller : await as(caller, one), query);
    },
    async search(caller, query, interaction) {
      if (query.type !== type || caller.role === 'backend' || !roles.has(caller.role)) {
        return records.search(caller, query, interaction);
      }
      const own = ownQuery(caller, query);
      return own.ok ? records.search(asService(caller), own.value, interaction) : own;
    },
    change: (caller, changes, interaction) => changeKept(options, caller, changes, interaction),
  };
}

/**
 * As a service of the node, with the name, the client and the trace of the one who asks; by an app, within what it was
 * given.
 */
function asService(caller: Caller): Caller {
  const { subject, name, country, client, traceId, address, app, scopes } = caller;
  return {
    subject,
    name,
    role: 'backend',
    country,
    purpose: 'HOPERAT',
    client,
    traceId,
    ...(address === undefined ? {} : { address }),
    ...(app === undefined ? {} : { app }),
    ...(scopes === undefined ? {} : { scopes }),
    proxyFor: [],
  };
}

async function isOwner({ db }: KeeperOptions, caller: Caller, id: string): Promise<boolean> {
  if (!roles.has(caller.role)) return false;
  const rows = await db.query<object>('select 1 as own from subscription where id = $1 and owner = $2', [
    id,
    caller.subject,
  ]);
  return rows.length > 0;
}

async function isOthers({ db }: KeeperOptions, id: string): Promise<boolean> {
  const rows = await db.query<object>(`select 1 as kept from subscription where id = $1 and status <> 'deleted'`, [id]);
  return rows.length > 0;
}

const plainKinds: ReadonlySet<string> = new Set(['token', 'string', 'uri', 'date', 'missing']);

/**
 * A search among the caller's own. It runs with the sight of a service, so that nothing but the Subscription itself may
 * take part: no chains, no lists, no includes, no other resources that contain one. Only the parts of a query that are
 * known here are taken over.
 */
function ownQuery(caller: Caller, query: SearchQuery): Outcome<SearchQuery> {
  const { criteria, sort, count, total, cursor, canonical, contained, includes, compartment } = query;
  const foreign = criteria.find(
    ({ parameter, values }) => parameter.type === 'special' || !values.every(({ kind }) => plainKinds.has(kind)),
  );
  if (foreign !== undefined) {
    return fail('search.unknown-parameter', `Subscriptions are not searched by ${foreign.parameter.code}.`);
  }
  if (contained !== undefined || includes !== undefined || compartment !== undefined) {
    return fail(
      'search.unknown-parameter',
      'Subscriptions are searched by themselves, without _include and _contained.',
    );
  }
  const tag = parseSearch(type, new URLSearchParams({ _tag: ownerToken(caller.subject) }));
  if (!tag.ok) return tag;
  return ok({
    type,
    criteria: [...criteria, ...tag.value.criteria],
    sort,
    count,
    total,
    canonical,
    ...(cursor === undefined ? {} : { cursor }),
  });
}

async function changeKept(
  options: KeeperOptions,
  caller: Caller,
  changes: readonly Change[],
  interaction: string,
): ReturnType<Records['change']> {
  const { records } = options;
  const own = changes.filter((change) => typeOf(change) === type);
  if (own.length === 0) return records.change(caller, changes, interaction);
  const service = caller.role === 'backend';
  if (own.length < changes.length && !service) {
    return fail('request.bad', 'Write Subscriptions apart from other resources.');
  }
  const account = roles.has(caller.role) ? await options.identity.onBehalfOf(caller.subject, caller.client) : undefined;
  if (account === undefined)
    return fail('access.denied', 'Only who has an account here and may read records can subscribe.');
  const prepared: Change[] = [];
  let fresh = 0;
  for (const change of changes) {
    if (typeOf(change) !== type) {
      prepared.push(change);
      continue;
    }
    const kept = change.op === 'create' ? undefined : await isOwner(options, caller, change.id);
    // Not his: he is answered as about any id, whether or not there is something.
    if (kept === false && !service) return records.change(caller, changes, interaction);
    if (kept === false && change.op === 'update' && (await isOthers(options, change.id))) {
      return fail('access.denied', 'Only its owner changes a Subscription.');
    }
    if (change.op === 'create' || (change.op === 'update' && kept === false)) fresh += 1;
    const one = await prepare(options, caller, change);
    if (!one.ok) return one;
    prepared.push(one.value);
  }
  if (!(await hasRoom(options, caller, fresh))) return tooMany;
  try {
    return await records.change(asService(caller), prepared, interaction);
  } catch (thrown) {
    if (thrown !== tooManySubscriptions) throw thrown;
    return tooMany;
  }
}

const tooMany = fail('subscription.channel', `An account has up to ${mostPerOwner} Subscriptions; delete some first.`);

function typeOf(change: Change): string {
  return change.op === 'delete' ? change.type : change.draft.resource.resourceType;
}

/** A look beforehand, which costs other writes nothing; those that come at the same moment are counted as they are written. */
async function hasRoom({ db }: KeeperOptions, caller: Caller, more: number): Promise<boolean> {
  if (more === 0) return true;
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from subscription where owner = $1 and status <> 'deleted'`,
    [caller.subject],
  );
  return (row?.n ?? 0) + more <= mostPerOwner;
}

async function prepare(options: KeeperOptions, caller: Caller, change: Change): Promise<Outcome<Change>> {
  if (change.op === 'delete') return ok(change);
  const current = change.op === 'update' ? await currentOf(options, caller, change.id) : undefined;
  const draft = prepareDraft(options, caller, change.draft, current);
  if (!draft.ok) return draft;
  if (change.op === 'update' || change.unlessFound === undefined) return ok({ ...change, draft: draft.value });
  const own = ownQuery(caller, change.unlessFound);
  return own.ok ? ok({ ...change, draft: draft.value, unlessFound: own.value }) : own;
}

async function currentOf({ db }: KeeperOptions, caller: Caller, id: string): Promise<Resource | undefined> {
  const [row] = await db.query<{ definition: string }>(
    `select definition from subscription where id = $1 and owner = $2 and status <> 'deleted'`,
    [id, caller.subject],
  );
  return row === undefined ? undefined : (JSON.parse(row.definition) as Resource);
}

interface Described {
  readonly status?: unknown;
  readonly criteria?: unknown;
  readonly _criteria?: unknown;
  readonly end?: unknown;
  readonly channel?: { readonly header?: unknown };
}

/** The draft as it is to be kept. Nothing gets past that has no status, or headers that are not plain texts. */
function prepareDraft(
  options: KeeperOptions,
  caller: Caller,
  draft: Draft,
  current: Resource | undefined,
): Outcome<Draft> {
  const given = draft.resource as Resource & Described;
  const { channel } = given;
  const header = channel?.header ?? [];
  if (typeof given.status !== 'string') return missing('status');
  if (typeof channel !== 'object' || channel === null) return missing('channel');
  if (!isTexts(header)) return fail('subscription.channel', 'Headers are texts.', 'Subscription.channel.header');
  const sealed = options.seal.seal(caller.subject, header);
  if (!sealed.ok) return sealed;
  const { error: _, ...rest } = given;
  const asked = { ...rest, channel: { ...channel, ...(sealed.value.length === 0 ? {} : { header: sealed.value }) } };
  if (given.status !== 'off') {
    const read = readSubscription(asked, options.possible);
    if (!read.ok) return read;
  }
  const same = current !== undefined && sameWish(options, caller, asked, current);
  const status =
    given.status === 'off' ? 'off' : same && isActive(current) && given.status === 'active' ? 'active' : 'requested';
  const kept = same ? { ...asked, channel: (current as Described).channel } : asked;
  const resource = withOwner({ ...kept, status }, caller.subject);
  return ok({ ...draft, resource, source: JSON.stringify(resource) });
}

function missing(element: string): Outcome<never> {
  return fail('structure.cardinality', `Subscription.${element} is required.`, `Subscription.${element}`);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isActive(resource: Resource & Described): boolean {
  return resource.status === 'active';
}

/** Does the owner ask for just what is set up already? Then nothing begins anew. */
function sameWish(options: KeeperOptions, caller: Caller, asked: Resource, current: Resource): boolean {
  const plain = ({ criteria, _criteria, end, channel }: Resource & Described) => {
    const headers = isTexts(channel?.header) ? channel.header : [];
    return {
      criteria,
      _criteria,
      end,
      channel: { ...channel, header: headers.map((header) => options.seal.open(caller.subject, header)) },
    };
  };
  return isDeepStrictEqual(plain(asked), plain(current));
}
