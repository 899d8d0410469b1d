import type { FastifyInstance } from 'fastify';
import { describeProvider } from '#identity';
import type { FhirDeps } from './fhir-deps.ts';

/** What of SMART App Launch 2.2 is built (conformance, capabilities). Confidential apps prove themselves by a key alone. */
const capabilities = [
  'launch-ehr',
  'launch-standalone',
  'client-public',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-standalone-patient',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
];

/** `GET /fhir/.well-known/smart-configuration`, for whoever asks, scripts of any site too: it is the same for all. */
export function registerSmartConfiguration(scope: FastifyInstance, deps: Pick<FhirDeps, 'baseUrl'>): void {
  const { origin } = new URL(deps.baseUrl);
  const text = JSON.stringify({
    ...describeProvider(origin),
    management_endpoint: `${origin}/apps`,
    capabilities,
  });
  scope.get('/.well-known/smart-configuration', async (_request, reply) =>
    reply
      .header('access-control-allow-origin', '*')
      .header('cache-control', 'no-cache')
      .type('application/json; charset=utf-8')
      .send(text),
  );
}

const oauthUris = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/** The security of the CapabilityStatement: where to begin, for apps that look there (SMART App Launch 1.0). */
export function smartSecurity(deps: Pick<FhirDeps, 'baseUrl'>): object {
  const provider = describeProvider(new URL(deps.baseUrl).origin);
  return {
    extension: [
      {
        url: oauthUris,
        extension: [
          { url: 'authorize', valueUri: provider.authorization_endpoint },
          { url: 'token', valueUri: provider.token_endpoint },
          { url: 'register', valueUri: provider.registration_endpoint },
          { url: 'introspect', valueUri: provider.introspection_endpoint },
          { url: 'revoke', valueUri: provider.revocation_endpoint },
          { url: 'manage', valueUri: `${new URL(deps.baseUrl).origin}/apps` },
        ],
      },
    ],
    service: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
          { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' },
        ],
      },
    ],
    description:
      'SMART App Launch 2.2 and Backend Services: authorization code with PKCE, or client credentials with a private key. See .well-known/smart-configuration.',
  };
}
