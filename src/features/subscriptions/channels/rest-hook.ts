import { Agent, request } from 'undici';
import type { Channel } from '../contract.ts';
import { type EndpointPolicy, publicLookup } from '../endpoint-policy.ts';

/** Whether a message got through; where not, why, in words that name neither the endpoint nor what was sent. */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly words: string };

export interface HookMessage {
  readonly method: 'POST' | 'PUT';
  /** Below the endpoint: `Observation/1`; the endpoint itself where it is left out. */
  readonly below?: string;
  readonly body?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface RestHook {
  send(channel: Channel, message: HookMessage): Promise<Sent>;
  close(): Promise<void>;
}

const largestAnswer = 64 * 1024;

/** Sends over HTTP. No redirect is followed: where it would lead was not checked. */
export function createRestHook(policy: EndpointPolicy): RestHook {
  const options = { connections: 4, pipelining: 1, keepAliveTimeout: 10_000, maxHeaderSize: 16 * 1024 };
  const anywhere = new Agent({ ...options, connect: { timeout: 10_000 } });
  const publicOnly = new Agent({ ...options, connect: { timeout: 10_000, lookup: publicLookup } });
  return {
    async send({ endpoint = '', payload, timeout }, { method, below, body, headers }) {
      const checked = policy.check(endpoint);
      if (!checked.ok) return { ok: false, words: 'The endpoint is not allowed any more.' };
      const { url, trusted } = checked.value;
      const signal = AbortSignal.timeout(timeout * 1000);
      try {
        const answer = await request(below === undefined ? url : new URL(below, withSlash(url)), {
          method,
          dispatcher: trusted ? anywhere : publicOnly,
          headers: [
            ...headers.flat(),
            ...(payload === undefined ? [] : ['content-type', `${payload}; charset=utf-8`]),
            'user-agent',
            'Carnet',
          ],
          body: body ?? null,
          signal,
        });
        await answer.body.dump({ limit: largestAnswer, signal });
        const { statusCode } = answer;
        if (statusCode >= 200 && statusCode < 300) return { ok: true };
        return { ok: false, words: `The endpoint answered ${statusCode}.` };
      } catch {
        return {
          ok: false,
          words: signal.aborted ? 'The endpoint did not answer in time.' : 'The endpoint could not be reached.',
        };
      }
    },
    async close() {
      await Promise.all([anywhere.destroy(), publicOnly.destroy()]);
    },
  };
}

function withSlash(url: URL): URL {
  const at = new URL(url);
  if (!at.pathname.endsWith('/')) at.pathname += '/';
  return at;
}
