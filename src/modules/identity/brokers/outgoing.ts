import { isIP } from 'node:net';
import type { CustomFetch } from 'openid-client';
import { Agent, fetch } from 'undici';
import { isPublicAddress, lookupAmong } from '#kernel';

/** Bytes of an answer, and milliseconds for it: metadata, keys and claims are short. */
const longestAnswer = 262_144;
const answeredWithin = 10_000;

/** Where an answer is longer than most, or a peer wants to know the node by a certificate. */
export interface OutgoingOptions {
  /** Bytes. */
  readonly longestAnswer?: number;
  /** On the public internet too, for answers that are signed in themselves and hold no secret. */
  readonly plainHttp?: boolean;
  /** PEM: by which the node proves itself, and the authorities that it believes in place of the usual ones. */
  readonly tls?: { readonly key?: string; readonly cert?: string; readonly ca?: string };
}

/** Keeps a connection to what was judged: a name that leads into the inner network when it is asked again is not asked. */
function connectionsOf(options: OutgoingOptions): { readonly publicInternet: Agent; readonly namedHosts: Agent } {
  const bounds = {
    maxResponseSize: options.longestAnswer ?? longestAnswer,
    headersTimeout: answeredWithin,
    bodyTimeout: answeredWithin,
  };
  const connect = { ...options.tls, timeout: answeredWithin };
  return {
    publicInternet: new Agent({ ...bounds, connect: { ...connect, lookup: lookupAmong(isPublicAddress) } }),
    namedHosts: new Agent({ ...bounds, connect }),
  };
}

const usual = connectionsOf({});

/**
 * Requests to an upstream and nowhere else that matters: https on the public internet, and the hosts (`name` or
 * `name:port`) that the operator has named, there over http too; http elsewhere by `plainHttp` alone. No redirect is followed. Whatever metadata says, no
 * address inside of the network is reached.
 */
export function guardedFetch(named: readonly string[], more?: OutgoingOptions): CustomFetch {
  const { publicInternet, namedHosts } = more === undefined ? usual : connectionsOf(more);
  return async (address, options) => {
    const url = new URL(address);
    const isNamed = named.includes(url.host) || named.includes(url.hostname);
    if (!isNamed) {
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      const isClosed = isIP(literal) === 0 ? literal === 'localhost' : !isPublicAddress(literal);
      const isSpoken = url.protocol === 'https:' || (more?.plainHttp === true && url.protocol === 'http:');
      if (!isSpoken || isClosed) throw new OutgoingRefused('The address may not be connected to');
    }
    const dispatcher = isNamed ? namedHosts : publicInternet;
    const answer = await fetch(address, { ...options, redirect: 'manual', dispatcher } as Parameters<typeof fetch>[1]);
    return bounded(answer as unknown as Response, more?.longestAnswer ?? longestAnswer);
  };
}

/** The same answer, whose body fails behind so many bytes: what is compressed on its way is longer than it was there. */
function bounded({ body, status, headers }: Response, most: number): Response {
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > most) controller.error(new OutgoingRefused('The answer is too long'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(body?.pipeThrough(counting) ?? null, { status, headers: new Headers([...headers]) });
}

/** An upstream told the node to ask where it may not, or answered more than it may. */
export class OutgoingRefused extends Error {
  readonly code = 'outgoing-address';
}
