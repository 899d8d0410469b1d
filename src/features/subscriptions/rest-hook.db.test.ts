import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

let world: World;
let node: Process;

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

async function subscribe(who: Parameters<Process['ask']>[0], resource: object): Promise<string> {
  const created = await node.ask(who, 'POST', 'Subscription', resource);
  expect(created.status, created.text).toBe(201);
  return created.json.id;
}

async function active(who: Parameters<Process['ask']>[0], id: string): Promise<void> {
  await until(async () => (await node.ask(who, 'GET', `Subscription/${id}`)).json.status === 'active');
}

describe('a rest-hook', () => {
  it('is shaken hands with, becomes active, and is told of what its owner may see, in order', async () => {
    const receiver = await openReceiver();
    const id = await subscribe(
      'doctor',
      subscriptionTo(topic('observation-changed'), { filters: ['Observation?code=8867-4'], endpoint: receiver.url }),
    );
    await active('doctor', id);
    expect(receiver.told('handshake')).toHaveLength(1);
    const ids: string[] = [];
    for (const of of ['claire', 'bruno', 'claire', 'claire']) {
      const written = await node.ask('importer', 'POST', 'Observation', pulse(of));
      if (of === 'claire') ids.push(`Observation/${written.json.id}`);
    }
    await until(() => receiver.told('event-notification').flatMap((one) => one.events).length === 3);
    const events = receiver.told('event-notification').flatMap((one) => one.events);
    expect(events.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(events.map(({ focus }) => focus)).toEqual(ids);
    await node.ask('doctor', 'DELETE', `Subscription/${id}`);
    await receiver.close();
  });
});
