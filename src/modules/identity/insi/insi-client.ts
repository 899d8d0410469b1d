import { randomUUID } from 'node:crypto';
import { type Clock, fail, type Log, type Outcome } from '#kernel';
import { guardedFetch, type OutgoingOptions } from '../brokers/outgoing.ts';
import { type InsiCaller, signInsiAssertion } from './assertion.ts';
import type { Insi, InsiAnswer } from './contract.ts';
import { type InsiContext, insiAction, readInsiAnswer, readInsiFault, writeInsiQuestion } from './soap.ts';

export interface InsiClientOptions {
  readonly kind: Insi['kind'];
  readonly endpoint: string;
  /** Hosts inside of the network that may be asked; https on the public internet needs no naming. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
  readonly sender: string;
  readonly software: InsiContext['software'];
  /** The certificate by which an organisation proves itself, and the authorities of INSi's own. */
  readonly tls?: OutgoingOptions['tls'];
  /** Who asks, where a professional proves it by an assertion. */
  readonly caller?: InsiCaller;
  /** Told the codes of faults, and nothing of persons. */
  readonly log?: Log;
}

const answeredWithin = 10_000;
const longestAnswer = 65_536;

/**
 * Asks INSi over SOAP 1.2, and nobody else: no redirect is followed. An answer has ten seconds and 64 kB. Of what goes wrong the
 * codes are logged, of traits and answers nothing.
 */
export function createInsiClient(options: InsiClientOptions): Insi {
  const { kind, endpoint, hosts, clock, sender, software, tls, caller, log } = options;
  const send = guardedFetch(hosts, { longestAnswer, ...(tls === undefined ? {} : { tls }) });
  return {
    kind,
    async search(question): Promise<Outcome<InsiAnswer>> {
      const ids = [randomUUID(), randomUUID(), randomUUID()] as const;
      const at = clock.now();
      const assertion = caller === undefined ? {} : { assertion: signInsiAssertion(caller, { id: randomUUID(), at }) };
      const body = writeInsiQuestion(question, { ids, at, sender, software, ...assertion });
      try {
        const answer = await send(endpoint, {
          method: 'POST',
          headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${insiAction}"` },
          body,
          signal: AbortSignal.timeout(answeredWithin),
          redirect: 'manual',
        });
        const text = await answer.text();
        if (answer.status === 200) return readInsiAnswer(text);
        log?.warn('insi.fault', { status: answer.status, codes: readInsiFault(text).join(' ') });
        return unavailable();
      } catch {
        log?.warn('insi.unreachable', {});
        return unavailable();
      }
    },
  };
}

function unavailable(): Outcome<never> {
  return fail('insi.unavailable', 'INSi does not answer.');
}
