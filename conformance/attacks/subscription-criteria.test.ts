import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceTypes, searchParametersOf } from '#fhir';
import { pulse, type Who } from '../../src/features/subscriptions/testing.ts';
import { newTally } from './tally.ts';
import { eventCount, learnt, ofTopic, openWatchedNode, subscribe, type WatchedNode, watching } from './watched-node.ts';

// Subscriptions that ask for more than their owner may see: by their criteria, or as somebody else.

const tally = newTally('criteria of Subscriptions');
let watched: WatchedNode;

beforeAll(async () => {
  watched = await openWatchedNode();
});
afterAll(async () => {
  tally.print();
  await watched?.close();
});

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
      const { status, text } = await watched.ask('doctor', 'POST', 'Subscription', {
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
    const old = await watched.write('henri');
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
        const { status, json } = await watched.ask(who, 'POST', 'Subscription', watching(criteria));
        // Who has no Subscriptions learns nothing.
        if (status === 201) pairs.push({ who, criteria, id: json.id });
        else tally.attempt(status >= 400 && status < 500, () => `${who} ${criteria}: ${status}`);
      }
      for (const body of [
        ofTopic('observation-changed'),
        ofTopic('observation-changed', ['patient=henri']),
        ofTopic('observation-changed', ['Observation?patient=Patient/henri', 'status=final']),
      ]) {
        const { status, json } = await watched.ask(who, 'POST', 'Subscription', body);
        if (status === 201) pairs.push({ who, criteria: JSON.stringify(body), id: json.id });
      }
    }
    expect(pairs.length).toBeGreaterThan(30);
    await watched.settled();
    const made = await watched.write('henri');
    await watched.ask('importer', 'PUT', `Observation/${old.id}`, {
      ...pulse('henri'),
      id: old.id,
      note: [{ text: old.secret }],
    });
    await watched.ask('importer', 'DELETE', `Observation/${made.id}`);
    await watched.settled();
    for (const { who, criteria, id } of pairs) {
      const said = await learnt(watched.as(who), id);
      const told = said.replaceAll(criteria, '').replaceAll(/"criteria":"[^"]*"/g, '');
      tally.attempt(
        eventCount(said) === 0 && !told.includes(made.id) && !told.includes(old.id) && !said.includes(made.secret),
        () => `${who} ${criteria}: ${eventCount(said)} events`,
      );
      await watched.ask(who, 'DELETE', `Subscription/${id}`);
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
      const { status, json } = await watched.ask(
        'stranger',
        'POST',
        'Subscription',
        watching('Observation?patient=claire', 'full-resource', more),
      );
      if (status === 201) mine.push(json.id);
      else tally.attempt(status >= 400 && status < 500, () => `${JSON.stringify(more)}: ${status}`);
    }
    const theirs = await subscribe(watched.as('doctor'), watching('Observation?patient=claire'));
    await watched.settled();
    const { id, secret } = await watched.write('claire');
    await watched.settled();
    for (const subscription of mine) {
      const said = await learnt(watched.as('stranger'), subscription);
      tally.attempt(
        eventCount(said) === 0 && !said.includes(id) && !said.includes(secret),
        () => `in another's name: ${said}`,
      );
    }
    expect(eventCount(await learnt(watched.as('doctor'), theirs))).toBe(1);
    const nobody = await learnt(watched.as('stranger'), 'nobody-here');
    const others = await learnt(watched.as('stranger'), theirs);
    tally.attempt(others.replaceAll(theirs, 'nobody-here') === nobody, () => `another's is told from none: ${others}`);
    const stolen = { ...watching('Observation?patient=claire'), id: theirs, ...owner('a-stranger') };
    for (const who of ['stranger', 'claire'] as const) {
      const { status } = await watched.ask(who, 'PUT', `Subscription/${theirs}`, stolen);
      tally.attempt(status >= 400 && status < 500, () => `${who} took over another's: ${status}`);
    }
    expect(eventCount(await learnt(watched.as('doctor'), theirs))).toBe(1);
    expect(tally.through()).toEqual([]);
  });
});
