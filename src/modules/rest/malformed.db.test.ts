import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
});
afterAll(() => node.close());

/** A generator of the same "random" numbers each time, so that a failure can be repeated. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

const odd: readonly unknown[] = [
  null,
  true,
  0,
  Number.MAX_VALUE,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'x'.repeat(5000),
  [],
  {},
  [[[[]]]],
  { resourceType: 'Patient' },
  { reference: 'Patient/\u0000' },
  '2026-13-45',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59+14:00',
  { value: Number.POSITIVE_INFINITY },
  { value: '1', system: 'http://unitsofmeasure.org', code: '\u0000' },
];
const keys = [
  'id',
  'meta',
  'status',
  'code',
  'subject',
  'effectiveDateTime',
  'valueQuantity',
  'identifier',
  'contained',
  'text',
  'extension',
  '_status',
  'language',
];

const rounds = 500;

it('answers 500 malformed and odd requests without failing once', async () => {
  const next = seeded(20_261_101);
  const pick = <T>(from: readonly T[]): T => from[next(from.length)] as T;
  const valid = JSON.stringify(pulse('claire', { id: 'p' }));
  const bodies: (() => string | Buffer)[] = [
    () => valid.slice(0, next(valid.length)),
    () => JSON.stringify({ ...JSON.parse(valid), [pick(keys)]: pick(odd) }),
    () =>
      JSON.stringify({
        ...JSON.parse(valid),
        code: { coding: [{ [pick(['system', 'code', 'display', 'x'])]: pick(odd) }] },
      }),
    () => valid.replace('{', `{"${pick(['__proto__', 'constructor', 'prototype', 'status'])}":1,`),
    () => '{"a":'.repeat(next(3000)),
    () => '['.repeat(next(100_000)),
    () => randomBytes(next(300)),
    () => Buffer.concat([Buffer.from(valid), Buffer.from([0xff, 0xfe])]),
    () => Buffer.from(valid, 'utf16le'),
    () => `\ufeff${valid}`,
    () =>
      `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Observation xmlns="http://hl7.org/fhir">&b;</Observation>`,
    () => JSON.stringify(pick(odd)),
    () => JSON.stringify({ resourceType: 'Bundle', type: pick(['transaction', 'batch', '', 'x']), entry: pick(odd) }),
    () =>
      JSON.stringify({
        resourceType: 'Bundle',
        type: pick(['transaction', 'batch']),
        entry: [
          {
            fullUrl: pick(odd),
            resource: pick(odd),
            request: pick([pick(odd), { method: pick(odd), url: pick(odd) }]),
          },
        ],
      }),
  ];
  const names = [
    'code',
    'date',
    '_id',
    'subject',
    'value-quantity',
    '_lastUpdated',
    '_sort',
    '_count',
    'combo-code',
    'x',
    'code:not',
    'subject.name',
    '_has:a:b',
    '_cursor',
    'component-value-quantity',
    '_total',
    'value-date',
    'derived-from',
  ];
  const values = [
    '',
    '|',
    ',',
    '\\',
    'a\\,b',
    '%00',
    '%C0%80',
    'ge',
    'ge2026-99',
    '0',
    '9e999',
    '-',
    '||',
    'x'.repeat(4000),
    '%F0%9F%98%80',
    '1..2',
    "'; drop table resource; --",
    '$',
    'Patient/',
    'http://',
    '9'.repeat(400),
    'ap9999-12-31',
    '2026-02-30',
    '-99999',
  ];
  const searching = () => `${pick(names)}=${pick(values)}&${pick(names)}=${pick(values)}`;
  const requests: (() => readonly [method: string, url: string])[] = [
    () => ['POST', 'Observation'],
    () => ['PUT', 'Observation/p'],
    () => ['POST', '/fhir'],
    () => ['PUT', `Observation?${searching()}`],
    () => ['GET', `Observation?${searching()}`],
    () => ['POST', 'Observation/_search'],
    () => ['GET', `${pick(['Observation', 'Patient', '%00', '..', 'patient', '*'])}/${pick(values).slice(0, 200)}`],
    () => ['GET', `Observation/p/_history/${pick(values).slice(0, 100)}`],
    () => ['GET', `Observation/_history?${pick(['_count', '_since', '_cursor', 'x'])}=${pick(values)}`],
    () => [pick(['DELETE', 'PATCH', 'HEAD', 'OPTIONS']), pick(['Observation/p', 'Observation', '/fhir', 'metadata'])],
  ];
  const contentTypes = [
    'application/fhir+json',
    'application/json',
    'application/fhir+xml',
    'text/plain',
    '',
    ';',
    'application/fhir+json; charset=x',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
  ];
  const failures: string[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const [method, url] = pick(requests)();
    const form = url.endsWith('_search');
    const withBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
    const headers: Record<string, string> = {
      ...(next(4) === 0
        ? {
            [pick([
              'if-match',
              'if-none-match',
              'if-none-exist',
              'prefer',
              'accept',
              'traceparent',
              'if-modified-since',
              'accept-language',
            ])]: pick(['', '*', 'W/', '"', 'W/"x"', 'q=;;', 'code=%zz', '00-0-0-0', 'x'.repeat(3000)]),
          }
        : {}),
      ...(withBody
        ? {
            'content-type':
              next(6) === 0 ? pick(contentTypes) : form ? 'application/x-www-form-urlencoded' : 'application/fhir+json',
          }
        : {}),
      ...(withBody && next(10) === 0 ? { 'content-encoding': pick(['gzip', 'br', 'x']) } : {}),
    };
    const body = !withBody ? undefined : form && next(3) > 0 ? searching() : pick(bodies)();
    const answer = await node.ask('importer', method, url, body === undefined ? { headers } : { body, headers });
    const isOutcome = answer.statusCode < 400 || method === 'HEAD' || answer.body.includes('OperationOutcome');
    if (answer.statusCode >= 500 || !isOutcome) {
      failures.push(`${n}: ${method} ${url.slice(0, 100)} -> ${answer.statusCode} ${answer.body.slice(0, 200)}`);
    }
  }
  const defects = node.lines.filter((line) => line.includes('http.defect'));
  expect({ failures, defects }).toEqual({ failures: [], defects: [] });
  expect((await node.ask('importer', 'GET', 'Patient/claire')).statusCode).toBe(200);
}, 120_000);
