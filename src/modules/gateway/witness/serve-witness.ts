import type { X509Certificate } from 'node:crypto';
import { X509Certificate as Certificate } from 'node:crypto';
import { type LogTree, readVerifier, type WitnessAnswer } from '#audit';
import type { Clock } from '#kernel';
import { isIssuedBy } from '../certificates.ts';
import type { TrustEntry, TrustList } from '../trust.ts';

/** Where a partner submits the head of its log, below the base of the gateway (c2sp.org/tlog-witness). */
export const witnessPath = '/witness/add-checkpoint';

/**
 * Signs the heads of partners' logs. The connection says who asks: a partner may submit the log that its trust entry
 * names and no other, so that nobody can bring a log ahead of its owner.
 */
export function createWitnessService(options: {
  readonly tree: Pick<LogTree, 'addCheckpoint'>;
  readonly trust: TrustList;
  readonly clock: Clock;
}) {
  const { tree, trust, clock } = options;
  return (certificate: X509Certificate, body: string): Promise<WitnessAnswer> => {
    const now = clock.now();
    const partner = trust
      .entries()
      .find((entry: TrustEntry) => isIssuedBy(certificate, new Certificate(entry.authority), now));
    const log = partner?.log === undefined ? undefined : readVerifier(partner.log);
    return tree.addCheckpoint(body, (origin) => (log?.kind === 'signature' && log.name === origin ? log : undefined));
  };
}
