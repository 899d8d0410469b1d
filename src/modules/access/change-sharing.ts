import type { Transaction } from '#db';
import { fail, type Issue, isResourceId, issueOf, type Outcome, ok } from '#kernel';
import type { RestrictionAudience, SharingChoices } from './contract.ts';
import { restrictableCategories } from './restrictions.ts';

const audiences: ReadonlySet<RestrictionAudience> = new Set(['abroad', 'everyone']);
const mostRestrictions = 2 * restrictableCategories.size;

/**
 * Puts new choices in force and closes the former ones, which stay as history. Two changes of one person at the same
 * moment come one after the other. Restrictions come back in a stable order, each pair once.
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
  const { patient, crossBorder, restrictions } = checked.value;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`access_sharing ${patient}`]);
  await tx.query(
    'update access_sharing set valid_to = greatest($2::timestamptz, valid_from) where patient = $1 and valid_to is null',
    [patient, now],
  );
  await tx.query(
    `insert into access_sharing (patient, version, cross_border, restrictions, valid_from, changed_by)
     select $1, coalesce(max(version), 0) + 1, $2, $3::jsonb, $4::timestamptz, $5
     from access_sharing where patient = $1`,
    [patient, crossBorder, JSON.stringify(restrictions), now, by],
  );
  return ok({ patient, crossBorder, restrictions, changed: now });
}

function checkChoices(choices: SharingChoices): Outcome<SharingChoices> {
  const { patient, crossBorder, restrictions } = choices;
  if (typeof patient !== 'string' || !isResourceId(patient)) return bad('The person is not named by an id.', 'patient');
  if (typeof crossBorder !== 'boolean') return bad('Say true or false.', 'crossBorder');
  if (!Array.isArray(restrictions)) return bad('Give a list, which may be empty.', 'restrictions');
  if (restrictions.length > mostRestrictions) return bad('There are too many restrictions.', 'restrictions');
  const issues: Issue[] = [];
  const pairs = new Map<string, SharingChoices['restrictions'][number]>();
  for (const [index, entry] of restrictions.entries()) {
    const { category, audience } = (entry ?? {}) as Partial<SharingChoices['restrictions'][number]>;
    if (category === undefined || !restrictableCategories.has(category)) {
      issues.push(issueOf('request.bad', 'This category cannot be restricted.', `restrictions[${index}].category`));
    } else if (audience === undefined || !audiences.has(audience)) {
      issues.push(issueOf('request.bad', 'The audience is abroad or everyone.', `restrictions[${index}].audience`));
    } else {
      pairs.set(`${category} ${audience}`, { category, audience });
    }
  }
  const [first] = issues;
  if (first !== undefined) return { ok: false, fault: { kind: 'invalid', code: first.code, issues } };
  const sorted = [...pairs].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, pair]) => pair);
  return ok({ patient, crossBorder, restrictions: sorted });
}

function bad(text: string, path: string): Outcome<never> {
  return fail('request.bad', text, path);
}
