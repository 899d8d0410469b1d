import { isIP } from 'node:net';
import { fail, isPublicAddress, lookupAmong, type Outcome, ok } from '#kernel';

/** An address that notifications may be sent to; `trusted` where the operator has named its host. */
export interface Endpoint {
  readonly url: URL;
  readonly trusted: boolean;
}

export interface EndpointPolicy {
  /** May notifications be sent there, as far as the address itself tells? Names are judged by `publicLookup` as well. */
  check(endpoint: string): Outcome<Endpoint>;
}

const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const longestEndpoint = 2_000;

/**
 * Where a rest-hook may lead: to https on the public internet, and to the hosts (`name` or `name:port`) that the
 * operator allows, there over http too. A demonstration node also reaches this machine.
 */
export function createEndpointPolicy(options: {
  readonly hosts: readonly string[];
  readonly demonstration: boolean;
}): EndpointPolicy {
  const isTrusted = (url: URL) =>
    options.hosts.includes(url.host) ||
    options.hosts.includes(url.hostname) ||
    (options.demonstration && thisMachine.has(url.hostname));

  return {
    check(endpoint) {
      const url = endpoint.length > longestEndpoint ? null : URL.parse(endpoint);
      if (url === null) return refused('The endpoint is not an absolute address.');
      if (url.username !== '' || url.password !== '') return refused('The endpoint may not hold a password.');
      const trusted = isTrusted(url);
      if (trusted && (url.protocol === 'http:' || url.protocol === 'https:')) return ok({ url, trusted });
      if (url.protocol !== 'https:') return refused('The endpoint must be https.');
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      if ((isIP(literal) !== 0 && !isPublicAddress(literal)) || thisMachine.has(url.hostname)) {
        return refused('The endpoint is not on the public internet, and the operator has not allowed it.');
      }
      return ok({ url, trusted });
    },
  };
}

/** Gives the public ones of the addresses of a name alone. */
export const publicLookup = lookupAmong(isPublicAddress);

function refused(text: string): Outcome<never> {
  return fail('subscription.channel', text, 'Subscription.channel.endpoint');
}
