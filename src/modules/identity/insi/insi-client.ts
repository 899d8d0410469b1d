import { randomUUID } from 'node:crypto';
import { type Clock, fail, type Outcome } from '#kernel';
import { guardedFetch } from '../brokers/outgoing.ts';
import type { Insi, InsiAnswer } from './contract.ts';
import { type InsiContext, insiAction, readInsiAnswer, writeInsiQuestion } from './soap.ts';

export interface InsiClientOptions {
  readonly kind: Insi['kind'];
  readonly endpoint: string;
  /** Hosts inside of the network that may be asked; https on the public internet needs no naming. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
  readonly sender: string;
  readonly software: InsiContext['software'];
}

const answeredWithin = 10_000;

/** Asks INSi over SOAP 1.2. No redirect is followed, an answer has ten seconds, and none of it is logged. */
export function createInsiClient(options: InsiClientOptions): Insi {
  const { kind, endpoint, hosts, clock, sender, software } = options;
  const send = guardedFetch(hosts);
  return {
    kind,
    async search(question): Promise<Outcome<InsiAnswer>> {
      const ids = [randomUUID(), randomUUID(), randomUUID()] as const;
      const body = writeInsiQuestion(question, { ids, at: clock.now(), sender, software });
      try {
        const answer = await send(endpoint, {
          method: 'POST',
          headers: { 'content-type': `application/soap+xml; charset=utf-8; action="${insiAction}"` },
          body,
          signal: AbortSignal.timeout(answeredWithin),
          redirect: 'manual',
        });
        const text = await answer.text();
        return answer.status === 200 ? readInsiAnswer(text) : unavailable();
      } catch {
        return unavailable();
      }
    },
  };
}

function unavailable(): Outcome<never> {
  return fail('insi.unavailable', 'INSi does not answer.');
}
