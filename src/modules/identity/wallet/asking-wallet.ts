import { fail, type Outcome, ok } from '#kernel';
import { isObject } from '../brokers/kinds/claims.ts';
import { type CredentialFormat, credentialFormats } from './pid-query.ts';

/** What a wallet said of itself when it fetched a request (OpenID4VP 1.0, 5.10). */
export interface AskingWallet {
  /** `wallet_nonce`: the request must say it again, so that the wallet knows that it was made for it. */
  readonly nonce?: string;
  /** Formats that it can show, of those that are asked for. */
  readonly formats: readonly CredentialFormat[];
}

/** Bytes of the form in which a wallet describes itself. */
export const longestWalletForm = 16_384;
/** Characters; 32 random bytes have 43. */
const longestNonce = 512;
const printable = /^[\x21-\x7e]+$/;

/** Without these a wallet can do nothing with the request that it would get; what it does not say is not held against it. */
const needed: readonly (readonly [name: string, value: string])[] = [
  ['client_id_prefixes_supported', 'x509_hash'],
  ['request_object_signing_alg_values_supported', 'ES256'],
  ['response_types_supported', 'vp_token'],
  ['response_modes_supported', 'direct_post.jwt'],
];

/**
 * Reads the form of a wallet. Parameters that are not known are ignored, as the standard wants it. Fault `request.bad` for one
 * that stands twice or has another form, and where the wallet says that it cannot take the request or show what it asks for.
 */
export function readAskingWallet(form: URLSearchParams): Outcome<AskingWallet> {
  for (const name of ['wallet_nonce', 'wallet_metadata']) {
    if (form.getAll(name).length > 1) return bad(`${name} stands twice.`, name);
  }
  const nonce = form.get('wallet_nonce');
  if (nonce !== null && (nonce.length > longestNonce || !printable.test(nonce))) {
    return bad(`It has 1 to ${longestNonce} printable characters.`, 'wallet_nonce');
  }
  const formats = formatsOf(form.get('wallet_metadata'));
  if (!formats.ok) return formats;
  return ok({ formats: formats.value, ...(nonce === null ? {} : { nonce }) });
}

function formatsOf(text: string | null): Outcome<readonly CredentialFormat[]> {
  if (text === null) return ok(credentialFormats);
  const metadata = parsed(text);
  if (!isObject(metadata)) return bad('It is no JSON object.');
  for (const [name, value] of needed) {
    const can = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
    if (can !== undefined && !(Array.isArray(can) && can.includes(value))) return bad(`${name} must have ${value}.`);
  }
  const shows = metadata.vp_formats_supported;
  if (shows === undefined) return ok(credentialFormats);
  if (!isObject(shows)) return bad('vp_formats_supported must be an object.');
  const formats = credentialFormats.filter((format) => Object.hasOwn(shows, format));
  return formats.length > 0 ? ok(formats) : bad(`vp_formats_supported must have ${credentialFormats.join(' or ')}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bad(text: string, parameter = 'wallet_metadata'): Outcome<never> {
  return fail('request.bad', text, parameter);
}
