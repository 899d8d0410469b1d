import { randomBytes } from 'node:crypto';
import type { DocumentBundle } from '#documents';
import { parseResource, type Resource } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { type AssertionContext, signAssertion } from '../assertion.ts';
import { capabilitySystem, faultCodeIn, formEncoded, loinc, patientSummaryCode } from '../fhir-messages.ts';
import type { TrustEntry } from '../trust.ts';
import { isDocument } from './check-document.ts';
import type { PartnerAnswer, PartnerConnection } from './partner-connection.ts';
import type { PartnerTransport } from './partner-transport.ts';

/**
 * The FHIR binding of country B: PDQm ITI-78, MHD ITI-67 and ITI-68. Searches go by POST, so that no trait stands in a
 * URL. Every request carries its own assertion.
 */
export function createFhirTransport(options: {
  readonly partner: TrustEntry;
  readonly connection: PartnerConnection;
  readonly assertion: AssertionContext;
  readonly traceId: string;
}): PartnerTransport {
  const { partner, connection } = options;
  const endpoint = `${partner.gatewayUrl}/fhir`;

  const ask = async (method: 'GET' | 'POST', url: string, body: string): Promise<Outcome<Resource>> => {
    const assertion = await signAssertion(options.assertion, { method, url, body });
    const answer = await connection.send({
      method,
      url,
      body,
      headers: {
        accept: 'application/fhir+json',
        authorization: `Bearer ${assertion}`,
        traceparent: `00-${options.traceId}-${randomBytes(8).toString('hex')}-01`,
        ...(method === 'POST' ? { 'content-type': formEncoded } : {}),
      },
    });
    return answer.ok ? readAnswer(answer.value) : answer;
  };
  const search = async (type: string, criteria: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(criteria).toString();
    const answer = await ask('POST', `${endpoint}/${type}/_search`, body);
    return answer.ok ? matchesOf(answer.value, type) : answer;
  };

  return {
    interactions: { discover: 'ITI-78', list: 'ITI-67', retrieve: 'ITI-68' },
    async discoverPatient({ identifier, birthDate }) {
      const matches = await search('Patient', { identifier: token(identifier), birthdate: birthDate });
      if (!matches.ok) return matches;
      const [patient, ...more] = matches.value;
      if (patient === undefined) return noMatch;
      const handle = identifierOf(patient, capabilitySystem(partner.gatewayUrl));
      return more.length > 0 || handle === undefined || patient.birthDate !== birthDate ? badAnswer : ok(handle);
    },
    async findSummary(patient) {
      const matches = await search('DocumentReference', {
        'patient.identifier': token({ system: capabilitySystem(partner.gatewayUrl), value: patient }),
        type: `${loinc}|${patientSummaryCode}`,
        status: 'current',
      });
      if (!matches.ok) return matches;
      const [document, ...more] = matches.value;
      if (document === undefined) return noMatch;
      const url = attachmentUrl(document);
      return more.length > 0 || url === undefined || !isBelow(url, `${endpoint}/`) ? badAnswer : ok(url);
    },
    async retrieveDocument(document): Promise<Outcome<DocumentBundle>> {
      const answer = await ask('GET', document, '');
      if (!answer.ok) return answer;
      return isDocument(answer.value) ? ok(answer.value) : badAnswer;
    },
    close: () => connection.close(),
  };
}

const noMatch = fail('gateway.no-match', 'The other country gives no record for these traits.');
const badAnswer = fail('gateway.bad-answer', 'The other country answered with something else than was asked for.');

function readAnswer(answer: PartnerAnswer): Outcome<Resource> {
  const isFhir = answer.mediaType === 'application/fhir+json' || answer.mediaType === 'application/json';
  const parsed = isFhir ? parseResource(answer.text, 'json') : undefined;
  const resource = parsed?.ok === true ? parsed.value : undefined;
  const { status } = answer;
  if (status === 200) {
    return resource === undefined ? fail('gateway.bad-answer', 'The answer is not FHIR.') : ok(resource);
  }
  const code = resource === undefined ? undefined : faultCodeIn(resource);
  if (status === 401 && (code === 'assertion.not-yet-valid' || code === 'assertion.expired')) {
    return fail('gateway.clock', 'The clocks of the two nodes differ too much.');
  }
  if (status === 401 || status === 403) return fail('gateway.refused', 'The other node did not accept the assertion.');
  if (status === 404 && code === 'resource.not-found') return noMatch;
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return fail('gateway.unreachable', 'The other node is busy or out of service.');
  }
  return fail('gateway.bad-answer', 'The other node could not process the request.');
}

/** The matches of a searchset, each of the type that was asked for. */
function matchesOf(bundle: Resource, type: string): Outcome<readonly Resource[]> {
  type Entry = { readonly resource?: Resource; readonly search?: { readonly mode?: unknown } } | null;
  if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset') return badAnswer;
  const entries = (bundle.entry ?? []) as readonly Entry[];
  if (!Array.isArray(entries)) return badAnswer;
  const matches = entries.filter((entry) => (entry?.search?.mode ?? 'match') === 'match');
  const resources = matches.flatMap((entry) => (entry?.resource?.resourceType === type ? [entry.resource] : []));
  return resources.length === matches.length ? ok(resources) : badAnswer;
}

function identifierOf(patient: Resource, system: string): string | undefined {
  const identifiers = Array.isArray(patient.identifier) ? patient.identifier : [];
  const value: unknown = identifiers.find((each) => each?.system === system)?.value;
  return typeof value === 'string' && value !== '' && value.length <= 2000 ? value : undefined;
}

function attachmentUrl(document: Resource): string | undefined {
  const content = Array.isArray(document.content) ? document.content : [];
  const url: unknown = content[0]?.attachment?.url;
  return typeof url === 'string' && url.length <= 4000 ? url : undefined;
}

/** A document is fetched from the partner's own endpoint or not at all, wherever his answer points. */
function isBelow(url: string, base: string): boolean {
  return URL.canParse(url) && new URL(url).href === url && url.startsWith(base);
}

function token({ system, value }: { readonly system: string; readonly value: string }): string {
  const escaped = (text: string) => text.replace(/[\\|,$]/g, '\\$&');
  return `${escaped(system)}|${escaped(value)}`;
}
