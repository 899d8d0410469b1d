import type { Access, AccessRequest } from '#access';
import type { Audit, AuditEntry } from '#audit';
import type { Database } from '#db';
import type { Caller, Identity } from '#identity';
import { type Clock, type Fault, faultOf, type IdSource, isResourceId, type Outcome, ok } from '#kernel';
import { logEntry, type PersonWords, type Records } from '#records';

export interface CasesOptions {
  readonly db: Database;
  readonly identity: Pick<Identity, 'authenticate' | 'accountsOf'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record' | 'append' | 'accessLog'>;
  readonly records: Pick<Records, 'read' | 'readMany' | 'change' | 'declareRelation' | 'knownOf'>;
  /** Seals what cases say. */
  readonly words: PersonWords;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** One text for what is absent and what is another's. */
export function noSuchCase(): Fault {
  return faultOf('resource.not-found', 'There is no such case, or you may not know of it.');
}

export interface CaseEvent {
  readonly action: AuditEntry['action'];
  readonly interaction: string;
  readonly rule: string;
  readonly patient?: string;
  readonly outcome?: AuditEntry['outcome'];
}

/** An entry of the log about a case: the person reads it, as all that concerns her. */
export function caseEntry(at: Date, caller: Caller, event: CaseEvent): AuditEntry {
  const { interaction, rule, action, patient, outcome = 'success' } = event;
  return logEntry(
    { caller, at, interaction, rule, emergency: [] },
    { action, outcome, patient, objects: [{ type: 'Task' }] },
  );
}

/**
 * May the caller act in the cases of this person? She herself, and who may read her log for her. A refusal is logged and
 * looks like what does not exist.
 */
export async function mayActFor(options: CasesOptions, caller: Caller, patient: string): Promise<Outcome<string>> {
  if (!isResourceId(patient)) return { ok: false, fault: noSuchCase() };
  return allowed(options, caller, { caller, act: 'read-log', patient }, patient);
}

async function allowed(
  { access, audit, clock }: CasesOptions,
  caller: Caller,
  request: AccessRequest,
  patient: string,
): Promise<Outcome<string>> {
  const decision = await access.decide(request);
  if (decision.permit) return ok(decision.rule);
  const { rule } = decision;
  const event: CaseEvent = { action: 'read', interaction: 'case', rule, patient, outcome: 'denied' };
  await audit.record([caseEntry(clock.now(), caller, event)]);
  return { ok: false, fault: noSuchCase() };
}
