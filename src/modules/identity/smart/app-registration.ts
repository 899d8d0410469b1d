import { fail, type Outcome, ok } from '#kernel';
import type { App } from './contract.ts';
import { readScopes } from './read-scope.ts';

/** What an app says of itself, checked and reduced to what is known here: the members of RFC 7591 as the provider reads them. */
export interface Registration {
  readonly name: string;
  readonly kind: App['kind'];
  readonly scope: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const mostAddresses = 10;
const mostContacts = 5;
const longestAddress = 500;
const mostKeys = 10;
const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads client metadata (RFC 7591, 2). An app is for people (authorization code) or a service (client credentials), never
 * both. It proves itself by a private key or, where it can keep none, by PKCE alone: no secret is ever given out. What is
 * not known is left out; what is wrong is `app.bad-registration` with the member. Logos are not kept, so none is fetched.
 */
export function readRegistration(given: unknown): Outcome<Registration> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return bad('client metadata', 'is a JSON object.');
  }
  if (!isKept(given))
    return bad('client metadata', 'is text of whole characters without NUL, and does not nest deeply.');
  const members = given as Members;
  const name = words(members.client_name, 100);
  if (name === undefined) return bad('client_name', 'is a name of up to 100 characters that people can read.');
  const grants = namesIn(members.grant_types ?? ['authorization_code'], mostAddresses);
  if (grants === undefined || !grants.every((grant) => knownGrants.has(grant))) {
    return bad('grant_types', 'are authorization_code with refresh_token, or client_credentials.');
  }
  const isService = grants.includes('client_credentials');
  if (isService ? grants.length > 1 : !grants.includes('authorization_code')) {
    return bad('grant_types', 'are authorization_code with refresh_token, or client_credentials alone.');
  }
  const method = members.token_endpoint_auth_method ?? (isService ? 'private_key_jwt' : 'none');
  if (method !== 'private_key_jwt' && (method !== 'none' || isService)) {
    return bad('token_endpoint_auth_method', isService ? 'is private_key_jwt.' : 'is none or private_key_jwt.');
  }
  const keys = method === 'private_key_jwt' ? keysOf(members) : ok({});
  if (!keys.ok) return keys;
  const scope = typeof members.scope === 'string' ? members.scope : '';
  const scopes = readScopes(scope);
  if (!scopes.ok) return scopes;
  const contexts = [...scopes.value.values()].flatMap((read) => (read.kind === 'resource' ? [read.scope.context] : []));
  if (contexts.length === 0) return bad('scope', 'names what the app would read or write.');
  if (contexts.some((context) => (context === 'system') !== isService)) {
    return bad('scope', isService ? 'of a service is of system/ alone.' : 'of an app for people has none of system/.');
  }
  const addresses = isService ? ok({}) : addressesOf(members);
  if (!addresses.ok) return addresses;
  const about = aboutOf(members);
  if (!about.ok) return about;
  return ok({
    name,
    kind: isService ? 'service' : method === 'none' ? 'public' : 'confidential',
    scope: [...scopes.value.keys()].join(' '),
    metadata: {
      client_name: name,
      application_type: members.application_type === 'native' ? 'native' : 'web',
      grant_types: isService ? grants : [...new Set([...grants, 'refresh_token'])],
      response_types: isService ? [] : ['code'],
      token_endpoint_auth_method: method,
      ...keys.value,
      ...(isService ? { redirect_uris: [] } : addresses.value),
      ...about.value,
      ...(members.dpop_bound_access_tokens === true ? { dpop_bound_access_tokens: true } : {}),
    },
  });
}

const deepest = 6;

/** Can it be kept? A database takes neither NUL nor half of a surrogate pair, and no metadata nests deeper than keys do. */
function isKept(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return depth < deepest && Object.values(value).every((each) => isKept(each, depth + 1));
}

const knownGrants: ReadonlySet<string> = new Set(['authorization_code', 'refresh_token', 'client_credentials']);

