import type { Caller } from '#identity';
import type { Clock } from '#kernel';
import type { Mail } from './channels/mail.ts';
import type { RestHook, Sent } from './channels/rest-hook.ts';
import type { Channel, Status, Subscription } from './contract.ts';
import { asPayload, type Notification, notificationBundle, type ToldEvent } from './notification.ts';
import type { HeaderSeal } from './seal-headers.ts';

export interface AttemptOptions {
  readonly baseUrl: string;
  readonly node: { readonly name: string; readonly publicUrl: string };
  readonly clock: Clock;
  readonly hook: RestHook;
  readonly mail: Mail | undefined;
  readonly seal: HeaderSeal;
}

/** What is to be got through, in the order of its events. */
export interface Message {
  readonly type: 'handshake' | 'heartbeat' | 'event-notification';
  readonly status: Status;
  readonly lastNumber: number;
  readonly events: readonly ToldEvent[];
}

/** One attempt to get a message through by a channel that the node itself opens: rest-hook or mail. */
export async function attempt(
  options: AttemptOptions,
  subscription: Pick<Subscription, 'id' | 'owner' | 'definition'>,
  message: Message,
): Promise<Sent> {
  const { channel } = subscription.definition;
  if (channel.type === 'email') return sendMail(options, channel, message);
  const headers = channel.headers.map((header) => options.seal.open(subscription.owner, header));
  const { payload, content } = channel;
  if (content === undefined) return sendPlain(options, channel, headers, message.events);
  const bundle = notificationBundle(notificationOf(options, subscription, message));
  return options.hook.send(channel, {
    method: 'POST',
    headers,
    body: asPayload(bundle, payload ?? 'application/fhir+json'),
  });
}

/** The notification of a message, with the content that the subscription asked for. */
export function notificationOf(
  { baseUrl, clock }: Pick<AttemptOptions, 'baseUrl' | 'clock'>,
  { id, definition }: Pick<Subscription, 'id' | 'definition'>,
  message: Message,
): Notification {
  const { topic, channel } = definition;
  return {
    baseUrl,
    subscription: id,
    ...(topic === undefined ? {} : { topic }),
    content: channel.content ?? 'empty',
    at: clock.now(),
    ...message,
  };
}

async function sendMail({ mail, node }: AttemptOptions, channel: Channel, { type }: Message): Promise<Sent> {
  if (mail === undefined) return { ok: false, words: 'This node sends no mail any more.' };
  const { endpoint = '', timeout } = channel;
  return mail.send({ to: endpoint, kind: type, node: node.name, link: node.publicUrl, timeout });
}

/**
 * As R4 has it (subscription.html#rest-hook): with a payload each resource is PUT below the endpoint, without one an empty
 * POST says that there is news.
 */
async function sendPlain(
  { hook }: AttemptOptions,
  channel: Channel,
  headers: readonly (readonly [string, string])[],
  events: readonly ToldEvent[],
): Promise<Sent> {
  const { payload } = channel;
  if (payload === undefined) return hook.send(channel, { method: 'POST', headers });
  for (const { event, focus } of events) {
    if (focus === undefined || focus === 'gone') continue;
    const body = asPayload(focus.text, payload);
    const sent = await hook.send(channel, { method: 'PUT', below: `${event.type}/${event.id}`, headers, body });
    if (!sent.ok) return sent;
  }
  return { ok: true };
}

/** Plain R4 knows no handshake, and a websocket is opened by the other side. */
export function needsHandshake({ type, content }: Channel): boolean {
  return type === 'email' || (type === 'rest-hook' && content !== undefined);
}

/** The node itself, where it changes the status of a Subscription. */
export function serviceCaller(country: string, traceId: string): Caller {
  return {
    subject: 'subscriptions',
    name: 'Subscriptions',
    role: 'backend',
    country,
    purpose: 'HOPERAT',
    client: 'carnet-subscriptions',
    traceId,
    proxyFor: [],
  };
}
