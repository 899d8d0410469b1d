import type { FastifyInstance } from 'fastify';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import { checkOrigin } from '../authenticate.ts';
import type { Interactions } from '../interaction-routes.ts';
import { sendFault } from '../send-fault.ts';
import { answerConsent, type ConsentAnswer, type ConsentParts, patientsFor, questionOf } from './consent.ts';

/**
 * What the page `/connect/:uid` needs, below the path of the interaction's cookie, which proves that the page belongs to
 * the browser in which the app began.
 */
export function registerConsentRoutes(
  app: FastifyInstance,
  parts: ConsentParts,
  interactions: Pick<Interactions, 'find'>,
): void {
  app.get<{ Params: { uid: string } }>('/session/interaction/:uid/consent', async (request, reply) => {
    const interaction = await interactions.find(request.params.uid, request.raw, reply.raw);
    if (!interaction.ok) return sendFault(reply, interaction.fault);
    const question = await questionOf(parts, interaction.value);
    if (!question.ok) return sendFault(reply, question.fault);
    return reply.header('cache-control', 'no-store').send(question.value);
  });

  app.post<{ Params: { uid: string } }>('/session/interaction/:uid/patients', async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const interaction = await interactions.find(request.params.uid, request.raw, reply.raw);
    if (!interaction.ok) return sendFault(reply, interaction.fault);
    const named = (request.body as { readonly named?: unknown } | null | undefined)?.named;
    if (typeof named !== 'string' || named.length > 100) return sendFault(reply, badName);
    const patients = await patientsFor(parts, interaction.value, named);
    if (!patients.ok) return sendFault(reply, patients.fault);
    return reply.header('cache-control', 'no-store').send({ patients: patients.value });
  });

  app.post<{ Params: { uid: string } }>('/session/interaction/:uid/consent', async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const interaction = await interactions.find(request.params.uid, request.raw, reply.raw);
    if (!interaction.ok) return sendFault(reply, interaction.fault);
    const answer = readAnswer(request.body);
    if (!answer.ok) return sendFault(reply, answer.fault);
    const location = await answerConsent(parts, interaction.value, answer.value);
    if (!location.ok) return sendFault(reply, location.fault);
    return reply.header('cache-control', 'no-store').send({ location: location.value });
  });
}

const badName = faultOf('request.bad', 'Name up to 100 characters of a name.', 'named');
const mostScopes = 100;

function readAnswer(body: unknown): Outcome<ConsentAnswer> {
  const { allow, scopes = [], patient } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const isList =
    Array.isArray(scopes) && scopes.length <= mostScopes && scopes.every((each) => typeof each === 'string');
  if (typeof allow !== 'boolean' || !isList || (patient !== undefined && typeof patient !== 'string')) {
    return fail('request.bad', 'An answer has allow, and the scopes and the patient that it is for.');
  }
  return ok({ allow, scopes, ...(patient === undefined ? {} : { patient }) });
}
