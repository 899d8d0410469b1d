import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nameOfResource, parseSearch, type Resource } from '#fhir';
import type { Caller, Identity } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Records, SearchPage } from '#records';
import { apiRoute, languageOf } from '#rest';
import type { Terminology } from '#terminology';
import type { DirectoryAnswer, OrganizationPage, ProfessionalPage } from './contract.ts';
import {
  endpointOf,
  identifiersOf,
  type NameOf,
  organizationOf,
  partOfReference,
  personOf,
  professionalsOf,
  serviceOf,
} from './directory-lines.ts';

export interface DirectoryOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly records: Pick<Records, 'read' | 'search' | 'searchParameters'>;
  readonly terminology: Pick<Terminology, 'designate' | 'prepare'>;
  /** Of the FHIR API. */
  readonly baseUrl: string;
}

const mostListed = 50;
const longestWord = 80;
const asked = ['name', 'place', 'specialty'] as const;
type Asked = Readonly<Partial<Record<(typeof asked)[number], string>>>;

/**
 * Doctors, hospitals and pharmacies, for everybody who is signed in: `/api/directory`. It asks by the searches of FHIR that
 * anybody may ask (IHE mCSD, ITI-90), so it shows what they show.
 */
export function registerDirectory(app: FastifyInstance, options: DirectoryOptions): void {
  const { identity } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/directory',
    identity,
    handler: async (caller, request): Promise<Outcome<DirectoryAnswer>> => {
      const wanted = wantedBy(request);
      return wanted.ok ? find(options, caller, wanted.value, languageOf(request)) : wanted;
    },
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/directory/Practitioner/:id',
    identity,
    handler: (caller, request) => professional(options, caller, request),
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/directory/Organization/:id',
    identity,
    handler: (caller, request) => organization(options, caller, request),
  });
}

const roleIncludes: readonly (readonly [string, string])[] = [
  ['_include', 'PractitionerRole:practitioner'],
  ['_include', 'PractitionerRole:organization'],
  ['_include', 'PractitionerRole:location'],
];

async function find(
  options: DirectoryOptions,
  caller: Caller,
  { name, place, specialty }: Asked,
  language: string,
): Promise<Outcome<DirectoryAnswer>> {
  const roles = await search(options, caller, 'PractitionerRole', [
    ...(name === undefined ? [] : [['practitioner.name', name] as const]),
    ...(place === undefined ? [] : [['organization.address', place] as const]),
    ...(specialty === undefined ? [] : [['specialty:text', specialty] as const]),
    ...roleIncludes,
  ]);
  if (!roles.ok) return roles;
  // An organisation has no specialty of its own; who asks for one asks for people.
  const places =
    specialty === undefined
      ? await search(options, caller, 'Organization', [
          ...(name === undefined ? [] : [['name:contains', name] as const]),
          ...(place === undefined ? [] : [['address', place] as const]),
          ['_sort', 'name'],
        ])
      : ok({ matches: [], included: [], more: false });
  if (!places.ok) return places;
  const nameOf = await namer(options, [...roles.value.matches, ...places.value.matches], language);
  return ok({
    professionals: professionalsOf(roles.value.matches, roles.value.included, nameOf),
    organizations: places.value.matches.map((one) => organizationOf(one, nameOf)),
    more: roles.value.more || places.value.more,
  });
}

