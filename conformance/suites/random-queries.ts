import { resourceTypes, searchParametersOf } from '#fhir';
import {
  common,
  dates,
  fitting,
  hostile,
  modifiers,
  noTypes,
  numbers,
  populated,
  prefixes,
  references,
  strings,
  tokens,
  uris,
} from './random-words.ts';

/**
 * A grammar of requests that read: searches, histories and operations, from plain to hostile. The same seed gives the
 * same requests; what a parser, a planner or a regular expression could stumble over has a production of its own.
 */
export interface RandomQuery {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Below the base of the API; '' for the base itself. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `below(n)`: a whole number from 0 to n-1 (mulberry32). */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[random(choices.length)] as T;
const often = (random: Random, percent: number): boolean => random(100) < percent;
const many = <T>(random: Random, least: number, most: number, make: () => T): readonly T[] =>
  Array.from({ length: least + random(most - least + 1) }, make);

const typeOf = (random: Random): string =>
  often(random, 75)
    ? oneOf(random, populated)
    : often(random, 85)
      ? oneOf(random, resourceTypes)
      : oneOf(random, noTypes);

function randomValue(random: Random, type: string): string {
  if (often(random, 5)) return oneOf(random, hostile);
  const one = plainValue(random, type);
  if (often(random, 8)) return many(random, 2, 40, () => plainValue(random, type)).join(',');
  if (often(random, 3)) return one.slice(0, random(one.length + 1)) + oneOf(random, hostile).slice(0, 20);
  return one;
}

function plainValue(random: Random, type: string): string {
  switch (type) {
    case 'token':
      return oneOf(random, tokens);
    case 'reference':
      return oneOf(random, references);
    case 'date':
      return `${oneOf(random, prefixes)}${oneOf(random, dates)}`;
    case 'number':
      return `${oneOf(random, prefixes)}${oneOf(random, numbers)}`;
    case 'quantity':
      return `${oneOf(random, prefixes)}${oneOf(random, numbers)}${oneOf(random, ['', '||/min', '|http://unitsofmeasure.org|/min', '|http://unitsofmeasure.org|mg/dL', '|x', '|||', '||10*99999'])}`;
    case 'uri':
      return oneOf(random, uris);
    case 'composite':
      return many(random, 1, 3, () =>
        plainValue(random, oneOf(random, ['token', 'quantity', 'date', 'reference'])),
      ).join('$');
    case 'special':
      return oneOf(random, ['48.8|2.3|10|km', '91|181|1|km', '48.8|2.3', 'x|y|z', '0|0|1e9|[mi_us]', '-90|180|0|m']);
    case 'filter':
      return filterOf(random, 0);
    default:
      return oneOf(random, strings);
  }
}

function filterOf(random: Random, depth: number): string {
  const [name] = parameterOf(random, oneOf(random, populated));
  const leaf = `${name} ${oneOf(random, ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'lt', 'ge', 'le', 'ap', 'sa', 'eb', 'pr', 'po', 'ss', 'sb', 'in', 'ni', 're', 'zz'])} ${oneOf(random, ['"x"', 'true', '2026', 'Patient/p0', '5', '"\\""', '', '"'])}`;
  if (depth > 30 || often(random, 60)) return leaf;
  const inner = filterOf(random, depth + 1);
  return oneOf(random, [
    () => `(${inner})`,
    () => `not (${inner})`,
    () => `${leaf} and ${inner}`,
    () => `${leaf} or ${inner}`,
    () => `subject[${inner}].name eq "x"`,
    () => '('.repeat(1 + random(2_000)) + inner,
  ])();
}

function parameterOf(random: Random, type: string): readonly [name: string, type: string] {
  if (often(random, 7)) return oneOf(random, common);
  const offered = [...searchParametersOf(type).values()];
  const one = offered.length === 0 ? undefined : oneOf(random, offered);
  return one === undefined ? oneOf(random, common) : [one.code, one.type];
}

/** A name with its modifier, chain or reverse chain, and a value that goes with it. */
function criterionOf(random: Random, type: string, level = 0): readonly [name: string, value: string] {
  if (level < 8 && often(random, 7)) {
    const from = oneOf(random, populated);
    const [reference] = parameterOf(random, from);
    const [name, value] = criterionOf(random, from, level + 1);
    return [
      `_has:${from}:${often(random, 60) ? oneOf(random, ['subject', 'patient', 'encounter']) : reference}:${name}`,
      value,
    ];
  }
  const [name, kind] = parameterOf(random, type);
  if (level < 8 && often(random, kind === 'reference' ? 30 : 1)) {
    const target = oneOf(random, populated);
    const [inner, value] = criterionOf(random, target, level + 1);
    return [`${name}${often(random, 70) ? `:${target}` : ''}.${inner}`, value];
  }
  if (often(random, 15)) {
    const modifier = oneOf(random, often(random, 70) ? (fitting[kind] ?? ['missing']) : modifiers);
    const value =
      modifier === 'missing'
        ? oneOf(random, ['true', 'false', 'x'])
        : randomValue(random, modifier === 'text' ? 'string' : kind);
    return [`${name}:${modifier}`, value];
  }
  return [name, randomValue(random, kind)];
}

function resultParameterOf(random: Random, type: string): readonly [name: string, value: string] {
  const [name] = parameterOf(random, type);
  const include = () => `${type}:${often(random, 40) ? '*' : name}${often(random, 20) ? `:${typeOf(random)}` : ''}`;
  return oneOf<() => readonly [string, string]>(random, [
    () => [
      '_sort',
      many(random, 1, 6, () => `${often(random, 50) ? '-' : ''}${parameterOf(random, type)[0]}`).join(','),
    ],
    () => ['_count', oneOf(random, ['0', '1', '2', '5', '20', '50', '1000', '5000', '-1', 'x', '', '99999999999'])],
    () => ['_total', oneOf(random, ['none', 'estimate', 'accurate', 'x'])],
    () => ['_summary', oneOf(random, ['true', 'false', 'text', 'data', 'count', 'x'])],
    () => ['_elements', oneOf(random, ['id', 'status,code', 'x', '', 'a'.repeat(5_000), 'name.family'])],
    () => [`_include${oneOf(random, ['', ':iterate', ':recurse', ':x'])}`, often(random, 10) ? '*' : include()],
    () => [
      `_revinclude${oneOf(random, ['', ':iterate'])}`,
      often(random, 10)
        ? '*'
        : `${oneOf(random, populated)}:${oneOf(random, ['subject', 'patient', 'encounter', '*', name])}`,
    ],
    () => ['_cursor', often(random, 50) ? 'A'.repeat(1 + random(500)) : oneOf(random, hostile)],
    () => ['_format', oneOf(random, ['json', 'xml', 'xml', 'application/fhir+xml', 'application/fhir+json', 'ttl'])],
    () => ['_pretty', 'true'],
    () => ['_contained', oneOf(random, ['true', 'false', 'both', 'x'])],
  ])();
}

function searchParams(random: Random, type: string): readonly (readonly [string, string])[] {
  const criteria = many(random, 0, often(random, 2) ? 60 : oneOf(random, [1, 1, 2, 4]), () =>
    criterionOf(random, type),
  );
  return [...criteria, ...many(random, 0, oneOf(random, [0, 1, 1, 3]), () => resultParameterOf(random, type))];
}

function encoded(random: Random, params: readonly (readonly [string, string])[]): string {
  if (often(random, 4)) {
    // As a careless client sends it, as far as it can stand in a request line.
    return params
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
      .replace(/[^!-~]/g, '+');
  }
  const text = new URLSearchParams(params.map(([name, value]) => [name, value.toWellFormed()])).toString();
  return often(random, 3) ? text.replace('%', oneOf(random, ['%', '%zz', '%c3%28', '%ff', '%00'])) : text;
}

function idOf(random: Random): string {
  return oneOf(random, [
    'p0',
    'p1',
    'o1',
    'o2',
    'e1',
    'x',
    'x'.repeat(64),
    'x'.repeat(65),
    '%20',
    '%00',
    'a%2fb',
    '.',
    '-',
    '*',
  ]);
}

function searchQuery(random: Random): RandomQuery {
  const type = typeOf(random);
  const place = oneOf(random, [type, type, type, type, '', `Patient/${idOf(random)}/${oneOf(random, [type, '*'])}`]);
  const params = searchParams(random, type);
  if (often(random, 15)) {
    return {
      method: 'POST',
      url: `${place}/_search`,
      headers: {
        'content-type': oneOf(random, [
          'application/x-www-form-urlencoded',
          'application/x-www-form-urlencoded; charset=utf-8',
          'text/plain',
        ]),
      },
      body: encoded(random, params),
    };
  }
  return { method: often(random, 3) ? 'HEAD' : 'GET', url: `${place}?${encoded(random, params)}`, headers: {} };
}

function historyQuery(random: Random): RandomQuery {
  const place = oneOf(random, ['', typeOf(random), `${typeOf(random)}/${idOf(random)}`]);
  const params = many(random, 0, 3, () =>
    oneOf<() => readonly [string, string]>(random, [
      () => ['_count', oneOf(random, ['0', '1', '50', '1000', '-1', 'x', ''])],
      () => ['_since', oneOf(random, dates)],
      () => ['_at', oneOf(random, dates)],
      () => ['_cursor', oneOf(random, hostile)],
      () => ['planted', '1'],
    ])(),
  );
  const version = often(random, 25)
    ? `/${oneOf(random, ['1', '2', '0', '-1', '999999999', '9'.repeat(30), 'x', '%00'])}`
    : '';
  return { method: 'GET', url: `${place}/_history${version}?${encoded(random, params)}`, headers: {} };
}

const operations = [
  'everything',
  'summary',
  'meta',
  'meta-add',
  'meta-delete',
  'validate',
  'diff',
  'lastn',
  'match',
  'document',
  'graphql',
  'graph',
  'stats',
  'export',
  'import',
  'status',
  'events',
  'get-ws-binding-token',
  'planted',
  '',
];

function operationQuery(random: Random): RandomQuery {
  const type = typeOf(random);
  const place = oneOf(random, ['', type, `${type}/${idOf(random)}`, 'Patient/p0', 'Encounter/e1', 'Observation']);
  const name = oneOf(random, operations);
  const params = [
    ...many(random, 0, 3, () =>
      oneOf<() => readonly [string, string]>(random, [
        () => ['start', oneOf(random, dates)],
        () => ['end', oneOf(random, dates)],
        () => ['_since', oneOf(random, dates)],
        () => ['_type', many(random, 1, 4, () => typeOf(random)).join(',')],
        () => ['_count', oneOf(random, ['1', '0', '1000', 'x'])],
        () => ['max', oneOf(random, ['1', '0', '99', 'x'])],
        () => ['query', graphql(random)],
        () => criterionOf(random, type),
      ])(),
    ),
  ];
  if (often(random, 55)) return { method: 'GET', url: `${place}/$${name}?${encoded(random, params)}`, headers: {} };
  return {
    method: 'POST',
    url: `${place}/$${name}`,
    headers: {
      'content-type': oneOf(random, [
        'application/fhir+json',
        'application/json',
        'application/graphql',
        'application/fhir+xml',
      ]),
    },
    body: operationBody(random),
  };
}

function graphql(random: Random): string {
  const depth = 1 + random(often(random, 10) ? 300 : 6);
  return oneOf(random, [
    '{id name{family given}}',
    `{PatientList(name:"mor"){id ${'managingOrganization{resource{'.repeat(depth)}id${'}}'.repeat(depth)}}}`,
    `query q($x:String){Patient(id:$x){id}}`,
    '{__schema{types{name}}}',
    '{id ...f} fragment f on Patient {...f}',
    `{${'id '.repeat(2_000)}}`,
    '{'.repeat(depth),
    'mutation{x}',
  ]);
}

function operationBody(random: Random): string {
  const part = () => ({
    name: oneOf(random, ['resource', 'onlyCertainMatches', 'count', 'meta', 'profile', 'query', 'x']),
    ...oneOf<object>(random, [
      { valueInteger: 3 },
      { valueBoolean: true },
      { valueString: oneOf(random, hostile).toWellFormed() },
      { valueMeta: { tag: [{ system: 'urn:x', code: 'y' }] } },
      { resource: { resourceType: 'Patient', name: [{ family: 'Moreau' }] } },
      { resource: { resourceType: 'Observation' } },
      {},
    ]),
  });
  return oneOf(random, [
    () => JSON.stringify({ resourceType: 'Parameters', parameter: many(random, 0, 5, part) }),
    () => JSON.stringify({ resourceType: 'Patient', name: [{ family: oneOf(random, hostile).toWellFormed() }] }),
    () => JSON.stringify({ query: graphql(random), variables: {} }),
    () => graphql(random),
    () => '{',
    () => '',
    () => '<Parameters xmlns="http://hl7.org/fhir"/>',
  ])();
}

/** Many reads in one Bundle. */
function batchQuery(random: Random): RandomQuery {
  const entry = many(random, 1, 8, () => ({
    request: { method: 'GET', url: searchQuery(random).url.replace('/_search', '') },
  }));
  return {
    method: 'POST',
    url: '',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: oneOf(random, ['batch', 'batch', 'transaction']), entry }),
  };
}

/** The next request of the grammar. */
export function randomQuery(random: Random): RandomQuery {
  const kind = random(100);
  const query =
    kind < 74
      ? searchQuery(random)
      : kind < 84
        ? historyQuery(random)
        : kind < 97
          ? operationQuery(random)
          : batchQuery(random);
  return {
    ...query,
    headers: {
      ...query.headers,
      ...(often(random, 10) && {
        accept: oneOf(random, ['application/fhir+xml', 'application/fhir+json', '*/*', 'text/html', 'x', 'image/png']),
      }),
      ...(often(random, 30) && {
        prefer: oneOf(random, ['handling=strict', 'handling=lenient', 'respond-async', 'x=y', 'return=minimal']),
      }),
    },
  };
}
