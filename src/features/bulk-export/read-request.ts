import { hasElement, isResourceType, parseSearch, type Resource, type SearchOptions, type SearchQuery } from '#fhir';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type Exchange, type FhirDeps, readParameters } from '#rest';
import type { ExportRequest, ExportScope } from './contract.ts';

// The parameters of a kick-off (HL7 Bulk Data Access 2.0.0, export.html#query-parameters), from the query or from a
// Parameters resource.

const formats: ReadonlySet<string> = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const mostFilters = 50;
const mostElements = 100;
const mostPatients = 10_000;
const mostParameters = mostPatients + 200;

/** Parameters of a search's answer, which a filter of resources cannot have. */
const notCriteria = /^(?:_include|_revinclude|_sort|_count|_total|_summary|_elements|_cursor|_contained)/;

const instantForm = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/;

type Asked = Omit<ExportRequest, 'request' | 'caller' | 'scope'>;

/** What is asked for. What is not known is refused by its name, or passed over where the handling is lenient. */
export async function readExportRequest(
  deps: FhirDeps,
  exchange: Exchange,
  level: ExportScope['level'],
): Promise<Outcome<Asked>> {
  const posted = exchange.request.method === 'POST' && Buffer.isBuffer(exchange.request.body);
  const body = posted ? await readParameters(deps, exchange) : undefined;
  if (body !== undefined && !body.ok) return body;
  const given = body === undefined ? ok([]) : parametersOf(body.value.resource);
  if (!given.ok) return given;
  const { handling } = exchange.prefer;
  const search = { baseUrl: deps.baseUrl, parameters: await deps.records.searchParameters() };
  return understand([...exchange.params, ...given.value], { level, handling, posted, search });
}

interface Manner {
  readonly level: ExportScope['level'];
  readonly handling: 'strict' | 'lenient';
  readonly posted: boolean;
  readonly search: FilterOptions;
}

function understand(given: readonly (readonly [string, string])[], manner: Manner): Outcome<Asked> {
  const values = (name: string) => given.filter(([key]) => key === name).map(([, value]) => value);
  const lists = (name: string) =>
    values(name)
      .flatMap((value) => value.split(','))
      .map((value) => value.trim())
      .filter((value) => value !== '');
  const strict = manner.handling === 'strict';
  const known = new Set(['_outputFormat', '_since', '_type', '_typeFilter', '_elements']);
  if (manner.posted && manner.level !== 'system') known.add('patient');
  const stranger = given.find(([name]) => !known.has(name))?.[0];
  if (strict && stranger !== undefined) return unknownParameter(stranger, manner);

  // An unencoded plus sign of a query reads as a space.
  const format = values('_outputFormat').find((value) => !formats.has(value.replace(' ', '+')));
  if (format !== undefined) return fail('request.bad', 'The output format is application/fhir+ndjson.');
  const since = values('_since').at(-1);
  if (since !== undefined && (!instantForm.test(since) || Number.isNaN(Date.parse(since)))) {
    return fail('search.bad-value', '_since is an instant, such as 2026-01-31T10:00:00Z.');
  }
  const types = [...new Set(lists('_type'))];
  if (strict && !types.every(isResourceType)) {
    return fail('search.bad-value', '_type takes resource types of FHIR R4, with a comma between.');
  }
  const elements = lists('_elements');
  if (elements.length > mostElements) return fail('search.too-broad', `_elements takes up to ${mostElements} names.`);
  if (strict && !elements.every(isElement)) {
    return fail('search.bad-value', '_elements takes names such as birthDate or Patient.birthDate.');
  }
  const filters = values('_typeFilter').flatMap((value) => value.split(/,(?=[A-Z][A-Za-z]+\?)/));
  if (filters.length > mostFilters) return fail('search.too-broad', `_typeFilter takes up to ${mostFilters} searches.`);
  const wanted = types.filter(isResourceType);
  for (const filter of filters) {
    const parsed = parseFilter(filter, manner.search);
    if (!parsed.ok) return parsed;
    if (types.length > 0 && !wanted.includes(parsed.value.type)) {
      return fail('search.bad-value', '_typeFilter names a type that _type does not.');
    }
  }
  const patients = patientsOf(values('patient'), manner);
  if (!patients.ok) return patients;
  return ok({
    ...(types.length === 0 ? {} : { types: wanted }),
    ...(since === undefined ? {} : { since }),
    filters,
    elements,
    ...(patients.value === undefined ? {} : { patients: patients.value }),
  });
}

