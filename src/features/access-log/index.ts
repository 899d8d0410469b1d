import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessLogPage } from '#audit';
import type { Caller, Identity } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import { apiRoute } from '#rest';
import type { VisitsPage } from './contract.ts';
import { visitOf } from './visit-of.ts';

export interface AccessLogOptions {
  readonly identity: Identity;
  readonly records: Records;
  /** ISO 3166-1 alpha-2 of this node: whoever acts elsewhere looked from abroad. */
  readonly country: string;
}

const entriesPerPage = 100;
const longestCursor = 1024;

/** Who looked (EHDS article 9): `GET /api/access-log/:patient?cursor=`, newest first. */
export function registerAccessLog(app: FastifyInstance, { identity, records, country }: AccessLogOptions): void {
  apiRoute(app, {
    method: 'GET',
    url: '/api/access-log/:patient',
    identity,
    handler: async (caller, request): Promise<Outcome<VisitsPage>> => {
      const page = await entriesOf(records, caller, request);
      if (!page.ok) return page;
      return ok({
        visits: page.value.entries.map((entry) => visitOf(entry, caller.subject, country)),
        ...(page.value.next === undefined ? {} : { next: page.value.next }),
      });
    },
  });
}

async function entriesOf(records: Records, caller: Caller, request: FastifyRequest): Promise<Outcome<AccessLogPage>> {
  const { patient } = request.params as { readonly patient: string };
  const { cursor } = request.query as { readonly cursor?: unknown };
  if (!isResourceId(patient)) return fail('resource.not-found', 'There is no such person, or you may not know of it.');
  if (cursor !== undefined && (typeof cursor !== 'string' || cursor.length > longestCursor)) {
    return fail('search.bad-cursor', 'The cursor was altered or belongs to another search.');
  }
  return records.accessLog(caller, patient, { count: entriesPerPage, ...(cursor === undefined ? {} : { cursor }) });
}
