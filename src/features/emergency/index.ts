import type { FastifyInstance } from 'fastify';
import { type AskedTrait, checkPersonIdentifier, type Identity, traitsOfCountry } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { PersonTraits, Records } from '#records';
import { apiRoute } from '#rest';
import type { OpenedRecord } from './contract.ts';

export interface EmergencyOptions {
  readonly identity: Identity;
  readonly records: Pick<Records, 'openEmergency'>;
  readonly node: { readonly country: string; readonly demonstration: boolean };
}

const largestBody = 8 * 1024;
const longestTrait = 100;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A professional opens the record of somebody whom he does not treat, because life or health is in danger: `GET
 * /api/emergency/traits` says by what a person is named here, `POST /api/emergency` opens.
 */
export function registerEmergency(app: FastifyInstance, options: EmergencyOptions): void {
  const { identity, records, node } = options;
  const traits = traitsOfCountry(node.country, node.demonstration);
  apiRoute(app, {
    method: 'GET',
    url: '/api/emergency/traits',
    identity,
    handler: async (caller): Promise<Outcome<readonly AskedTrait[]>> =>
      caller.role === 'professional'
        ? ok(traits)
        : fail('access.denied', 'Only a health professional opens a record in an emergency.'),
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/emergency',
    identity,
    maxBody: largestBody,
    handler: async (caller, request): Promise<Outcome<OpenedRecord>> => {
      const asked = readRequest(request.body, traits);
      if (!asked.ok) return asked;
      const opened = await records.openEmergency(caller, asked.value.traits, asked.value.reason);
      if (!opened.ok) return opened;
      return ok({ patient: opened.value.patient, until: opened.value.to.toISOString() });
    },
  });
}

function readRequest(
  body: unknown,
  asked: readonly AskedTrait[],
): Outcome<{ readonly traits: PersonTraits; readonly reason: string }> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { identifier, birthDate, reason, ...others } = body as Record<string, unknown>;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  const system = asked.find(({ name }) => name === 'identifier')?.system;
  if (system === undefined) return fail('request.bad', 'This node does not know how people of its country are named.');
  if (typeof identifier !== 'string' || identifier.length > longestTrait) {
    return fail('request.bad', `identifier must be text of at most ${longestTrait} characters.`, 'identifier');
  }
  const checked = checkPersonIdentifier(system, identifier);
  if (!checked.ok) return checked;
  if (typeof birthDate !== 'string' || !dateForm.test(birthDate)) {
    return fail('request.bad', 'birthDate must be a whole date, YYYY-MM-DD.', 'birthDate');
  }
  if (typeof reason !== 'string') return fail('request.bad', 'reason must be text.', 'reason');
  return ok({ traits: { identifier: { system, value: checked.value.value }, birthDate }, reason });
}
