import { fail, type Outcome, ok } from '#kernel';
import type { LinkElement, PatientElements } from './patient-elements.ts';
import { isQualified, strictTraitsOf } from './strict-traits.ts';

/** Two Patients that are one person: the one that is given up, and the one that stays in force. */
export interface PersonPair<P extends PatientElements> {
  readonly source: P;
  readonly target: P;
}

/**
 * Links two Patients of one person (FHIR R4, Patient.link): the source is replaced by the target and no longer active, and
 * both are kept with all that they have, so that `partPersons` undoes it. Fault: `identity.merge`.
 */
export function mergePersons<P extends PatientElements>({ source, target }: PersonPair<P>): Outcome<PersonPair<P>> {
  if (source.id === target.id) return refused('A Patient is not merged with itself.');
  if (replacementOf(source) !== undefined) return refused('The source is replaced by another Patient.');
  if (replacementOf(target) !== undefined)
    return refused('The target is replaced; merge with the Patient in its place.');
  if (isQualified(source) && isQualified(target) && insText(source) !== insText(target)) {
    return refused('Two qualified identities with different INS are two persons.');
  }
  return ok({
    source: { ...source, active: false, link: [...(source.link ?? []), linkTo(target, 'replaced-by')] },
    target: { ...target, link: [...(target.link ?? []), linkTo(source, 'replaces')] },
  });
}

/** Undoes `mergePersons`: the links go, and the source is active. Fault: `identity.merge`, where there is nothing to undo. */
export function partPersons<P extends PatientElements>({ source, target }: PersonPair<P>): Outcome<PersonPair<P>> {
  if (replacementOf(source) !== `Patient/${target.id}`) return refused('The source is not replaced by the target.');
  return ok({
    source: { ...withoutLink(source, target, 'replaced-by'), active: true },
    target: withoutLink(target, source, 'replaces'),
  });
}

/** The reference to the Patient that is in force in place of this one; undefined where this one is. */
export function replacementOf({ link = [] }: PatientElements): string | undefined {
  return link.find(({ type }) => type === 'replaced-by')?.other?.reference;
}

function linkTo({ id }: PatientElements, type: 'replaced-by' | 'replaces'): LinkElement {
  return { other: { reference: `Patient/${id}` }, type };
}

function withoutLink<P extends PatientElements>(patient: P, other: P, type: string): P {
  const { link = [], ...rest } = patient;
  const kept = link.filter((each) => each.type !== type || each.other?.reference !== `Patient/${other.id}`);
  return (kept.length === 0 ? rest : { ...rest, link: kept }) as P;
}

function insText(patient: PatientElements): string {
  return JSON.stringify(strictTraitsOf(patient).ins);
}

function refused(text: string): Outcome<never> {
  return fail('identity.merge', text);
}
