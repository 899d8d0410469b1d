import type { FastifyInstance } from 'fastify';
import { faultOf } from '#kernel';
import { address, type Interaction, refuseOthers } from './address.ts';
import { capabilities } from './capabilities.ts';
import { compressAnswers } from './compress.ts';
import { registerDocumentStylesheet } from './document-stylesheet.ts';
import { formatOf, negotiate, sendText } from './exchange.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import {
  inCompartment,
  onKnownType,
  performBundle,
  performConditionalDelete,
  performConditionalPatch,
  performConditionalUpdate,
  performCreate,
  performDelete,
  performInstanceHistory,
  performPatch,
  performPostedSearch,
  performRead,
  performSearch,
  performSummary,
  performSystemHistory,
  performTypeHistory,
  performUpdate,
  performVread,
  refuseOperation,
} from './perform.ts';
import {
  performEncounterEverything,
  performMeta,
  performMetaAdd,
  performMetaDelete,
  performPatientEverything,
  performValidate,
} from './perform-operation.ts';
import { sendFault } from './send.ts';

/** What stands where (FHIR R4, http.html#Summary). `/metadata` stands by itself, since it needs no sign-in. */
const addresses: Readonly<Record<string, readonly Interaction[]>> = {
  '/': [
    { method: 'GET', perform: performSearch },
    { method: 'POST', perform: performBundle },
  ],
  '/_search': [{ method: 'POST', perform: performPostedSearch }],
  '/_history': [{ method: 'GET', perform: performSystemHistory }],
  '/:type': [
    { method: 'GET', perform: onKnownType(performSearch) },
    { method: 'POST', perform: onKnownType(performCreate) },
    { method: 'PUT', perform: onKnownType(performConditionalUpdate) },
    { method: 'PATCH', perform: onKnownType(performConditionalPatch) },
    { method: 'DELETE', perform: onKnownType(performConditionalDelete) },
  ],
  '/:type/_search': [{ method: 'POST', perform: onKnownType(performPostedSearch) }],
  '/:type/_history': [{ method: 'GET', perform: onKnownType(performTypeHistory) }],
  '/:type/:id': [
    { method: 'GET', perform: onKnownType(performRead) },
    { method: 'PUT', perform: onKnownType(performUpdate) },
    { method: 'PATCH', perform: onKnownType(performPatch) },
    { method: 'DELETE', perform: onKnownType(performDelete) },
  ],
  '/:type/:id/_history': [{ method: 'GET', perform: onKnownType(performInstanceHistory) }],
  '/:type/:id/_history/:version': [{ method: 'GET', perform: onKnownType(performVread) }],
  '/Patient/:id/$summary': [{ method: 'GET', perform: performSummary, formats: ['json', 'xml', 'html'] }],
  '/Patient/:id/$everything': [
    { method: 'GET', perform: performPatientEverything },
    { method: 'POST', perform: performPatientEverything },
  ],
  '/Encounter/:id/$everything': [
    { method: 'GET', perform: performEncounterEverything },
    { method: 'POST', perform: performEncounterEverything },
  ],
  '/:type/:id/$meta': [{ method: 'GET', perform: onKnownType(performMeta) }],
  '/:type/:id/$meta-add': [{ method: 'POST', perform: onKnownType(performMetaAdd) }],
  '/:type/:id/$meta-delete': [{ method: 'POST', perform: onKnownType(performMetaDelete) }],
  '/:type/$validate': [{ method: 'POST', perform: onKnownType(performValidate) }],
  '/:type/:id/$validate': [{ method: 'POST', perform: onKnownType(performValidate) }],
  '/:type/:id/:inside/_search': [{ method: 'POST', perform: inCompartment(performPostedSearch) }],
  '/:type/:id/:inside': [
    { method: 'GET', perform: inCompartment(performSearch) },
    { method: 'POST', perform: refuseOperation },
  ],
};

/** The FHIR R4 API below `/fhir`: each interaction and operation of `docs/api`, and clear refusals for the rest. */
export function registerFhir(app: FastifyInstance, deps: FhirDeps): void {
  const limits = limitsOf(deps);
  registerDocumentStylesheet(app);
  app.register(
    async (scope) => {
      // Bodies are read as bytes: what they are is for the interaction to say, in FHIR's words.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      scope.setNotFoundHandler((_request, reply) =>
        sendFault(reply, faultOf('request.unknown-route', 'There is nothing at this address of the FHIR API.')),
      );
      compressAnswers(scope);
      registerMetadata(scope, deps);
      for (const [url, interactions] of Object.entries(addresses)) {
        const maxBody = url === '/' ? limits.bundleBytes : limits.resourceBytes;
        address(scope, deps, { url, maxBody, interactions });
      }
    },
    { prefix: '/fhir' },
  );
}

function registerMetadata(scope: FastifyInstance, deps: FhirDeps): void {
  let statement: string | undefined;
  const started = deps.clock.now();
  scope.get('/metadata', { onRequest: negotiate(deps, { open: true }) }, async (request, reply) => {
    statement ??= capabilities(deps, started);
    return sendText(reply.header('cache-control', 'no-cache'), formatOf(request), statement);
  });
  refuseOthers(scope, '/metadata', ['GET', 'HEAD']);
}
