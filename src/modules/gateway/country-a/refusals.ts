import { X509Certificate } from 'node:crypto';
import type { Audit } from '#audit';
import type { Clock, Fault, Log } from '#kernel';
import { isIssuedBy, thumbprintOf } from '../certificates.ts';
import type { TrustList } from '../trust.ts';

/** Remembers who was turned away. No person is named: nothing that a refused caller says is believed. */
export interface Refusals {
  /** A connection that mutual TLS did not admit. Logged each time; kept in the audit log at most every ten seconds. */
  ofConnection(reason: string, address: string | undefined): void;
  /** A request whose assertion did not hold. */
  ofAssertion(
    fault: Fault,
    about: {
      readonly certificate: X509Certificate;
      readonly traceId: string;
      readonly interaction: string;
      readonly address: string | undefined;
    },
  ): Promise<void>;
}

const quietMilliseconds = 10_000;

export function createRefusals(options: {
  readonly audit: Pick<Audit, 'record'>;
  readonly trust: TrustList;
  readonly newTraceId: () => string;
  readonly clock: Clock;
  readonly log: Log;
}): Refusals {
  const { audit, trust, clock, log } = options;
  let quietUntil = 0;
  return {
    ofConnection(reason, address) {
      log.warn('gateway.connection.refused', { reason });
      const now = clock.now();
      // Anybody who reaches the port can cause this: the audit log must not be his to fill.
      if (now.getTime() < quietUntil) return;
      quietUntil = now.getTime() + quietMilliseconds;
      audit
        .record([
          {
            at: now,
            traceId: options.newTraceId(),
            action: 'disclose',
            outcome: 'denied',
            interaction: 'tls',
            agent: agent('unknown', 'unknown', 'XX', address),
            purpose: 'TREAT',
            rule: 'gateway-certificate',
            objects: [],
          },
        ])
        .catch((error: Error) => log.error('gateway.audit', { reason: error.name }));
    },
    async ofAssertion(fault, { certificate, traceId, interaction, address }) {
      const now = clock.now();
      const partner = trust
        .entries()
        .find((entry) => isIssuedBy(certificate, new X509Certificate(entry.authority), now));
      const claim = fault.issues[0]?.path;
      log.warn('gateway.assertion.refused', { traceId, code: fault.code, claim, country: partner?.country });
      await audit.record([
        {
          at: now,
          traceId,
          action: 'disclose',
          outcome: 'denied',
          interaction,
          agent: agent(
            `certificate:${thumbprintOf(certificate)}`,
            partner?.node ?? 'unknown',
            partner?.country ?? 'XX',
            address,
          ),
          purpose: 'TREAT',
          rule: fault.code,
          objects: [],
        },
      ]);
    },
  };
}

function agent(subject: string, name: string, country: string, address: string | undefined) {
  const base = { subject, name, role: 'node', country, client: 'gateway' };
  return address === undefined ? base : { ...base, address };
}
