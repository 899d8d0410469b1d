import { Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

interface Traffic {
  draining: boolean;
  /** Requests whose answer has not left yet. */
  answering: number;
}

const traffic = new WeakMap<FastifyInstance, Traffic>();

/** How long a client that keeps its connection may still send on it: it learns with the answer that it must not again. */
const grace = 1_000;
/** How long an answer may take that is under way when the end begins. */
const patience = 5_000;

/** Makes a server one that `drain` can end. */
export function makeDrainable(app: FastifyInstance): void {
  const state: Traffic = { draining: false, answering: 0 };
  traffic.set(app, state);
  app.addHook('onRequest', (request, reply, done) => {
    // A websocket is no answer that somebody waits for: it ends with the server.
    if (request.routeOptions.config.boundsItself === true) return done();
    state.answering += 1;
    reply.raw.once('close', () => {
      state.answering -= 1;
    });
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (state.draining) reply.header('connection', 'close');
    done(null, payload);
  });
}

export function isDraining(app: FastifyInstance): boolean {
  return traffic.get(app)?.draining === true;
}

/**
 * Ends a server so that no request that it has taken is lost, as a rolling restart needs it. New connections are refused
 * at once. What comes on an open connection is still answered, with `Connection: close`; connections on which nothing
 * comes are closed after a second, and requests under way have five to finish.
 */
export async function drain(app: FastifyInstance): Promise<void> {
  const state = traffic.get(app);
  if (state === undefined) throw new Error('This server was not made to be drained');
  state.draining = true;
  // The HTTP server's own `close` would also close idle connections, on which a request may be on its way at this moment.
  Server.prototype.close.call(app.server);
  await until(async () => (await connectionsOf(app)) === 0, grace);
  app.server.closeIdleConnections();
  await until(async () => state.answering === 0, patience);
  await app.close();
}

async function until(done: () => Promise<boolean>, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end && !(await done())) await pause(10);
}

function connectionsOf(app: FastifyInstance): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((error, count) => resolve(error === null ? count : 0)));
}
