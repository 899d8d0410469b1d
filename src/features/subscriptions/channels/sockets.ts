import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import type { Identity } from '#identity';
import type { Clock, Log } from '#kernel';
import { notificationOf } from '../attempt.ts';
import type { BindingTokens } from '../binding-token.ts';
import type { Subscription } from '../contract.ts';
import { asPayload, notificationBundle, type ToldEvent } from '../notification.ts';
import type { Queue } from '../queue.ts';
import { type TellOptions, tellEvents, toldEvent } from '../tell-events.ts';

export interface SocketOptions extends TellOptions {
  readonly baseUrl: string;
  readonly identity: Pick<Identity, 'onBehalfOf' | 'consumeOnce'>;
  readonly queue: Queue;
  readonly tokens: BindingTokens;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two looks for what others have numbered. */
  readonly lookEvery: number;
}

export interface Sockets {
  /** Looks for events to send, soon. */
  wake(): void;
  stop(): Promise<void>;
}

/** Path of the websocket on the node. */
export const socketPath = '/subscriptions/websocket';

const mostSockets = 1_000;
/** Sockets that have bound nothing yet: whoever opens one need not have said who he is. */
const mostUnbound = 200;
const mostOfOwner = 50;
const mostBindings = 100;
const largestMessage = 8 * 1024;
/** Milliseconds in which a socket must have bound something, and between two pings. */
const mustBindWithin = 30_000;
const pingEvery = 30_000;
/** Bytes that may wait for a reader who is slow. */
const mostBuffered = 1024 * 1024;

interface Bound {
  readonly owner: string;
  /** The last event that was sent over this socket. */
  cursor: number;
  heartbeatAt: number;
}

interface Client {
  readonly socket: WebSocket;
  readonly bound: Map<string, Bound>;
  answered: boolean;
}

/**
 * The websocket channel (Subscriptions R5 Backport, channels.html#websockets). A client sends
 * `bind-with-token <token>`, as often as it likes, and gets a handshake for each subscription, then what happens from
 * there on; what it missed before `$events` gives it. Each process serves the sockets that it holds; events have their
 * numbers from whichever process had the lease, so that all sockets get the same.
 */
