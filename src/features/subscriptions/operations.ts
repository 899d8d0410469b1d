import { grantOf } from '#access';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type FhirOperation, operationParams, type Perform } from '#rest';
import type { BindingTokens } from './binding-token.ts';
import { type Content, canonical, type Subscription } from './contract.ts';
import { notificationBundle, statusResource } from './notification.ts';
import type { Queue } from './queue.ts';
import { type TellOptions, tellEvents, toldEvent, visibleEvents } from './tell-events.ts';
import { topicBundle, topicResource } from './topic-resource.ts';
import type { Topics } from './topics.ts';

export interface OperationOptions extends TellOptions {
  readonly baseUrl: string;
  readonly queue: Queue;
  readonly tokens: BindingTokens;
  readonly topics: Topics;
  readonly websocketUrl: string;
}

const mostEvents = 200;
const mostIds = 100;
const contents: ReadonlySet<string> = new Set(['empty', 'id-only', 'full-resource']);
const longestNumber = 15;

/** `$status`, `$events` and `$get-ws-binding-token` of Subscriptions, and the topics of the node at their addresses. */
export function subscriptionOperations(options: OperationOptions): readonly FhirOperation[] {
  const define = (name: string, at: 'type' | 'instance', perform: Perform): FhirOperation => ({
    name,
    on: 'Subscription',
    at,
    url: at === 'type' ? `/Subscription/$${name}` : `/Subscription/:id/$${name}`,
    definition: `${canonical}/OperationDefinition/backport-subscription-${name}`,
    interactions: [
      { method: 'GET', perform: withinScopes(perform) },
      { method: 'POST', perform: withinScopes(perform) },
    ],
  });
  const topic = (at: 'type' | 'instance', url: string, perform: Perform): FhirOperation => ({
    name: 'topics',
    on: 'Subscription',
    at,
    url,
    interactions: [{ method: 'GET', perform }],
  });
  return [
    define('status', 'type', (deps, exchange) => status(options, deps, exchange)),
    define('status', 'instance', (deps, exchange) => status(options, deps, exchange)),
    define('events', 'instance', (deps, exchange) => events(options, deps, exchange)),
    define('get-ws-binding-token', 'type', (deps, exchange) => bindingToken(options, deps, exchange)),
    define('get-ws-binding-token', 'instance', (deps, exchange) => bindingToken(options, deps, exchange)),
    topic('type', '/SubscriptionTopic', async () => ok({ status: 200, text: JSON.stringify(topicBundle(options)) })),
    topic('instance', '/SubscriptionTopic/:id', async (_deps, exchange) => {
      const { id } = exchange.request.params as { readonly id: string };
      const found = options.topics.values().find((one) => one.id === id);
      if (found === undefined)
        return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
      return ok({ status: 200, text: JSON.stringify(topicResource(found)) });
    }),
  ];
}

/** An app is told of Subscriptions where it may read them: what a socket tells is told by their owner's own rights. */
function withinScopes(perform: Perform): Perform {
  return async (deps, exchange) => {
    const { scopes } = exchange.caller;
    if (scopes !== undefined && grantOf(scopes, 'Subscription', 'r') !== 'all') {
      return fail('app.out-of-scope', 'The app was not given the scope to read Subscription.');
    }
    return perform(deps, exchange);
  };
}

type Args = Parameters<Perform>;
type Answered = ReturnType<Perform>;

/** The ids that are meant: the one of the address, or those of the parameters, or all (undefined). */
async function idsOf(
  deps: Args[0],
  exchange: Args[1],
): Promise<Outcome<{ ids?: readonly string[]; params: URLSearchParams }>> {
  const params = await operationParams(deps, exchange);
  if (!params.ok) return params;
  const { id } = exchange.request.params as { readonly id?: string };
  if (id !== undefined) return ok({ ids: [id], params: params.value });
  const named = params.value.getAll('id').flatMap((value) => value.split(','));
  if (named.length > mostIds) return fail('search.too-broad', `Up to ${mostIds} ids may be named.`);
  if (!named.every(isResourceId)) return fail('request.bad', 'An id is not one.');
  return ok(named.length === 0 ? { params: params.value } : { ids: named, params: params.value });
}

