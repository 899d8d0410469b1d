import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  type Who,
  type World,
} from './testing.ts';

let world: World;
let node: Process;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
const observations = topic('observation-changed');

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  for (const id of ['claire', 'bruno']) await node.ask('importer', 'PUT', `Patient/${id}`, patient(id));
});
afterAll(async () => {
  await node?.close();
  await world?.close();
});

let answer: Parameters<typeof openReceiver>[0];
const kept: [Who, string][] = [];
beforeEach(async () => {
  answer = () => 200;
  receiver = await openReceiver((...received) => answer?.(...received) ?? 200);
});
afterEach(async () => {
  for (const [who, id] of kept.splice(0)) await node.ask(who, 'DELETE', `Subscription/${id}`);
  await receiver.close();
});

async function subscribe(who: Who, resource: object): Promise<string> {
  const created = await node.ask(who, 'POST', 'Subscription', resource);
  expect(created.status, created.text).toBe(201);
  expect(created.json.status).toBe('requested');
  kept.push([who, created.json.id]);
  return created.json.id;
}

async function becomes(status: string, who: Who, id: string): Promise<void> {
  await until(async () => (await node.ask(who, 'GET', `Subscription/${id}`)).json.status === status);
}

async function subscribed(who: Who, options: Parameters<typeof subscriptionTo>[1], criteria = observations) {
  const id = await subscribe(who, subscriptionTo(criteria, { endpoint: receiver.url, ...options }));
  await becomes('active', who, id);
  return id;
}

async function write(of: string, more: object = {}): Promise<string> {
  const written = await node.ask('importer', 'POST', 'Observation', pulse(of, more));
  expect(written.status).toBe(201);
  return `Observation/${written.json.id}`;
}

const told = () => receiver.told('event-notification');
const events = () => told().flatMap((one) => one.events);

describe('what is sent', () => {
  it('comes after a handshake, in order, gapless, and holds what the owner may see alone', async () => {
    await subscribed('doctor', { filters: ['Observation?code=8867-4'] });
    expect(receiver.told('handshake')).toMatchObject([{ status: 'requested', since: '0', events: [] }]);
    const ids: string[] = [];
    for (const of of ['claire', 'bruno', 'claire', 'claire']) ids.push(await write(of));
    await until(() => events().length === 3);
    expect(events()).toEqual([ids[0], ids[2], ids[3]].map((focus, n) => ({ number: n + 1, focus })));
    expect(told().at(-1)).toMatchObject({ since: '3', status: 'active' });
  });

  it('is as much as was asked for: nothing, ids, or the very text of the version', async () => {
    await subscribed('claire', { content: 'empty' });
    await subscribed('claire', { content: 'full-resource', channel: { header: ['X-Full: 1'] } });
    const focus = await write('claire', { valueQuantity: { value: 72.5, unit: '/min' } });
    await until(() => told().length === 2);
    const full = receiver.received.find(({ headers, body }) => headers['x-full'] === '1' && body.includes('event-not'));
    const empty = receiver.received.find(
      ({ headers, body }) => headers['x-full'] !== '1' && body.includes('event-not'),
    );
    expect(readNotification(empty?.body ?? '')).toMatchObject({ events: [{ number: 1 }], resources: [] });
    expect(empty?.body).not.toContain('Observation/');
    expect(empty?.body).not.toContain('SubscriptionTopic');
    const stored = await node.ask('claire', 'GET', focus);
    expect(full?.body).toContain(stored.text);
    expect(readNotification(full?.body ?? '').events).toEqual([{ number: 1, focus }]);
  });

  it('is XML where the Subscription says so', async () => {
    await subscribed('claire', { content: 'full-resource', channel: { payload: 'application/fhir+xml' } });
    await write('claire');
    await until(() => receiver.received.length === 2);
    expect(receiver.received[1]?.headers['content-type']).toContain('application/fhir+xml');
    expect(receiver.received[1]?.body).toMatch(/^<\?xml|^<Bundle xmlns="http:\/\/hl7.org\/fhir"/);
  });

  it('tells of updates and deletions, and holds filters against what was deleted', async () => {
    await subscribed('doctor', { filters: ['code=8867-4'] });
    const focus = await write('claire');
    const other = await write('claire', { code: { coding: [{ code: 'other' }] } });
    await node.ask('importer', 'PUT', focus, pulse('claire', { id: focus.split('/')[1], status: 'amended' }));
    await node.ask('importer', 'DELETE', focus);
    await node.ask('importer', 'DELETE', other);
    await until(() => events().length === 3);
    expect(events().map((one) => one.focus)).toEqual([focus, focus, focus]);
  });

  it('says nothing of a transaction that was rolled back', async () => {
    await subscribed('importer', {});
    const refused = await node.ask('importer', 'POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { resource: pulse('claire'), request: { method: 'POST', url: 'Observation' } },
        {
          resource: patient('claire', { gender: 'female' }),
          request: { method: 'PUT', url: 'Patient/claire', ifMatch: 'W/"99"' },
        },
      ],
    });
    expect(refused.status).toBe(412);
    const focus = await write('claire');
    await until(() => events().length === 1);
    expect(events()).toEqual([{ number: 1, focus }]);
  });

  it('is decided anew when it is sent: what was hidden meanwhile is skipped and takes no number', async () => {
    let open = false;
    answer = () => (open ? 200 : 503);
    const id = await subscribe('doctor', subscriptionTo(observations, { endpoint: receiver.url }));
    // The handshake fails, which is an error; asked anew it goes through.
    await becomes('error', 'doctor', id);
    open = true;
    const current = (await node.ask('doctor', 'GET', `Subscription/${id}`)).json;
    expect(current.error).toBe('The endpoint answered 503.');
    await node.ask('doctor', 'PUT', `Subscription/${id}`, { ...current, status: 'requested' });
    await becomes('active', 'doctor', id);

    const change = (restrictions: object[]) =>
      node.door.changeSharing(
        {
          subject: 'a-claire',
          name: 'Claire',
          role: 'citizen',
          country: 'FR',
          purpose: 'PATRQT',
          client: 'test',
          traceId: '0'.repeat(32),
          patient: 'claire',
          proxyFor: [],
        },
        { patient: 'claire', crossBorder: true, restrictions: restrictions as never },
      );
    await change([
      { category: 'vital-signs', audience: 'everyone' },
      { category: 'results', audience: 'everyone' },
    ]);
    await write('claire');
    await write('claire');
    await new Promise((wake) => setTimeout(wake, 400));
    expect(events()).toEqual([]);
    await change([]);
    const focus = await write('claire');
    await until(() => events().length === 1);
    expect(events()).toEqual([{ number: 1, focus }]);
  });

  it('stands in the log of the person, under the name of the one who was told', async () => {
    await subscribed('doctor', {});
    await write('claire');
    await until(() => events().length === 1);
    const page = await node.audit.accessLog({ patient: 'claire', count: 20 });
    const entry = page.entries.find(({ interaction }) => interaction === 'subscription-notification');
    expect(entry).toMatchObject({ outcome: 'success', agent: { subject: 'a-doctor', client: 'subscription' } });
  });
});

