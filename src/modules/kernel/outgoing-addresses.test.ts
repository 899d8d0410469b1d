import type { LookupAddress, lookup } from 'node:dns';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isOwnMachine, isPublicAddress, lookupAmong } from './outgoing-addresses.ts';

describe('the public internet', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001::1',
    '2001:db8::1',
    'not an address',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a01:e0a::1'])('has %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('the machine of the node', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '169.254.169.254',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    'not an address',
  ])('is %s', (address) => expect(isOwnMachine(address)).toBe(true));

  it.each(['10.0.0.1', '192.168.1.1', '1.1.1.1', 'fd12::1', '2a01:e0a::1'])('is not %s', (address) => {
    expect(isOwnMachine(address)).toBe(false);
  });
});

/** A name server of which each question gets the next answer. */
function answering(...answers: readonly (readonly string[])[]) {
  let asked = 0;
  const resolve = (_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { resolve: resolve as unknown as typeof lookup, asked: () => asked };
}

const found = (look: ReturnType<typeof lookupAmong>, all: boolean) =>
  new Promise<unknown>((settle) => look('name.example', { all }, (error, address) => settle(error ?? address)));

describe('a name', () => {
  it('leads to those of its addresses alone that may be connected to', async () => {
    const mixed = ['10.0.0.1', '1.1.1.1', '::1', '2606:4700::1111'];
    const look = lookupAmong(isPublicAddress, answering(mixed).resolve);
    expect(await found(look, true)).toMatchObject([{ address: '1.1.1.1' }, { address: '2606:4700::1111' }]);
    expect(await found(look, false)).toBe('1.1.1.1');
  });

  it.each([true, false])('without one leads nowhere (all: %s)', async (all) => {
    const look = lookupAmong(isPublicAddress, answering(['127.0.0.1', '::1', '169.254.169.254']).resolve);
    expect(await found(look, all)).toBeInstanceOf(Error);
  });

  it('that leads elsewhere when it is asked again is connected to where it was judged', async () => {
    const met: string[] = [];
    const inside = createServer((socket) => {
      met.push('inside');
      socket.end();
    });
    await new Promise<void>((listening) => inside.listen(0, '127.0.0.1', listening));
    const address = inside.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // First a public address, at once afterwards this machine, as a rebinding name server says.
    const names = answering(['192.0.2.1'], ['127.0.0.1']);
    const judged: string[] = [];
    const look = lookupAmong((each) => {
      judged.push(each);
      return !isOwnMachine(each);
    }, names.resolve);
    const connectOnce = () =>
      new Promise<string>((settle) => {
        const socket = connect({ host: 'name.example', port, lookup: look, timeout: 200, autoSelectFamily: false });
        socket.on('connect', () => settle(`connected to ${socket.remoteAddress}`));
        socket.on('timeout', () => socket.destroy(new Error('timeout')));
        socket.on('error', () => settle('not connected'));
      });
    expect(await connectOnce()).toBe('not connected');
    expect(judged).toEqual(['192.0.2.1']);
    expect(names.asked()).toBe(1);
    expect(await connectOnce()).toBe('not connected');
    expect(judged).toEqual(['192.0.2.1', '127.0.0.1']);
    expect(met).toEqual([]);
    await new Promise((closed) => inside.close(closed));
  });
});
