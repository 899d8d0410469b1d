import { hash } from 'node:crypto';
import { errors, type ModelAdapter } from 'oidc-provider';
import type { Database } from '#db';
import type { Clock } from '#kernel';
import { scopeMember } from './smart/app-requests.ts';
import { clientOf, findApp } from './smart/apps.ts';

/** Where nothing says when an artifact ends, it ends after a day. */
const standardLifetime = 86_400;

interface Row {
  readonly payload: Record<string, unknown>;
  readonly consumed: Date | null;
}

/** What whoever holds it may use: it stands in the database as its digest alone, so that reading a row gives nobody a token. */
const heldByApps: ReadonlySet<string> = new Set([
  'AccessToken',
  'AuthorizationCode',
  'ClientCredentials',
  'Launch',
  'PushedAuthorizationRequest',
  'RefreshToken',
]);

/** Under which id the provider's artifact stands in the table. */
export function storedIdOf(model: string, id: string): string {
  return heldByApps.has(model) ? hash('sha256', id, 'base64url') : id;
}

/**
 * What the provider remembers, in PostgreSQL: any process of the node may answer the next request of a sign-in. Using up
 * an authorization code and detecting a replayed client assertion are single statements, so that of two requests at the
 * same moment one loses.
 */
export function createAdapter(db: Database, clock: Clock): (model: string) => ModelAdapter {
  return (model) => {
    if (model === 'Client') return appsAsClients(db);
    const stored = (id: string) => storedIdOf(model, id);
    const findBy = async (column: 'id' | 'uid', value: string) => {
      const [row] = await db.query<Row>(
        `select payload, consumed from identity_oidc where model = $1 and ${column} = $2 and expires > $3`,
        [model, value, clock.now()],
      );
      if (row === undefined) return undefined;
      return row.consumed === null
        ? row.payload
        : { ...row.payload, consumed: Math.floor(row.consumed.getTime() / 1000) };
    };
    return {
      async upsert(id, payload, expiresIn) {
        const expires = new Date(clock.now().getTime() + (expiresIn ?? standardLifetime) * 1000);
        const { jti, ...others } = payload;
        const kept = heldByApps.has(model) ? others : { ...others, jti };
        const values = [model, stored(id), JSON.stringify(kept), payload.grantId ?? null, payload.uid ?? null, expires];
        const rows = await db.query<object>(
          `insert into identity_oidc (model, id, payload, grant_id, uid, expires) values ($1, $2, $3, $4, $5, $6)
           on conflict (model, id) ${model === 'ReplayDetection' ? doNothing : doReplace} returning 1 as written`,
          values,
        );
        if (rows.length === 0) throw new errors.InvalidGrant('client assertion replayed');
      },
      async find(id) {
        const found = await findBy('id', stored(id));
        return found === undefined || !heldByApps.has(model) ? found : { ...found, jti: id };
      },
      findByUid: (uid) => findBy('uid', uid),
      // The device flow, which alone has user codes, is switched off.
      findByUserCode: async () => undefined,
      async consume(id) {
        const rows = await db.query<object>(
          `update identity_oidc set consumed = $3 where model = $1 and id = $2 and consumed is null returning 1 as used`,
          [model, stored(id), clock.now()],
        );
        if (rows.length === 0) throw new errors.InvalidGrant('already consumed');
      },
      async destroy(id) {
        await db.query('delete from identity_oidc where model = $1 and id = $2', [model, stored(id)]);
      },
      async revokeByGrantId(grantId) {
        await revokeGrant(db, grantId);
      },
    };
  };
}

/** The apps that the operator has approved are the provider's clients, as they are at this moment. */
function appsAsClients(db: Database): ModelAdapter {
  const never = async () => undefined;
  return {
    async find(id) {
      const app = id.length > 100 ? undefined : await findApp(db, id);
      const client = app === undefined ? undefined : clientOf(app);
      return client === undefined ? undefined : { ...client, [scopeMember]: app?.scope };
    },
    upsert: never,
    findByUid: never,
    findByUserCode: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  };
}

/** Removes a grant with all that was issued under it; where it was an app's, its connection has ended. */
export async function revokeGrant(db: Database, grantId: string): Promise<void> {
  await db.query('update identity_connection set ended = now() where id = $1 and ended is null', [grantId]);
  await db.query(`delete from identity_oidc where grant_id = $1`, [grantId]);
  await db.query(`delete from identity_oidc where model = 'Grant' and id = $1`, [grantId]);
}

const doNothing = 'do nothing';
const doReplace =
  'do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires = excluded.expires';
