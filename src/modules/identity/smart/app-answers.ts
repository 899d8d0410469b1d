import type { KoaContext, StoredClient } from 'oidc-provider';
import type { Database } from '#db';
import type { Account } from '../contract.ts';
import type { Addresses } from '../options.ts';
import { contextOf } from './connections.ts';

/** The resource that an account is in the API (SMART App Launch 2.2, `fhirUser`). */
export function fhirUserOf(
  account: Pick<Account, 'patient' | 'practitioner'>,
  { audience }: Addresses,
): string | undefined {
  if (account.practitioner !== undefined) return `${audience}/Practitioner/${account.practitioner}`;
  return account.patient === undefined ? undefined : `${audience}/Patient/${account.patient}`;
}

/** Where an app was opened, as its token says when it is looked into (SMART App Launch 2.2, token introspection). */
export async function contextClaims(
  db: Database,
  grant: string | undefined,
): Promise<{ readonly patient?: string; readonly encounter?: string }> {
  const known = grant === undefined ? undefined : await contextOf(db, grant);
  return {
    ...(typeof known?.patient === 'string' ? { patient: known.patient } : {}),
    ...(typeof known?.encounter === 'string' ? { encounter: known.encounter } : {}),
  };
}

/**
 * Adds to the answer of the token endpoint what an app is told of where it was opened (SMART App Launch 2.2, launch
 * context). A new page of a browser has no banner that names the patient, so the app needs one.
 */
export async function tellContext(
  context: KoaContext,
  parts: {
    readonly db: Database;
    readonly addresses: Addresses;
    readonly accountOf: (id: string) => Promise<Account | undefined>;
  },
): Promise<void> {
  const grant = context.oidc?.entities.Grant;
  const body = context.body as { readonly access_token?: string; readonly scope?: string } | null | undefined;
  if (grant === undefined || body?.access_token === undefined) return;
  const known = await contextClaims(parts.db, grant.jti);
  const words = new Set((body.scope ?? '').split(' '));
  const told: Record<string, unknown> = { ...body, ...known };
  if (known.patient !== undefined) told.need_patient_banner = true;
  if (words.has('openid') && (words.has('fhirUser') || words.has('profile'))) {
    const account = await parts.accountOf(context.oidc.account?.accountId ?? '');
    const user = account === undefined ? undefined : fhirUserOf(account, parts.addresses);
    if (user !== undefined) told.fhirUser = user;
  }
  context.body = told;
}

/** Scripts of an app that has no server of its own, from where the operator approved that it comes back to. */
export function isOwnOrigin(origin: string, client: StoredClient): boolean {
  if (client.clientAuthMethod !== 'none') return false;
  return (client.redirectUris ?? []).some((address) => URL.parse(address)?.origin === origin);
}

const headers = [
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

/** What scripts of any site may read: the addresses and keys of the provider. */
const readByAnySite: ReadonlySet<string> = new Set(['/.well-known/openid-configuration', '/jwks']);
/** What scripts of apps without a server ask. */
const askedByApps: ReadonlySet<string> = new Set(['/token', '/token/revocation']);

/**
 * Takes the leave to read back from every answer that is not for the site that asks. Before the request itself nobody knows
 * which app asks: then any of those sites may go on.
 */
export async function keepToOwnSites(context: KoaContext, origins: () => Promise<ReadonlySet<string>>): Promise<void> {
  const { path, method } = context;
  if (readByAnySite.has(path)) return;
  const origin = context.get('origin');
  if (askedByApps.has(path) && origin !== '') {
    const client = context.oidc?.client;
    const isOwn =
      method === 'OPTIONS' ? (await origins()).has(origin) : client !== undefined && isOwnOrigin(origin, client);
    if (isOwn) return;
  }
  for (const header of headers) context.remove(header);
}
