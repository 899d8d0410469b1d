import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  openProcess,
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
  for (const id of ['claire', 'bruno']) await node.ask('importer', 'PUT', `Patient/${id}`, patient(id));
});
afterAll(async () => {
  await node?.close();
  await world?.close();
});

it('notes for a citizen nothing of what happens in the records of others, however much she watches', async () => {
  const wide = subscriptionTo(topic('observation-changed'), { content: 'id-only', channel: { type: 'websocket' } });
  const { json } = await node.ask('claire', 'POST', 'Subscription', wide);
  await until(async () => (await node.ask('claire', 'GET', `Subscription/${json.id}`)).json.status === 'active');
  for (const of of ['bruno', 'claire', 'bruno']) await node.ask('importer', 'POST', 'Observation', pulse(of));
  const noted = await world.db.query<{ compartment: string }>('select compartment from subscription_event', []);
  expect(noted.map(({ compartment }) => compartment)).toEqual(['claire']);
});
