import type { Resource } from '#fhir';
import type { Caller, Identity } from '#identity';
import { type Log, newTraceId } from '#kernel';
import type { Records } from '#records';
import { type AttemptOptions, attempt, needsHandshake, serviceCaller } from './attempt.ts';
import type { Channel, Status, SubscriptionEvent } from './contract.ts';
import type { ToldEvent } from './notification.ts';
import type { Leased, Queue } from './queue.ts';
import { type TellOptions, tellEvents, toldEvent, visibleEvents } from './tell-events.ts';
import type { Watch } from './watch.ts';

export interface DeliverOptions extends AttemptOptions, TellOptions {
  /** The door without the keeper: the node changes the status of anybody's Subscription. */
  readonly records: Records;
  readonly identity: Pick<Identity, 'onBehalfOf'>;
  readonly queue: Queue;
  readonly watch: Pick<Watch, 'refresh' | 'isKnown'>;
  readonly country: string;
  /** Called when events of a websocket have got their numbers. */
  readonly onNumbered: () => void;
  readonly log: Log;
  /** Milliseconds before the second attempt, doubled for each that follows, and the number of attempts in all. */
  readonly retry: { readonly first: number; readonly attempts: number };
}

/** Notifications that go through under one claim, before others have their turn. */
const mostRounds = 20;
const longestPause = 3_600_000;
/** Milliseconds between two looks whether all processes know a new subscription. */
const untilKnown = 300;
/** Milliseconds between two mails to one address. */
const betweenMails = 60_000;

/** Does what is due for one subscription: sets it up, ends it, or tells its owner what has happened. */
export async function work(options: DeliverOptions, leased: Leased): Promise<void> {
  const { queue, log } = options;
  try {
    if (leased.ended) await end(options, leased, 'off', undefined);
    else if (leased.status === 'requested') await begin(options, leased);
    else await deliver(options, leased);
  } catch (thrown) {
    log.warn('subscriptions.work-failed', {
      subscription: leased.id,
      error: thrown instanceof Error ? thrown.name : typeof thrown,
    });
    await queue.release(leased, options.retry.first).catch(() => {});
  }
}

/** Handshake, then `active`: from then on no write goes past it. A handshake that fails is an error at once. */
async function begin(options: DeliverOptions, leased: Leased): Promise<void> {
  const { queue, watch } = options;
  await watch.refresh();
  if (!(await watch.isKnown(leased.generation))) return queue.release(leased, untilKnown);
  const { channel } = leased.definition;
  if (needsHandshake(channel)) {
    const { lastNumber } = leased;
    const sent = await attempt(options, leased, { type: 'handshake', status: 'requested', lastNumber, events: [] });
    if (!sent.ok) return end(options, leased, 'error', sent.words);
  }
  await setStatus(options, leased, 'active', undefined);
  await queue.sent(leased, [], heartbeatOf(leased));
  await queue.release(leased);
}

/** Websockets have heartbeats of their own, from the process that holds the socket. */
function heartbeatOf({ definition: { channel } }: Leased): number | undefined {
  return channel.type === 'websocket' ? undefined : channel.heartbeat;
}

async function deliver(options: DeliverOptions, leased: Leased): Promise<void> {
  const { queue } = options;
  const owner = await options.identity.onBehalfOf(leased.owner, 'subscription');
  if (owner === undefined) return end(options, leased, 'off', 'The account of the owner is gone.');
  const { channel } = leased.definition;
  let told = false;
  for (let round = 0; round < mostRounds; round++) {
    const next = await nextEvents(options, leased, owner);
    if (next === 'lost') return;
    if (next === 'none') break;
    if (next.events.length === 0) {
      if (channel.type === 'websocket') options.onNumbered();
      continue;
    }
    const { events, lastNumber } = next;
    const sent = await attempt(options, leased, { type: 'event-notification', status: 'active', lastNumber, events });
    if (!sent.ok) return retry(options, leased, sent.words);
    told = true;
    const seqs = events.map(({ event }) => event.seq);
    if (!(await queue.sent(leased, seqs, heartbeatOf(leased)))) return;
    if (channel.type === 'email') break;
  }
  if (!told && leased.heartbeatDue) {
    const { lastNumber } = leased;
    const sent = await attempt(options, leased, { type: 'heartbeat', status: 'active', lastNumber, events: [] });
    if (!sent.ok) return retry(options, leased, sent.words);
    if (!(await queue.sent(leased, [], heartbeatOf(leased)))) return;
  }
  await queue.release(leased, told && channel.type === 'email' ? betweenMails : 0);
}

