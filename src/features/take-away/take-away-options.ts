import type { Access } from '#access';
import type { Audit, AuditEntry } from '#audit';
import type { Database } from '#db';
import type { CareCategory } from '#fhir';
import type { Caller, Identity } from '#identity';
import { type Clock, type Fault, faultOf, isResourceId, type Outcome, ok } from '#kernel';
import { logEntry, type Records } from '#records';
import type { Terminology } from '#terminology';

export interface TakeAwayOptions {
  readonly db: Database;
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record' | 'append'>;
  readonly records: Pick<Records, 'personRecord' | 'recordPage'>;
  readonly terminology: Terminology;
  readonly clock: Clock;
  /** Name and country of the node, and how clients reach it. */
  readonly node: {
    readonly name: string;
    readonly country: string;
    readonly language: string;
    readonly publicUrl: string;
  };
}

export function noSuchLink(): Fault {
  return faultOf('resource.not-found', 'There is no such link, or it is not valid any more.');
}

export interface LinkEvent {
  readonly action: AuditEntry['action'];
  readonly interaction: string;
  readonly rule: string;
  readonly patient: string;
  readonly outcome?: AuditEntry['outcome'];
  readonly categories?: readonly string[];
}

/** An entry of the log about a link, by the person or who acts for her. */
export function linkEntry(at: Date, caller: Caller, event: LinkEvent): AuditEntry {
  const { interaction, rule, action, patient, outcome = 'success', categories = [] } = event;
  return logEntry(
    { caller, at, interaction, rule, emergency: [] },
    { action, outcome, patient, objects: objectsOf(categories) },
  );
}

/** One for each part of the record, so that the log tells which parts were given. */
export function objectsOf(categories: readonly string[]): AuditEntry['objects'] {
  return categories.slice(0, 50).map((category) => ({ type: 'Bundle', category: category as CareCategory }));
}

/** Who may decide what is shared may hand the record over (EHDS article 7). Anybody else finds nothing. */
export async function mayHandOver(
  { access, audit, clock }: TakeAwayOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<string>> {
  if (!isResourceId(patient)) return { ok: false, fault: noSuchLink() };
  const decision = await access.decide({ caller, act: 'change-sharing', patient });
  if (decision.permit) return ok(decision.rule);
  const event = {
    action: 'read',
    interaction: 'health-links',
    rule: decision.rule,
    patient,
    outcome: 'denied',
  } as const;
  await audit.record([linkEntry(clock.now(), caller, event)]);
  return { ok: false, fault: noSuchLink() };
}
