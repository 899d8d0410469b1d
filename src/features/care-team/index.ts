import type { FastifyInstance } from 'fastify';
import type { KeptRelation } from '#access';
import { nameOfResource, parseSearch, type Resource } from '#fhir';
import { ageRulesOf, type Caller, dayIn, type Identity, lastDayIn } from '#identity';
import { type Clock, fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import { apiRoute, patientOf } from '#rest';
import type { EndedRelation, RelationLine, RelationWish } from './contract.ts';

export interface CareTeamOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly records: Pick<
    Records,
    'careRelations' | 'declareRelation' | 'endRelations' | 'readMany' | 'read' | 'search' | 'searchParameters'
  >;
  readonly clock: Clock;
  readonly country: string;
  /** Of the FHIR API. */
  readonly baseUrl: string;
}

const largestBody = 2 * 1024;

/** Who treats a person: `/api/care-team/:patient`. She declares who does and ends it, at once. */
export function registerCareTeam(app: FastifyInstance, options: CareTeamOptions): void {
  const route = (
    method: 'GET' | 'POST',
    url: string,
    handler: (caller: Caller, patient: string, body: unknown) => Promise<Outcome<unknown>>,
  ) =>
    apiRoute(app, {
      method,
      url: `/api/care-team/:patient${url}`,
      identity: options.identity,
      maxBody: largestBody,
      handler: async (caller, request) => {
        const patient = patientOf(request);
        return patient.ok ? handler(caller, patient.value, request.body) : patient;
      },
    });
  route('GET', '', (caller, patient) => listed(options, caller, patient));
  route('POST', '', (caller, patient, body) => declared(options, caller, patient, body));
  route('POST', '/end', (caller, patient, body) => ended(options, caller, patient, body));
}