interface Next {
  readonly events: readonly ToldEvent[];
  readonly lastNumber: number;
}

/**
 * The next events with their numbers. What has a number keeps it, and where its owner may not see it any more it is told
 * as a bare number. Over a websocket nothing is sent from here: to have a number is to be ready for the sockets.
 */
async function nextEvents(options: DeliverOptions, leased: Leased, owner: Caller): Promise<Next | 'none' | 'lost'> {
  const { queue } = options;
  const { type } = leased.definition.channel;
  const waiting = await queue.waiting(leased.id, eventsAtOnce(leased.definition.channel));
  if (waiting.length === 0) return 'none';
  if (type === 'websocket') {
    const visible = new Set(seqsOf(await visibleEvents(options, owner, waiting)));
    const lastNumber = await numberFresh(options, leased, waiting, visible);
    return lastNumber === undefined ? 'lost' : { events: [], lastNumber };
  }
  const told = await tellEvents(options, owner, waiting, 'subscription-notification');
  const lastNumber = await numberFresh(options, leased, waiting, told);
  if (lastNumber === undefined) return 'lost';
  const visible = waiting.filter(({ seq, number }) => number === undefined && told.has(seq));
  const first = lastNumber - visible.length + 1;
  const numbered = [
    ...waiting.flatMap((event) => (event.number === undefined ? [] : [{ ...event, number: event.number }])),
    ...visible.map((event, n) => ({ ...event, number: first + n })),
  ];
  return { events: numbered.map((event) => toldEvent(event, told)), lastNumber };
}

function numberFresh(
  { queue }: DeliverOptions,
  leased: Leased,
  waiting: readonly SubscriptionEvent[],
  seen: { has(seq: number): boolean },
): Promise<number | undefined> {
  const fresh = waiting.filter(({ number }) => number === undefined);
  const visible = seqsOf(fresh.filter(({ seq }) => seen.has(seq)));
  const hidden = seqsOf(fresh.filter(({ seq }) => !seen.has(seq)));
  return queue.number(leased, visible, hidden, { alreadySent: leased.definition.channel.type === 'websocket' });
}

function seqsOf(events: readonly SubscriptionEvent[]): readonly number[] {
  return events.map(({ seq }) => seq);
}

/** One mail, or one empty POST of plain R4, tells of all that has happened; a PUT is about one resource. */
function eventsAtOnce({ type, content, payload, maxCount }: Channel): number {
  if (type === 'email') return mostInOne;
  if (content !== undefined) return maxCount;
  return payload === undefined ? mostInOne : 1;
}

const mostInOne = 200;

async function retry(options: DeliverOptions, leased: Leased, words: string): Promise<void> {
  const { queue, log, retry: plan } = options;
  const attempts = leased.attempts + 1;
  log.info('subscriptions.attempt-failed', { subscription: leased.id, attempts });
  if (attempts >= plan.attempts) return end(options, leased, 'error', words);
  const pause = Math.min(plan.first * 2 ** (attempts - 1), longestPause);
  // Spread, so that those who failed together do not come back together.
  await queue.failed(leased, words, pause * (0.8 + 0.4 * Math.random()));
}

/** What waits stays: `$events` has what was numbered, and all of it goes out when the owner asks anew. */
async function end(
  options: DeliverOptions,
  leased: Leased,
  status: 'off' | 'error',
  words: string | undefined,
): Promise<void> {
  await setStatus(options, leased, status, words);
  await (words === undefined ? options.queue.release(leased) : options.queue.failed(leased, words, 0));
}

/** Where the owner has changed the Subscription meanwhile, his word stands. */
async function setStatus(
  { records, country, log }: DeliverOptions,
  leased: Leased,
  status: Status,
  words: string | undefined,
): Promise<void> {
  const { error: _, ...kept } = JSON.parse(leased.text) as Resource;
  const resource: Resource = { ...kept, status, ...(words === undefined ? {} : { error: words }) };
  const draft = { resource, source: JSON.stringify(resource) };
  const change = { op: 'update', id: leased.id, draft, ifVersion: leased.version } as const;
  const changed = await records.change(serviceCaller(country, newTraceId()), [change], 'subscription-status');
  if (changed.ok) log.info('subscriptions.status', { subscription: leased.id, status });
  else if (changed.fault.kind !== 'precondition') throw new Error(changed.fault.code);
}
