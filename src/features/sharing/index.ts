import type { FastifyInstance } from 'fastify';
import type { SharingChoices } from '#access';
import type { Identity } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import { apiRoute, patientOf } from '#rest';
import type { SharingAnswer, SharingHistory, SharingPreview } from './contract.ts';
import { parseWish } from './parse-wish.ts';

export interface SharingOptions {
  readonly identity: Identity;
  readonly records: Records;
}

/** Restrictions (EHDS article 8) and the opt-out of cross-border reading (article 10): `/api/sharing/:patient`. */
export function registerSharing(app: FastifyInstance, { identity, records }: SharingOptions): void {
  apiRoute(app, {
    method: 'GET',
    url: '/api/sharing/:patient',
    identity,
    handler: async (caller, request) => {
      const patient = patientOf(request);
      if (!patient.ok) return patient;
      return answer(await records.sharing(caller, patient.value));
    },
  });
  apiRoute(app, {
    method: 'PUT',
    url: '/api/sharing/:patient',
    identity,
    handler: async (caller, request) => {
      const patient = patientOf(request);
      if (!patient.ok) return patient;
      const wish = parseWish(patient.value, request.body);
      if (!wish.ok) return wish;
      return answer(await records.changeSharing(caller, wish.value));
    },
    maxBody: longestWish,
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/sharing/:patient/preview',
    identity,
    maxBody: longestWish,
    handler: async (caller, request): Promise<Outcome<SharingPreview>> => {
      const patient = patientOf(request);
      if (!patient.ok) return patient;
      const wish = parseWish(patient.value, request.body);
      if (!wish.ok) return wish;
      const readers = await records.previewSharing(caller, wish.value);
      return readers.ok ? ok({ readers: readers.value }) : readers;
    },
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/sharing/:patient/history',
    identity,
    handler: async (caller, request): Promise<Outcome<SharingHistory>> => {
      const patient = patientOf(request);
      if (!patient.ok) return patient;
      const versions = await records.sharingHistory(caller, patient.value);
      if (!versions.ok) return versions;
      return ok({
        versions: versions.value.map(({ version, from, to, by, crossBorder, restrictions, shared }) => ({
          version,
          from: from.toISOString(),
          ...(to === undefined ? {} : { to: to.toISOString() }),
          bySelf: by === caller.subject,
          crossBorder,
          restrictions,
          ...(shared === undefined ? {} : { shared }),
        })),
      });
    },
  });
}

/** More than this is no choice that a page makes. */
const longestWish = 256 * 1024;

function answer(choices: Outcome<SharingChoices>): Outcome<SharingAnswer> {
  if (!choices.ok) return choices;
  const { crossBorder, restrictions, shared, changed } = choices.value;
  return ok({
    crossBorder,
    restrictions,
    ...(shared ? { shared } : {}),
    ...(changed ? { changed: changed.toISOString() } : {}),
  });
}
