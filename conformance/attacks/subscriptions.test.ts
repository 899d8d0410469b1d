import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReceiver, pulse, subscriptionTo, topic } from '../../src/features/subscriptions/testing.ts';
import { newTally } from './tally.ts';
import {
  contentOf,
  eventCount,
  learnt,
  ofTopic,
  openWatchedNode,
  silent,
  subscribe,
  type WatchedNode,
  watching,
} from './watched-node.ts';

// Subscriptions that are told more than their owner may see: by what is sent, by labels and choices that come later, or as an
// app.

const tally = newTally('payloads of Subscriptions');
let watched: WatchedNode;

beforeAll(async () => {
  watched = await openWatchedNode();
});
afterAll(async () => {
  tally.print();
  await watched?.close();
});

describe('what is told', () => {
  it('ends with the reach of who asked: labels, choices and the care relation, whenever they come', async () => {
    const receiver = await openReceiver();
    const levels = ['empty', 'id-only', 'full-resource'] as const;
    const ids: { readonly id: string; readonly level: string }[] = [];
    for (const level of levels) {
      ids.push({ id: await subscribe(watched.as('doctor'), watching('Observation?patient=claire', level)), level });
    }
    const hook = await subscribe(
      watched.as('doctor'),
      subscriptionTo(topic('observation-changed'), {
        channel: {
          type: 'rest-hook',
          endpoint: receiver.url,
          payload: 'application/fhir+json',
          _payload: contentOf('full-resource'),
        },
      }),
    );
    const seen = await watched.write('claire');
    await watched.settled();
    for (const { id } of ids) expect(eventCount(await learnt(watched.as('doctor'), id))).toBe(1);
    await expect
      .poll(() => receiver.received.some(({ body }) => body.includes(seen.secret)), { timeout: 5_000 })
      .toBe(true);

    // Withheld by its label from the first version on, told of under no number.
    const labelled = await watched.write('claire', { meta: { security: [{ code: 'V' }] } });
    await watched.settled();
    for (const { id, level } of ids) {
      const said = await learnt(watched.as('doctor'), id);
      tally.attempt(
        eventCount(said) === 1 && !said.includes(labelled.id) && !said.includes(labelled.secret),
        () => `a label, ${level}: ${eventCount(said)}`,
      );
    }
    // What was told before is hidden now.
    await watched.ask('importer', 'PUT', `Observation/${seen.id}`, {
      ...pulse('claire'),
      id: seen.id,
      note: [{ text: seen.secret }],
      meta: { security: [{ code: 'V' }] },
    });
    await watched.settled();
    for (const { id, level } of ids) {
      const said = await learnt(watched.as('doctor'), id);
      tally.attempt(!said.includes(seen.id) && !said.includes(seen.secret), () => `hidden later, ${level}: ${said}`);
    }
    tally.attempt(
      receiver.received.every(({ body }) => !body.includes(labelled.id) && !body.includes(labelled.secret)),
      () => 'the endpoint was sent what is withheld',
    );
    const before = receiver.received.length;
    await watched.db.query(`update access_relation set valid_to = now() where patient = 'claire'`, []);
    await wait(1_200);
    const later = await watched.write('claire');
    await watched.settled();
    for (const { id, level } of ids) {
      const said = await learnt(watched.as('doctor'), id);
      tally.attempt(!said.includes(later.id) && !said.includes(later.secret), () => `no relation, ${level}: ${said}`);
    }
    tally.attempt(
      receiver.received.slice(before).every(({ body }) => !body.includes(later.id) && !body.includes(later.secret)),
      () => 'the endpoint was sent what is out of reach',
    );
    for (const id of [hook, ...ids.map((one) => one.id)]) await watched.ask('doctor', 'DELETE', `Subscription/${id}`);
    await receiver.close();
    await watched.db.query(`update access_relation set valid_to = null where patient = 'claire'`, []);
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
      const { status, json } = await watched.ask('doctor', 'POST', 'Subscription', { ...base, channel });
      tally.attempt(status >= 400 && status < 500, () => `${JSON.stringify(channel)}: ${status}`);
      if (status === 201) await watched.ask('doctor', 'DELETE', `Subscription/${json.id}`);
    }
    // Of two levels the first holds, and no later one widens it.
    const receiver = await openReceiver();
    const twice = { extension: [contentOf('empty').extension[0], contentOf('full-resource').extension[0]] };
    const { status, json } = await watched.ask('doctor', 'POST', 'Subscription', {
      ...base,
      channel: { type: 'rest-hook', endpoint: receiver.url, payload: 'application/fhir+json', _payload: twice },
    });
    await watched.settled();
    const { id, secret } = await watched.write('claire');
    await watched.settled();
    tally.attempt(
      receiver.received.every(({ body }) => !body.includes(secret) && !body.includes(id)),
      () => `two levels: the endpoint was sent ${receiver.received.map(({ body }) => body).join()}`,
    );
    if (status === 201) await watched.ask('doctor', 'DELETE', `Subscription/${json.id}`);
    await receiver.close();
    expect(tally.through()).toEqual([]);
  });
});

describe('an app', () => {
  it('is told of no type that it was not given, by any criteria, payload or operation', async () => {
    for (const given of ['Condition.rs', 'Condition.r', 'Patient.s', 'Practitioner.rs']) {
      const ask = await watched.service(`system/Subscription.cruds system/${given}`);
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
      await watched.settled();
      await watched.settled();
      const { id, secret } = await watched.write('claire');
      await watched.settled();
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