function addressesOf(members: Members): Outcome<Members> {
  const redirects = namesIn(members.redirect_uris, mostAddresses);
  if (redirects === undefined || redirects.length === 0 || !redirects.every(isAppAddress)) {
    return bad('redirect_uris', `are up to ${mostAddresses} addresses, ${addressForm}`);
  }
  const kept: Record<string, unknown> = { redirect_uris: redirects };
  const signedOut = members.post_logout_redirect_uris;
  if (signedOut !== undefined) {
    const listed = namesIn(signedOut, mostAddresses);
    if (listed === undefined || !listed.every(isAppAddress)) {
      return bad('post_logout_redirect_uris', `are up to ${mostAddresses} addresses, ${addressForm}`);
    }
    kept.post_logout_redirect_uris = listed;
  }
  for (const member of ['initiate_login_uri', 'backchannel_logout_uri'] as const) {
    const address = members[member];
    if (address === undefined) continue;
    if (!isAppAddress(address)) return bad(member, `is an address, ${addressForm}`);
    kept[member] = address;
  }
  return ok(kept);
}

function aboutOf(members: Members): Outcome<Members> {
  const kept: Record<string, unknown> = {};
  for (const member of ['client_uri', 'policy_uri', 'tos_uri'] as const) {
    const address = members[member];
    if (address === undefined) continue;
    if (!isAppAddress(address)) return bad(member, `is an address, ${addressForm}`);
    kept[member] = address;
  }
  if (members.contacts !== undefined) {
    const contacts = Array.isArray(members.contacts) ? members.contacts.map((contact) => words(contact, 200)) : [];
    if (contacts.length === 0 || contacts.length > mostContacts || contacts.includes(undefined)) {
      return bad('contacts', `are up to ${mostContacts} lines by which its makers are reached.`);
    }
    kept.contacts = contacts;
  }
  return ok(kept);
}

function keysOf({ jwks, jwks_uri: address }: Members): Outcome<Members> {
  if ((jwks === undefined) === (address === undefined)) {
    return bad('jwks', 'or jwks_uri is there for an app that proves itself by a key, and not both.');
  }
  if (address !== undefined) {
    return isAppAddress(address) ? ok({ jwks_uri: address }) : bad('jwks_uri', `is an address, ${addressForm}`);
  }
  const keys = (jwks as { readonly keys?: unknown } | null)?.keys;
  const listed = Array.isArray(keys) ? (keys as readonly unknown[]) : [];
  if (listed.length === 0 || listed.length > mostKeys || !listed.every(isPublicKey)) {
    return bad('jwks', `holds up to ${mostKeys} public keys, of elliptic curves or RSA, each with its kid.`);
  }
  return ok({ jwks: { keys: listed.map(publicPartOf) } });
}

/** Members of public keys (RFC 7518, 6; RFC 8037). */
const publicMembers = ['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e'] as const;

function isPublicKey(key: unknown): key is Members {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, kid, d, k, p, q } = key as Members;
  const isSecret = [d, k, p, q].some((member) => member !== undefined);
  return !isSecret && (kty === 'EC' || kty === 'RSA' || kty === 'OKP') && typeof kid === 'string' && kid.length <= 200;
}

function publicPartOf(key: unknown): Members {
  const members = key as Members;
  return Object.fromEntries(publicMembers.flatMap((name) => (name in members ? [[name, members[name]]] : [])));
}

const addressForm = 'https, or http on this machine, without a fragment or a password.';

/** Where a browser may be sent for an app: nobody can listen on the way, and it is a page and no other program. */
export function isAppAddress(address: unknown): address is string {
  if (typeof address !== 'string' || address.length > longestAddress || /[#\s\\*]/.test(address)) return false;
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && thisMachine.has(url.hostname));
}

function namesIn(value: unknown, most: number): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  return value.every((each) => typeof each === 'string') ? [...new Set(value as string[])] : undefined;
}

function words(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' || text.length > longest || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? undefined : text;
}

function bad(member: string, rule: string): Outcome<never> {
  return fail('app.bad-registration', `${member} ${rule}`);
}
