import { randomBytes } from 'node:crypto';
import type { ModelAdapter } from 'oidc-provider';
import type { Launch } from './contract.ts';

/** Seconds within which an app that was opened from here must have come back. */
const lifetime = 300;

/** A launch that waits for its app; only the one who began it may go on with it. */
export interface KeptLaunch extends Launch {
  readonly account: string;
}

/** Keeps it under a new id that cannot be guessed. */
export async function keepLaunch(launches: ModelAdapter, launch: KeptLaunch): Promise<string> {
  const id = randomBytes(24).toString('base64url');
  await launches.upsert(id, { ...launch }, lifetime);
  return id;
}

/** The launch, where it waits for this app and is not used up. */
export async function findLaunch(launches: ModelAdapter, id: string, app: string): Promise<KeptLaunch | undefined> {
  if (id.length > 100) return undefined;
  const kept = (await launches.find(id)) as (KeptLaunch & { readonly consumed?: number }) | undefined;
  return kept === undefined || kept.consumed !== undefined || kept.app !== app ? undefined : kept;
}