async function status(options: OperationOptions, ...[deps, exchange]: Args): Answered {
  const asked = await idsOf(deps, exchange);
  if (!asked.ok) return asked;
  const { ids, params } = asked.value;
  const owned = await options.queue.owned(exchange.caller.subject, ids);
  const instance = 'id' in (exchange.request.params as object);
  if (instance && owned.length === 0) return notFound();
  const wanted = instance ? [] : params.getAll('status').flatMap((value) => value.split(','));
  const shown = owned.filter((one) => wanted.length === 0 || wanted.includes(one.status));
  const bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    total: shown.length,
    ...(shown.length === 0
      ? {}
      : {
          entry: shown.map((one) => ({
            fullUrl: `${options.baseUrl}/Subscription/${one.id}/$status`,
            resource: statusResource({
              ...base(options, one),
              type: 'query-status',
              content: one.definition.channel.content ?? 'empty',
              at: deps.clock.now(),
              events: [],
              ...(one.error === undefined ? {} : { error: one.error }),
            }),
            search: { mode: 'match' },
          })),
        }),
  };
  return ok({ status: 200, text: JSON.stringify(bundle) });
}

/** Past events with what the caller may see of them now; up to 200, the oldest of those asked for first. */
async function events(options: OperationOptions, ...[deps, exchange]: Args): Answered {
  const asked = await idsOf(deps, exchange);
  if (!asked.ok) return asked;
  const { ids, params } = asked.value;
  const find = async () => (await options.queue.owned(exchange.caller.subject, ids))[0];
  const there = await find();
  const subscription =
    there?.status === 'error' && (await numberWaiting(options, there.id, exchange.caller)) ? await find() : there;
  if (subscription === undefined) return notFound();
  const since = numberOf(params.get('eventsSinceNumber'), 1);
  const until = numberOf(params.get('eventsUntilNumber'), Number.MAX_SAFE_INTEGER);
  if (since === undefined || until === undefined) return fail('request.bad', 'A number of an event is not one.');
  const content = params.get('content') ?? subscription.definition.channel.content ?? 'id-only';
  if (!contents.has(content)) return fail('request.bad', 'The content is empty, id-only or full-resource.');
  const found = await options.queue.numbered(subscription.id, since, until, mostEvents);
  const told = await tellEvents(options, exchange.caller, found, '$events');
  const text = notificationBundle({
    ...base(options, subscription),
    type: 'query-event',
    content: content as Content,
    at: deps.clock.now(),
    events: found.flatMap((event) =>
      event.number === undefined ? [] : [toldEvent({ ...event, number: event.number }, told)],
    ),
  });
  return ok({ status: 200, text });
}

/** What waits for an endpoint that was given up gets its numbers when its owner asks, so that nothing is out of reach. */
async function numberWaiting(options: OperationOptions, id: string, owner: Args[1]['caller']): Promise<boolean> {
  const waiting = (await options.queue.waiting(id, mostEvents)).filter(({ number }) => number === undefined);
  if (waiting.length === 0) return false;
  const visible = (await visibleEvents(options, owner, waiting)).map(({ seq }) => seq);
  const hidden = waiting.map(({ seq }) => seq).filter((seq) => !visible.includes(seq));
  return (await options.queue.number({ id, lease: null }, visible, hidden, { alreadySent: false })) !== undefined;
}

async function bindingToken(options: OperationOptions, ...[deps, exchange]: Args): Answered {
  const asked = await idsOf(deps, exchange);
  if (!asked.ok) return asked;
  const { subject } = exchange.caller;
  const owned = await options.queue.owned(subject, asked.value.ids);
  const fit = owned.filter(({ definition }) => definition.channel.type === 'websocket');
  if (fit.length === 0 || fit.length < (asked.value.ids?.length ?? 0)) return notFound();
  const ids = fit.map(({ id }) => id);
  const { token, binding } = options.tokens.issue(subject, ids, deps.clock.now());
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'token', valueString: token },
      { name: 'expiration', valueDateTime: binding.expires.toISOString() },
      ...ids.map((id) => ({ name: 'subscription', valueString: id })),
      { name: 'websocket-url', valueUrl: options.websocketUrl },
    ],
  };
  return ok({ status: 200, text: JSON.stringify(parameters) });
}

function base({ baseUrl }: OperationOptions, { id, definition, status: now, lastNumber }: Subscription) {
  const { topic } = definition;
  return { baseUrl, subscription: id, ...(topic === undefined ? {} : { topic }), status: now, lastNumber };
}

function numberOf(text: string | null, standard: number): number | undefined {
  if (text === null) return standard;
  return /^\d+$/.test(text) && text.length <= longestNumber ? Number(text) : undefined;
}

function notFound(): Outcome<never> {
  return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
}
