import { type Fault, faultOf } from '#kernel';
import type { Role } from '../contract.ts';
import { type IdentityStatus, identityStatusOf } from './identity-status.ts';
import { isInsSystem } from './kinds/france.ts';
import { replacementOf } from './merge-persons.ts';
import type { PatientElements } from './patient-elements.ts';
import { missingForQualification, strictTraitsOf } from './strict-traits.ts';

/** Who writes what the teleservice INSi said, or stands for it. */
const qualifiedSources: ReadonlySet<Role> = new Set(['administrator', 'backend']);

/** Statuses whose traits came from INSi. */
const fetched: ReadonlySet<IdentityStatus> = new Set(['RECUP', 'QUAL']);

/** What a professional may make of a status by what he sees: he compares documents, and does not fetch. */
const byComparison: Readonly<Record<IdentityStatus, readonly IdentityStatus[]>> = {
  PROV: ['PROV', 'VALI'],
  VALI: ['PROV', 'VALI'],
  RECUP: ['RECUP', 'QUAL'],
  QUAL: ['QUAL'],
};

/**
 * Identity watch (RNIV, identitovigilance): may this caller make this of a Patient? Traits and INS that came from INSi are
 * changed by INSi or an administrator alone, and so is a status that says that they did; a professional may qualify an
 * identity that was fetched, when every strict trait is there. Nor do they let one Patient replace another: the accounts
 * that reach her would follow into that record. `before` is undefined where the Patient comes into being; `at` is where it
 * stands in what was sent.
 * Faults: `identity.qualified`, `identity.incomplete`, `access.denied`.
 */
export function watchIdentity(
  caller: { readonly role: Role },
  before: PatientElements | undefined,
  after: PatientElements,
  at = 'Patient',
): Fault | undefined {
  // An import must not lose what other systems hold: what lacks traits is kept, and does not travel.
  if (caller.role === 'backend') return undefined;
  const [from, to] = [before === undefined ? 'PROV' : identityStatusOf(before), identityStatusOf(after)];
  if (!qualifiedSources.has(caller.role)) {
    const may = caller.role === 'professional' ? byComparison[from] : [from];
    const kept = before === undefined || !fetched.has(from) || fingerprintOf(before) === fingerprintOf(after);
    if (!may.includes(to) || !kept) {
      return faultOf(
        'identity.qualified',
        'The traits, the INS and the status of an identity that came from INSi are changed by INSi or an administrator alone.',
        at,
      );
    }
    if ((before && replacementOf(before)) !== replacementOf(after)) {
      return faultOf('access.denied', 'Persons are merged and parted by the identity desk.', at);
    }
  }
  const [missing] = to === 'QUAL' && from !== 'QUAL' ? missingForQualification(after) : [];
  return missing === undefined
    ? undefined
    : faultOf('identity.incomplete', `A qualified identity has every strict trait; ${missing} is missing.`, at);
}

/** What names the person: strict traits, every INS, and which Patient stands in for her. */
function fingerprintOf(patient: PatientElements): string {
  const ins = (patient.identifier ?? []).filter(({ system }) => isInsSystem(system));
  const named = ins.map(({ system, value, use }) => [system, value, use]);
  return JSON.stringify([strictTraitsOf(patient), named, replacementOf(patient)]);
}
