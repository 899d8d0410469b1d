import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  extension,
  openProcess,
  openReceiver,
  openWorld,
  type Process,
  patient,
  pulse,
  subscriptionTo,
  topic,
  type World,
} from './testing.ts';

let world: World;
let node: Process;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
const observations = topic('observation-changed');

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  receiver = await openReceiver();
  await node.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
});
afterAll(async () => {
  await node?.close();
  await receiver?.close();
  await world?.close();
});

const codeOf = (answer: { json: { issue?: { details: { coding: { code: string }[]; text: string } }[] } }) =>
  answer.json.issue?.[0]?.details.coding[0]?.code;

async function create(who: Parameters<Process['ask']>[0], resource: object) {
  return node.ask(who, 'POST', 'Subscription', resource);
}

describe('a Subscription', () => {
  it('is its owner’s alone: to everybody else it does not exist', async () => {
    const { json } = await create('doctor', subscriptionTo(observations, { endpoint: receiver.url }));
    const address = `Subscription/${json.id}`;
    expect((await node.ask('doctor', 'GET', address)).status).toBe(200);
    expect((await node.ask('doctor', 'GET', `${address}/_history`)).json.entry.length).toBeGreaterThan(0);
    for (const who of ['claire', 'stranger', 'admin'] as const) {
      for (const path of [address, `${address}/_history/1`, `${address}/$status`, `${address}/$events`]) {
        const there = await node.ask(who, 'GET', path);
        const nowhere = await node.ask(who, 'GET', path.replace(json.id, 'nowhere'));
        expect([there.status, there.text]).toEqual([nowhere.status, nowhere.text]);
        expect(there.status).toBe(404);
      }
      const current = (await node.ask('doctor', 'GET', address)).json;
      const written = await node.ask(who, 'PUT', address, current);
      const elsewhere = await node.ask(who, 'PUT', 'Subscription/nowhere', { ...current, id: 'nowhere' });
      expect([written.status, written.text]).toEqual([elsewhere.status, elsewhere.text]);
      const deleted = await node.ask(who, 'DELETE', address);
      expect(deleted.text).toBe((await node.ask(who, 'DELETE', 'Subscription/nowhere')).text);
      expect((await node.ask(who, 'GET', 'Subscription')).json.entry ?? []).toEqual([]);
    }
    expect(
      (await node.ask('doctor', 'GET', 'Subscription?status=active,requested&type=rest-hook')).json.total ?? 1,
    ).toBe(1);
    expect((await node.ask('doctor', 'GET', address)).status).toBe(200);
    expect((await node.ask('doctor', 'DELETE', address)).status).toBe(204);
    expect((await node.ask('doctor', 'GET', address)).status).toBe(410);
    expect((await node.ask('claire', 'GET', address)).status).toBe(404);
  });

  it('is found by its owner among his own, by nothing but itself', async () => {
    const mine = await create('claire', subscriptionTo(observations, { endpoint: receiver.url }));
    const his = await create('doctor', subscriptionTo(observations, { endpoint: receiver.url }));
    const found = await node.ask('claire', 'GET', 'Subscription?_total=accurate');
    expect(found.json.total).toBe(1);
    expect(found.json.entry.map((one: { resource: { id: string } }) => one.resource.id)).toEqual([mine.json.id]);
    for (const query of [
      '_has:Provenance:target:_id=x',
      '_list=x',
      '_contained=true',
      '_contained=both&_containedType=contained',
      '_revinclude=Provenance:target',
      '_filter=status eq active',
      '_text=x',
      '_tag=urn:carnet:subscriber|a-doctor&_id:not=x',
    ]) {
      const answer = await node.ask('claire', 'GET', `Subscription?${query}`);
      const entries = (answer.json.entry ?? []) as { readonly resource: { readonly id: string } }[];
      const others = entries.filter(({ resource }) => resource.id !== mine.json.id);
      expect([query, others, [200, 400].includes(answer.status)]).toEqual([query, [], true]);
      if (!['_filter', '_tag'].some((name) => query.startsWith(name))) expect([query, entries]).toEqual([query, []]);
    }
    await node.ask('claire', 'DELETE', `Subscription/${mine.json.id}`);
    await node.ask('doctor', 'DELETE', `Subscription/${his.json.id}`);
  });

  it('cannot be taken over, whoever names himself in it', async () => {
    const tag = [{ system: 'urn:carnet:subscriber', code: 'a-doctor' }];
    const { json } = await create('claire', {
      ...subscriptionTo(observations, { endpoint: receiver.url }),
      meta: { tag },
    });
    expect(json.meta.tag).toEqual([{ system: 'urn:carnet:subscriber', code: 'a-claire' }]);
    expect((await node.ask('doctor', 'GET', `Subscription/${json.id}`)).status).toBe(404);
    const taken = await node.ask('importer', 'PUT', `Subscription/${json.id}`, json);
    expect(taken.status).toBe(403);
    await node.ask('claire', 'DELETE', `Subscription/${json.id}`);
  });

  it('that was deleted and is written again by another is his', async () => {
    const made = await create('doctor', subscriptionTo(observations, { endpoint: receiver.url }));
    const address = `Subscription/${made.json.id}`;
    await node.ask('doctor', 'DELETE', address);
    const resource = { ...subscriptionTo(observations, { endpoint: receiver.url }), id: made.json.id };
    expect((await node.ask('importer', 'PUT', address, resource)).status).toBe(201);
    for (const path of [address, `${address}/_history`, `${address}/$status`]) {
      expect((await node.ask('doctor', 'GET', path)).status).toBe(404);
    }
    expect((await node.ask('importer', 'GET', `${address}/$status`)).json.total).toBe(1);
    await node.ask('importer', 'DELETE', address);
  });

  it('is one of a hundred at most, whichever processes take them at the same moment', async () => {
    const other = await openProcess(world);
    const count = async () => Number((await node.ask('doctor', 'GET', 'Subscription?_total=accurate')).json.total);
    const wish = subscriptionTo(observations, { endpoint: receiver.url });
    for (let there = await count(); there < 96; there++) {
      expect((await create('doctor', wish)).status).toBe(201);
    }
    const many = await Promise.all(
      Array.from({ length: 16 }, (_, n) => (n % 2 === 0 ? node : other).ask('doctor', 'POST', 'Subscription', wish)),
    );
    expect(many.filter(({ status }) => status === 201).length).toBe(4);
    for (const answer of many.filter(({ status }) => status !== 201)) {
      expect([answer.status, codeOf(answer)]).toEqual([422, 'subscription.channel']);
    }
    expect(await count()).toBe(100);
    const [one] = many.filter(({ status }) => status === 201);
    expect((await node.ask('doctor', 'DELETE', `Subscription/${one?.json.id}`)).status).toBe(204);
    expect((await other.ask('doctor', 'POST', 'Subscription', wish)).status).toBe(201);
    const listed = await node.ask('doctor', 'GET', 'Subscription?_count=200');
    for (const { resource } of listed.json.entry as { resource: { id: string } }[]) {
      await node.ask('doctor', 'DELETE', `Subscription/${resource.id}`);
    }
    await other.close();
  });

  it('is written by those who may read records, alone', async () => {
    const refused = await create('admin', subscriptionTo(observations, { endpoint: receiver.url }));
    expect([refused.status, codeOf(refused)]).toEqual([403, 'access.denied']);
  });

  it('does not go with other resources into a transaction of those who do not see every record', async () => {
    const entry = [
      {
        resource: subscriptionTo(observations, { endpoint: receiver.url }),
        request: { method: 'POST', url: 'Subscription' },
      },
      { resource: pulse('claire'), request: { method: 'POST', url: 'Observation' } },
    ];
    const mixed = await node.ask('doctor', 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(mixed.status).toBe(400);
    const alone = await node.ask('doctor', 'POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [entry[0]],
    });
    expect(alone.status).toBe(200);
    const location = alone.json.entry[0].response.location as string;
    await node.ask('doctor', 'DELETE', location.replace(/\/_history.*/, ''));
  });
});

