import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import { apiRoute } from '#rest';
import { answerCase, closeCase, readDesk } from './answer-case.ts';
import { type CasesOptions, caseEntry, mayActFor } from './case-options.ts';
import { casesOf, viewOf } from './case-table.ts';
import type { CaseView } from './contract.ts';
import { openCase } from './open-case.ts';
import { parseAnswer, parseCase } from './parse-case.ts';

export type { CasesOptions } from './case-options.ts';
export { sealOlderCases } from './case-table.ts';
export { caseMigrations } from './migrations.ts';
export { remindOfCases } from './remind-of-cases.ts';

const largestBody = 16 * 1024;

/**
 * Cases of a person: who looked that she does not know (EHDS article 9), and what is wrong in her record (article 6).
 * `/api/cases/:patient` is hers, `/api/desk` is of those who answer.
 */
export function registerCases(app: FastifyInstance, options: CasesOptions): void {
  const { identity } = options;
  const base = '/api/cases/:patient';
  apiRoute(app, { method: 'GET', url: base, identity, handler: (caller, request) => list(options, caller, request) });
  apiRoute(app, {
    method: 'POST',
    url: base,
    identity,
    maxBody: largestBody,
    handler: async (caller, request) => {
      const wish = parseCase(request.body);
      return wish.ok ? openCase(options, caller, paramsOf(request).patient, wish.value) : wish;
    },
  });
  apiRoute(app, {
    method: 'DELETE',
    url: `${base}/:id`,
    identity,
    handler: (caller, request) => closeCase(options, caller, paramsOf(request).patient, paramsOf(request).id),
  });
  apiRoute(app, { method: 'GET', url: '/api/desk', identity, handler: (caller) => readDesk(options, caller) });
  apiRoute(app, {
    method: 'POST',
    url: '/api/desk/:id',
    identity,
    maxBody: largestBody,
    handler: async (caller, request) => {
      const wish = parseAnswer(request.body);
      return wish.ok ? answerCase(options, caller, paramsOf(request).id, wish.value) : wish;
    },
  });
}

function paramsOf(request: FastifyRequest): { readonly patient: string; readonly id: string } {
  const { patient = '', id = '' } = request.params as Readonly<Record<string, string>>;
  return { patient, id };
}

async function list(
  options: CasesOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<readonly CaseView[]>> {
  const { patient } = paramsOf(request);
  const may = await mayActFor(options, caller, patient);
  if (!may.ok) return may;
  const kept = await casesOf(options, patient);
  const now = options.clock.now();
  await options.audit.record([
    caseEntry(now, caller, { action: 'read', interaction: 'case', rule: may.value, patient }),
  ]);
  return ok(kept.map((one) => viewOf(one, now)));
}
