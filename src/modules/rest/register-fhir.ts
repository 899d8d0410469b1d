import type { FastifyInstance } from 'fastify';
import type { DefinitionSet } from '#definitions';
import { type ParameterSet, standardParameters } from '#fhir';
import { faultOf } from '#kernel';
import { address, type Interaction, refuseOthers } from './address.ts';
import { capabilities } from './capabilities.ts';
import { compressAnswers } from './compress.ts';
import { registerDocumentStylesheet } from './document-stylesheet.ts';
import { formatOf, negotiate, openExchangeOf, sendText } from './exchange.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { interactionAddresses } from './interactions.ts';
import { streamedTypes } from './media-type.ts';
import { registerOpenApi } from './openapi/register-open-api.ts';
import { operationsOf } from './operations.ts';
import { onKnownType } from './perform.ts';
import { sendFault } from './send.ts';
import { registerSmartConfiguration } from './smart-configuration.ts';
import { allowAppOrigins } from './smart-origins.ts';
import { type KnownCodeSystem, terminologyCapabilities } from './terminology/terminology-capabilities.ts';

/**
 * The FHIR R4 API below `/fhir`: each interaction and operation of `docs/api`, those that features bring in
 * `deps.operations`, and clear refusals for the rest. `/metadata` stands by itself, since it is kept as text.
 */
export function registerFhir(app: FastifyInstance, deps: FhirDeps): void {
  const limits = limitsOf(deps);
  registerDocumentStylesheet(app);
  app.register(
    async (scope) => {
      // Bodies are read as bytes: what they are is for the interaction to say, in FHIR's words.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      scope.addContentTypeParser([...streamedTypes], (_request, payload, done) => done(null, payload));
      scope.setNotFoundHandler((_request, reply) =>
        sendFault(reply, faultOf('request.unknown-route', 'There is nothing at this address of the FHIR API.')),
      );
      compressAnswers(scope);
      allowAppOrigins(scope, deps);
      registerSmartConfiguration(scope, deps);
      registerMetadata(scope, deps);
      registerOpenApi(scope, deps);
      for (const { url, interactions } of [...interactionAddresses, ...operationsOf(deps)]) {
        const maxBody = url === '/' ? limits.bundleBytes : limits.resourceBytes;
        const ofType = url.startsWith('/:type');
        address(scope, deps, { url, maxBody, interactions: ofType ? interactions.map(onlyKnownTypes) : interactions });
      }
    },
    { prefix: '/fhir' },
  );
}

function onlyKnownTypes(interaction: Interaction): Interaction {
  return interaction.open === true ? interaction : { ...interaction, perform: onKnownType(interaction.perform) };
}

function registerMetadata(scope: FastifyInstance, deps: FhirDeps): void {
  let statement = '';
  let of: ParameterSet | undefined;
  let by: DefinitionSet | undefined;
  const started = deps.clock.now();
  const full = async () => {
    // Without a database the node still says what it can do, as far as it knows.
    const parameters = await deps.records.searchParameters().catch(() => of ?? standardParameters);
    const definitions = await Promise.resolve(deps.definitions.current()).catch(() => by ?? deps.definitions.latest());
    if (parameters !== of || definitions !== by) statement = capabilities(deps, started, parameters, definitions);
    of = parameters;
    by = definitions;
    return statement;
  };
  const terminology = keptTerminology(deps, started);
  scope.get('/metadata', { onRequest: negotiate(deps, { open: true }) }, async (request, reply) => {
    const mode = openExchangeOf(request).params.get('mode') ?? 'full';
    if (!modes.includes(mode)) {
      const fault = faultOf('request.bad', `mode is one of ${modes.join(', ')}.`, 'query.mode');
      return sendFault(reply, fault, formatOf(request).format);
    }
    const text = await (mode === 'terminology' ? terminology() : full());
    return sendText(reply.header('cache-control', 'no-cache'), formatOf(request), text);
  });
  refuseOthers(scope, '/metadata', ['GET', 'HEAD']);
}

/** Made anew when other code systems are known; without a database it is what was known last. */
function keptTerminology(deps: FhirDeps, started: Date): () => Promise<string> {
  let known: readonly KnownCodeSystem[] = [];
  let text = terminologyCapabilities(deps, started, known);
  return async () => {
    const now = (await deps.codeSystems?.().catch(() => known)) ?? known;
    if (now !== known) text = terminologyCapabilities(deps, started, now);
    known = now;
    return text;
  };
}

/** FHIR R4, http.html#capabilities. What is normative of R4 and what is not is told alike. */
const modes: readonly string[] = ['full', 'normative', 'terminology'];
