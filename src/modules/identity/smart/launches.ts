import { randomBytes } from 'node:crypto';
import type { Database } from '#db';
import type { Clock } from '#kernel';
import { createAdapter, storedIdOf } from '../provider-adapter.ts';
import type { Launch } from './contract.ts';

/** Seconds within which an app that was opened from here must have come back, and its person have answered. */
const lifetime = 300;
const longestId = 100;

/** A launch that waits for its app; only the one who began it may go on with it. */
export interface KeptLaunch extends Launch {
  readonly account: string;
}

/** Launches that wait. Each is good for one authorization request, whatever comes of it, and for one answer to that. */
export interface Launches {
  /** Keeps it under a new id that cannot be guessed. */
  keep(launch: KeptLaunch): Promise<string>;
  /** Whether it waits for this app, and no authorization request has named it. */
  waits(id: string, app: string): Promise<boolean>;
  /** Uses it up for further requests, those of other apps too. True for the one that came first, where it is of its app. */
  take(id: string, app: string): Promise<boolean>;
  /** What the request that took it was opened for, until it was answered. */
  taken(id: string, app: string): Promise<KeptLaunch | undefined>;
  /** Ends it, answered: true once. */
  end(id: string): Promise<boolean>;
}

export function createLaunches(db: Database, clock: Clock): Launches {
  const kept = createAdapter(db, clock)('Launch');
  const find = async (id: string, app: string) => {
    if (id.length > longestId) return undefined;
    const found = (await kept.find(id)) as (KeptLaunch & { readonly consumed?: number }) | undefined;
    return found?.app === app ? found : undefined;
  };
  return {
    async keep(launch) {
      const id = randomBytes(24).toString('base64url');
      await kept.upsert(id, { ...launch }, lifetime);
      return id;
    },
    async waits(id, app) {
      const found = await find(id, app);
      return found !== undefined && found.consumed === undefined;
    },
    async take(id, app) {
      if (id.length > longestId) return false;
      const [taken] = await db.query<{ readonly payload: KeptLaunch }>(
        `update identity_oidc set consumed = $2
         where model = 'Launch' and id = $1 and consumed is null and expires > $2 returning payload`,
        [storedIdOf('Launch', id), clock.now()],
      );
      return taken?.payload.app === app;
    },
    taken: find,
    async end(id) {
      const ended = await db.query<object>(
        `delete from identity_oidc where model = 'Launch' and id = $1 returning 1 as ended`,
        [storedIdOf('Launch', id)],
      );
      return ended.length === 1;
    },
  };
}
