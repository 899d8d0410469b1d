import type { AuditEntry } from '#audit';
import type { Caller } from '#identity';
import type { Clock } from '#kernel';

/** What the person's log tells of a change, or a look, at who acts for her. */
export function proxyEntry(
  clock: Clock,
  caller: Caller,
  patient: string,
  interaction: string,
  rule: string,
  event: Partial<Pick<AuditEntry, 'action' | 'outcome'>> = {},
): AuditEntry {
  const { subject, name, role, country, client, address, traceId, purpose } = caller;
  return {
    at: clock.now(),
    traceId,
    action: event.action ?? 'change-rights',
    outcome: event.outcome ?? 'success',
    interaction,
    patient,
    agent: { subject, name, role, country, client, ...(address === undefined ? {} : { address }) },
    purpose,
    rule,
    objects: [{ type: 'RelatedPerson' }],
  };
}
