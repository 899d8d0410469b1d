import type { X509Certificate } from 'node:crypto';
import type { Clock } from '#kernel';
import { guardedFetch } from '../../brokers/outgoing.ts';
import { createKeptLists } from '../kept-lists.ts';
import { refusal } from '../refused-presentation.ts';
import { type CertificateParts, certificateParts } from './certificate-parts.ts';
import { type Crl, isRevoked, readCrl, tellsOf } from './read-crl.ts';

/**
 * What counts of an issuer's certificate of which no list tells: none (`required`), one that names no place for a list
 * (`named`), any (`reachable`). One that a list tells to be revoked never counts.
 */
export const revocationPolicies = ['required', 'named', 'reachable'] as const;
export type RevocationPolicy = (typeof revocationPolicies)[number];
export const usualRevocationPolicy: RevocationPolicy = 'named';

/** Whether the certificates of issuers stand. */
export interface RevocationLists {
  /** Comes back where this certificate, which `issuer` signed, may count by the policy; throws a refusal where not. */
  mustStand(certificate: X509Certificate, issuer: X509Certificate): Promise<void>;
}

/** Bytes of a list, and of all that are kept; milliseconds for one certificate's. */
const longestList = 4_194_304;
const mostKept = 33_554_432;
const answeredWithin = 10_000;
/** Milliseconds by which clocks may differ, and after which a list that still counts is asked for anew. */
const skew = 60_000;
const freshFor = 86_400_000;
/** Milliseconds for which an address that told nothing is left alone: whoever shows a chain could have it asked again. */
const leftAlone = 30_000;
const mostLeftAlone = 1_000;

interface Kept {
  readonly list: Crl;
  readonly asked: Date;
}

/**
 * Lists of revoked certificates (CRL, RFC 5280, 5 and 6.3) from where a certificate names them, through the guard against
 * inner networks, plain http included, for who signed a list is verified. Kept until their `nextUpdate`, and asked for anew
 * each day: a younger one takes the place of an older, never the other way round.
 */
export function createRevocationLists(options: {
  readonly policy: RevocationPolicy;
  /** Hosts (`name` or `name:port`) that may be asked beside the public internet. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
}): RevocationLists {
  const { policy, hosts, clock } = options;
  const send = guardedFetch(hosts, { longestAnswer: longestList, plainHttp: true });
  const kept = createKeptLists<Kept>(mostKept, ({ list }) => list.bytes.length);
  const underWay = new Map<string, Promise<Crl | undefined>>();
  const silent = new Map<string, number>();

  const fetched = async (address: string, issuer: X509Certificate, signal: AbortSignal): Promise<Crl | undefined> => {
    try {
      const headers = { accept: 'application/pkix-crl' };
      const answer = await send(address, { method: 'GET', headers, body: undefined, signal, redirect: 'manual' });
      if (!answer.ok) return undefined;
      const { maySignRevocations } = await import('../certificate-chain.ts');
      const list = readCrl(new Uint8Array(await answer.arrayBuffer()), issuer);
      return maySignRevocations(issuer) && isCurrent(list, clock.now()) ? list : undefined;
    } catch {
      // What does not come, and what is no list, tells nothing: the policy decides.
      return undefined;
    }
  };

  const leaveAlone = (key: string) => {
    if (silent.size >= mostLeftAlone) silent.clear();
    silent.set(key, clock.now().getTime() + leftAlone);
  };

  const listAt = async (address: string, issuer: X509Certificate, signal: AbortSignal): Promise<Crl | undefined> => {
    const key = `${issuer.fingerprint256} ${address}`;
    const now = clock.now();
    const found = kept.get(key);
    const known = found !== undefined && isCurrent(found.list, now) ? found : undefined;
    if (known !== undefined && now.getTime() - known.asked.getTime() < freshFor) return known.list;
    if ((silent.get(key) ?? 0) > now.getTime()) return known?.list;
    const asked = underWay.get(key) ?? fetched(address, issuer, signal);
    underWay.set(key, asked);
    try {
      const came = await asked;
      const isYounger = came !== undefined && (known === undefined || came.from >= known.list.from);
      const list = isYounger ? came : known?.list;
      if (isYounger) kept.set(key, { list: came, asked: clock.now() });
      else leaveAlone(key);
      return list;
    } finally {
      underWay.delete(key);
    }
  };

  const listOf = async (parts: CertificateParts, issuer: X509Certificate): Promise<Crl | undefined> => {
    const signal = AbortSignal.timeout(answeredWithin);
    for (const address of parts.addresses) {
      const list = await listAt(address, issuer, signal);
      if (list !== undefined && tellsOf(list, parts)) return list;
    }
    return undefined;
  };

  return {
    async mustStand(certificate, issuer) {
      const parts = certificateParts(certificate);
      const list = await listOf(parts, issuer);
      if (list !== undefined && isRevoked(list, parts)) throw refusal('issuer-revoked');
      const mustTell = policy === 'required' || (policy === 'named' && parts.namesPlace);
      if (list === undefined && mustTell) throw refusal('issuer-revocation', 'upstream.unavailable');
    },
  };
}

function isCurrent({ from, until }: Crl, now: Date): boolean {
  return from.getTime() <= now.getTime() + skew && now < until;
}