describe('headers', () => {
  it('are sent as they were given, and shown to nobody', async () => {
    const secret = 'Bearer very-secret-value';
    const id = await subscribed('doctor', { channel: { header: [`Authorization: ${secret}`] } });
    expect(receiver.received[0]?.headers.authorization).toBe(secret);
    const shown = await node.ask('doctor', 'GET', `Subscription/${id}`);
    expect(shown.text).not.toContain('very-secret');
    const history = await node.ask('importer', 'GET', '_history?_count=50');
    expect(history.text).not.toContain('very-secret');
    expect(node.lines.join('')).not.toContain('very-secret');
    // What is given back may be written back.
    const updated = await node.ask('doctor', 'PUT', `Subscription/${id}`, { ...shown.json, reason: 'another' });
    expect(updated.json).toMatchObject({ status: 'active', reason: 'another' });
    await write('claire');
    await until(() => events().length === 1);
    expect(receiver.received.at(-1)?.headers.authorization).toBe(secret);
    // In anybody else's Subscription it opens nothing.
    const stolen = await node.ask('claire', 'POST', 'Subscription', {
      ...subscriptionTo(observations, { endpoint: receiver.url }),
      channel: { ...shown.json.channel },
    });
    expect(stolen.status).toBe(422);
  });
});

describe('attempts', () => {
  it('are made again, with the same numbers and nothing lost, until the endpoint answers', async () => {
    let fails = 2;
    answer = ({ body }) => (body.includes('event-notification') && fails-- > 0 ? 500 : 200);
    await subscribed('importer', {});
    const ids = [await write('claire'), await write('claire')];
    await until(() => told().length >= 3 && events().some(({ focus }) => focus === ids[1]));
    const last = new Map(events().map(({ number, focus }) => [number, focus]));
    expect([...last]).toEqual([
      [1, ids[0]],
      [2, ids[1]],
    ]);
  });

  it('end in an error after the last of them; asked anew, all that waited is sent', async () => {
    let open = true;
    answer = () => (open ? 200 : 500);
    const id = await subscribed('importer', {});
    open = false;
    const ids = [await write('claire')];
    await becomes('error', 'importer', id);
    ids.push(await write('claire'));
    const status = await node.ask('importer', 'GET', `Subscription/${id}/$status`);
    expect(status.text).toContain('The endpoint answered 500.');
    const waiting = await node.ask('importer', 'GET', `Subscription/${id}/$events`);
    expect(readNotification(waiting.text).events).toEqual(ids.map((focus, n) => ({ number: n + 1, focus })));
    open = true;
    receiver.received.length = 0;
    const current = (await node.ask('importer', 'GET', `Subscription/${id}`)).json;
    await node.ask('importer', 'PUT', `Subscription/${id}`, { ...current, status: 'requested' });
    await until(() => events().length === 2);
    expect(events().map(({ focus }) => focus)).toEqual(ids);
    expect((await node.ask('importer', 'GET', `Subscription/${id}`)).json.error).toBeUndefined();
  });

  it('follow no redirect', async () => {
    answer = () => 302;
    const id = await subscribe('importer', subscriptionTo(observations, { endpoint: receiver.url }));
    await becomes('error', 'importer', id);
    expect((await node.ask('importer', 'GET', `Subscription/${id}`)).json.error).toBe('The endpoint answered 302.');
  });

  it('at a slow endpoint keep no other waiting', async () => {
    answer = ({ headers }) =>
      headers['x-slow'] === undefined ? 200 : new Promise((settle) => setTimeout(settle, 1_500, 200));
    const timeout = { url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-timeout' };
    await subscribed('importer', {
      channel: { header: ['x-slow: 1'], extension: [{ ...timeout, valueUnsignedInt: 5 }] },
    });
    await subscribed('importer', {});
    receiver.received.length = 0;
    const began = Date.now();
    for (let n = 0; n < 5; n++) await write('claire');
    await until(() => receiver.received.filter(({ headers }) => headers['x-slow'] === undefined).length > 0);
    expect(Date.now() - began).toBeLessThan(1_400);
  });
});

describe('a heartbeat', () => {
  it('comes when nothing else has', async () => {
    const url = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-heartbeat-period';
    await subscribed('importer', { channel: { extension: [{ url, valueUnsignedInt: 1 }] } });
    await until(() => receiver.told('heartbeat').length === 2);
    expect(receiver.told('heartbeat')[0]).toMatchObject({ since: '0', events: [] });
  });
});

describe('a Subscription of plain R4', () => {
  const plain = (channel: object) => ({
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'test',
    criteria: 'Observation?code=http://loinc.org|8867-4&patient=claire',
    channel: { type: 'rest-hook', endpoint: receiver.url, ...channel },
  });

  it('is pinged with an empty POST', async () => {
    const id = await subscribe('doctor', plain({}));
    await becomes('active', 'doctor', id);
    await write('claire');
    await write('bruno');
    await until(() => receiver.received.length === 1);
    expect(receiver.received[0]).toMatchObject({ method: 'POST', path: '/hook', body: '' });
  });

  it('gets each resource by PUT where it names a payload', async () => {
    const id = await subscribe('doctor', plain({ payload: 'application/fhir+json' }));
    await becomes('active', 'doctor', id);
    const focus = await write('claire');
    await until(() => receiver.received.length === 1);
    expect(receiver.received[0]).toMatchObject({ method: 'PUT', path: `/hook/${focus}` });
    expect(JSON.parse(receiver.received[0]?.body ?? '{}').id).toBe(focus.split('/')[1]);
  });
});

describe('the end of a Subscription', () => {
  it('turns it off, and nothing more is sent', async () => {
    const resource = subscriptionTo(observations, { endpoint: receiver.url });
    const id = await subscribe('importer', { ...resource, end: new Date(Date.now() + 1_500).toISOString() });
    await becomes('active', 'importer', id);
    await new Promise((wake) => setTimeout(wake, 1_500));
    await write('claire');
    await becomes('off', 'importer', id);
    expect(events()).toEqual([]);
  });

  it('may be the wish of its owner', async () => {
    const id = await subscribed('importer', {});
    const current = (await node.ask('importer', 'GET', `Subscription/${id}`)).json;
    await node.ask('importer', 'PUT', `Subscription/${id}`, { ...current, status: 'off' });
    await write('claire');
    await new Promise((wake) => setTimeout(wake, 300));
    expect(events()).toEqual([]);
  });
});
