import type { Sent } from './access-matrix-node.ts';

/** What is asked about: a resource, and the person in whose record it stands or would stand. */
export interface Target {
  readonly type: string;
  readonly id: string;
  readonly person: string;
  /** A resource of its type in the record of that person. */
  readonly body: Readonly<Record<string, unknown>>;
}
export type Probe = (target: Target) => Sent;

const get = (url: string, headers?: Readonly<Record<string, string>>): Sent => ({
  method: 'GET',
  url,
  ...(headers && { headers }),
});
const graphql = (url: string, query: string): Sent => ({
  method: 'POST',
  url,
  body: { query },
  headers: { 'content-type': 'application/json' },
});
const jsonPatch = { 'content-type': 'application/json-patch+json' };
const failingPatch = [{ op: 'test', path: '/resourceType', value: 'No' }];
const bundle = (type: string, ...entry: object[]): Sent => ({
  method: 'POST',
  url: '',
  body: { resourceType: 'Bundle', type, entry },
});
const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const tagged = parameters({ name: 'meta', valueMeta: { tag: [{ system: 'urn:x', code: 'y' }] } });
const late = { 'if-match': 'W/"99"' };

/** Ways to ask for, or to change, one resource. */
export const ofResource: Readonly<Record<string, Probe>> = {
  read: ({ type, id }) => get(`${type}/${id}`),
  head: ({ type, id }) => ({ method: 'HEAD', url: `${type}/${id}` }),
  'read as XML': ({ type, id }) => get(`${type}/${id}?_format=xml`),
  'read if newer': ({ type, id }) => get(`${type}/${id}`, { 'if-none-match': 'W/"1"' }),
  'read if modified': ({ type, id }) => get(`${type}/${id}`, { 'if-modified-since': 'Wed, 25 Nov 2026 07:28:00 GMT' }),
  'read a part': ({ type, id }) => get(`${type}/${id}?_summary=true`),
  vread: ({ type, id }) => get(`${type}/${id}/_history/1`),
  'vread of no version': ({ type, id }) => get(`${type}/${id}/_history/9`),
  history: ({ type, id }) => get(`${type}/${id}/_history?_count=1`),
  $meta: ({ type, id }) => get(`${type}/${id}/$meta`),
  '$meta-add': ({ type, id }) => ({ method: 'POST', url: `${type}/${id}/$meta-add`, body: tagged }),
  '$meta-delete': ({ type, id }) => ({ method: 'POST', url: `${type}/${id}/$meta-delete`, body: tagged }),
  $diff: ({ type, id }) => get(`${type}/${id}/$diff`),
  '$diff of two': ({ type, id }) => get(`$diff?from=${type}/${id}&to=${type}/${id}/_history/1`),
  '$graphql of it': ({ type, id }) => graphql(`${type}/${id}/$graphql`, '{ id meta { lastUpdated } }'),
  '$graphql of all': ({ type, id }) =>
    graphql(
      '$graphql',
      `{ ${type}(id: "${id}") { id } ${type}List(_id: "${id}") { id } ${type}Connection(_id: "${id}") { count } }`,
    ),
  $validate: ({ type, id, body }) => ({
    method: 'POST',
    url: `${type}/${id}/$validate?mode=update`,
    body: { ...body, id },
  }),
  search: ({ type, id }) => get(`${type}?_id=${id}&_total=accurate`),
  'posted search': ({ type, id }) => ({
    method: 'POST',
    url: `${type}/_search`,
    body: `_id=${id}&_total=accurate`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  count: ({ type, id }) => get(`${type}?_id=${id}&_summary=count`),
  'all but it': ({ type, id }) => get(`${type}?_id:not=${id}&_summary=count`),
  filter: ({ type, id }) => get(`${type}?_filter=_id eq ${id}&_total=accurate`),
  'search with what it leads to': ({ type, id }) =>
    get(`${type}?_id=${id}&_include=${type}:patient&_revinclude=Provenance:target`),
  'in several types': ({ type, id }) => get(`?_type=${type},Organization&_id=${id}&_total=accurate`),
  'in the compartment': ({ type, id, person }) => get(`Patient/${person}/${type}?_id=${id}&_total=accurate`),
  update: ({ type, id, body }) => ({ method: 'PUT', url: `${type}/${id}`, body: { ...body, id }, headers: late }),
  'update where there is none': ({ type, id, body }) => ({
    method: 'PUT',
    url: `${type}/${id}`,
    body: { ...body, id },
    headers: { 'if-none-match': '*' },
  }),
  'broken update': ({ type, id, body }) => ({ method: 'PUT', url: `${type}/${id}`, body: { ...body, id, meta: 3 } }),
  patch: ({ type, id }) => ({ method: 'PATCH', url: `${type}/${id}`, body: failingPatch, headers: jsonPatch }),
  'late patch': ({ type, id }) => ({
    method: 'PATCH',
    url: `${type}/${id}`,
    body: failingPatch,
    headers: { ...jsonPatch, ...late },
  }),
  delete: ({ type, id }) => ({ method: 'DELETE', url: `${type}/${id}` }),
  'late delete': ({ type, id }) => ({ method: 'DELETE', url: `${type}/${id}`, headers: late }),
  'conditional update': ({ type, id, body }) => ({
    method: 'PUT',
    url: `${type}?_id=${id}`,
    body: { ...body, id },
    headers: late,
  }),
  'conditional patch': ({ type, id }) => ({
    method: 'PATCH',
    url: `${type}?_id=${id}`,
    body: failingPatch,
    headers: jsonPatch,
  }),
  'conditional delete': ({ type, id }) => ({ method: 'DELETE', url: `${type}?_id=${id}` }),
  batch: ({ type, id }) =>
    bundle(
      'batch',
      { request: { method: 'GET', url: `${type}/${id}` } },
      { request: { method: 'DELETE', url: `${type}/${id}` } },
      { request: { method: 'GET', url: `${type}?_id=${id}&_summary=count` } },
      { request: { method: 'GET', url: `${type}/${id}/_history` } },
    ),
  'transaction that updates': ({ type, id, body }) =>
    bundle('transaction', {
      resource: { ...body, id },
      request: { method: 'PUT', url: `${type}/${id}`, ifMatch: 'W/"99"' },
    }),
  'transaction that deletes': ({ type, id }) =>
    bundle('transaction', { request: { method: 'DELETE', url: `${type}/${id}` } }),
  'transaction that reads': ({ type, id }) =>
    bundle('transaction', { request: { method: 'GET', url: `${type}/${id}` } }),
  'transaction that refers': ({ type, id, person }) =>
    bundle('transaction', {
      resource: {
        resourceType: 'List',
        status: 'current',
        mode: 'working',
        subject: { reference: `Patient/${person}` },
        entry: [{ item: { reference: `${type}?_id=${id}` } }],
      },
      request: { method: 'POST', url: 'List' },
    }),
};

/** Ways to ask for a whole record, and what else is kept about a person. */
export const ofPerson: Readonly<Record<string, Probe>> = {
  'read Patient': ({ person }) => get(`Patient/${person}`),
  'vread Patient': ({ person }) => get(`Patient/${person}/_history/1`),
  'history of Patient': ({ person }) => get(`Patient/${person}/_history`),
  'search Patient': ({ person }) => get(`Patient?_id=${person}&_total=accurate`),
  'Patient by identifier': ({ person }) =>
    get(`Patient?identifier=urn:insurer|${person}&_total=accurate&_revinclude=Condition:subject`),
  'Patient by name': ({ person }) => get(`Patient?given=${person}&_total=accurate`),
  'Patient who has': ({ person }) => get(`Patient?_id=${person}&_has:Observation:subject:status=final&_total=accurate`),
  $everything: ({ person }) => get(`Patient/${person}/$everything`),
  $summary: ({ person }) => get(`Patient/${person}/$summary`),
  '$summary as HTML': ({ person }) => get(`Patient/${person}/$summary`, { accept: 'text/html' }),
  '$graphql of her': ({ person }) =>
    graphql(`Patient/${person}/$graphql`, '{ id ObservationList(_reference: patient) { id } }'),
  '$graphql of all': ({ person }) =>
    graphql('$graphql', `{ Patient(id: "${person}") { id } ObservationList(patient: "Patient/${person}") { id } }`),
  'by patient': ({ person }) => get(`Condition?patient=${person}&_total=accurate`),
  'by chained name': ({ person }) => get(`Condition?subject:Patient.given=${person}&_total=accurate`),
  'by subject, counted': ({ person }) => get(`Observation?subject=Patient/${person}&_summary=count`),
  compartment: ({ person }) => get(`Patient/${person}/Observation?_total=accurate`),
  'whole compartment': ({ person }) => get(`Patient/${person}/*?_total=accurate`),
  $lastn: ({ person }) => get(`Observation/$lastn?patient=${person}&code=718-7`),
  $match: ({ person }) => ({
    method: 'POST',
    url: 'Patient/$match',
    body: { resourceType: 'Patient', identifier: [{ system: 'urn:insurer', value: person }], birthDate: '1984-03-12' },
  }),
  'something new': ({ person }) => ({
    method: 'POST',
    url: 'Observation',
    body: {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: `Patient/${person}` },
    },
  }),
  'late update': ({ person }) => ({
    method: 'PUT',
    url: `Patient/${person}`,
    body: { resourceType: 'Patient', id: person },
    headers: late,
  }),
  delete: ({ person }) => ({ method: 'DELETE', url: `Patient/${person}` }),
  summary: ({ person }) => get(`/api/my-record/${person}/summary`),
  timeline: ({ person }) => get(`/api/my-record/${person}/timeline`),
  'who looked': ({ person }) => get(`/api/access-log/${person}`),
  emergencies: ({ person }) => get(`/api/access-log/${person}/emergencies`),
  choices: ({ person }) => get(`/api/sharing/${person}`),
  'change the choices': ({ person }) => ({
    method: 'PUT',
    url: `/api/sharing/${person}`,
    body: { crossBorder: true, restrictions: [] },
    headers: { 'content-type': 'application/json' },
  }),
};
