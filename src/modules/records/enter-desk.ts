import { type Caller, requireRecent } from '#identity';
import { type Outcome, ok } from '#kernel';
import { roleRefusal } from './decide.ts';
import { logEntry, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

/** Seconds since the last proof of identity within which a desk may act. */
const recent = 900;

interface DeskOptions {
  readonly access: Pick<RecordsOptions['access'], 'decide'>;
  readonly audit: Pick<RecordsOptions['audit'], 'record'>;
  readonly clock: RecordsOptions['clock'];
}

/** May the caller run the node? The rule that allows it; the log has that he was refused, and `interaction` what he tried. */
export async function mayAdminister(
  { access, audit, clock }: DeskOptions,
  caller: Caller,
  interaction: string,
): Promise<Outcome<string>> {
  const { permit, rule } = await access.decide({ caller, act: 'administer' });
  if (permit) return ok(rule);
  const occasion = occasionOf({ clock }, caller, interaction, { rule, emergency: [] });
  await audit.record([logEntry(occasion, { action: 'administer', outcome: 'denied', objects: [] })]);
  return { ok: false, fault: roleRefusal() };
}

/**
 * Lets in to a desk who may run the node, and has signed in a short while ago where `isRecent` asks that; the log has that
 * he came, or that he was refused.
 */
export async function enterDesk(
  options: DeskOptions,
  caller: Caller,
  interaction: string,
  isRecent = false,
): Promise<Outcome<void>> {
  const { access, audit, clock } = options;
  const { permit, rule } = await access.decide({ caller, act: 'administer' });
  const fresh = isRecent ? requireRecent(caller, recent, clock) : ok(undefined);
  const occasion = occasionOf({ clock }, caller, interaction, { rule, emergency: [] });
  const outcome = permit && fresh.ok ? 'success' : 'denied';
  await audit.record([logEntry(occasion, { action: 'administer', outcome, objects: [] })]);
  return permit ? fresh : { ok: false, fault: roleRefusal() };
}
