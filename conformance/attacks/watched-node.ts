import { hash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  openProcess,
  openWorld,
  type Process,
  patient,
  pulse,
  topic,
  until,
  type Who,
} from '../../src/features/subscriptions/testing.ts';

const payloadContent = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content';
export const contentOf = (level: unknown) => ({ extension: [{ url: payloadContent, valueCode: level }] });
/** Told of over a websocket that nobody opens: what it would be told stands in `$events`. */
export const silent = { type: 'websocket', payload: 'application/fhir+json' };
/** A Subscription to what `criteria` finds. */
export const watching = (criteria: string, level = 'full-resource', more: object = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: 'attack',
  criteria,
  channel: { ...silent, _payload: contentOf(level) },
  ...more,
});
/** A Subscription to a topic of the node. */
export const ofTopic = (name: string, filters: readonly string[] = []) => ({
  ...watching(topic(name)),
  ...(filters.length > 0 && {
    _criteria: {
      extension: filters.map((valueString) => ({
        url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria',
        valueString,
      })),
    },
  }),
});

export type Asking = (method: string, path: string, body?: object) => ReturnType<Process['ask']>;

/** Makes a Subscription, and waits until it is told of what is written. */
export async function subscribe(ask: Asking, body: object): Promise<string> {
  const made = await ask('POST', 'Subscription', body);
  if (made.status !== 201) throw new Error(`not taken: ${made.status} ${made.text}`);
  const { id } = made.json;
  await until(async () => (await ask('GET', `Subscription/${id}`)).json.status === 'active');
  return id;
}

/** All that a subscriber can learn: numbers and what is told. */
export async function learnt(ask: Asking, id: string): Promise<string> {
  const answers = [];
  for (const path of [
    '$status',
    '$events?content=full-resource',
    '$events?content=id-only&eventsSinceNumber=1',
    '$events?eventsUntilNumber=9',
  ]) {
    answers.push((await ask('GET', `Subscription/${id}/${path}`)).text);
  }
  answers.push((await ask('GET', `Subscription/${id}`)).text);
  return answers.join('\n');
}

/** How many events a subscriber was told of. */
export const eventCount = (said: string) =>
  Math.max(...[...said.matchAll(/"events-since-subscription-start","valueString":"(\d+)"/g)].map(([, n]) => Number(n)));

export type WatchedNode = Awaited<ReturnType<typeof openWatchedNode>>;

/** A node with two persons and a Subscription that is told of everything, by which it is known when all has been told. */
export async function openWatchedNode() {
  const world = await openWorld();
  const node = await openProcess(world);
  const as =
    (who: Who): Asking =>
    (method, path, body) =>
      node.ask(who, method, path, body);
  for (const id of ['claire', 'henri', 'witness']) await node.ask('importer', 'PUT', `Patient/${id}`, patient(id));
  const witness = await subscribe(as('importer'), watching('Observation', 'id-only'));
  /** Up to which event the witness was read. */
  let known = 0;

  /** Resolves when everything that was written has come to those who may know of it, and to their endpoints. */
  async function settled(): Promise<void> {
    const { id } = await write('witness');
    await until(async () => {
      const { text } = await node.ask(
        'importer',
        'GET',
        `Subscription/${witness}/$events?eventsSinceNumber=${known + 1}`,
      );
      if (!text.includes(id)) return false;
      known = eventCount(text);
      return true;
    });
    // What goes out by then is on its way.
    await wait(300);
  }

  let written = 0;
  function secretOf(): string {
    written += 1;
    return `Verschwiegen${written}`;
  }

  async function write(
    person: string,
    more: object = {},
    type = 'Observation',
  ): Promise<{ id: string; secret: string }> {
    const secret = secretOf();
    const body = { ...pulse(person), resourceType: type, note: [{ text: secret }], ...more };
    const { status, json, text } = await node.ask('importer', 'POST', type, body);
    if (status !== 201) throw new Error(text);
    return { id: json.id, secret };
  }

  /** Asks by the token of a service that was let in with these scopes. */
  async function service(scope: string): Promise<Asking> {
    const id = `app-${randomBytes(4).toString('hex')}`;
    const token = randomBytes(32).toString('base64url');
    await world.db.query(
      `insert into identity_app (id, name, kind, status, scope, metadata, registered) values ($1, 'An app', 'service', 'approved', $2, '{}', now())`,
      [id, scope],
    );
    await world.db.query(
      `insert into identity_account (id, name, role, language) values ($1, 'A service', 'backend', 'en')`,
      [id],
    );
    await world.db.query(
      `insert into identity_oidc (model, id, payload, expires) values ('ClientCredentials', $1, $2, now() + interval '1 hour')`,
      [hash('sha256', token, 'base64url'), JSON.stringify({ clientId: id, scope, aud: 'http://localhost/fhir' })],
    );
    return (method, path, body) => node.askBy(token, method, path, body);
  }

  return {
    ask: node.ask,
    as,
    service,
    settled,
    write,
    db: world.db,
    async close() {
      await node.close();
      await world.close();
    },
  };
}
