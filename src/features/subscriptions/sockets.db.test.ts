import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  extension,
  openProcess,
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
const observations = topic('observation-changed');

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  await node.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
  await node.ask('importer', 'PUT', 'Patient/bruno', patient('bruno'));
});
afterAll(async () => {
  await node?.close();
  await world?.close();
});

async function subscribed(who: Who, content = 'id-only'): Promise<string> {
  const resource = subscriptionTo(observations, { content, channel: { type: 'websocket' } });
  const { json, text, status } = await node.ask(who, 'POST', 'Subscription', resource);
  expect(status, text).toBe(201);
  await until(async () => (await node.ask(who, 'GET', `Subscription/${json.id}`)).json.status === 'active');
  return json.id;
}

async function tokenFor(who: Who, ids: readonly string[]) {
  const query = ids.map((id) => `id=${id}`).join('&');
  const { json, status } = await node.ask(who, 'GET', `Subscription/$get-ws-binding-token?${query}`);
  const of = (name: string) => json.parameter?.find((one: { name: string }) => one.name === name);
  return { status, token: of('token')?.valueString as string, url: of('websocket-url')?.valueUrl as string };
}

async function connect(on: Process = node) {
  const socket = new WebSocket(`ws://127.0.0.1:${on.port}/subscriptions/websocket`);
  const messages: ReturnType<typeof readNotification>[] = [];
  socket.addEventListener('message', ({ data }) => messages.push(readNotification(String(data))));
  const closed = once(socket, 'close') as Promise<[CloseEvent]>;
  await once(socket, 'open');
  return { socket, messages, closed, told: () => messages.flatMap((one) => one.events) };
}

describe('a websocket', () => {
  it('gives a handshake for each subscription that was bound, then what happens', async () => {
    const ids = [await subscribed('doctor'), await subscribed('doctor', 'full-resource')];
    const { token, url } = await tokenFor('doctor', ids);
    expect(url).toBe('ws://localhost/subscriptions/websocket');
    const { socket, messages } = await connect();
    socket.send(`bind-with-token ${token}`);
    await until(() => messages.length === 2);
    expect(messages.map(({ type }) => type)).toEqual(['handshake', 'handshake']);
    const { json } = await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await node.ask('importer', 'POST', 'Observation', pulse('bruno'));
    await until(() => messages.length === 4);
    const focus = `Observation/${json.id}`;
    expect(messages.slice(2).map(({ events }) => events)).toEqual([[{ number: 1, focus }], [{ number: 1, focus }]]);
    expect(messages.slice(2).flatMap(({ resources }) => resources)).toHaveLength(1);
    socket.close();
    for (const id of ids) await node.ask('doctor', 'DELETE', `Subscription/${id}`);
  });

  it('sends what comes after the binding; what was missed is in $events', async () => {
    const id = await subscribed('doctor');
    const missed = await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await until(async () => {
      const { json } = await node.ask('doctor', 'GET', `Subscription/${id}/$events`);
      return readNotification(JSON.stringify(json)).events.length === 1;
    });
    const { token } = await tokenFor('doctor', [id]);
    const { socket, messages, told } = await connect();
    socket.send(`bind-with-token ${token}`);
    await until(() => messages.length === 1);
    expect(messages[0]).toMatchObject({ type: 'handshake', since: '1' });
    await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await until(() => told().length === 1);
    expect(told()[0]?.number).toBe(2);
    const past = await node.ask('doctor', 'GET', `Subscription/${id}/$events?eventsUntilNumber=1`);
    expect(readNotification(past.text)).toMatchObject({
      type: 'query-event',
      events: [{ number: 1, focus: `Observation/${missed.json.id}` }],
    });
    socket.close();
    await node.ask('doctor', 'DELETE', `Subscription/${id}`);
  });

  it('may be open at several processes: each is sent all', async () => {
    const second = await openProcess(world);
    const id = await subscribed('doctor');
    const sockets = [await connect(node), await connect(second)];
    for (const { socket, messages } of sockets) {
      socket.send(`bind-with-token ${(await tokenFor('doctor', [id])).token}`);
      await until(() => messages.length === 1);
    }
    for (let n = 0; n < 3; n++) await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await until(() => sockets.every(({ told }) => told().length === 3));
    for (const { told } of sockets) expect(told().map(({ number }) => number)).toEqual([1, 2, 3]);
    for (const { socket } of sockets) socket.close();
    await node.ask('doctor', 'DELETE', `Subscription/${id}`);
    await second.close();
  });

  it('is closed to a token that is used up, altered, or somebody else’s to get', async () => {
    const id = await subscribed('doctor');
    expect((await tokenFor('claire', [id])).status).toBe(404);
    const { token } = await tokenFor('doctor', [id]);
    const good = await connect();
    good.socket.send(`bind-with-token ${token}`);
    await until(() => good.messages.length === 1);
    for (const bad of [token, `${token}x`, `${token.split('.')[0]}.AAAA`, 'x', '']) {
      const { socket, closed, messages } = await connect();
      socket.send(`bind-with-token ${bad}`);
      expect((await closed)[0].code).toBe(1008);
      expect(messages).toEqual([]);
    }
    good.socket.close();
    await node.ask('doctor', 'DELETE', `Subscription/${id}`);
  });

  it('has heartbeats where its Subscription asks for them', async () => {
    const heartbeat = extension('backport-heartbeat-period', { valueUnsignedInt: 1 });
    const channel = { type: 'websocket', extension: [heartbeat] };
    const { json } = await node.ask('doctor', 'POST', 'Subscription', subscriptionTo(observations, { channel }));
    const { token } = await tokenFor('doctor', [json.id]);
    const { socket, messages } = await connect();
    socket.send(`bind-with-token ${token}`);
    await until(() => messages.filter(({ type }) => type === 'heartbeat').length === 2);
    socket.close();
    await node.ask('doctor', 'DELETE', `Subscription/${json.id}`);
  });

  it('is closed when its subscription is over', async () => {
    const id = await subscribed('doctor');
    const { token } = await tokenFor('doctor', [id]);
    const { socket, closed, messages } = await connect();
    socket.send(`bind-with-token ${token}`);
    await until(() => messages.length === 1);
    await node.ask('doctor', 'DELETE', `Subscription/${id}`);
    expect((await closed)[0].code).toBe(1000);
  });

  it('is not kept out by many that bind nothing, nor by the many of one account', { timeout: 60_000 }, async () => {
    const id = await subscribed('doctor');
    const idle = await Promise.all(Array.from({ length: 201 }, () => connect()));
    expect((await Promise.race(idle.map(({ closed }) => closed)))[0].code).toBe(1013);
    const bound: Awaited<ReturnType<typeof connect>>[] = [];
    for (let n = 0; n <= 50; n++) {
      const one = await connect();
      one.socket.send(`bind-with-token ${(await tokenFor('doctor', [id])).token}`);
      if (n === 50) expect((await one.closed)[0].code).toBe(1008);
      else await until(() => one.messages.length === 1);
      bound.push(one);
    }
    for (const { socket } of [...idle, ...bound]) socket.close();
    await node.ask('doctor', 'DELETE', `Subscription/${id}`);
  });

  it('opens at its own address alone', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${node.port}/fhir/metadata`);
    await once(socket, 'error');
    expect(socket.readyState).toBe(WebSocket.CLOSED);
    expect((await fetch(`http://127.0.0.1:${node.port}/subscriptions/websocket`)).status).toBe(404);
  });
});
