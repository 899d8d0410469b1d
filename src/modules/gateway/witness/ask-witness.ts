import { type LogTree, readVerifier, type Testimony, type WitnessPeer } from '#audit';
import { type ExchangeLimits, openPartnerConnection } from '../country-b/partner-connection.ts';
import type { GatewayKeys } from '../keys.ts';
import type { TrustEntry } from '../trust.ts';
import { witnessPath } from './serve-witness.ts';

/** What a partner said of the last head of this node's log. */
export interface WitnessReport {
  readonly country: string;
  readonly testimony: Testimony;
}

/** Has every partner that is a witness sign the last head, one after the other. */
export async function askWitnesses(options: {
  readonly tree: Pick<LogTree, 'cosign'>;
  readonly partners: readonly TrustEntry[];
  readonly keys: GatewayKeys;
  readonly limits: ExchangeLimits;
}): Promise<readonly WitnessReport[]> {
  const { tree, partners, keys, limits } = options;
  const reports: WitnessReport[] = [];
  for (const partner of partners) {
    const verifier = partner.witness === undefined ? undefined : readVerifier(partner.witness);
    if (verifier?.kind !== 'cosignature') continue;
    const connection = openPartnerConnection(partner, keys, limits);
    const peer: WitnessPeer = {
      verifier,
      async submit(body) {
        const url = partner.gatewayUrl + witnessPath;
        const answer = await connection.send({ method: 'POST', url, headers: { 'content-type': 'text/plain' }, body });
        return answer.ok ? answer.value : undefined;
      },
    };
    try {
      reports.push({ country: partner.country, testimony: await tree.cosign(peer) });
    } finally {
      connection.close();
    }
  }
  return reports;
}
