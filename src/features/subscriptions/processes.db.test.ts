import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, silentLog } from '#kernel';
import {
  openProcess,
  openReceiver,
  openWorld,
  type Process,
  patient,
  pulse,
  subscriptionTo,
  topic,
  until,
  type World,
} from './testing.ts';
import { openWatch } from './watch.ts';

let world: World;
let first: Process;
const observations = topic('observation-changed');

beforeAll(async () => {
  world = await openWorld();
  first = await openProcess(world);
  await first.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
});
afterAll(async () => {
  await first?.close();
  await world?.close();
});

async function subscribed(on: Process, endpoint: string): Promise<string> {
  const { json } = await on.ask('importer', 'POST', 'Subscription', subscriptionTo(observations, { endpoint }));
  await until(async () => (await on.ask('importer', 'GET', `Subscription/${json.id}`)).json.status === 'active');
  return json.id;
}

async function write(on: Process): Promise<string> {
  const { json } = await on.ask('importer', 'POST', 'Observation', pulse('claire'));
  return `Observation/${json.id}`;
}

describe('several processes of one node', () => {
  it('tell each event once, in order, whoever wrote it and whoever sends it', async () => {
    const second = await openProcess(world);
    const receiver = await openReceiver();
    const id = await subscribed(first, receiver.url);
    const written: string[] = [];
    for (let n = 0; n < 20; n++) written.push(await write(n % 2 === 0 ? first : second));
    const events = () => receiver.told('event-notification').flatMap((one) => one.events);
    await until(() => events().length >= 20);
    await new Promise((wake) => setTimeout(wake, 300));
    expect(events()).toEqual(written.map((focus, n) => ({ number: n + 1, focus })));
    await first.ask('importer', 'DELETE', `Subscription/${id}`);
    await second.close();
    await receiver.close();
  });

  it('miss no write that begins once a subscription is active, at whichever of them', async () => {
    const second = await openProcess(world);
    for (let round = 0; round < 5; round++) {
      const receiver = await openReceiver();
      const id = await subscribed(first, receiver.url);
      const focus = await write(second);
      await until(() => receiver.told('event-notification').flatMap((one) => one.events).length === 1);
      expect(receiver.told('event-notification')[0]?.events[0]?.focus).toBe(focus);
      await first.ask('importer', 'DELETE', `Subscription/${id}`);
      await receiver.close();
    }
    await second.close();
  });

  it('wait with a new subscription for a process that does not know it yet', async () => {
    await world.db.query(
      `insert into subscription_process (id, generation, seen) values ('silent', 0, clock_timestamp() + interval '1 hour')`,
      [],
    );
    const receiver = await openReceiver();
    const { json } = await first.ask(
      'importer',
      'POST',
      'Subscription',
      subscriptionTo(observations, { endpoint: receiver.url }),
    );
    await new Promise((wake) => setTimeout(wake, 800));
    const status = async () => (await first.ask('importer', 'GET', `Subscription/${json.id}`)).json.status;
    expect(await status()).toBe('requested');
    await world.db.query(`delete from subscription_process where id = 'silent'`, []);
    await until(async () => (await status()) === 'active');
    await first.ask('importer', 'DELETE', `Subscription/${json.id}`);
    await receiver.close();
  });

  it('take over what one had under way when it died', async () => {
    let dead = true;
    const receiver = await openReceiver(({ body }) =>
      body.includes('event-notification') && dead ? new Promise<number>(() => {}) : 200,
    );
    const id = await subscribed(first, receiver.url);
    const focus = await write(first);
    await until(() => receiver.told('event-notification').length === 1);
    // As when the process dies while it waits for the answer: its lease is that of nobody.
    dead = false;
    const second = await openProcess(world);
    await world.db.query(`update subscription set lease = 'gone/claim' where id = $1`, [id]);
    await until(() => receiver.told('event-notification').length >= 2);
    expect(
      receiver
        .told('event-notification')
        .slice(0, 2)
        .map((one) => one.events),
    ).toEqual([[{ number: 1, focus }], [{ number: 1, focus }]]);
    await first.ask('importer', 'DELETE', `Subscription/${id}`);
    await receiver.close();
    await second.close();
  });

  it('find after a restart what was noted and not sent', async () => {
    const receiver = await openReceiver();
    const id = await subscribed(first, receiver.url);
    await first.close();
    // Written by a process that sends nothing, as one that dies before it gets there.
    const writer = await openProcess(world, { lookEvery: 3_600_000 });
    await world.db.query(`update subscription set next_attempt = clock_timestamp() + interval '2 s' where id = $1`, [
      id,
    ]);
    const focus = await write(writer);
    await writer.close();
    expect(receiver.told('event-notification')).toEqual([]);
    first = await openProcess(world);
    await until(() => receiver.told('event-notification').length === 1);
    expect(receiver.told('event-notification')[0]?.events).toEqual([{ number: 1, focus }]);
    await first.ask('importer', 'DELETE', `Subscription/${id}`);
    await receiver.close();
  });
});

describe('a process at which nobody has subscribed', () => {
  it('does nothing for a write', async () => {
    const other = await openWorld();
    const watch = await openWatch({
      db: other.db,
      log: silentLog,
      read: () => fail('subscription.topic', ''),
      personsOf: async () => new Map(),
    });
    const written = [{ outcome: 'created', stored: { type: 'Observation' } }] as never;
    expect(watch.concerns(written)).toBe(false);
    await watch.stop();
    // One that has stopped looking looks for itself.
    expect(watch.concerns(written)).toBe(true);
    await other.close();
  });
});
