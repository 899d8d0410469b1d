import type { Caller } from '#identity';
import type { Bearer } from './capability.ts';
import type { VerifiedAssertion } from './verify-assertion.ts';

/** A foreign professional, vouched for by his country's node. */
export interface Asker {
  readonly caller: Caller;
  readonly bearer: Bearer;
}

/** The Caller that `records` decides on and logs: everything in it was signed by the other node. */
export function askerOf(
  { partner, claims }: VerifiedAssertion,
  request: { readonly traceId: string; readonly address?: string },
): Asker {
  const { professional } = claims;
  const caller: Caller = {
    subject: claims.sub,
    name: `${professional.given_name} ${professional.family_name}`,
    role: 'foreign-professional',
    country: partner.country,
    purpose: claims.purpose_of_use,
    client: partner.gatewayUrl,
    traceId: request.traceId,
    ...(request.address === undefined ? {} : { address: request.address }),
    proxyFor: [],
    professional,
  };
  const bearer: Bearer = {
    country: partner.country,
    subject: claims.sub,
    purpose: claims.purpose_of_use,
    person: claims.patient,
  };
  return { caller, bearer };
}
