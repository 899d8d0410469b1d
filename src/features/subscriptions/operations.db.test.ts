import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openProcess,
  openReceiver,
  openWorld,
  type Process,
  patient,
  pulse,
  readNotification,
  subscriptionTo,
  topic,
  until,
  type World,
} from './testing.ts';

let world: World;
let node: Process;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let id: string;
const written: string[] = [];

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  receiver = await openReceiver();
  await node.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
  const resource = subscriptionTo(topic('observation-changed'), { endpoint: receiver.url, content: 'empty' });
  const { json } = await node.ask('doctor', 'POST', 'Subscription', resource);
  id = json.id;
  await until(async () => (await node.ask('doctor', 'GET', `Subscription/${id}`)).json.status === 'active');
  for (let n = 0; n < 5; n++) {
    const observation = await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    written.push(`Observation/${observation.json.id}`);
  }
  await until(() => receiver.told('event-notification').flatMap((one) => one.events).length === 5);
});
afterAll(async () => {
  await node?.close();
  await receiver?.close();
  await world?.close();
});

describe('$events', () => {
  const eventsOf = async (query: string) =>
    readNotification((await node.ask('doctor', 'GET', `Subscription/${id}/$events${query}`)).text);

  it('gives all that happened, or a part, with the content that is asked for', async () => {
    const all = await eventsOf('?content=id-only');
    expect(all).toMatchObject({ type: 'query-event', status: 'active', since: '5', resources: [] });
    expect(all.events).toEqual(written.map((focus, n) => ({ number: n + 1, focus })));
    const part = await eventsOf('?eventsSinceNumber=2&eventsUntilNumber=3&content=full-resource');
    expect(part.events.map(({ number }) => number)).toEqual([2, 3]);
    expect(part.resources.map((one) => (one as { id?: string } | undefined)?.id)).toEqual(
      written.slice(1, 3).map((focus) => focus.split('/')[1]),
    );
    expect((await eventsOf('')).events[0]?.focus).toBeUndefined();
    expect((await eventsOf('?eventsSinceNumber=6')).events).toEqual([]);
  });

  it('takes its parameters posted too', async () => {
    const parameter = [
      { name: 'eventsSinceNumber', valueString: '5' },
      { name: 'content', valueCode: 'id-only' },
    ];
    const body = { resourceType: 'Parameters', parameter };
    const { text } = await node.ask('doctor', 'POST', `Subscription/${id}/$events`, body);
    expect(readNotification(text).events).toEqual([{ number: 5, focus: written[4] }]);
  });

  it.each(['eventsSinceNumber=-1', 'eventsSinceNumber=1e3', 'eventsUntilNumber=x', 'content=all'])(
    'refuses %s',
    async (query) => {
      expect((await node.ask('doctor', 'GET', `Subscription/${id}/$events?${query}`)).status).toBe(400);
    },
  );

  it('tells of what may not be seen any more by a bare number', async () => {
    await world.db.query(`update access_relation set valid_to = now() - interval '1 day' where patient = 'claire'`, []);
    const { text } = await node.ask('doctor', 'GET', `Subscription/${id}/$events?content=full-resource`);
    expect(readNotification(text)).toMatchObject({
      events: [1, 2, 3, 4, 5].map((number) => ({ number })),
      resources: [],
    });
    expect(text).not.toContain('Observation/');
    await world.db.query(`update access_relation set valid_to = null where patient = 'claire'`, []);
  });
});

describe('$status', () => {
  it('tells how all or some of the caller’s Subscriptions stand', async () => {
    const one = await node.ask('doctor', 'GET', `Subscription/${id}/$status`);
    expect(one.json).toMatchObject({ type: 'searchset', total: 1 });
    expect(one.text).toContain('"valueCode":"active"');
    expect((await node.ask('doctor', 'GET', 'Subscription/$status')).json.total).toBe(1);
    expect((await node.ask('doctor', 'GET', `Subscription/$status?id=${id},other`)).json.total).toBe(1);
    expect((await node.ask('doctor', 'GET', 'Subscription/$status?status=error&status=off')).json.total).toBe(0);
    expect((await node.ask('claire', 'GET', 'Subscription/$status')).json.total).toBe(0);
  });
});

describe('what the node says of itself', () => {
  it('names its topics, its operations and where websockets bind', async () => {
    const { json } = await node.ask('doctor', 'GET', 'metadata');
    const [rest] = json.rest;
    expect(rest.extension).toEqual([
      {
        url: 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket',
        valueUri: 'ws://localhost/subscriptions/websocket',
      },
    ]);
    const { extension, operation } = rest.resource.find(({ type }: { type: string }) => type === 'Subscription');
    expect(extension.map((one: { valueCanonical: string }) => one.valueCanonical)).toContain(
      topic('observation-changed'),
    );
    expect(operation.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['status', 'events', 'get-ws-binding-token']),
    );
    const patients = rest.resource.find(({ type }: { type: string }) => type === 'Patient');
    expect(patients.extension).toBeUndefined();
  });

  it('describes each of its operations once in its OpenAPI document', async () => {
    const { json } = await node.ask('doctor', 'GET', 'openapi.json');
    const paths = json.paths as Record<string, Record<string, { readonly operationId?: string }>>;
    expect(Object.keys(paths)).toContain('/Subscription/{id}/$events');
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId }) => operationId ?? []),
    );
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it('has its topics at their addresses', async () => {
    const all = await node.ask('doctor', 'GET', 'SubscriptionTopic');
    expect(all.json.total).toBeGreaterThan(140);
    const one = await node.ask('doctor', 'GET', 'SubscriptionTopic/observation-changed');
    expect(one.json).toMatchObject({ resourceType: 'Basic', id: 'observation-changed' });
    expect((await node.ask('doctor', 'GET', 'SubscriptionTopic/nothing')).status).toBe(404);
  });
});
