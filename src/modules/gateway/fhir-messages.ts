import { randomUUID } from 'node:crypto';
import type { Resource } from '#fhir';
import { type FaultCode, faultCatalogue } from '#kernel';

/** Words that both ends of the FHIR binding (IHE PDQm ITI-78, MHD ITI-67 and ITI-68) have to agree on. */
export const fhirJson = 'application/fhir+json; charset=utf-8';
export const formEncoded = 'application/x-www-form-urlencoded';
export const loinc = 'http://loinc.org';
/** LOINC: Patient summary Document. */
export const patientSummaryCode = '60591-5';

/** System of the identifier by which a discovered patient is named in the next request. */
export function capabilitySystem(gatewayUrl: string): string {
  return `${gatewayUrl}/identifier/patient`;
}

/** A searchset. It repeats no criteria, so that traits do not travel back. */
export function searchset(
  url: string,
  now: Date,
  matches: readonly { fullUrl: string; resource: Resource }[],
): Resource {
  return {
    resourceType: 'Bundle',
    id: randomUUID(),
    type: 'searchset',
    timestamp: now.toISOString(),
    total: matches.length,
    link: [{ relation: 'self', url }],
    ...(matches.length === 0 ? {} : { entry: matches.map((match) => ({ ...match, search: { mode: 'match' } })) }),
  };
}

/** The fault code that an OperationOutcome of another node carries, where it is one of the catalogue. */
export function faultCodeIn(outcome: Resource): FaultCode | undefined {
  type Issue = { readonly details?: { readonly coding?: readonly { readonly code?: unknown }[] } };
  const issues = Array.isArray(outcome.issue) ? (outcome.issue as readonly (Issue | undefined)[]) : [];
  const code = issues[0]?.details?.coding?.[0]?.code;
  return typeof code === 'string' && Object.hasOwn(faultCatalogue, code) ? (code as FaultCode) : undefined;
}
