import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestNode, patient, pulse } from './testing.ts';

const hidden = 'http://snomed.info/sct|86406008';
const absent = 'http://snomed.info/sct|73211009';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const put = async (type: string, id: string, body: object) => {
    const answer = await node.ask('importer', 'PUT', `${type}/${id}`, { body: { ...body, id } });
    expect([type, id, answer.statusCode]).toEqual([type, id, 201]);
  };
  const coding = [{ system: 'http://snomed.info/sct', code: '86406008' }];
  const subject = { reference: 'Patient/claire' };
  await put('Patient', 'claire', patient('claire'));
  await put('Condition', 'hidden', { resourceType: 'Condition', subject, code: { coding } });
  const visit = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, reasonCode: [{ coding }] };
  await put('Encounter', 'visit', { ...visit, subject });
  await put('Observation', 'pulse', pulse('claire', { encounter: { reference: 'Encounter/visit' } }));
  const claire = await node.callerOf('claire');
  const restrictions = [{ category: 'problems', audience: 'everyone' }] as const;
  const changed = await node.records.changeSharing(claire, { patient: 'claire', crossBorder: true, restrictions });
  expect(changed.ok).toBe(true);
});
afterAll(() => node.close());

/** What the condition leads over is hidden from the doctor; what it matches is not. */
const conditions: readonly [name: string, type: string, make: (code: string) => string][] = [
  ['a chain', 'Observation', (code) => `_id=pulse&encounter:Encounter.reason-code=${code}`],
  ['a reverse chain', 'Patient', (code) => `_id=claire&_has:Condition:patient:code=${code}`],
  ['a filter', 'Observation', (code) => `_id=pulse&_filter=${encodeURIComponent(`encounter.reason-code eq ${code}`)}`],
];

describe('a condition that leads over what is hidden', () => {
  const body = (type: string) => (type === 'Patient' ? patient('', { id: undefined }) : pulse('claire'));
  const doings: readonly [string, (type: string, condition: string) => ReturnType<typeof node.ask>][] = [
    [
      'conditional create',
      (type, condition) =>
        node.ask('doctor', 'POST', type, { body: body(type), headers: { 'if-none-exist': condition } }),
    ],
    [
      'conditional update',
      (type, condition) => node.ask('doctor', 'PUT', `${type}?${condition}`, { body: body(type) }),
    ],
    ['conditional delete', (type, condition) => node.ask('doctor', 'DELETE', `${type}?${condition}`)],
    [
      'conditional patch',
      (type, condition) =>
        node.ask('doctor', 'PATCH', `${type}?${condition}`, {
          body: [{ op: 'test', path: '/status', value: 'x' }],
          headers: { 'content-type': 'application/json-patch+json' },
        }),
    ],
    [
      'conditional create in a transaction',
      (type, condition) =>
        node.ask('doctor', 'POST', '', {
          body: {
            resourceType: 'Bundle',
            type: 'transaction',
            entry: [{ resource: body(type), request: { method: 'POST', url: type, ifNoneExist: condition } }],
          },
        }),
    ],
  ];
  const cases = conditions.flatMap(([name, type, make]) =>
    doings.map(([doing, ask]) => [`${doing} by ${name}`, type, make, ask] as const),
  );

  it.each(conditions)('finds it for who may know: %s', async (_name, type, make) => {
    const headers = { 'if-none-exist': make(hidden) };
    expect((await node.ask('importer', 'POST', type, { body: body(type), headers })).statusCode).toBe(200);
  });

  it.each(cases)('finds nothing: %s', async (_name, type, make, ask) => {
    const told = async (code: string) => {
      const answer = await ask(type, make(code));
      const { entry } = (answer.body === '' ? {} : answer.json()) as { entry?: readonly { response: object }[] };
      const responses = entry?.map(({ response }) => ({ ...response, location: '', lastModified: '' }));
      return [answer.statusCode, responses, answer.statusCode < 300 ? '' : answer.body];
    };
    expect(await told(hidden)).toEqual(await told(absent));
  });
});
