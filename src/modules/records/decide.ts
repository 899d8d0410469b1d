import type { Access, AccessRequest } from '#access';
import type { CareCategory, Visibility } from '#fhir';
import type { Caller } from '#identity';
import { type Fault, faultOf } from '#kernel';
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
  const decision = await access.decide({ caller, act, ...(patient === undefined ? {} : { patient }) });
  if (decision.permit) {
    const { rule, visibility, beyondRole = [], emergency = [], entries } = decision;
    return { permitted: true, rule, visibility, beyondRole, emergency, ...(entries && { entries }) };
  }
  const denied = { permitted: false, rule: decision.rule, visibility: nothing, beyondRole: [], emergency: [] };
  if (patient === undefined) return { ...denied, refusal: roleRefusal() };
  // Across the border every failure is the same not-found, the partner's role included.
  if (caller.role === 'foreign-professional') return denied;
  const role = await access.decide({ caller, act });
  return role.permit ? denied : { ...denied, refusal: roleRefusal() };
}
