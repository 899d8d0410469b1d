import { describe, expect, it } from 'vitest';
import { createEndpointPolicy, isPublicAddress, publicLookup } from './endpoint-policy.ts';

describe('addresses for notifications', () => {
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
  ])('are not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a01:e0a::1'])('may be %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('an endpoint', () => {
  const closed = createEndpointPolicy({ hosts: [], demonstration: false });
  const open = createEndpointPolicy({ hosts: ['hooks.lan:8443', 'intranet'], demonstration: false });
  it.each([
    'http://example.org/',
    'http://localhost:9000/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'ftp://example.org/',
    'example.org',
    '',
  ])('is not %s', (endpoint) => {
    expect(closed.check(endpoint).ok).toBe(false);
  });

  it('may be https on the public internet, which is not trusted', () => {
    const checked = closed.check('https://example.org/hook');
    expect(checked.ok && checked.value.trusted).toBe(false);
    expect(checked.ok).toBe(true);
  });

  it.each([
    ['http://hooks.lan:8443/a', true],
    ['http://hooks.lan/a', false],
    ['http://intranet:1/a', true],
    ['http://intranet.example.org/', false],
  ])('that the operator allows: %s %s', (endpoint, allowed) => {
    expect(open.check(endpoint).ok).toBe(allowed);
  });
});

describe('a name', () => {
  it.each([true, false])('that leads to this machine leads to no address for notifications (all: %s)', async (all) => {
    const found = await new Promise<string | undefined>((settle) => {
      publicLookup('localhost', { all }, (error) => settle(error?.message));
    });
    expect(found).toBe('The name leads to no public address');
  });
});
