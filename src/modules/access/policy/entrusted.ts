import { type CareCategory, careCategories, partsOf } from '#fhir';
import type { ProxyAct, ProxyGrant } from '#identity';
import { closeRestrictions, repeatingOne } from '../restrictions.ts';
import type { Question } from './decide.ts';

/** What of proxies an act takes: who may read for another reads the log too, unless he acts for a part alone. */
const actTaken: Readonly<Record<Question['act'], ProxyAct | undefined>> = {
  read: 'read',
  'read-log': 'read',
  write: 'write',
  'change-sharing': 'change-sharing',
  administer: undefined,
};

/** The log and the choices tell of the whole record, and so they are for who acts for the whole of it. */
const tellsOfAll: ReadonlySet<Question['act']> = new Set(['read-log', 'change-sharing']);

function inForce({ caller, act, now }: Question): readonly ProxyGrant[] {
  const taken = actTaken[act];
  if (taken === undefined) return [];
  return caller.proxyFor.filter(
    (grant) =>
      grant.from <= now &&
      (grant.to === undefined || grant.to > now) &&
      grant.acts?.includes(taken) !== false &&
      !(tellsOfAll.has(act) && isPartial(grant)),
  );
}

function isPartial({ parts, reserved }: ProxyGrant): boolean {
  return parts !== undefined || (reserved !== undefined && reserved.parts.length + reserved.labels.length > 0);
}

/** The persons for whom the caller may act so today. */
export function entrustedPersons(question: Question): readonly string[] {
  return inForce(question).map((grant) => grant.patient);
}

/**
 * What of her record is not entrusted (EHDS article 4(2)): of several proxies for the same person what none of them
 * covers. What belongs to several parts takes all of them. What she reserves closes what would repeat it, as a restriction
 * does.
 *
 * An entry that one proxy hides by its part and another by its label is covered by neither. So a label that only some
 * reserve stays hidden, unless one proxy alone covers whatever any of them does.
 */
export function limitsOfProxy(
  question: Question,
  patient: string,
): { readonly hidden: readonly CareCategory[]; readonly labels: readonly string[] } {
  const limits = inForce(question)
    .filter((grant) => grant.patient === patient)
    .map((grant) => ({ hidden: hiddenBy(grant), labels: grant.reserved?.labels ?? [] }));
  const [first] = limits;
  if (first === undefined) return { hidden: careCategories, labels: [] };
  const hidden = first.hidden.filter((category) => limits.every((one) => one.hidden.includes(category)));
  const labels = first.labels.filter((label) => limits.every((one) => one.labels.includes(label)));
  const isOneTheWidest = limits.some(
    (one) =>
      one.hidden.every((category) => hidden.includes(category)) && one.labels.every((label) => labels.includes(label)),
  );
  return { hidden, labels: isOneTheWidest ? labels : [...new Set(limits.flatMap((one) => one.labels))] };
}

function hiddenBy({ parts, reserved }: ProxyGrant): readonly CareCategory[] {
  const closed = new Set(closeRestrictions(reserved?.parts ?? []));
  if (reserved !== undefined && reserved.labels.length > 0) for (const part of repeatingOne) closed.add(part);
  if (parts === undefined && closed.size === 0) return [];
  return careCategories.filter((category) =>
    partsOf(category).some(
      (part) => closed.has(part) || (parts !== undefined && part !== 'identity' && !parts.includes(part)),
    ),
  );
}
