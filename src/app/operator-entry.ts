import type { AuditEntry } from '#audit';
import type { Clock } from '#kernel';
import { operatorCaller } from './operator-caller.ts';
import type { NodeConfig } from './settings.ts';

/** The log entry of what an operator does on the machine itself. */
export function operatorEntry(
  config: Pick<NodeConfig, 'node' | 'country'>,
  clock: Clock,
  task: string,
  interaction: string,
): AuditEntry {
  const { subject, name, role, country, client, traceId, purpose } = operatorCaller(config, task);
  return {
    at: clock.now(),
    traceId,
    action: 'administer',
    outcome: 'success',
    interaction,
    agent: { subject, name, role, country, client },
    purpose,
    rule: 'operator-of-the-machine',
    objects: [],
  };
}
