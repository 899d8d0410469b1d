import { type Caller, requireRecent } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import { logEntry, occasionOf } from '#records';
import type { IdentityDeskOptions } from './index.ts';

/** Seconds since the last proof of identity within which the desk may act. */
const recent = 900;

/** Lets in who may administer, and has signed in a short while ago where that is asked; the log has either. */
export async function enterDesk(
  { access, audit, clock }: Pick<IdentityDeskOptions, 'access' | 'audit' | 'clock'>,
  caller: Caller,
  interaction: string,
  isRecent = false,
): Promise<Outcome<void>> {
  const { permit, rule } = await access.decide({ caller, act: 'administer' });
  const fresh = isRecent ? requireRecent(caller, recent, clock) : ok(undefined);
  const occasion = occasionOf({ clock }, caller, interaction, { rule, emergency: [] });
  const outcome = permit && fresh.ok ? 'success' : 'denied';
  await audit.record([logEntry(occasion, { action: 'administer', outcome, objects: [] })]);
  return permit ? fresh : fail('access.denied', 'Your role does not allow this kind of act.');
}
