import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIdentity, identityMigrations } from '#identity';
import { createLog, randomIds, systemClock } from '#kernel';
import { openTestRecordsBy, type TestRecords } from '#records/testing';
import { createServer, registerFhir } from '#rest';
import { createTerminology, terminologyMigrations } from '#terminology';
import { canonical } from './contract.ts';
import { subscriptionMigrations } from './migrations.ts';
import { openSubscriptions, type SubscriptionOptions } from './open-subscriptions.ts';

export { patient, pulse } from '#fhir/testing';

export type Who = 'importer' | 'doctor' | 'stranger' | 'claire' | 'admin';

/** What all processes of one node share. */
export type World = Pick<TestRecords, 'url' | 'db' | 'keysDir' | 'cursorKey' | 'close'> & { readonly key: Uint8Array };

/** A database with everything that a node needs, and a directory of keys. */
export async function openWorld(): Promise<World> {
  const migrations = [...terminologyMigrations, ...identityMigrations, ...subscriptionMigrations];
  return { ...(await openTestRecordsBy(systemClock, { migrations })), key: randomBytes(32) };
}

export type Process = Awaited<ReturnType<typeof openProcess>>;

/** One process of a node: every real module, over connections of its own, listening on a port of its own. */
export async function openProcess(world: World, more: Partial<SubscriptionOptions> = {}) {
  const opened = await openTestRecordsBy(systemClock, { beside: world, listener: () => subscriptions.listener });
  const { db, clock, audit, access, records: door } = opened;
  const lines: string[] = [];
  const log = createLog({ level: 'debug', write: (line) => void lines.push(line) });
  const terminology = await createTerminology({ db });
  const publicUrl = 'http://localhost';
  const identity = createIdentity({
    db,
    audit,
    clock,
    log,
    keysDir: world.keysDir,
    publicUrl,
    country: 'FR',
    demonstration: true,
  });
  const subscriptions = await openSubscriptions({
    db,
    clock,
    log,
    identity,
    access,
    node: { name: 'Test node', country: 'FR', publicUrl },
    key: world.key,
    hosts: [],
    demonstration: true,
    retry: { first: 50, attempts: 3 },
    lookEvery: 50,
    ...more,
  });
  const records = subscriptions.keep(door);
  const app = createServer({ log, alive: () => db.alive(1000) });
  registerFhir(app, {
    records,
    identity,
    terminology,
    definitions: opened.definitions,
    clock,
    ids: randomIds,
    baseUrl: `${publicUrl}/fhir`,
    node: { name: 'Test node', country: 'FR', language: 'en' },
    software: { version: '0.0.0' },
    operations: subscriptions.operations(door),
    subscriptions,
  });
  subscriptions.serve(app, door);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;

  const tokens = new Map<Who, string>();
  for (const account of await putAccounts(identity)) {
    const token = await identity.demonstrationToken(account);
    if (!token.ok) throw new Error(token.fault.code);
    tokens.set(account, token.value);
  }
  await db.transaction((tx) =>
    access.addRelation(tx, {
      patient: 'claire',
      organization: 'org-park',
      origin: 'declared',
      from: new Date('2020-01-01T00:00:00Z'),
    }),
  );

  /** Asks by a token. */
  async function askBy(token: string, method: string, path: string, body?: object) {
    const answer = await fetch(`http://127.0.0.1:${port}/fhir/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, json: text === '' ? undefined : JSON.parse(text) };
  }

  return {
    db,
    port,
    askBy,
    ask: (who: Who, method: string, path: string, body?: object) => askBy(tokens.get(who) ?? '', method, path, body),
    lines,
    audit,
    door,
    /** Ends as a node does when it is told to. */
    async close() {
      await app.close();
      await subscriptions.close();
      await opened.close();
    },
  };
}

async function putAccounts(identity: ReturnType<typeof createIdentity>): Promise<readonly Who[]> {
  const language = 'en';
  await identity.putAccount({ id: 'a-importer', name: 'Import', role: 'backend', language, alias: 'importer' });
  await identity.putAccount({ id: 'a-admin', name: 'Operator', role: 'administrator', language, alias: 'admin' });
  const citizen = { role: 'citizen', language } as const;
  await identity.putAccount({ ...citizen, id: 'a-claire', name: 'Claire', alias: 'claire', patient: 'claire' });
  const professional = { role: 'professional', language } as const;
  const doctor = { practitioner: 'sophie', organization: 'org-park' };
  await identity.putAccount({ ...professional, ...doctor, id: 'a-doctor', name: 'Sophie', alias: 'doctor' });
  const stranger = { practitioner: 'karim', organization: 'org-far' };
  await identity.putAccount({ ...professional, ...stranger, id: 'a-stranger', name: 'Karim', alias: 'stranger' });
  return ['importer', 'doctor', 'stranger', 'claire', 'admin'];
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint of somebody else's: remembers what it was sent, and answers as `answer` says. */
export async function openReceiver(answer: (received: Received, n: number) => number | Promise<number> = () => 200) {
  const received: Received[] = [];
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    received.push(one);
    const status = await answer(one, received.length);
    response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/elsewhere' } : {}).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    /** The notifications, by what they are. */
    told: (type: string) => received.map(({ body }) => readNotification(body)).filter((one) => one.type === type),
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Part {
  readonly name: string;
  readonly valueString?: string;
  readonly valueCode?: string;
  readonly valueReference?: { readonly reference: string };
  readonly part?: readonly Part[];
}

/** What a notification Bundle says, in short. */
export function readNotification(text: string) {
  const bundle = JSON.parse(text) as {
    readonly entry: readonly {
      readonly fullUrl: string;
      readonly resource?: { readonly parameter?: readonly Part[] };
    }[];
  };
  const [status, ...others] = bundle.entry;
  const parameters = status?.resource?.parameter ?? [];
  const codeOf = (name: string) => parameters.find((one) => one.name === name)?.valueCode;
  return {
    type: codeOf('type') ?? '',
    status: codeOf('status') ?? '',
    since: parameters.find((one) => one.name === 'events-since-subscription-start')?.valueString,
    events: parameters
      .filter((one) => one.name === 'notification-event')
      .map(({ part = [] }) => ({
        number: Number(part.find((one) => one.name === 'event-number')?.valueString),
        focus: part.find((one) => one.name === 'focus')?.valueReference?.reference.split('/fhir/')[1],
      })),
    resources: others.map(({ resource }) => resource),
  };
}

export function topic(name: string): string {
  return `http://localhost/fhir/SubscriptionTopic/${name}`;
}

export function extension(name: string, value: object): object {
  return { url: `${canonical}/StructureDefinition/${name}`, ...value };
}

/** A Subscription to a topic by rest-hook, unless `channel` says another. */
export function subscriptionTo(
  criteria: string,
  options: {
    readonly filters?: readonly string[];
    readonly content?: string;
    readonly channel?: object;
    readonly endpoint?: string;
  } = {},
): object {
  const { filters = [], content = 'id-only', channel, endpoint } = options;
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'test',
    criteria,
    ...(filters.length === 0
      ? {}
      : {
          _criteria: {
            extension: filters.map((valueString) => extension('backport-filter-criteria', { valueString })),
          },
        }),
    channel: {
      type: 'rest-hook',
      ...(endpoint === undefined ? {} : { endpoint }),
      payload: 'application/fhir+json',
      _payload: { extension: [extension('backport-payload-content', { valueCode: content })] },
      ...channel,
    },
  };
}

/** Resolves when `holds` does; fails after `patience` milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, patience = 10_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come to be in time');
    await new Promise((wake) => setTimeout(wake, 20));
  }
}
