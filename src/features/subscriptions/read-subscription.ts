import { isResourceType, type Resource } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { type Channel, type Content, canonical, type Definition, type Watched } from './contract.ts';
import type { EndpointPolicy } from './endpoint-policy.ts';
import { readCriteria, type Topic, type Topics } from './topics.ts';

/** What the node can do; it decides which Subscriptions it takes. */
export interface Possible {
  readonly baseUrl: string;
  readonly topics: Topics;
  readonly endpoints: Pick<EndpointPolicy, 'check'>;
  /** False where the operator has named no mail server. */
  readonly email: boolean;
}

interface Extension {
  readonly url?: unknown;
  readonly [value: string]: unknown;
}

interface SubscriptionResource {
  readonly criteria?: unknown;
  readonly _criteria?: { readonly extension?: readonly Extension[] };
  readonly end?: unknown;
  readonly channel?: {
    readonly type?: unknown;
    readonly _type?: { readonly extension?: readonly Extension[] };
    readonly endpoint?: unknown;
    readonly payload?: unknown;
    readonly _payload?: { readonly extension?: readonly Extension[] };
    readonly header?: readonly unknown[];
    readonly extension?: readonly Extension[];
  };
}

const mostFilters = 10;
const longestCriteria = 4_000;
const standardTimeout = 10;
const standardCount = 20;
const leastMailHeartbeat = 3_600;
const contents: ReadonlySet<unknown> = new Set(['empty', 'id-only', 'full-resource']);
const mailForm = /^mailto:([^\s\p{C}@,;:?&<>"'%]{1,64}@[A-Za-z0-9.-]{1,253})$/u;

/**
 * Reads a Subscription: topic-based (Subscriptions R5 Backport STU 1.1, backport-subscription) or of plain R4, whose
 * criteria are a search. Refuses with words what the node cannot do to the letter: `subscription.topic`,
 * `subscription.criteria`, `subscription.channel`.
 */
export function readSubscription(resource: Resource, possible: Possible): Outcome<Definition> {
  const { criteria, end, channel, _criteria } = resource as Resource & SubscriptionResource;
  if (typeof criteria !== 'string' || criteria.length > longestCriteria) {
    return fail('subscription.criteria', 'The criteria are missing or too long.', 'Subscription.criteria');
  }
  const filters = stringsOf(_criteria?.extension, 'backport-filter-criteria');
  const read = readChannel(channel, possible);
  if (!read.ok) return read;
  const named = /^[a-z][a-z0-9+.-]*:/.test(criteria);
  const topic = named ? possible.topics.get(criteria.split('|')[0] ?? '') : undefined;
  if (named && topic === undefined) {
    return fail(
      'subscription.topic',
      'This node has no such topic; its CapabilityStatement lists them.',
      'Subscription.criteria',
    );
  }
  if (topic !== undefined && read.value.content === undefined) {
    return fail(
      'subscription.channel',
      'A subscription to a topic says in channel.payload how much content it wants (backport-payload-content).',
      'Subscription.channel.payload',
    );
  }
  const watched =
    topic === undefined ? watchedBySearch(criteria, filters, possible) : watchedByTopic(topic, filters, possible);
  if (!watched.ok) return watched;
  return ok({
    watched: watched.value,
    ...(topic === undefined ? {} : { topic: topic.url }),
    channel: read.value,
    ...(typeof end === 'string' ? { ends: new Date(end) } : {}),
  });
}

/** `Observation?code=...`: R4 tells of what is created and updated. */
function watchedBySearch(
  criteria: string,
  filters: readonly string[],
  { baseUrl }: Possible,
): Outcome<readonly Watched[]> {
  if (filters.length > 0) {
    return fail(
      'subscription.criteria',
      'Filters belong to a topic; these criteria are a search.',
      'Subscription.criteria',
    );
  }
  const { type, query } = partsOf(criteria);
  if (type === undefined || !isWatchable(type)) {
    return fail(
      'subscription.criteria',
      'The criteria are neither a topic nor a search of one type.',
      'Subscription.criteria',
    );
  }
  const read = readCriteria(type, query, baseUrl);
  return read.ok ? ok([{ type, triggers: ['create', 'update'], criteria: read.value }]) : atCriteria(read);
}

function watchedByTopic(topic: Topic, filters: readonly string[], { baseUrl }: Possible): Outcome<readonly Watched[]> {
  if (filters.length > mostFilters) {
    return fail('subscription.criteria', `There may be up to ${mostFilters} filters.`, 'Subscription.criteria');
  }
  const watched = topic.triggers.map(({ type, triggers, change }) => ({
    type,
    triggers,
    criteria: [] as Watched['criteria'],
    ...(change === undefined ? {} : { change }),
  }));
  for (const filter of filters) {
    const { type, query } = partsOf(filter);
    const meant = watched.filter((one) => type === undefined || one.type === type);
    if (meant.length === 0) {
      return fail(
        'subscription.criteria',
        'A filter names a type that the topic is not about.',
        'Subscription.criteria',
      );
    }
    for (const one of meant) {
      const read = readCriteria(one.type, query, baseUrl);
      if (!read.ok) return atCriteria(read);
      one.criteria = [...one.criteria, ...read.value];
    }
  }
  return ok(watched);
}

/** `[Type?]name=value&...` */
function partsOf(criteria: string): { readonly type?: string; readonly query: string } {
  const mark = criteria.indexOf('?');
  if (mark !== -1) return { type: criteria.slice(0, mark), query: criteria.slice(mark + 1) };
  return criteria.includes('=') ? { query: criteria } : { type: criteria, query: '' };
}

function isWatchable(type: string): boolean {
  return isResourceType(type) && type !== 'Subscription';
}

/** The words of a refused search, at the place where it stands. */
function atCriteria(read: Outcome<unknown>): Outcome<never> {
  const text = read.ok ? '' : (read.fault.issues[0]?.text ?? '');
  return fail('subscription.criteria', text, 'Subscription.criteria');
}

function readChannel(channel: SubscriptionResource['channel'], possible: Possible): Outcome<Channel> {
  const { type, endpoint, payload, header = [] } = channel ?? {};
  const asked = firstValue(channel?._payload?.extension, 'backport-payload-content');
  if (asked !== undefined && !contents.has(asked)) return refused('payload', 'This content level is not known.');
  const content = asked as Content | undefined;
  if (channel?._type?.extension !== undefined)
    return refused('type', 'Channel types beyond those of R4 are not built.');
  const timeout = numberBetween(channel?.extension, 'backport-timeout', 1, 60) ?? standardTimeout;
  const maxCount = numberBetween(channel?.extension, 'backport-max-count', 1, 100) ?? standardCount;
  const heartbeat = numberBetween(channel?.extension, 'backport-heartbeat-period', 1, 86_400 * 31);
  if (Number.isNaN(timeout)) return refused('extension', 'The timeout is 1 to 60 seconds.');
  if (Number.isNaN(maxCount)) return refused('extension', 'A notification has 1 to 100 events.');
  if (Number.isNaN(heartbeat ?? 1)) return refused('extension', 'The heartbeat period is 1 second to 31 days.');
  const common = {
    timeout,
    maxCount,
    ...(content === undefined ? {} : { content }),
    ...(heartbeat === undefined || content === undefined ? {} : { heartbeat }),
  };
  if (type === 'email') return readMail(endpoint, payload, header, content, common, possible);
  const media = mediaTypeOf(payload);
  if (payload !== undefined && media === undefined) {
    return refused('payload', 'Notifications are application/fhir+json or application/fhir+xml.');
  }
  const body = media ?? (content === undefined ? undefined : 'application/fhir+json');
  const sent = body === undefined ? {} : { payload: body };
  if (type === 'websocket') {
    if (endpoint !== undefined || header.length > 0)
      return refused('endpoint', 'A websocket has no endpoint and no headers.');
    if (content === undefined)
      return refused('payload', 'A websocket says how much content it wants (backport-payload-content).');
    return ok({ type, headers: [], ...sent, ...common });
  }
  if (type !== 'rest-hook') return refused('type', 'The channels of this node are rest-hook, websocket and email.');
  const checked = possible.endpoints.check(typeof endpoint === 'string' ? endpoint : '');
  if (!checked.ok) return checked;
  return ok({ type, endpoint: checked.value.url.href, headers: header.map(String), ...sent, ...common });
}

/** A mail says that there is news, and no more: nobody knows on how many machines it lies. */
function readMail(
  endpoint: unknown,
  payload: unknown,
  header: readonly unknown[],
  content: Content | undefined,
  common: Pick<Channel, 'timeout' | 'maxCount' | 'content' | 'heartbeat'>,
  possible: Possible,
): Outcome<Channel> {
  if (!possible.email) return refused('type', 'This node sends no mail: its operator has named no mail server.');
  if (content !== undefined && content !== 'empty') {
    return refused('payload', 'Mail is not secure: it can be sent with the content level empty alone.');
  }
  if (payload !== undefined && payload !== 'text/plain')
    return refused('payload', 'Mail is text/plain, without attachments.');
  if (header.length > 0) return refused('header', 'Mail has no headers of yours.');
  if ((common.heartbeat ?? leastMailHeartbeat) < leastMailHeartbeat) {
    return refused('extension', 'The heartbeat period of mail is at least an hour.');
  }
  const address = typeof endpoint === 'string' ? mailForm.exec(endpoint)?.[1] : undefined;
  if (address === undefined) return refused('endpoint', 'The endpoint of mail is mailto: and one address.');
  return ok({ type: 'email', endpoint: address, headers: [], ...common });
}

function mediaTypeOf(payload: unknown): Channel['payload'] {
  if (payload === 'application/fhir+json' || payload === 'application/json') return 'application/fhir+json';
  if (payload === 'application/fhir+xml' || payload === 'application/xml') return 'application/fhir+xml';
  return undefined;
}

function refused(element: string, text: string): Outcome<never> {
  return fail('subscription.channel', text, `Subscription.channel.${element}`);
}

function extensionsOf(extensions: readonly Extension[] | undefined, name: string): readonly unknown[] {
  const url = `${canonical}/StructureDefinition/${name}`;
  return (extensions ?? []).flatMap((one) =>
    one.url === url ? [Object.entries(one).find(([key]) => key.startsWith('value'))?.[1]] : [],
  );
}

function firstValue(extensions: readonly Extension[] | undefined, name: string): unknown {
  return extensionsOf(extensions, name)[0];
}

function stringsOf(extensions: readonly Extension[] | undefined, name: string): readonly string[] {
  return extensionsOf(extensions, name).filter((value) => typeof value === 'string');
}

/** NaN where the number is not between the bounds. */
function numberBetween(
  extensions: readonly Extension[] | undefined,
  name: string,
  low: number,
  high: number,
): number | undefined {
  const value = firstValue(extensions, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  return Number.isInteger(number) && number >= low && number <= high ? number : Number.NaN;
}
