import { hash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceTypes, searchParametersOf } from '#fhir';
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
  type Who,
  type World,
} from '../../src/features/subscriptions/testing.ts';
import { newTally } from './tally.ts';

// Subscriptions that ask for more than their owner may see: by their criteria, by what is sent, by labels and choices that
// come later, as an app, or as somebody else.

const tally = newTally('criteria and payloads of Subscriptions');
let world: World;
let node: Process;
/** A Subscription that is told of everything, and up to which event it was read. */
let witness: string;
let known = 0;

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  for (const id of ['claire', 'henri', 'witness']) await node.ask('importer', 'PUT', `Patient/${id}`, patient(id));
  witness = await subscribe(as('importer'), watching('Observation', 'id-only'));
});
afterAll(async () => {
  tally.print();
  await node?.close();
  await world?.close();
});

const payloadContent = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content';
const contentOf = (level: unknown) => ({ extension: [{ url: payloadContent, valueCode: level }] });
/** Told of over a websocket that nobody opens: what it would be told stands in `$events`. */
const silent = { type: 'websocket', payload: 'application/fhir+json' };
const watching = (criteria: string, level = 'full-resource', more: object = {}) => ({
  resourceType: 'Subscription',
  status: 'requested',
  reason: 'attack',
  criteria,
  channel: { ...silent, _payload: contentOf(level) },
  ...more,
});
const ofTopic = (name: string, filters: readonly string[] = []) => ({
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

type Asking = (method: string, path: string, body?: object) => ReturnType<Process['ask']>;
const as =
  (who: Who): Asking =>
  (method, path, body) =>
    node.ask(who, method, path, body);

async function subscribe(ask: Asking, body: object): Promise<string> {
  const made = await ask('POST', 'Subscription', body);
  if (made.status !== 201) throw new Error(`not taken: ${made.status} ${made.text}`);
  const { id } = made.json;
  // From then on it is told of what is written.
  await until(async () => (await ask('GET', `Subscription/${id}`)).json.status === 'active');
  return id;
}

/** All that a subscriber can learn: numbers and what is told. */
async function learnt(ask: Asking, id: string): Promise<string> {
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

const eventCount = (said: string) =>
  Math.max(...[...said.matchAll(/"events-since-subscription-start","valueString":"(\d+)"/g)].map(([, n]) => Number(n)));

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

async function write(person: string, more: object = {}, type = 'Observation'): Promise<{ id: string; secret: string }> {
  const secret = secretOf();
  const body = { ...pulse(person), resourceType: type, note: [{ text: secret }], ...more };
  const { status, json, text } = await node.ask('importer', 'POST', type, body);
  if (status !== 201) throw new Error(text);
  return { id: json.id, secret };
}

describe('criteria', () => {
  it('that leave the one resource, or are none, are refused, whatever they are made of', async () => {
    const chains = resourceTypes.flatMap((type) =>
      [...searchParametersOf(type).values()]
        .filter((parameter) => parameter.type === 'reference')
        .slice(0, 3)
        .flatMap(({ code, targets }) => [
          `${type}?${code}.name=x`,
          `${type}?${code}:${targets[0] ?? 'Patient'}.identifier=x`,
          `${type}?${code}._has:Observation:patient:code=x`,
        ]),
    );
    const others = [
      ...[
        '_has:Condition:patient:code=x',
        '_list=x',
        '_query=x',
        '_filter=status eq final or code eq x',
        '_text=x',
        '_content=x',
      ],
      ...[
        '_include=Observation:subject',
        '_revinclude=Provenance:target',
        '_contained=true',
        '_type=Patient',
        '_sort=date',
      ],
      ...[
        'code:in=http://x/vs',
        'code:not-in=http://x/vs',
        'code:above=a',
        'code:below=a',
        'combo-code-value-quantity=a$1',
      ],
      ...['_count=1', '_elements=id', '_summary=true', '_total=accurate', '_graph=x', '_cursor=x', 'unheard=1'],
      ...['patient.identifier=1', 'subject:Patient.name=x', 'code:text:exact=x', 'date:missing=maybe'],
    ].map((criterion) => `Observation?${criterion}`);
    const none = [
      ...['', ' ', '?', '*', '?_type=Observation', 'Nothing?x=1', 'Subscription?status=active', 'Bundle/../x'],
      ...[
        'Patient/claire',
        'Patient/claire/$everything',
        '/Patient?_id=claire',
        '../Patient',
        'Patient;x?_id=1',
        'Patient\u0000?x',
      ],
      ...[
        'http://127.0.0.1/SubscriptionTopic/x',
        'https://evil.example/topic',
        'file:///etc/passwd',
        'javascript:1',
        'data:x',
      ],
      ...[
        'Observation?'.padEnd(5_000, 'x'),
        `Observation?_id=${'a,'.repeat(1_900)}a`.padEnd(4_001, 'a'),
        7,
        null,
        {},
        [],
      ],
    ];
    for (const criteria of [...chains, ...others, ...none]) {
      const { status, text } = await node.ask('doctor', 'POST', 'Subscription', {
        ...watching(''),
        criteria,
      });
      tally.attempt(
        status >= 400 && status < 500,
        () => `${JSON.stringify(criteria).slice(0, 120)}: ${status} ${text}`,
      );
      tally.attempt(!/select |syntax|postgres/i.test(text), () => `${criteria}: ${text}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('that name another person tell no more than those that name nobody', async () => {
    const old = await write('henri');
    const named = (id: string, resource: string) => [
      `Observation?patient=${id}`,
      `Observation?patient=Patient/${id}`,
      `Observation?subject=Patient/${id}`,
      `Observation?subject:Patient=${id}`,
      `Observation?subject=http://localhost/fhir/Patient/${id}`,
      `Observation?_id=${resource}`,
      `Observation?_lastUpdated=gt2000-01-01`,
      'Observation?code:missing=false',
      'Observation?patient:missing=false',
      'Observation?code:not=x',
      'Observation?status=final',
      'Observation',
    ];
    const pairs: { readonly who: Who; readonly criteria: string; readonly id: string }[] = [];
    for (const who of ['claire', 'stranger', 'admin', 'doctor'] as const) {
      for (const criteria of named('henri', old.id)) {
        const { status, json } = await node.ask(who, 'POST', 'Subscription', watching(criteria));
        // Who has no Subscriptions learns nothing.
        if (status === 201) pairs.push({ who, criteria, id: json.id });
        else tally.attempt(status >= 400 && status < 500, () => `${who} ${criteria}: ${status}`);
      }
      for (const body of [
        ofTopic('observation-changed'),
        ofTopic('observation-changed', ['patient=henri']),
        ofTopic('observation-changed', ['Observation?patient=Patient/henri', 'status=final']),
      ]) {
        const { status, json } = await node.ask(who, 'POST', 'Subscription', body);
        if (status === 201) pairs.push({ who, criteria: JSON.stringify(body), id: json.id });
      }
    }
    expect(pairs.length).toBeGreaterThan(30);
    await settled();
    const made = await write('henri');
    await node.ask('importer', 'PUT', `Observation/${old.id}`, {
      ...pulse('henri'),
      id: old.id,
      note: [{ text: old.secret }],
    });
    await node.ask('importer', 'DELETE', `Observation/${made.id}`);
    await settled();
    for (const { who, criteria, id } of pairs) {
      const said = await learnt(as(who), id);
      const told = said.replaceAll(criteria, '').replaceAll(/"criteria":"[^"]*"/g, '');
      tally.attempt(
        eventCount(said) === 0 && !told.includes(made.id) && !told.includes(old.id) && !said.includes(made.secret),
        () => `${who} ${criteria}: ${eventCount(said)} events`,
      );
      await node.ask(who, 'DELETE', `Subscription/${id}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('what is told', () => {
  it('ends with the reach of who asked: labels, choices and the care relation, whenever they come', async () => {
    const receiver = await openReceiver();
    const levels = ['empty', 'id-only', 'full-resource'] as const;
    const ids: { readonly id: string; readonly level: string }[] = [];
    for (const level of levels) {
      ids.push({ id: await subscribe(as('doctor'), watching('Observation?patient=claire', level)), level });
    }
    const hook = await subscribe(
      as('doctor'),
      subscriptionTo(topic('observation-changed'), {
        channel: {
          type: 'rest-hook',
          endpoint: receiver.url,
          payload: 'application/fhir+json',
          _payload: contentOf('full-resource'),
        },
      }),
    );
    const seen = await write('claire');
    await settled();
    for (const { id } of ids) expect(eventCount(await learnt(as('doctor'), id))).toBe(1);
    await expect
      .poll(() => receiver.received.some(({ body }) => body.includes(seen.secret)), { timeout: 5_000 })
      .toBe(true);

    // Withheld by its label from the first version on, told of under no number.
    const labelled = await write('claire', { meta: { security: [{ code: 'V' }] } });
    await settled();
    for (const { id, level } of ids) {
      const said = await learnt(as('doctor'), id);
      tally.attempt(
        eventCount(said) === 1 && !said.includes(labelled.id) && !said.includes(labelled.secret),
        () => `a label, ${level}: ${eventCount(said)}`,
      );
    }
    // What was told before is hidden now.
    await node.ask('importer', 'PUT', `Observation/${seen.id}`, {
      ...pulse('claire'),
      id: seen.id,
      note: [{ text: seen.secret }],
      meta: { security: [{ code: 'V' }] },
    });
    await settled();
    for (const { id, level } of ids) {
      const said = await learnt(as('doctor'), id);
      tally.attempt(!said.includes(seen.id) && !said.includes(seen.secret), () => `hidden later, ${level}: ${said}`);
    }
    tally.attempt(
      receiver.received.every(({ body }) => !body.includes(labelled.id) && !body.includes(labelled.secret)),
      () => 'the endpoint was sent what is withheld',
    );
    const before = receiver.received.length;
    await world.db.query(`update access_relation set valid_to = now() where patient = 'claire'`, []);
    await wait(1_200);
    const later = await write('claire');
    await settled();
    for (const { id, level } of ids) {
      const said = await learnt(as('doctor'), id);
      tally.attempt(!said.includes(later.id) && !said.includes(later.secret), () => `no relation, ${level}: ${said}`);
    }
    tally.attempt(
      receiver.received.slice(before).every(({ body }) => !body.includes(later.id) && !body.includes(later.secret)),
      () => 'the endpoint was sent what is out of reach',
    );
    for (const id of [hook, ...ids.map((one) => one.id)]) await node.ask('doctor', 'DELETE', `Subscription/${id}`);
    await receiver.close();
    await world.db.query(`update access_relation set valid_to = null where patient = 'claire'`, []);
    expect(tally.through()).toEqual([]);
  });

  it('is no more than was asked for, and goes nowhere else: doubled levels, headers, addresses', async () => {
    const base = watching(topic('observation-changed'));
    const channels: object[] = [
      ...['everything', 'FULL-RESOURCE', '', null, 7, ['full-resource'], 'full-resource\u0000'].map((level) => ({
        ...silent,
        _payload: contentOf(level),
      })),
      ...['text/html', 'application/fhir+json; x=y', 'image/png', 'application/fhir+json\r\nX: y', '../x'].map(
        (payload) => ({
          ...silent,
          payload,
          _payload: contentOf('id-only'),
        }),
      ),
      ...[
        'X: a\r\nHost: evil',
        'Host: evil',
        'Content-Length: 0',
        'Transfer-Encoding: chunked',
        ': x',
        'X',
        'X: \u0000',
        'Ä: x',
      ].map((header) => ({
        type: 'rest-hook',
        endpoint: 'http://127.0.0.1:9/hook',
        payload: 'application/fhir+json',
        header: [header],
        _payload: contentOf('id-only'),
      })),
      ...[
        'mailto:a@b.example\r\nBcc: c@d.example',
        'mailto:a@b.example,c@d.example',
        'mailto:a@b.example?cc=c@d.example',
        'mailto:a@b.example;c@d.example',
        'mailto:"a b"@b.example',
        'mailto:a@b.example%0d%0aBcc:c@d.example',
        'mailto:<a@b.example>',
        'mailto:a\u0000@b.example',
        'mailto:\u202ea@b.example',
      ].map((endpoint) => ({ type: 'email', endpoint, _payload: contentOf('empty') })),
      ...[
        'file:///etc/passwd',
        'ftp://x/',
        'gopher://127.0.0.1/',
        'http://user:pass@127.0.0.1/',
        'http://169.254.169.254/',
      ].map((endpoint) => ({
        type: 'rest-hook',
        endpoint,
        payload: 'application/fhir+json',
        _payload: contentOf('id-only'),
      })),
      ...['sms', 'message', '', 'REST-HOOK', '__proto__'].map((type) => ({
        ...silent,
        type,
        _payload: contentOf('id-only'),
      })),
    ];
    for (const channel of channels) {
      const { status, json } = await node.ask('doctor', 'POST', 'Subscription', { ...base, channel });
      tally.attempt(status >= 400 && status < 500, () => `${JSON.stringify(channel)}: ${status}`);
      if (status === 201) await node.ask('doctor', 'DELETE', `Subscription/${json.id}`);
    }
    // Of two levels the first holds, and no later one widens it.
    const receiver = await openReceiver();
    const twice = { extension: [contentOf('empty').extension[0], contentOf('full-resource').extension[0]] };
    const { status, json } = await node.ask('doctor', 'POST', 'Subscription', {
      ...base,
      channel: { type: 'rest-hook', endpoint: receiver.url, payload: 'application/fhir+json', _payload: twice },
    });
    await settled();
    const { id, secret } = await write('claire');
    await settled();
    tally.attempt(
      receiver.received.every(({ body }) => !body.includes(secret) && !body.includes(id)),
      () => `two levels: the endpoint was sent ${receiver.received.map(({ body }) => body).join()}`,
    );
    if (status === 201) await node.ask('doctor', 'DELETE', `Subscription/${json.id}`);
    await receiver.close();
    expect(tally.through()).toEqual([]);
  });
});

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
  return async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${node.port}/fhir/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, json: text === '' ? undefined : JSON.parse(text) };
  };
}

describe('an app', () => {
  it('is told of no type that it was not given, by any criteria, payload or operation', async () => {
    for (const given of ['Condition.rs', 'Condition.r', 'Patient.s', 'Practitioner.rs']) {
      const ask = await service(`system/Subscription.cruds system/${given}`);
      const receiver = await openReceiver();
      const hooked = {
        type: 'rest-hook',
        endpoint: receiver.url,
        payload: 'application/fhir+json',
        _payload: contentOf('full-resource'),
      };
      const taken: string[] = [];
      for (const body of [
        watching('Observation'),
        watching('Observation?patient=claire'),
        watching('Observation?status=final', 'id-only'),
        ofTopic('observation-changed'),
        ofTopic('observation-changed', ['patient=claire']),
        { ...ofTopic('observation-changed'), channel: hooked },
        { ...watching('Observation'), channel: hooked },
      ]) {
        const { status, json, text } = await ask('POST', 'Subscription', body);
        tally.attempt(status === 201 || status === 403 || status === 400 || status === 422, () => `${status} ${text}`);
        if (status === 201) taken.push(json.id);
      }
      await settled();
      await settled();
      const { id, secret } = await write('claire');
      await settled();
      for (const subscription of taken) {
        const said = await learnt(ask, subscription);
        tally.attempt(
          !said.includes(id) && !said.includes(secret) && eventCount(said) <= 0,
          () => `${given}: ${eventCount(said)} events ${said.includes(id) ? 'with ids' : ''}`,
        );
      }
      tally.attempt(
        receiver.received.every(({ body }) => !body.includes(id) && !body.includes(secret)),
        () => `${given}: the endpoint was told`,
      );
      await receiver.close();
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('somebody else', () => {
  it('has no Subscription in another’s name, and reaches none of another’s', async () => {
    const owner = (code: string) => ({ meta: { tag: [{ system: 'urn:carnet:subscriber', code }] } });
    const forged = [
      owner('a-doctor'),
      owner('a-importer'),
      { meta: { tag: [...owner('a-doctor').meta.tag, ...owner('a-stranger').meta.tag] } },
      { meta: { tag: [{ system: 'urn:carnet:subscriber ', code: 'a-doctor' }] } },
    ];
    const mine: string[] = [];
    for (const more of forged) {
      const { status, json } = await node.ask(
        'stranger',
        'POST',
        'Subscription',
        watching('Observation?patient=claire', 'full-resource', more),
      );
      if (status === 201) mine.push(json.id);
      else tally.attempt(status >= 400 && status < 500, () => `${JSON.stringify(more)}: ${status}`);
    }
    const theirs = await subscribe(as('doctor'), watching('Observation?patient=claire'));
    await settled();
    const { id, secret } = await write('claire');
    await settled();
    for (const subscription of mine) {
      const said = await learnt(as('stranger'), subscription);
      tally.attempt(
        eventCount(said) === 0 && !said.includes(id) && !said.includes(secret),
        () => `in another's name: ${said}`,
      );
    }
    expect(eventCount(await learnt(as('doctor'), theirs))).toBe(1);
    const nobody = await learnt(as('stranger'), 'nobody-here');
    const others = await learnt(as('stranger'), theirs);
    tally.attempt(others.replaceAll(theirs, 'nobody-here') === nobody, () => `another's is told from none: ${others}`);
    const stolen = { ...watching('Observation?patient=claire'), id: theirs, ...owner('a-stranger') };
    for (const who of ['stranger', 'claire'] as const) {
      const { status } = await node.ask(who, 'PUT', `Subscription/${theirs}`, stolen);
      tally.attempt(status >= 400 && status < 500, () => `${who} took over another's: ${status}`);
    }
    expect(eventCount(await learnt(as('doctor'), theirs))).toBe(1);
    expect(tally.through()).toEqual([]);
  });
});