async function listed(
  options: CareTeamOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<readonly RelationLine[]>> {
  const relations = await options.records.careRelations(caller, patient);
  if (!relations.ok) return relations;
  const names = await namesOf(options, caller, relations.value.flatMap(addressesOf));
  const now = options.clock.now();
  const { zone } = ageRulesOf(options.country);
  return ok(relations.value.map((relation) => lineOf(relation, names, now, zone)));
}

async function declared(
  options: CareTeamOptions,
  caller: Caller,
  patient: string,
  body: unknown,
): Promise<Outcome<undefined>> {
  if (caller.role !== 'citizen') return fail('access.denied', 'Only a person says here who treats her.');
  const side = sideIn(body);
  if (!side.ok) return side;
  const { practitioner } = side.value;
  const found = await options.records.read(
    caller,
    practitioner === undefined ? 'Organization' : 'Practitioner',
    practitioner ?? side.value.organization ?? '',
    'read',
  );
  if (!found.ok) return found;
  const organization = side.value.organization ?? (await placesOf(options, caller, practitioner ?? ''))[0];
  if (organization === undefined)
    return fail('request.bad', 'The directory does not say where he works.', 'organization');
  const known = await options.records.careRelations(caller, patient);
  if (!known.ok) return known;
  const now = options.clock.now();
  const isThere = known.value.some(
    (one) =>
      one.origin === 'declared' &&
      one.organization === organization &&
      one.practitioner === practitioner &&
      isInForce(one, now),
  );
  // Said again it is the same relation: nobody fills her record's list by saying it.
  if (isThere) return ok(undefined);
  return options.records
    .declareRelation(caller, {
      patient,
      organization,
      ...(practitioner === undefined ? {} : { practitioner }),
      origin: 'declared',
      from: now,
    })
    .then((done) => (done.ok ? ok(undefined) : done));
}

async function ended(
  options: CareTeamOptions,
  caller: Caller,
  patient: string,
  body: unknown,
): Promise<Outcome<EndedRelation>> {
  const side = sideIn(body);
  if (!side.ok) return side;
  const { practitioner, organization = '' } = side.value;
  const done = await options.records.endRelations(
    caller,
    patient,
    practitioner === undefined ? { organization } : { practitioner },
  );
  if (!done.ok) return done;
  if (practitioner === undefined) return ok({ through: [] });
  const left = await options.records.careRelations(caller, patient);
  if (!left.ok) return left;
  const now = options.clock.now();
  const works = await placesOf(options, caller, practitioner);
  const still = left.value
    .filter((one) => one.practitioner === undefined && isInForce(one, now) && works.includes(one.organization))
    .map((one) => one.organization);
  const names = await namesOf(
    options,
    caller,
    still.map((id) => ({ type: 'Organization', id })),
  );
  return ok({ through: [...new Set(still)].map((id) => ({ id, name: names.get(`Organization/${id}`) ?? '' })) });
}

/** Where a practitioner works, by his roles in the directory. */
async function placesOf({ records, baseUrl }: CareTeamOptions, caller: Caller, practitioner: string) {
  const params = new URLSearchParams({ practitioner: `Practitioner/${practitioner}`, _count: '50' });
  const query = parseSearch('PractitionerRole', params, { baseUrl, parameters: await records.searchParameters() });
  const page = query.ok ? await records.search(caller, query.value, 'search-type') : undefined;
  if (!page?.ok) return [];
  return page.value.matches.flatMap(({ text }) => {
    const { active, organization } = JSON.parse(text) as Resource & { organization?: { reference?: string } };
    const id = organization?.reference?.replace(/^Organization\//, '');
    return active === false || id === undefined ? [] : [id];
  });
}

interface Address {
  readonly type: string;
  readonly id: string;
}

function addressesOf({ organization, practitioner }: KeptRelation): readonly Address[] {
  return [
    ...(organization === '' ? [] : [{ type: 'Organization', id: organization }]),
    ...(practitioner === undefined ? [] : [{ type: 'Practitioner', id: practitioner }]),
  ];
}

/** Names by address; what is not in the directory has none. */
async function namesOf(
  { records }: CareTeamOptions,
  caller: Caller,
  addresses: readonly Address[],
): Promise<ReadonlyMap<string, string>> {
  const once = [...new Map(addresses.map((one) => [`${one.type}/${one.id}`, one])).values()];
  if (once.length === 0) return new Map();
  const read = await records.readMany(caller, once, 'read');
  if (!read.ok) return new Map();
  return new Map(
    read.value.flatMap((stored) =>
      stored === undefined ? [] : [[`${stored.type}/${stored.id}`, nameOfResource(JSON.parse(stored.text))] as const],
    ),
  );
}

function lineOf(relation: KeptRelation, names: ReadonlyMap<string, string>, now: Date, zone: string): RelationLine {
  const { organization, practitioner, origin, from, to, endedAt } = relation;
  const named = (type: string, id: string) => ({ id, name: names.get(`${type}/${id}`) ?? '' });
  return {
    ...(organization === '' ? {} : { organization: named('Organization', organization) }),
    ...(practitioner === undefined ? {} : { practitioner: named('Practitioner', practitioner) }),
    origin,
    state: isInForce(relation, now) ? 'in-force' : from > now && endedAt === undefined ? 'coming' : 'over',
    from: dayIn(zone, from),
    ...(to === undefined ? {} : { until: lastDayIn(zone, to) }),
    ...(endedAt === undefined ? {} : { ended: dayIn(zone, endedAt) }),
  };
}

function isInForce({ from, to }: Pick<KeptRelation, 'from' | 'to'>, now: Date): boolean {
  return from <= now && (to === undefined || to > now);
}

function sideIn(body: unknown): Outcome<RelationWish> {
  const { organization, practitioner, ...others } = (body ?? {}) as Record<string, unknown>;
  const isId = (value: unknown) => value === undefined || (typeof value === 'string' && isResourceId(value));
  if (Object.keys(others).length > 0 || !isId(organization) || !isId(practitioner)) {
    return fail('request.bad', 'The body names an organization, a practitioner, or both, by their ids.');
  }
  if (organization === undefined && practitioner === undefined) {
    return fail('request.bad', 'An organization or a practitioner must be named.');
  }
  return ok({
    ...(typeof organization === 'string' ? { organization } : {}),
    ...(typeof practitioner === 'string' ? { practitioner } : {}),
  });
}
