import type { Database } from '#db';
import type { Clock } from '#kernel';
import { assuranceOf } from '../assurance.ts';
import type { AppScopes } from '../contract.ts';
import { storedIdOf } from '../provider-adapter.ts';
import { type RoleClaims, roleIn } from '../roles/role-claims.ts';
import type { TokenClaims } from '../tokens.ts';
import { grantedScopes } from './read-scope.ts';

/** What an app's token says, as it stands in the database at this moment. */
export interface AppClaims extends TokenClaims {
  readonly app: { readonly id: string; readonly name: string };
  readonly scopes: AppScopes;
  /** RFC 7638 thumbprint of the key that must prove itself with every request (RFC 9449). */
  readonly boundTo?: string;
}

export interface AppTokens {
  /** Undefined for everything that is not a token of an approved app whose connection is in force. */
  find(token: string): Promise<AppClaims | undefined>;
}

const form = /^[A-Za-z0-9_-]{43}$/;

/** Tokens of apps are random words, those of the node's own pages are signed: the two never look alike. */
export function looksLikeAppToken(token: string): boolean {
  return form.test(token);
}

interface TokenRow {
  readonly payload: {
    readonly accountId?: string;
    readonly clientId: string;
    readonly scope?: string;
    readonly jkt?: string;
    readonly aud?: string;
    readonly extra?: { readonly auth_time?: number; readonly acr?: string } & RoleClaims;
  };
  readonly expires: Date;
  readonly name: string;
  readonly connection: string | null;
  readonly patient: string | null;
  readonly encounter: string | null;
  readonly used: Date | null;
}

/** A connection is noted as used once in so many milliseconds. */
const usedEvery = 60_000;
const mostKept = 5_000;

/**
 * Looks each token up: one statement that finds it by its key, with its app and its connection. Nothing is remembered, so
 * that what a person or the operator ends has ended with the next request, in every process.
 */
export function createAppTokens(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly audience: string;
}): AppTokens {
  const { db, clock, audience } = options;
  let kept = new Map<string, AppScopes>();

  /** One object for the same words, so that what follows from them is worked out once. */
  const scopesOf = (scope: string, patient: string | null, encounter: string | null): AppScopes => {
    const key = JSON.stringify([scope, patient, encounter]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const scopes: AppScopes = {
      granted: grantedScopes(scope),
      ...(patient === null ? {} : { patient }),
      ...(encounter === null ? {} : { encounter }),
    };
    if (kept.size >= mostKept) kept = new Map();
    kept.set(key, scopes);
    return scopes;
  };

  const noteUse = (connection: string, used: Date | null, now: Date): void => {
    if (used !== null && now.getTime() - used.getTime() < usedEvery) return;
    const before = new Date(now.getTime() - usedEvery);
    db.query('update identity_connection set used = $2 where id = $1 and (used is null or used < $3)', [
      connection,
      now,
      before,
    ]).catch(() => undefined);
  };

  return {
    async find(token) {
      const now = clock.now();
      const id = storedIdOf('AccessToken', token);
      const [row] = await db.query<TokenRow>(
        `select token.payload, token.expires, app.name, made.id as connection, made.patient, made.encounter, made.used
         from identity_oidc token
         join identity_app app on app.id = token.payload->>'clientId' and app.status = 'approved'
         left join identity_connection made on made.id = token.grant_id and made.ended is null and made.until > $2
         where token.model = any ('{AccessToken,ClientCredentials}') and token.id = $1 and token.expires > $2
           and (token.model = 'ClientCredentials' or made.id is not null)`,
        [id, now],
      );
      if (row === undefined || row.payload.aud !== audience) return undefined;
      const { accountId, clientId, scope = '', jkt, extra } = row.payload;
      if (row.connection !== null) noteUse(row.connection, row.used, now);
      const assurance = assuranceOf(extra?.acr);
      const work = roleIn(extra as Readonly<Record<string, unknown>> | undefined);
      return {
        subject: accountId ?? clientId,
        client: clientId,
        id: row.connection ?? id,
        expires: row.expires,
        app: { id: clientId, name: row.name },
        scopes: scopesOf(scope, row.patient, row.encounter),
        ...(typeof extra?.auth_time === 'number' ? { authenticatedAt: new Date(extra.auth_time * 1000) } : {}),
        ...(assurance === undefined ? {} : { assurance }),
        ...(work === undefined ? {} : { work }),
        ...(jkt === undefined ? {} : { boundTo: jkt }),
      };
    },
  };
}