export function serveSockets(app: FastifyInstance, options: SocketOptions): Sockets {
  const { queue, log } = options;
  const clients = new Set<Client>();
  let flushing: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const gate = new EventEmitter();
  // Every other address answers an upgrade as a mistake, and closes: such a socket belongs to nobody.
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.split('?')[0] === socketPath && !stopped) gate.emit('upgrade', request, socket, head);
    else socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  app.register(async (scope) => {
    await scope.register(websocket, { options: { server: gate as never, maxPayload: largestMessage } });
    scope.get(socketPath, { websocket: true, config: { boundsItself: true } }, (socket) => admit(socket));
  });

  const admit = (socket: WebSocket) => {
    const unbound = [...clients].filter(({ bound }) => bound.size === 0);
    if (clients.size - unbound.length >= mostSockets) return socket.close(1013, 'Too many sockets');
    // Who means it binds at once: the one that has waited longest makes room, so that nobody is kept out by the idle.
    if (unbound.length >= mostUnbound) forget(unbound[0], 1013, 'Too many sockets');
    const client: Client = { socket, bound: new Map(), answered: true };
    clients.add(client);
    const late = setTimeout(() => {
      if (client.bound.size === 0) socket.close(1008, 'Nothing was bound');
    }, mustBindWithin).unref();
    socket.on('close', () => {
      clearTimeout(late);
      clients.delete(client);
    });
    socket.on('pong', () => {
      client.answered = true;
    });
    socket.on('message', (data) => {
      bind(client, data.toString()).catch(() => {
        log.warn('subscriptions.bind-failed');
        socket.close(1011, 'The node could not do it');
      });
    });
  };

  const forget = (client: Client | undefined, code: number, reason: string) => {
    if (client === undefined) return;
    clients.delete(client);
    client.socket.close(code, reason);
  };

  const isOf = ({ bound }: Client, owner: string) => bound.values().some((one) => one.owner === owner);

  const bind = async (client: Client, message: string) => {
    const { socket, bound } = client;
    const [, token] = /^bind-with-token:? +([A-Za-z0-9_.-]{1,8000})\s*$/.exec(message) ?? [];
    const binding = token === undefined ? undefined : options.tokens.verify(token, options.clock.now());
    const used =
      binding !== undefined && (await options.identity.consumeOnce(`binding ${binding.id}`, binding.expires));
    if (binding === undefined || !used) return socket.close(1008, 'The token is not good');
    const owned = await queue.owned(binding.owner, binding.subscriptions);
    const others = [...clients].filter((other) => other !== client && isOf(other, binding.owner));
    if (others.length >= mostOfOwner) return socket.close(1008, 'Too many sockets of one account');
    const fit = owned.filter(({ definition, status }) => definition.channel.type === 'websocket' && status !== 'off');
    if (bound.size + fit.length > mostBindings) return socket.close(1008, 'Too many subscriptions');
    for (const subscription of fit) {
      bound.set(subscription.id, {
        owner: binding.owner,
        cursor: subscription.lastNumber,
        heartbeatAt: nextHeartbeat(subscription),
      });
      send(socket, subscription, 'handshake', []);
    }
  };

  const send = (
    socket: WebSocket,
    subscription: Subscription,
    type: 'handshake' | 'heartbeat' | 'event-notification',
    events: readonly ToldEvent[],
  ) => {
    const { status, lastNumber } = subscription;
    const bundle = notificationBundle(notificationOf(options, subscription, { type, status, lastNumber, events }));
    socket.send(asPayload(bundle, subscription.definition.channel.payload ?? 'application/fhir+json'));
  };

  /** How far all are that are bound here is one question; what a subscription says is read where there is something to send. */
  const flush = async () => {
    const pairs = [...clients].flatMap((client) => [...client.bound].map(([id, bound]) => ({ client, id, bound })));
    if (pairs.length === 0) return;
    const states = await queue.states([...new Set(pairs.map(({ id }) => id))]);
    for (const { client, id, bound } of pairs) {
      const state = states.get(id);
      const isThere = state !== undefined && state.owner === bound.owner && state.status !== 'off';
      if (isThere && bound.cursor >= state.lastNumber && bound.heartbeatAt > performance.now()) continue;
      const [subscription] = isThere ? await queue.owned(bound.owner, [id]) : [];
      await flushOne(client, subscription, id, bound);
    }
  };

  const flushOne = async (client: Client, subscription: Subscription | undefined, id: string, bound: Bound) => {
    const { socket } = client;
    if (subscription === undefined || subscription.status === 'off') {
      client.bound.delete(id);
      if (client.bound.size === 0) socket.close(1000, 'The subscription is over');
      return;
    }
    if (socket.bufferedAmount > mostBuffered) return;
    while (bound.cursor < subscription.lastNumber) {
      const { maxCount } = subscription.definition.channel;
      const events = await queue.numbered(id, bound.cursor + 1, subscription.lastNumber, maxCount);
      const reader = await options.identity.onBehalfOf(bound.owner, 'subscription');
      if (reader === undefined) return socket.close(1008, 'The account is gone');
      if (events.length === 0) return;
      const told = await tellEvents(options, reader, events, 'subscription-notification');
      const numbered = events.flatMap((event) =>
        event.number === undefined ? [] : [{ ...event, number: event.number }],
      );
      send(
        socket,
        subscription,
        'event-notification',
        numbered.map((event) => toldEvent(event, told)),
      );
      bound.cursor = numbered.at(-1)?.number ?? subscription.lastNumber;
      bound.heartbeatAt = nextHeartbeat(subscription);
    }
    if (bound.heartbeatAt <= performance.now()) {
      bound.heartbeatAt = nextHeartbeat(subscription);
      send(socket, subscription, 'heartbeat', []);
    }
  };

  const wake = () => {
    again = true;
    flushing ??= (async () => {
      while (again && !stopped) {
        again = false;
        await flush().catch(() => log.warn('subscriptions.flush-failed'));
      }
    })().finally(() => {
      flushing = undefined;
    });
  };
  const looks = setInterval(() => {
    if (clients.size > 0) wake();
  }, options.lookEvery).unref();
  const pings = setInterval(() => {
    for (const client of clients) {
      if (!client.answered) client.socket.terminate();
      client.answered = false;
      client.socket.ping();
    }
  }, pingEvery).unref();

  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(looks);
      clearInterval(pings);
      for (const { socket } of clients) socket.close(1001, 'The node stops');
      await flushing;
    },
  };
}

function nextHeartbeat({ definition }: Subscription): number {
  const { heartbeat } = definition.channel;
  return heartbeat === undefined ? Number.POSITIVE_INFINITY : performance.now() + heartbeat * 1000;
}
