import type { Access, AccessRequest, Decision } from '#access';
import type { CareCategory, Visibility } from '#fhir';
import type { Caller } from '#identity';
import { type Fault, faultOf } from '#kernel';
import type { StoredVersion } from '#store';
import type { RecordsOptions } from './options.ts';
import { nothing } from './visible.ts';

/** A decision in the form in which the store is asked. */
export interface View {
  readonly permitted: boolean;
  readonly rule: string;
  /** Shows nothing where the decision was a denial. */
  readonly visibility: Visibility;
  /** What the role may not write into any record. */
  readonly beyondRole: readonly CareCategory[];
  /** Whose entries may be written; any where it is left out. */
  readonly entries?: 'own' | 'others';
  /** Of the persons seen those whose record was opened for an emergency. */
  readonly emergency: readonly string[];
  /** The role as such may not act so, whoever the person is: this may be said aloud. */
  readonly refusal?: Fault;
}

/** One text for all: what is hidden, what is absent and what is denied for one person. */
export function notFound(): Fault {
  return faultOf('resource.not-found', 'There is no such resource, or you may not know of it.');
}

export function roleRefusal(): Fault {
  return faultOf('access.denied', 'Your role does not allow this kind of act.');
}

/**
 * Asks `access`. A denial for one named person becomes a view of nothing, so that the caller's question runs on the same
 * path as one about a person who does not exist. Only a denial that the role meets without any person named is told.
 */
export async function decide(
  access: Access,
  caller: Caller,
  act: AccessRequest['act'],
  patient: string | undefined,
): Promise<View> {
  const decision = await access.decide(requestOf(caller, act, patient));
  if (decision.permit || patient === undefined) return viewOf(decision, decision);
  return isPartner(caller) ? viewOf(decision) : viewOf(decision, access.decideRole({ caller, act }));
}

/** What the role may, whoever the person is; nobody is in the view whom only a relation shows. */
export function decideRole(access: Access, caller: Caller, act: AccessRequest['act']): View {
  const decision = access.decideRole({ caller, act });
  return viewOf(decision, decision);
}

/** Reads one resource in the view that the decision about its person gives, the two in one statement where they can be. */
export async function readDecided<Asked extends { readonly view: View }>(
  { access, store }: Pick<RecordsOptions, 'access' | 'store'>,
  caller: Caller,
  { type, id }: { readonly type: string; readonly id: string },
  patient: string | undefined,
  viewFrom: (view: View) => Asked,
): Promise<{ readonly seen: StoredVersion | undefined; readonly inApp: Asked }> {
  const request = requestOf(caller, 'read', patient);
  const decided = access.decideBeside(request);
  if (decided === undefined) {
    const inApp = viewFrom(await decide(access, caller, 'read', patient));
    return { seen: await store.read(type, id, inApp.view.visibility), inApp };
  }
  let inApp: Asked | undefined;
  const visibility = (answer: Readonly<Record<string, unknown>>, whose: string) => {
    const decision = decided.decide(answer, whose);
    const isSilent = decision.permit || (isPartner(caller) && patient !== undefined);
    inApp = viewFrom(viewOf(decision, isSilent ? undefined : access.decideRole(request)));
    return inApp.view.visibility;
  };
  const seen = await store.read(type, id, { ...decided, visibility });
  // What is no address of anything the store does not ask for.
  return { seen, inApp: inApp ?? viewFrom(await decide(access, caller, 'read', patient)) };
}

function requestOf(caller: Caller, act: AccessRequest['act'], patient: string | undefined): AccessRequest {
  return { caller, act, ...(patient === undefined ? {} : { patient }) };
}

/** Across the border every failure is the same not-found, the partner's role included. */
function isPartner({ role }: Caller): boolean {
  return role === 'foreign-professional';
}

/** `role` is what the role as such is permitted, where that may be said. */
function viewOf(decision: Decision, role?: Decision): View {
  if (decision.permit) {
    const { rule, visibility, beyondRole = [], emergency = [], entries } = decision;
    return { permitted: true, rule, visibility, beyondRole, emergency, ...(entries && { entries }) };
  }
  const denied = { permitted: false, rule: decision.rule, visibility: nothing, beyondRole: [], emergency: [] };
  return role?.permit === false ? { ...denied, refusal: roleRefusal() } : denied;
}