async function professional(
  options: DirectoryOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<ProfessionalPage>> {
  const person = await readOne(options, caller, 'Practitioner', request);
  if (!person.ok) return person;
  const roles = await search(options, caller, 'PractitionerRole', [
    ['practitioner', `Practitioner/${person.value.id}`],
    ...roleIncludes,
  ]);
  if (!roles.ok) return roles;
  const nameOf = await namer(options, roles.value.matches, languageOf(request));
  const [line] = professionalsOf(roles.value.matches, [...roles.value.included, person.value], nameOf);
  return ok({ ...(line ?? { ...personOf(person.value), roles: [] }), identifiers: identifiersOf(person.value) });
}

async function organization(
  options: DirectoryOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<OrganizationPage>> {
  const found = await readOne(options, caller, 'Organization', request);
  if (!found.ok) return found;
  const reference = `Organization/${found.value.id}`;
  const [roles, services, endpoints, above] = await Promise.all([
    search(options, caller, 'PractitionerRole', [['organization', reference], ...roleIncludes]),
    search(options, caller, 'HealthcareService', [['organization', reference]]),
    search(options, caller, 'Endpoint', [['organization', reference]]),
    parentOf(options, caller, found.value),
  ]);
  if (!roles.ok) return roles;
  if (!services.ok) return services;
  if (!endpoints.ok) return endpoints;
  const nameOf = await namer(
    options,
    [found.value, ...roles.value.matches, ...services.value.matches],
    languageOf(request),
  );
  return ok({
    ...organizationOf(found.value, nameOf),
    identifiers: identifiersOf(found.value),
    ...(above === undefined ? {} : { partOf: { id: above.id ?? '', name: nameOfResource(above) } }),
    services: services.value.matches.map((service) => serviceOf(service, nameOf)),
    people: professionalsOf(roles.value.matches, roles.value.included, nameOf),
    endpoints: endpoints.value.matches.map(endpointOf),
  });
}

async function parentOf(options: DirectoryOptions, caller: Caller, child: Resource): Promise<Resource | undefined> {
  const [, id] = /^Organization\/([A-Za-z0-9\-.]{1,64})$/.exec(partOfReference(child) ?? '') ?? [];
  const read = id === undefined ? undefined : await options.records.read(caller, 'Organization', id, 'read');
  return read?.ok ? (JSON.parse(read.value.text) as Resource) : undefined;
}

async function readOne(
  { records }: DirectoryOptions,
  caller: Caller,
  type: 'Practitioner' | 'Organization',
  request: FastifyRequest,
): Promise<Outcome<Resource>> {
  const { id } = request.params as { readonly id: string };
  if (!isResourceId(id)) return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  const read = await records.read(caller, type, id, 'read');
  return read.ok ? ok(JSON.parse(read.value.text) as Resource) : read;
}

async function search(
  { records, baseUrl }: DirectoryOptions,
  caller: Caller,
  type: string,
  params: readonly (readonly [string, string])[],
): Promise<
  Outcome<{ readonly matches: readonly Resource[]; readonly included: readonly Resource[]; readonly more: boolean }>
> {
  const query = parseSearch(
    type,
    new URLSearchParams([...params.map(([key, value]) => [key, value]), ['_count', String(mostListed)]]),
    {
      baseUrl,
      parameters: await records.searchParameters(),
      handling: 'strict',
    },
  );
  if (!query.ok) return query;
  const page: Outcome<SearchPage> = await records.search(caller, query.value, 'search-type');
  if (!page.ok) return page;
  const read = ({ text }: { readonly text: string }) => JSON.parse(text) as Resource;
  const { matches, included = [], next } = page.value;
  return ok({ matches: matches.map(read), included: included.map(read), more: next !== undefined });
}

/** Codes in the language of the reader; else as the directory wrote them. */
async function namer(
  { terminology }: DirectoryOptions,
  resources: readonly Resource[],
  language: string,
): Promise<NameOf> {
  await terminology.prepare(resources);
  return ({ text, coding = [] }) => {
    const named = coding
      .map(({ system, code }) =>
        system && code ? terminology.designate(system, code, [language])?.display : undefined,
      )
      .find((display) => display !== undefined);
    return named ?? text ?? coding.find(({ display }) => display !== undefined)?.display ?? '';
  };
}

function wantedBy(request: FastifyRequest): Outcome<Asked> {
  const query = request.query as Readonly<Record<string, unknown>>;
  const wanted: Partial<Record<(typeof asked)[number], string>> = {};
  for (const word of asked) {
    const value = query[word];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string' || value.length > longestWord) {
      return fail('request.bad', `${word} must be text of at most ${longestWord} characters.`, word);
    }
    // A comma would mean "or", a backslash escapes: people mean neither.
    const plain = value.trim().replace(/[\\,|$]/g, ' ');
    if (plain !== '') wanted[word] = plain;
  }
  return ok(wanted);
}
