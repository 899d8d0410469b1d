import { vi } from 'vitest';
import type { DemonstrationCountry } from '../../src/features/demonstration/demonstration.ts';
import { appKit } from '../../src/modules/identity/smart/testing-apps.ts';
import { openNode, type RegisteredRoute as Route } from './open-node.ts';

export { newTally } from './tally.ts';
export type { Route };

// Other suites may keep the machine busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** What came back, to be compared: all of it but what is new with each answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Sent {
  readonly method?: string;
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type AttackedNode = Awaited<ReturnType<typeof openAttackedNode>>;

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** A node of `openNode` in which the structure alone is judged, and how attacks that compare answers ask it. */
export async function openAttackedNode({ country = 'FR' as DemonstrationCountry } = {}) {
  const node = await openNode({ CARNET_LANGUAGE: 'en', CARNET_VALIDATION: 'structure' }, country);
  const { app, config } = node;
  /** Asks with a bearer token, a set of headers, or nothing. */
  const ask = async (who: string | Readonly<Record<string, string>> | undefined, sent: Sent): Promise<Answer> => {
    const { method = 'GET', url, body, headers = {} } = sent;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const json = url.startsWith('/fhir') ? 'application/fhir+json' : 'application/json';
    const shown = typeof who === 'string' ? { authorization: `Bearer ${who}` } : who;
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        host: new URL(config.publicUrl).host,
        ...(text === undefined ? {} : { 'content-type': json }),
        ...shown,
        ...headers,
      },
      ...(text === undefined ? {} : { payload: text }),
    });
    return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: answer.body };
  };
  /** The routes at which a method does anything at all: what is answered 405 to nobody is no door. */
  const doors: Route[] = [];
  for (const { method, url } of node.routes.filter((each) => methods.has(each.method))) {
    const isFhir = url.startsWith('/fhir');
    const answer = isFhir ? await ask(undefined, { method, url: url.replaceAll(/:\w+/g, 'x1') }) : undefined;
    if (answer?.status !== 405) doors.push({ method, url });
  }
  const accountOf = (alias: string): string => node.accountOf(alias).id;
  /** The headers of a browser in which somebody has just signed in to the pages. */
  const signedIn = async (alias: string): Promise<Readonly<Record<string, string>>> => {
    const browser = await node.browser(alias);
    const cookie = [...browser.jar]
      .filter(([name]) => name.includes('session'))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    return { cookie, 'x-carnet-request': '1' };
  };
  return {
    ...node,
    routes: doors as readonly Route[],
    kit: appKit(config.publicUrl, node.core.identity),
    accountOf,
    signedIn,
    ask,
  };
}

/** What answers without asking who is there: each with its own proofs, or nothing that is anybody's. */
const forEverybody =
  /^\/(?:oidc|session|simulated|assets|healthz|subscriptions|\.well-known|api\/health-links|api\/node)\b|\*$|^\/fhir\/(?:metadata|openapi\.json|\$versions|\.well-known)/;

/** The routes of a server that ask who is there before anything else. */
export function guarded(routes: readonly Route[]): readonly Route[] {
  return routes.filter(({ url }) => !forEverybody.test(url));
}

/** Does a route that is there say that nothing is, as it does to whoever may not know of it? */
export function hidesItself({ status, body }: Answer): boolean {
  return status === 404 && body.includes('"request.unknown-route"');
}

/** What differs between any two answers. */
const volatileHeaders = new Set(['date', 'x-request-id']);
const volatileText =
  /\d{4}-\d\d-\d\dT[0-9:.]+Z|urn:uuid:[-0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;

/** An answer as text, with every spelling of `id` that was asked for under one name. */
export function sayOf(answer: Answer, ...ids: readonly string[]): string {
  const headers = Object.entries(answer.headers).filter(([name]) => !volatileHeaders.has(name));
  let text = JSON.stringify([answer.status, headers, answer.body]);
  for (const id of ids) text = text.replaceAll(id, 'ID').replaceAll(encodeURIComponent(id), 'ID');
  return text.replaceAll(volatileText, 'NEW');
}
