import { describe, expect, it } from 'vitest';
import { isAppAddress, readRegistration } from './app-registration.ts';

const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k' };
const people = { client_name: 'Diary', redirect_uris: ['https://diary.example/back'], scope: 'patient/Patient.rs' };
const service = {
  client_name: 'Report',
  grant_types: ['client_credentials'],
  jwks: { keys: [key] },
  scope: 'system/Patient.rs',
};

const wrong = (given: unknown): string => {
  const read = readRegistration(given);
  return read.ok ? 'taken' : (read.fault.issues[0]?.text.split(' ')[0] ?? '');
};

describe('what an app says of itself', () => {
  it('is kept as far as it is known, and nothing else', () => {
    const read = readRegistration({
      ...people,
      logo_uri: 'https://diary.example/logo.png',
      software_statement: 'x',
      client_secret: 's',
    });
    expect(read.ok && read.value).toEqual({
      name: 'Diary',
      kind: 'public',
      scope: 'patient/Patient.rs',
      metadata: {
        client_name: 'Diary',
        application_type: 'web',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        redirect_uris: ['https://diary.example/back'],
      },
    });
    const kindOf = (given: object) => {
      const one = readRegistration(given);
      return one.ok ? one.value.kind : 'refused';
    };
    expect(kindOf({ ...people, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key] } })).toBe(
      'confidential',
    );
    expect(kindOf(service)).toBe('service');
  });

  it.each([
    [undefined, 'client'],
    [[], 'client'],
    [{ ...people, client_name: undefined }, 'client_name'],
    [{ ...people, client_name: 'a\u202eb' }, 'client_name'],
    [{ ...people, client_name: 'x'.repeat(101) }, 'client_name'],
    [{ ...people, redirect_uris: undefined }, 'redirect_uris'],
    [{ ...people, redirect_uris: [] }, 'redirect_uris'],
    [{ ...people, redirect_uris: ['http://diary.example/back'] }, 'redirect_uris'],
    [{ ...people, redirect_uris: ['https://diary.example/back#x'] }, 'redirect_uris'],
    [{ ...people, redirect_uris: ['https://diary.example/*'] }, 'redirect_uris'],
    [{ ...people, redirect_uris: ['diary:/back'] }, 'redirect_uris'],
    [{ ...people, redirect_uris: ['javascript:alert(1)'] }, 'redirect_uris'],
    [{ ...people, redirect_uris: ['https://me:pw@diary.example/back'] }, 'redirect_uris'],
    [
      { ...people, redirect_uris: Array.from({ length: 11 }, (_, at) => `https://diary.example/${at}`) },
      'redirect_uris',
    ],
    [{ ...people, grant_types: ['implicit'] }, 'grant_types'],
    [{ ...people, grant_types: ['refresh_token'] }, 'grant_types'],
    [{ ...people, grant_types: ['authorization_code', 'client_credentials'] }, 'grant_types'],
    [{ ...people, token_endpoint_auth_method: 'client_secret_basic' }, 'token_endpoint_auth_method'],
    [{ ...people, token_endpoint_auth_method: 'private_key_jwt' }, 'jwks'],
    [{ ...people, scope: '' }, 'scope'],
    [{ ...people, scope: 'openid' }, 'scope'],
    [{ ...people, scope: 'system/Patient.rs' }, 'scope'],
    [{ ...people, scope: 'patient/Nothing.rs' }, 'Scope'],
    [{ ...people, initiate_login_uri: 'http://diary.example/launch' }, 'initiate_login_uri'],
    [{ ...people, backchannel_logout_uri: 'http://10.0.0.1/out' }, 'backchannel_logout_uri'],
    [{ ...people, post_logout_redirect_uris: ['ftp://x'] }, 'post_logout_redirect_uris'],
    [{ ...people, client_uri: 'javascript:alert(1)' }, 'client_uri'],
    [{ ...people, contacts: ['a\nb'] }, 'contacts'],
    [{ ...service, token_endpoint_auth_method: 'none' }, 'token_endpoint_auth_method'],
    [{ ...service, scope: 'patient/Patient.rs' }, 'scope'],
    [{ ...service, jwks: undefined }, 'jwks'],
    [{ ...service, jwks_uri: 'https://report.example/jwks' }, 'jwks'],
    [{ ...service, jwks: { keys: [{ ...key, d: 'secret' }] } }, 'jwks'],
    [{ ...service, jwks: { keys: [{ kty: 'oct', k: 'x', kid: 'k' }] } }, 'jwks'],
    [{ ...service, jwks: { keys: [] } }, 'jwks'],
    [{ ...service, jwks: undefined, jwks_uri: 'http://report.example/jwks' }, 'jwks_uri'],
  ])('%j is refused by the member that is wrong', (given, member) => {
    expect(wrong(given)).toBe(member);
  });

  it('lets addresses be https, or http on this machine', () => {
    expect(
      ['https://a.example/x', 'http://localhost:3000/x', 'http://127.0.0.1/', 'http://[::1]:1/'].every(isAppAddress),
    ).toBe(true);
    expect(
      [
        'http://localhost.evil.example/',
        'http://127.0.0.1.nip.io/',
        'https://',
        '//a.example',
        'https://a.example/\\x',
      ].some(isAppAddress),
    ).toBe(false);
  });
});
