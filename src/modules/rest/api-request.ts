import type { FastifyRequest } from 'fastify';
import { fail, isResourceId, type Outcome, ok } from '#kernel';

/** The person whom the address of an `apiRoute` names as `:patient`; what is no id is nobody. */
export function patientOf(request: FastifyRequest): Outcome<string> {
  const { patient } = request.params as { readonly patient: string };
  if (!isResourceId(patient)) return fail('resource.not-found', 'There is no such person, or you may not know of it.');
  return ok(patient);
}

/** `?language=` of a page: a BCP 47 tag of at most language, script and region; `otherwise` where there is none. */
export function languageOf(request: FastifyRequest, otherwise = 'en'): string {
  const { language } = request.query as { readonly language?: unknown };
  return typeof language === 'string' && /^[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2})?$/.test(language)
    ? language
    : otherwise;
}
