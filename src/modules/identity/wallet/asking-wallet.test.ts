import { describe, expect, it } from 'vitest';
import { readAskingWallet } from './asking-wallet.ts';

const both = ['dc+sd-jwt', 'mso_mdoc'];
const read = (fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[]) =>
  readAskingWallet(new URLSearchParams(fields as Record<string, string>));
const metadata = (said: unknown) => read({ wallet_metadata: typeof said === 'string' ? said : JSON.stringify(said) });

describe('what a wallet says of itself (OpenID4VP 1.0, 5.10)', () => {
  it('is its nonce and the formats that it can show; it may say neither', () => {
    expect(read({})).toEqual({ ok: true, value: { formats: both } });
    expect(read({ wallet_nonce: 'qPmxiNFCR3QTm19POc8u', more: 'x' })).toEqual({
      ok: true,
      value: { nonce: 'qPmxiNFCR3QTm19POc8u', formats: both },
    });
    for (const [said, formats] of [
      [{}, both],
      [{ vp_formats_supported: { mso_mdoc: {}, jwt_vc_json: {} } }, ['mso_mdoc']],
      [{ vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'] } } }, ['dc+sd-jwt']],
      [{ client_id_prefixes_supported: ['x509_san_dns', 'x509_hash'], issuer: 7 }, both],
    ] as const) {
      expect(metadata(said)).toEqual({ ok: true, value: { formats } });
    }
  });

  it.each([
    ['no JSON', '{'],
    ['a list', []],
    ['nothing', 'null'],
    ['a text', '"x"'],
    ['formats in a list', { vp_formats_supported: ['dc+sd-jwt'] }],
    ['no format that is asked for', { vp_formats_supported: { ldp_vc: {} } }],
    ['formats by a name of JavaScript', '{"vp_formats_supported":{"__proto__":{"mso_mdoc":{}}}}'],
    ['no format', { vp_formats_supported: {} }],
    ['other verifiers', { client_id_prefixes_supported: ['redirect_uri'] }],
    ['other signatures', { request_object_signing_alg_values_supported: ['EdDSA'] }],
    ['other answers', { response_modes_supported: ['fragment'] }],
    ['other answers in a text', { response_modes_supported: 'direct_post.jwt' }],
    ['other kinds of answer', { response_types_supported: ['code'] }],
  ])('is refused with %s', (_what, said) => {
    expect(metadata(said)).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
  });

  it.each([
    ['empty', [['wallet_nonce', '']]],
    ['too long', [['wallet_nonce', 'a'.repeat(513)]]],
    ['of other characters', [['wallet_nonce', 'a\nb']]],
    ['not of ASCII', [['wallet_nonce', 'é']]],
    [
      'there twice',
      [
        ['wallet_nonce', 'a'],
        ['wallet_nonce', 'b'],
      ],
    ],
  ] as const)('is refused with a nonce that is %s', (_what, fields) => {
    expect(read(fields)).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
  });

  it('is refused where it describes itself twice', () => {
    expect(
      read([
        ['wallet_metadata', '{}'],
        ['wallet_metadata', '{}'],
      ]),
    ).toMatchObject({ ok: false });
  });
});
