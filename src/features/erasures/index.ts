import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, type Identity, requireRecent } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { apiRoute } from '#rest';
import type { AskedErasure, ErasuresView } from './contract.ts';
import { askErasure, confirmErasure, type ErasuresOptions, listErasures, withdrawErasure } from './erase-by-two.ts';

export {
  askErasure,
  confirmErasure,
  type ErasuresOptions,
  listErasures,
  type Operator,
  withdrawErasure,
} from './erase-by-two.ts';
export { erasureMigrations } from './migrations.ts';

const largestBody = 4 * 1024;
/** Seconds since the last proof of identity within which erasures are asked for and confirmed. */
const recently = 300;

/**
 * Erasing by two operators, for who runs the node: `GET` and `POST /api/erasures`, `POST /api/erasures/:patient/confirm`,
 * and `DELETE /api/erasures/:patient`, which takes it back.
 */
export function registerErasures(
  app: FastifyInstance,
  options: ErasuresOptions & { readonly identity: Pick<Identity, 'authenticate'> },
): void {
  const { identity, clock, hours } = options;
  const operator = (caller: Caller) => ({ caller, place: 'page' as const });
  apiRoute(app, {
    method: 'GET',
    url: '/api/erasures',
    identity,
    handler: async (caller): Promise<Outcome<ErasuresView>> => {
      const asked = await listErasures(options, operator(caller));
      return asked.ok ? ok({ ...(hours === undefined ? {} : { hours }), asked: asked.value }) : asked;
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/erasures',
    identity,
    maxBody: largestBody,
    handler: async (caller, request): Promise<Outcome<AskedErasure>> => {
      const recent = requireRecent(caller, recently, clock);
      if (!recent.ok) return recent;
      const { patient, reason } = (request.body ?? {}) as { readonly patient?: unknown; readonly reason?: unknown };
      if (typeof patient !== 'string' || !isResourceId(patient)) {
        return fail('request.bad', 'patient must be the id of a Patient.', 'patient');
      }
      if (typeof reason !== 'string') return fail('request.bad', 'Say why the person is erased.', 'reason');
      return askErasure(options, operator(caller), patient, reason);
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/erasures/:patient/confirm',
    identity,
    handler: async (caller, request): Promise<Outcome<void>> => {
      const recent = requireRecent(caller, recently, clock);
      return recent.ok ? confirmErasure(options, operator(caller), patientOf(request)) : recent;
    },
  });
  apiRoute(app, {
    method: 'DELETE',
    url: '/api/erasures/:patient',
    identity,
    handler: (caller, request) => withdrawErasure(options, operator(caller), patientOf(request)),
  });
}

function patientOf(request: FastifyRequest): string {
  return (request.params as { readonly patient: string }).patient;
}
