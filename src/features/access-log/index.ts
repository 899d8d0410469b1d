import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessLogPage } from '#audit';
import { nameOfResource } from '#fhir';
import type { Apps, Caller, Identity } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import { apiRoute } from '#rest';
import type { EmergencyVisit, VisitsPage } from './contract.ts';
import { parseFilter } from './parse-filter.ts';
import { visitOf } from './visit-of.ts';

export interface AccessLogOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly records: Pick<Records, 'accessLog' | 'emergencies' | 'readMany'>;
  /** The names of apps; without them an app is not told from the person in whose name it acts. */
  readonly apps?: Pick<Apps, 'names'>;
  /** ISO 3166-1 alpha-2 of this node: whoever acts elsewhere looked from abroad. */
  readonly country: string;
}

const entriesPerPage = 100;
const longestCursor = 1024;

/**
 * Who looked (EHDS article 9): `GET /api/access-log/:patient?cursor=&who=&from=&to=&part=`, newest first. A narrowed list
 * may come in pages with few visits, or none, and yet a `next`.
 */
export function registerAccessLog(app: FastifyInstance, { identity, records, country, apps }: AccessLogOptions): void {
  apiRoute(app, {
    method: 'GET',
    url: '/api/access-log/:patient',
    identity,
    handler: async (caller, request): Promise<Outcome<VisitsPage>> => {
      const page = await entriesOf(records, caller, request);
      if (!page.ok) return page;
      const { entries } = page.value;
      const names = await apps?.names([...new Set(entries.map(({ agent }) => agent.client))]);
      return ok({
        visits: entries.map((entry) => visitOf(entry, caller.subject, country, names)),
        ...(page.value.next === undefined ? {} : { next: page.value.next }),
      });
    },
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/access-log/:patient/emergencies',
    identity,
    handler: (caller, request) => emergenciesOf(records, caller, request),
  });
}

async function emergenciesOf(
  records: Pick<Records, 'emergencies' | 'readMany'>,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<readonly EmergencyVisit[]>> {
  const { patient } = request.params as { readonly patient: string };
  if (!isResourceId(patient)) return fail('resource.not-found', 'There is no such person, or you may not know of it.');
  const opened = await records.emergencies(caller, patient);
  if (!opened.ok) return opened;
  const practitioners = [...new Set(opened.value.map(({ practitioner }) => practitioner))];
  const addresses = practitioners.map((id) => ({ type: 'Practitioner', id }));
  const found = addresses.length === 0 ? ok([]) : await records.readMany(caller, addresses, 'access-log');
  const names = new Map(practitioners.map((id, n) => [id, found.ok ? nameIn(found.value[n]?.text) : '']));
  return ok(
    opened.value.map(({ practitioner, reason, from, to }) => ({
      name: names.get(practitioner) ?? '',
      reason,
      from: from.toISOString(),
      until: to.toISOString(),
    })),
  );
}

function nameIn(practitioner: string | undefined): string {
  return practitioner === undefined ? '' : nameOfResource(JSON.parse(practitioner));
}

/** Entries that are looked through for one answer where the list is narrowed; the next one goes on from there. */
const farthestLook = 2_000;

/** A page of the log, or, where it is narrowed, what of its next pages is meant. */
async function entriesOf(
  records: Pick<Records, 'accessLog'>,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<AccessLogPage>> {
  const { patient } = request.params as { readonly patient: string };
  const { cursor, ...asked } = request.query as Readonly<Record<string, unknown>>;
  if (!isResourceId(patient)) return fail('resource.not-found', 'There is no such person, or you may not know of it.');
  if (cursor !== undefined && (typeof cursor !== 'string' || cursor.length > longestCursor)) {
    return fail('search.bad-cursor', 'The cursor was altered or belongs to another search.');
  }
  const filter = parseFilter(asked);
  if (!filter.ok) return filter;
  const { between, isMeant } = filter.value;
  const meant: AccessLogPage['entries'][number][] = [];
  let next: string | undefined = cursor;
  let looked = 0;
  do {
    const page = await records.accessLog(caller, patient, {
      count: entriesPerPage,
      ...between,
      ...(next === undefined ? {} : { cursor: next }),
    });
    if (!page.ok) return page;
    meant.push(...page.value.entries.filter(isMeant));
    looked += page.value.entries.length;
    next = page.value.next;
  } while (next !== undefined && meant.length < entriesPerPage / 2 && looked < farthestLook);
  return ok({ entries: meant, ...(next === undefined ? {} : { next }) });
}
