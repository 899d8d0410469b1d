import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { vi } from 'vitest';
import { openTestDatabase } from '#db/testing';
import { createLog } from '#kernel';
import { openCore } from '../../src/app/compose.ts';
import { nodePlans } from '../../src/app/demonstration-nodes.ts';
import { openGateway } from '../../src/app/open-gateway.ts';
import { operatorCaller } from '../../src/app/operator-caller.ts';
import { serveNode } from '../../src/app/serve-node.ts';
import { nodeConfig } from '../../src/app/settings.ts';
import { loadDemonstration } from '../../src/features/demonstration/index.ts';
import { appKit } from '../../src/modules/identity/smart/testing-apps.ts';
import { testBrowser } from '../../src/modules/identity/testing-browser.ts';

// Other suites may keep the machine busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** A route of the server, as it is registered. */
export interface Route {
  readonly method: string;
  readonly url: string;
}

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
const noBounds = 'sign-in=0,token=0,person-search=0,cross-border=0,requests=0';

/**
 * A whole demonstration node over a database of its own, composed as `npm start` composes it and listening, with every
 * route that it has. Rates are without bound: a suite asks faster than anybody may.
 */
export async function openAttackedNode({ country = 'FR' as 'FR' | 'PT' } = {}) {
  const { url: databaseUrl, close: dropDatabase } = await openTestDatabase();
  const stateDir = mkdtempSync(join(tmpdir(), 'carnet-attack-'));
  const port = await freePort();
  const plan = nodePlans.find((each) => each.country === country);
  const config = nodeConfig(
    {
      CARNET_NODE: country.toLowerCase(),
      CARNET_NAME: plan?.name ?? '',
      CARNET_COUNTRY: country,
      CARNET_LANGUAGE: 'en',
      CARNET_STATE: stateDir,
      CARNET_DATABASE_URL: databaseUrl,
      CARNET_PORT: String(port),
      CARNET_DEMONSTRATION: '1',
      CARNET_RATES: noBounds,
      CARNET_VALIDATION: 'structure',
    },
    stateDir,
  );
  mkdirSync(config.keysDir, { recursive: true, mode: 0o700 });
  mkdirSync(config.webRoot, { recursive: true });
  writeFileSync(join(config.webRoot, 'index.html'), '<!doctype html><html><head></head><body></body></html>');
  const lines: string[] = [];
  const log = createLog({ level: 'info', write: (line) => void lines.push(line) });
  const core = await openCore(config, log);
  const { records, identity, terminology } = core;
  const caller = operatorCaller(config, 'demonstration');
  const loaded = await loadDemonstration({ country, records, identity, terminology, caller });
  if (!loaded.ok) throw new Error(`The demonstration is not there: ${loaded.fault.issues[0]?.text}`);
  const gateway = openGateway(core, config, log);
  const routes: Route[] = [];
  const seen = (app: FastifyInstance) =>
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, url });
    });
  const app = serveNode(core, gateway, config, { log, version: '0', seen });
  await core.jobs.start();
  await app.listen({ host: 'localhost', port });

  const tokens = new Map<string, string>();
  /** A token of the node's own pages for an account of the demonstration. */
  const tokenOf = async (alias: string): Promise<string> => {
    const made = tokens.get(alias) ?? (await given(identity.demonstrationToken(alias)));
    tokens.set(alias, made);
    return made;
  };
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
        host: `localhost:${port}`,
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
  for (const { method, url } of routes.filter((each) => methods.has(each.method))) {
    const isFhir = url.startsWith('/fhir');
    const answer = isFhir ? await ask(undefined, { method, url: url.replaceAll(/:\w+/g, 'x1') }) : undefined;
    if (answer?.status !== 405) doors.push({ method, url });
  }
  const accounts = await identity.accounts();
  const accountOf = (alias: string): string => {
    const found = accounts.find((each) => each.alias === alias);
    if (found === undefined) throw new Error(`There is no account ${alias}`);
    return found.id;
  };
  /** The headers of a browser in which somebody has just signed in to the pages. */
  const signedIn = async (alias: string): Promise<Readonly<Record<string, string>>> => {
    const browser = testBrowser(config.publicUrl);
    await browser.signIn(accountOf(alias), '/');
    const cookie = [...browser.jar]
      .filter(([name]) => name.includes('session'))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    return { cookie, 'x-carnet-request': '1' };
  };
  return {
    core,
    config,
    app,
    routes: doors as readonly Route[],
    lines,
    kit: appKit(config.publicUrl, identity),
    tokenOf,
    accountOf,
    signedIn,
    ask,
    async close() {
      await app.close();
      await core.jobs.stop();
      await core.close();
      await dropDatabase();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

async function given(
  outcome: Promise<{ readonly ok: true; readonly value: string } | { readonly ok: false; readonly fault: unknown }>,
) {
  const made = await outcome;
  if (!made.ok) throw new Error('No token was given');
  return made.value;
}

/** What answers without asking who is there: each with its own proofs, or nothing that is anybody's. */
const forEverybody =
  /^\/(?:oidc|session|simulated|assets|healthz|subscriptions|\.well-known|api\/health-links|api\/node)\b|\*$|^\/fhir\/(?:metadata|openapi\.json|\$versions|\.well-known)/;

/** The routes of a server that ask who is there before anything else. */
export function guarded(routes: readonly Route[]): readonly Route[] {
  return routes.filter(({ url }) => !forEverybody.test(url));
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

/** Counts what was tried, and keeps what came through. */
export function newTally(name: string) {
  let attempts = 0;
  let told = 0;
  const through: string[] = [];
  return {
    /** What came through since this was asked last. */
    through() {
      const since = through.slice(told);
      told = through.length;
      return since;
    },
    /** One attempt; `holds` says whether the node stood. */
    attempt(holds: boolean, words: () => string) {
      attempts += 1;
      if (!holds) through.push(words());
    },
    print() {
      process.stdout.write(`attack ${name}: ${attempts} attempts, ${through.length} came through\n`);
      for (const each of through) process.stdout.write(`  ${each.slice(0, 400)}\n`);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was given');
  return address.port;
}