describe('what the node cannot do to the letter', () => {
  const at = (endpoint: string) => subscriptionTo(observations, { endpoint });
  const filtered = (filter: string) => subscriptionTo(observations, { filters: [filter], endpoint: receiver.url });
  it.each([
    [
      'a topic that is not there',
      () => subscriptionTo(topic('nothing'), { endpoint: receiver.url }),
      'subscription.topic',
    ],
    ['a chain', () => filtered('Observation?subject:Patient.name=x'), 'subscription.criteria'],
    ['_has', () => filtered('Observation?_has:Provenance:target:agent=x'), 'subscription.criteria'],
    ['a value set', () => filtered('Observation?code:in=http://x.org/vs'), 'subscription.criteria'],
    ['a composite', () => filtered('Observation?code-value-quantity=x$5'), 'subscription.criteria'],
    ['sorting', () => filtered('Observation?code=x&_sort=date'), 'subscription.criteria'],
    ['a parameter that is not there', () => filtered('Observation?nothing=x'), 'subscription.criteria'],
    ['a filter of another type', () => filtered('Patient?name=x'), 'subscription.criteria'],
    [
      'criteria that are no search',
      () => subscriptionTo('everything', { endpoint: receiver.url }),
      'subscription.criteria',
    ],
    [
      'watching Subscriptions',
      () => subscriptionTo('Subscription?status=active', { endpoint: receiver.url }),
      'subscription.criteria',
    ],
    ['no endpoint', () => subscriptionTo(observations), 'subscription.channel'],
    ['plain http', () => at('http://example.org/hook'), 'subscription.channel'],
    ['a private address', () => at('https://10.1.2.3/hook'), 'subscription.channel'],
    ['a metadata service', () => at('https://169.254.169.254/latest'), 'subscription.channel'],
    ['a private address of IPv6', () => at('https://[fd00::1]/hook'), 'subscription.channel'],
    ['an IPv4 address in IPv6', () => at('https://[::ffff:10.0.0.1]/hook'), 'subscription.channel'],
    ['another scheme', () => at('file:///etc/passwd'), 'subscription.channel'],
    ['a password in the address', () => at('https://me:you@example.org/'), 'subscription.channel'],
    [
      'sms',
      () => subscriptionTo(observations, { channel: { type: 'sms', endpoint: 'tel:1' } }),
      'subscription.channel',
    ],
    [
      'mail without a server',
      () => subscriptionTo(observations, { channel: { type: 'email', endpoint: 'mailto:a@b.org' } }),
      'subscription.channel',
    ],
    [
      'a header that frames the request',
      () => subscriptionTo(observations, { endpoint: receiver.url, channel: { header: ['Content-Length: 5'] } }),
      'subscription.channel',
    ],
    [
      'a header with a line break',
      () => subscriptionTo(observations, { endpoint: receiver.url, channel: { header: ['X: a\r\nY: b'] } }),
      'subscription.channel',
    ],
    [
      'no content level',
      () =>
        subscriptionTo(observations, {
          endpoint: receiver.url,
          channel: { _payload: { extension: [extension('other', { valueCode: 'empty' })] } },
        }),
      'subscription.channel',
    ],
    [
      'another media type',
      () => subscriptionTo(observations, { endpoint: receiver.url, channel: { payload: 'text/html' } }),
      'subscription.channel',
    ],
  ])('is refused with words: %s', async (_name, make, code) => {
    const answer = await create('doctor', make());
    expect([answer.status, codeOf(answer)], answer.text).toEqual([422, code]);
  });

  it('is not refused where it is off', async () => {
    const off = { ...at('https://10.1.2.3/hook'), status: 'off' };
    const { status, json } = await create('doctor', off);
    expect([status, json.status]).toEqual([201, 'off']);
    await node.ask('doctor', 'DELETE', `Subscription/${json.id}`);
  });
});
