import { describe, expect, it } from 'vitest';
import { createEndpointPolicy, publicLookup } from './endpoint-policy.ts';

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
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://user:word@example.org/',
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
    expect(found).toBe('The name leads to no address that may be connected to');
  });
});
