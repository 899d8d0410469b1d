import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks that are not the public internet (RFC 6890 and successors), from which a node may reach what nobody outside can. */
const closed4 = new BlockList();
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
  closed4.addSubnet(network, prefix, 'ipv4');
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
/** This machine, and what a cloud offers to it alone. */
const ownMachine = new BlockList();
ownMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ownMachine.addSubnet('0.0.0.0', 8, 'ipv4');
ownMachine.addSubnet('169.254.0.0', 16, 'ipv4');
ownMachine.addAddress('::1', 'ipv6');
ownMachine.addAddress('::', 'ipv6');
ownMachine.addSubnet('fe80::', 10, 'ipv6');
ownMachine.addAddress('fd00:ec2::254', 'ipv6');

/** May anybody on the internet reach this address? False for what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed4.check(address, 'ipv4');
  return family === 6 && open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
}

/** Does this address lead to the machine of the node itself? True for what is no address. */
export function isOwnMachine(address: string): boolean {
  const family = isIP(address);
  return family === 0 || ownMachine.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * A look-up for connections that gives those addresses of a name alone that `fits` takes. What is connected to is what was
 * judged: a name that leads elsewhere when it is asked again (DNS rebinding) is not asked again. Addresses that stand in a
 * URL as they are never come here, and are for the caller to judge.
 */
export function lookupAmong(fits: (address: string, name: string) => boolean, resolve = resolveName): LookupFunction {
  return (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      const fit = addresses.filter(({ address }) => fits(address, name));
      const [first] = fit;
      if (first === undefined) return done(new Error('The name leads to no address that may be connected to'), '', 0);
      return options.all === true ? done(null, fit) : done(null, first.address, first.family);
    });
  };
}
