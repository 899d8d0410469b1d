import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { fail, type Outcome, ok } from '#kernel';

/** An address that notifications may be sent to; `trusted` where the operator has named its host. */
export interface Endpoint {
  readonly url: URL;
  readonly trusted: boolean;
}

export interface EndpointPolicy {
  /** May notifications be sent there, as far as the address itself tells? Names are judged by `publicLookup` as well. */
  check(endpoint: string): Outcome<Endpoint>;
}

/** Networks that are not the public internet (RFC 6890 and successors), from which a node may reach what nobody outside can. */
const closed = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(network, prefix, 'ipv4');
}
/** Of IPv6 only 2000::/3 is given out, without documentation and the tunnels that carry an IPv4 address inside. */
const open6 = new BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
const closed6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  closed6.addSubnet(network, prefix, 'ipv6');
}

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
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

/**
 * Looks a name up and gives the public ones of its addresses alone. What is connected to is what was judged, so that a
 * name cannot lead elsewhere in between.
 */
export const publicLookup: LookupFunction = (name, options, done) => {
  resolveName(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '', 0);
    const fit = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = fit;
    if (first === undefined) return done(new Error('The name leads to no public address'), '', 0);
    return options.all === true ? done(null, fit) : done(null, first.address, first.family);
  });
};

function refused(text: string): Outcome<never> {
  return fail('subscription.channel', text, 'Subscription.channel.endpoint');
}
