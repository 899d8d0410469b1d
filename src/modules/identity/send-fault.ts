import type { FastifyReply } from 'fastify';
import type { Fault } from '#kernel';

const statusOfKind: Readonly<Partial<Record<Fault['kind'], number>>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  busy: 429,
  unavailable: 503,
};

/** A fault of the sign-in routes as OperationOutcome; `rest`, which prints all others, stands above this module. */
export function sendFault(reply: FastifyReply, fault: Fault): FastifyReply {
  return reply
    .code(statusOfKind[fault.kind] ?? 500)
    .header('content-type', 'application/fhir+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        resourceType: 'OperationOutcome',
        issue: fault.issues.map(({ severity, type, code, text, path }) => ({
          severity,
          code: type,
          details: { coding: [{ system: 'urn:carnet:fault', code }], text },
          ...(path === undefined ? {} : { expression: [path] }),
        })),
      }),
    );
}
