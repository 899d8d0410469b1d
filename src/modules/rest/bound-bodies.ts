import { pipeline, Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOf } from '#kernel';
import { isStreamed } from './media-type.ts';
import { sendFault } from './send.ts';

/** What a compressed body may come to when it is inflated, as a multiple: the bound of its route still holds. */
const inflation = 8;

/** Where a request carries how many bytes are held for it. */
const held = Symbol('held');

interface Carrier {
  [held]?: number;
}

/**
 * Bounds the bytes of all request bodies that are held at once, from their arrival until their answer; more are told to
 * come again before they are read. One body always fits, whatever its size, so that none is refused for ever. A body of
 * unknown length is counted as it comes.
 */
export function boundBodies(app: FastifyInstance, mostBytes: number): void {
  let total = 0;
  const hold = (request: FastifyRequest & Carrier, bytes: number): boolean => {
    const before = request[held] ?? 0;
    if (total + bytes > mostBytes && total > before) return false;
    request[held] = before + bytes;
    total += bytes;
    return true;
  };
  const release = (request: FastifyRequest & Carrier) => {
    if (request[held] === undefined) return;
    total -= request[held];
    request[held] = 0;
  };

  app.addHook('preParsing', (request, reply, body, done) => {
    const { headers, routeOptions } = request;
    // Nobody holds what is read as it comes.
    if (isStreamed(headers['content-type'])) return done();
    const most = routeOptions.bodyLimit ?? Number.POSITIVE_INFINITY;
    const encoded = headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity';
    const times = encoded ? inflation : 1;
    const length = headers['content-length'];
    if (headers['transfer-encoding'] === undefined) {
      const bytes = Math.min(Number(length ?? 0) * times, most);
      if (bytes === 0 || hold(request, bytes)) done();
      else sendFault(reply, tooMuch());
      return;
    }
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        if (hold(request, chunk.length * times)) next(null, chunk);
        else next(Object.assign(new Error('Too many bytes of bodies are held'), { fault: tooMuch() }));
      },
    });
    // A body that breaks off ends the counted one with it.
    done(
      null,
      pipeline(body, counted, () => {}),
    );
  });
  app.addHook('onSend', (request, _reply, _payload, done) => {
    release(request);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    // A handler that goes on without its client ends with `onSend`; a body that never came whole has none.
    if (!request.raw.complete) release(request);
    done();
  });
}

function tooMuch() {
  return faultOf('request.too-many', 'The node holds as many bytes of requests as it may; try again soon.');
}
