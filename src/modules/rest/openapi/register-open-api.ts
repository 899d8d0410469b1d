import type { FastifyInstance } from 'fastify';
import { isResourceType } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { address } from '../address.ts';
import type { FhirDeps } from '../fhir-deps.ts';
import { createOpenApi } from './open-api.ts';

const mostTypes = 30;

/**
 * `GET /fhir/openapi.json`: the OpenAPI document of this API, for whoever asks; `_type` narrows it to some types, for
 * tools that do not take all of FHIR at once.
 */
export function registerOpenApi(scope: FastifyInstance, deps: FhirDeps): void {
  const openApi = createOpenApi(deps);
  address(scope, deps, {
    url: '/openapi.json',
    maxBody: 1,
    interactions: [
      {
        method: 'GET',
        open: true,
        formats: 'own',
        perform: async (_deps, { params }) => {
          const types = typesOf(params);
          if (!types.ok) return types;
          const parameters = await deps.records.searchParameters();
          const body = openApi(parameters, types.value);
          return ok({
            status: 200,
            headers: { 'cache-control': 'no-cache' },
            content: { type: 'application/json; charset=utf-8', body },
          });
        },
      },
    ],
  });
}

function typesOf(params: URLSearchParams): Outcome<readonly string[] | undefined> {
  for (const name of params.keys()) {
    if (name !== '_type') return fail('search.unknown-parameter', 'This document takes _type alone.');
  }
  const asked = params.get('_type');
  if (asked === null) return ok(undefined);
  const types = [...new Set(asked.split(',', mostTypes + 1))];
  if (types.length > mostTypes) return fail('search.too-broad', `_type takes up to ${mostTypes} types.`);
  return types.every(isResourceType) ? ok(types) : fail('search.bad-value', '_type names types of FHIR R4.');
}