function unknownParameter(name: string, { level, posted }: Manner): Outcome<never> {
  if (name === 'patient') {
    return fail(
      'search.unknown-parameter',
      level === 'system' || posted
        ? 'patient belongs to the export of a Group or of Patients.'
        : 'patient is given in a Parameters resource that is posted.',
    );
  }
  return fail('search.unknown-parameter', `${/^[A-Za-z_]{1,40}$/.test(name) ? name : 'A parameter'} is not built.`);
}

function isElement(name: string): boolean {
  const [, type, element = ''] = /^(?:([A-Z][A-Za-z]+)\.)?([a-z][A-Za-z0-9]{0,60})$/.exec(name) ?? [];
  if (element === '') return false;
  return type === undefined || (isResourceType(type) && hasElement(type, element));
}

function patientsOf(given: readonly string[], { search: { baseUrl } }: Manner): Outcome<readonly string[] | undefined> {
  if (given.length === 0) return ok(undefined);
  if (given.length > mostPatients) return fail('search.too-broad', `patient may come up to ${mostPatients} times.`);
  const ids = given.map((reference) => reference.replace(`${baseUrl}/`, '').replace(/^Patient\//, ''));
  return ids.every(isResourceId)
    ? ok([...new Set(ids)])
    : fail('search.bad-value', 'patient is a reference such as Patient/17.');
}

/** Where the node is, and what it can be searched by. */
type FilterOptions = Required<Pick<SearchOptions, 'baseUrl' | 'parameters'>>;

/** One search of `_typeFilter`: `Observation?status=final`. */
export function parseFilter(filter: string, options: FilterOptions): Outcome<SearchQuery> {
  const mark = filter.indexOf('?');
  const type = filter.slice(0, Math.max(mark, 0));
  if (!isResourceType(type))
    return fail('search.bad-value', '_typeFilter is a search such as Observation?status=final.');
  const params = new URLSearchParams(filter.slice(mark + 1));
  const other = [...params.keys()].find((name) => notCriteria.test(name));
  if (other !== undefined) return fail('search.bad-value', '_typeFilter takes criteria alone.');
  return parseSearch(type, params, { ...options, handling: 'strict' });
}

/** Name and value of each parameter; a reference stands for itself. */
function parametersOf(resource: Resource): Outcome<readonly (readonly [string, string])[]> {
  const { parameter, resourceType } = resource;
  if (resourceType !== 'Parameters') return fail('request.bad', 'The body of an operation is a Parameters resource.');
  const listed = Array.isArray(parameter) ? (parameter as readonly Readonly<Record<string, unknown>>[]) : [];
  if (listed.length > mostParameters) return fail('search.too-broad', `There may be ${mostParameters} parameters.`);
  const found: (readonly [string, string])[] = [];
  for (const [index, { name, ...rest }] of listed.entries()) {
    const value = Object.entries(rest).find(([key]) => key.startsWith('value'))?.[1];
    const text = typeof value === 'object' && value !== null ? (value as { reference?: unknown }).reference : value;
    if (typeof name !== 'string' || text === undefined || text === null || typeof text === 'object') {
      return fail('request.bad', 'A parameter has a simple value or a reference.', `Parameters.parameter[${index}]`);
    }
    found.push([name, String(text)]);
  }
  return ok(found);
}
