/** One request that no server may accept. `body` is sent as the bytes that it is. */
export interface BadRequest {
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const json = { 'content-type': 'application/fhir+json' };

const patient = {
  resourceType: 'Patient',
  active: true,
  name: [{ family: 'Malformed', given: ['Case'] }],
  birthDate: '1980-01-01',
  contact: [{ name: { text: 'someone' } }],
};

const text = JSON.stringify(patient);

/** A small linear congruential generator: the same requests in every run. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

type Make = (pick: (below: number) => number) => Omit<BadRequest, 'kind'>;

const post = (body: string | Buffer, headers: Record<string, string> = json): Omit<BadRequest, 'kind'> => ({
  method: 'POST',
  path: '/fhir/Patient',
  headers,
  body: typeof body === 'string' ? Buffer.from(body) : body,
});
const get = (path: string): Omit<BadRequest, 'kind'> => ({ method: 'GET', path, headers: {} });
const withElement = (name: string, value: unknown) => JSON.stringify({ ...patient, [name]: value });
const oneOf = <T>(pick: (below: number) => number, choices: readonly T[]): T => choices[pick(choices.length)] as T;

const wrongTypes: readonly unknown[] = [1, 'x', true, [], [[]], [null], { a: 1 }, '2020-13-45', 1e308, -0.5];
const objectElements = ['name', 'contact', 'address', 'identifier', 'maritalStatus', 'meta', 'telecom'];

/** The ways of being wrong. Each gives a request that is wrong whatever `pick` chooses. */
const makers: Readonly<Record<string, Make>> = {
  truncated: (pick) => post(text.slice(0, 1 + pick(text.length - 2))),
  'wrong type of an element': (pick) =>
    post(
      withElement(
        oneOf(pick, objectElements),
        oneOf(
          pick,
          wrongTypes.filter((value) => !Array.isArray(value) || value.length > 0),
        ),
      ),
    ),
  'wrong primitive': (pick) =>
    post(
      withElement(
        'birthDate',
        oneOf(pick, [1, true, '', ' ', 'yesterday', '2020-13-01', '2020-02-30x', { a: 1 }, ['2020']]),
      ),
    ),
  'unknown element': (pick) => post(withElement(`planted${pick(1000)}`, oneOf(pick, [1, 'x', { a: 1 }]))),
  'unknown resource type': (pick) =>
    post(
      JSON.stringify({ resourceType: oneOf(pick, ['Person2', '', 'patient', '../Patient', 'Object', 'constructor']) }),
    ),
  'not an object': (pick) =>
    post(oneOf(pick, ['[]', '"text"', '1', 'null', 'true', '', ' ', '[[[[', '{]', '{"resourceType":}'])),
  'prototype pollution': (pick) =>
    post(text.replace('{', `{"${oneOf(pick, ['__proto__', 'constructor', 'prototype'])}":{"polluted":true},`)),
  'prototype pollution, deep': (pick) =>
    post(
      text.replace(
        '"family"',
        `"${oneOf(pick, ['__proto__', 'constructor', 'prototype'])}":{"polluted":true},"family"`,
      ),
    ),
  'duplicate key': () => post(text.replace('{', '{"active":false,')),
  'too deep': (pick) => {
    const depth = 100 + pick(5000);
    return post(
      `{"resourceType":"Patient","extension":${'[{"url":"u","extension":'.repeat(depth)}[]${'}]'.repeat(depth)}}`,
    );
  },
  'huge array nesting': (pick) => post(`{"resourceType":"Patient","name":${'['.repeat(500 + pick(20_000))}`),
  'not UTF-8': (pick) =>
    post(
      Buffer.concat([
        Buffer.from('{"resourceType":"Patient","name":[{"family":"'),
        Buffer.from([0xc3, 0x28, 0xff, pick(128) + 128]),
        Buffer.from('"}]}'),
      ]),
    ),
  'UTF-16': () => post(Buffer.from(text, 'utf16le')),
  'lone surrogate and control characters': (pick) =>
    post(`{"resourceType":"Patient","gender":"\\ud800${String.fromCharCode(pick(31) + 1)}"}`),
  'number beyond all bounds': (pick) =>
    post(
      `{"resourceType":"Patient","multipleBirthInteger":${oneOf(pick, ['1e999', '-1e999', '9'.repeat(400), '0x10', '01', '1.'])}}`,
    ),
  'wrong media type': (pick) =>
    post(text, {
      'content-type': oneOf(pick, [
        'text/plain',
        'application/x-www-form-urlencoded',
        'image/png',
        'application/pdf',
        'x',
        'multipart/form-data',
      ]),
    }),
  'resource of another type': () =>
    post(JSON.stringify({ resourceType: 'Observation', status: 'final', code: { text: 'x' } })),
  'bad code of a required binding': (pick) =>
    post(withElement('gender', oneOf(pick, ['m', 'MALE', 'x', '?', 'femme']))),
  'empty array': (pick) => post(withElement(oneOf(pick, objectElements), [])),
  'bad XML': (pick) =>
    post(
      oneOf(pick, [
        '<Patient',
        '<Patient xmlns="http://hl7.org/fhir"><name></Patient>',
        '<!DOCTYPE p [<!ENTITY x "y">]><Patient xmlns="http://hl7.org/fhir">&x;</Patient>',
        '<Patient/>',
        '{}',
      ]),
      { 'content-type': 'application/fhir+xml' },
    ),
  'entity bomb': () =>
    post(
      '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Patient xmlns="http://hl7.org/fhir"><id value="&b;"/></Patient>',
      { 'content-type': 'application/fhir+xml' },
    ),
  'bad id in the address': (pick) =>
    get(
      `/fhir/Patient/${oneOf(pick, ['%20', '%00', 'a%2fb', '%2e%2e%2f', 'x'.repeat(65 + pick(500)), '%F0%9F%92%A9', "'%20or%201=1--", '%24where'])}`,
    ),
  'broken escapes': (pick) => get(`/fhir/Patient?name=${oneOf(pick, ['%', '%zz', '%c3%28', '%ff%fe'])}`),
  'unknown search parameter': (pick) =>
    get(
      `/fhir/Patient?${oneOf(pick, ['planted', '__proto__', 'constructor', 'toString', 'name%27', '%24ne'])}=${pick(1000)}`,
    ),
  'unsupported modifier': (pick) =>
    get(`/fhir/Patient?name:${oneOf(pick, ['planted', '__proto__', 'in', 'exact:exact'])}=x`),
  'bad search value': (pick) =>
    get(`/fhir/Observation?date=${oneOf(pick, ['gt', 'yesterday', '2020-13', '20-1-1', 'zz2020', '9'.repeat(50)])}`),
  'bad page size': (pick) =>
    get(`/fhir/Patient?_count=${oneOf(pick, ['-1', 'ten', '1e9', '', '99999999999999999999', '0x10'])}`),
  'forged cursor': (pick) => get(`/fhir/Patient?_cursor=${'A'.repeat(1 + pick(400))}`),
  'unknown address': (pick) =>
    get(
      oneOf(pick, [
        '/fhir/Nothing',
        '/fhir/Patient/a/b/c',
        '/fhir/$nothing',
        '/fhir/Patient/x/$nothing',
        '/fhir/metadata/x',
        '/fhir/_history/1',
        '/fhir/Patient/x/_history/y',
      ]),
    ),
  'wrong method': (pick) => ({
    method: oneOf(pick, ['PUT', 'DELETE', 'PATCH']),
    path: oneOf(pick, ['/fhir', '/fhir/metadata']),
    headers: json,
    body: Buffer.from(text),
  }),
  'Bundle that is none': (pick) => ({
    method: 'POST',
    path: '/fhir',
    headers: json,
    body: Buffer.from(
      JSON.stringify({
        resourceType: 'Bundle',
        type: oneOf(pick, ['collection', 'document', 'searchset', 'planted', 1, undefined]),
        entry: [{ resource: patient }],
      }),
    ),
  }),
  'transaction with a bad entry': (pick) => ({
    method: 'POST',
    path: '/fhir',
    headers: json,
    body: Buffer.from(
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            resource: patient,
            request: oneOf<unknown>(pick, [
              { method: 'PLANT', url: 'Patient' },
              { method: 'POST' },
              {},
              { method: 'PUT', url: '../Patient/1' },
              { method: 'DELETE', url: '' },
              { method: 'GET', url: 'http://elsewhere.example/x' },
            ]),
          },
        ],
      }),
    ),
  }),
  'id that does not fit the address': (pick) => ({
    method: 'PUT',
    path: '/fhir/Patient/one',
    headers: json,
    body: Buffer.from(JSON.stringify({ ...patient, id: oneOf<unknown>(pick, ['two', '', 1, 'a/b', null]) })),
  }),
  'bad If-Match': (pick) => ({
    method: 'PUT',
    path: '/fhir/Patient/malformed-if-match',
    headers: { ...json, 'if-match': oneOf(pick, ['W/"999999"', '"x"', 'W/""', '999', 'W/"-1"']) },
    body: Buffer.from(JSON.stringify({ ...patient, id: 'malformed-if-match' })),
  }),
};

/** `count` malformed requests, every kind in turn. */
export function* malformedRequests(count: number, seed: number): Generator<BadRequest> {
  const pick = generator(seed);
  const kinds = Object.entries(makers);
  for (let index = 0; index < count; index++) {
    const [kind, make] = kinds[index % kinds.length] as [string, Make];
    yield { kind, ...make(pick) };
  }
}
