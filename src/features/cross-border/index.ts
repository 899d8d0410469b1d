import type { FastifyInstance } from 'fastify';
import { summaryView } from '#documents';
import type { Gateway } from '#gateway';
import type { Caller, Identity } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import { apiRoute } from '#rest';
import type { Terminology } from '#terminology';
import type { SummaryAnswer } from './contract.ts';
import { parseQuestion } from './parse-question.ts';

export interface CrossBorderOptions {
  readonly gateway: Pick<Gateway, 'partners' | 'requestSummary'>;
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly terminology: Terminology;
}

const largestQuestion = 16 * 1024;

/** A patient from abroad, for professionals: `/api/cross-border/countries` and `/api/cross-border/summaries`. */
export function registerCrossBorder(app: FastifyInstance, options: CrossBorderOptions): void {
  const { gateway, identity } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/cross-border/countries',
    identity,
    handler: async (caller) => (isProfessional(caller) ? ok(gateway.partners()) : notForThisRole),
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/cross-border/summaries',
    identity,
    maxBody: largestQuestion,
    handler: (caller, request) => summaryFromAbroad(options, caller, request.body),
  });
}

const notForThisRole = fail('access.denied', 'Only a health professional asks for a record abroad.');

function isProfessional(caller: Caller): boolean {
  return caller.role === 'professional' && caller.professional !== undefined;
}

async function summaryFromAbroad(
  { gateway, terminology }: CrossBorderOptions,
  caller: Caller,
  body: unknown,
): Promise<Outcome<SummaryAnswer>> {
  if (!isProfessional(caller)) return notForThisRole;
  const question = parseQuestion(body);
  if (!question.ok) return question;
  const summary = await gateway.requestSummary({ ...caller, purpose: question.value.purpose }, question.value);
  if (!summary.ok) return summary;
  const { country, traceId, translated, translatedCodes, untranslatedCodes } = summary.value;
  const view = summaryView(translated, { language: question.value.language, terminology });
  return ok({ country, traceId, translatedCodes, untranslatedCodes, view });
}
