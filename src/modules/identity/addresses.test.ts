import { describe, expect, it } from 'vitest';
import { addressesOf } from './options.ts';
import { readCookie, setCookie } from './sealed-cookies.ts';

describe('the addresses of a node', () => {
  it('keep two nodes on one machine from overwriting each other’s cookies', () => {
    const fr = addressesOf({ publicUrl: 'http://localhost:8100', country: 'FR' });
    const pt = addressesOf({ publicUrl: 'http://localhost:8200', country: 'PT' });
    const names = [fr, pt].flatMap(({ cookies }) => [
      cookies.session,
      cookies.login,
      ...Object.values(cookies.provider),
    ]);
    expect(new Set(names).size).toBe(10);
  });

  it('bind cookies to https and to the host where the node is public', () => {
    const { secure, cookies } = addressesOf({ publicUrl: 'https://carnet.example/', country: 'FR' });
    expect(cookies.session).toBe('__Host-carnet-fr-session');
    expect(setCookie(cookies.session, 'x', { secure, maxAge: 60 })).toBe(
      '__Host-carnet-fr-session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('are refused over plain http to another machine, and for no http at all', () => {
    for (const publicUrl of ['http://carnet.example', 'http://localhost.evil.example', 'ftp://localhost']) {
      expect(() => addressesOf({ publicUrl, country: 'FR' })).toThrow(/https/);
    }
  });
});

describe('a cookie header', () => {
  it('is read by whole names', () => {
    const header = 'a-session=1; session=2;session=3; broken; =4';
    expect(readCookie(header, 'session')).toBe('2');
    expect(readCookie(header, 'a-session')).toBe('1');
    expect(readCookie(header, 'broken')).toBeUndefined();
    expect(readCookie(undefined, 'session')).toBeUndefined();
  });
});
