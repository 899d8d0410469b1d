import type { Transaction } from '#db';
import { isResourceType } from '#fhir';
import { fail, type Issue, isResourceId, issueOf, type Outcome, ok } from '#kernel';
import type { Restriction, RestrictionAudience, SharingChoices } from './contract.ts';
import { restrictableCategories } from './restrictions.ts';

const mostRestrictions = 500;
const mostShared = 50;
const labelCode = /^[^\s,\p{Cc}\p{Cs}]{1,64}$/u;
const named = /^[^\s|\p{Cc}\p{Cs}]{1,64}$/u;

/**
 * Puts new choices in force and closes the former ones, which stay as history. Two changes of one person at the same
 * moment come one after the other. Restrictions come back in a stable order, each once.
 * Faults: `request.bad` with the path of what is wrong.
 */
export async function changeSharing(
  tx: Transaction,
  choices: SharingChoices,
  by: string,
  now: Date,
): Promise<Outcome<SharingChoices>> {
  const checked = checkChoices(choices);
  if (!checked.ok) return checked;
  const { patient, crossBorder, restrictions, shared = [] } = checked.value;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`access_sharing ${patient}`]);
  await tx.query(
    'update access_sharing set valid_to = greatest($2::timestamptz, valid_from) where patient = $1 and valid_to is null',
    [patient, now],
  );
  await tx.query(
    `insert into access_sharing (patient, version, cross_border, restrictions, shared, valid_from, changed_by)
     select $1, coalesce(max(version), 0) + 1, $2, $3::jsonb, $4::text[], $5::timestamptz, $6
     from access_sharing where patient = $1`,
    [patient, crossBorder, JSON.stringify(restrictions), shared, now, by],
  );
  return ok({ ...checked.value, changed: now });
}

/** The choices in their stable form, or what is wrong with them and where. */
export function checkChoices(choices: SharingChoices): Outcome<SharingChoices> {
  const { patient, crossBorder, restrictions, shared = [] } = choices;
  if (typeof patient !== 'string' || !isResourceId(patient)) return bad('The person is not named by an id.', 'patient');
  if (typeof crossBorder !== 'boolean') return bad('Say true or false.', 'crossBorder');
  if (!Array.isArray(restrictions)) return bad('Give a list, which may be empty.', 'restrictions');
  if (restrictions.length > mostRestrictions) {
    return bad(`There are more than ${mostRestrictions} restrictions.`, 'restrictions');
  }
  if (!Array.isArray(shared) || shared.length > mostShared || !shared.every(isLabel)) {
    return bad('Give codes of security labels.', 'shared');
  }
  const issues: Issue[] = [];
  const distinct = new Map<string, Restriction>();
  for (const [index, given] of restrictions.entries()) {
    const path = `restrictions[${index}]`;
    const what = whatOf((given ?? {}) as Partial<Restriction>);
    const audience = audienceOf((given as Partial<Restriction> | null)?.audience);
    if (typeof what === 'string') {
      issues.push(issueOf('request.bad', whatIsWrong[what], what === 'what' ? path : `${path}.${what}`));
    } else if (audience === undefined) {
      const text = 'The audience is everyone, abroad, a country, an organisation or a practitioner.';
      issues.push(issueOf('request.bad', text, `${path}.audience`));
    } else distinct.set(JSON.stringify([what, audience]), { ...what, audience });
  }
  const [first] = issues;
  if (first !== undefined) return { ok: false, fault: { kind: 'invalid', code: first.code, issues } };
  const sorted = [...distinct].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
  const labels = [...new Set(shared)].sort();
  return ok({ patient, crossBorder, restrictions: sorted, ...(labels.length === 0 ? {} : { shared: labels }) });
}

type Wrong = 'what' | 'category' | 'entry' | 'label' | 'everything';

const whatIsWrong: Readonly<Record<Wrong, string>> = {
  what: 'Say one of: everything, a category, an entry, a label.',
  everything: 'It is true, or left out.',
  category: 'This category cannot be restricted.',
  entry: 'An entry is named by its type and id, and is none of the person herself.',
  label: 'A label is named by its code.',
};

/** What is restricted; or the member that is wrong. */
function whatOf({ everything, category, entry, label }: Partial<Restriction>): Omit<Restriction, 'audience'> | Wrong {
  const given = [everything, category, entry, label].filter((one) => one !== undefined);
  if (given.length !== 1) return 'what';
  if (everything !== undefined) return everything === true ? { everything } : 'everything';
  if (category !== undefined) return restrictableCategories.has(category) ? { category } : 'category';
  if (entry !== undefined) return isEntry(entry) ? { entry } : 'entry';
  return isLabel(label) ? { label } : 'label';
}

function isLabel(label: unknown): label is string {
  return typeof label === 'string' && labelCode.test(label);
}

function isEntry(entry: unknown): boolean {
  if (typeof entry !== 'string') return false;
  const [type = '', id = '', ...more] = entry.split('/');
  return more.length === 0 && type !== 'Patient' && isResourceType(type) && isResourceId(id);
}

function audienceOf(given: unknown): RestrictionAudience | undefined {
  if (given === 'abroad' || given === 'everyone') return given;
  if (typeof given !== 'object' || given === null) return undefined;
  const [[key, value] = [], ...more] = Object.entries(given);
  if (more.length > 0 || typeof value !== 'string') return undefined;
  if (key === 'country') return /^[A-Z]{2}$/.test(value) ? { country: value } : undefined;
  if (key === 'organization') return named.test(value) ? { organization: value } : undefined;
  return key === 'practitioner' && named.test(value) ? { practitioner: value } : undefined;
}

function bad(text: string, path: string): Outcome<never> {
  return fail('request.bad', text, path);
}
