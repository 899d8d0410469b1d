import type { CareCategory, Visibility } from '#fhir';
import type { Statement } from './statement.ts';

export const seesAll: Visibility = { common: 'all', persons: 'all' };

/** May this row be seen? The same rule as `visibleRows`, for rows that are already here. */
export function sees(visibility: Visibility, row: { compartment: string; category: CareCategory }): boolean {
  if (row.compartment === '') return seesCommon(visibility, row.category);
  if (visibility.persons === 'all') return true;
  const hidden = hiddenByPerson(visibility).get(row.compartment);
  return hidden !== undefined && !hidden.includes(row.category);
}

function seesCommon(visibility: Visibility, category: CareCategory): boolean {
  if (visibility.common === 'all') return true;
  return visibility.common === 'directory' && category === 'shared';
}

const byPerson = new WeakMap<Visibility, ReadonlyMap<string, readonly CareCategory[]>>();

/** A person who is listed twice has hidden what either entry hides. */
function hiddenByPerson(visibility: Visibility): ReadonlyMap<string, readonly CareCategory[]> {
  const known = byPerson.get(visibility);
  if (known !== undefined) return known;
  const found = new Map<string, readonly CareCategory[]>();
  for (const { patient, hidden } of visibility.persons === 'all' ? [] : visibility.persons) {
    const before = found.get(patient);
    found.set(patient, before === undefined ? hidden : [...before, ...hidden]);
  }
  byPerson.set(visibility, found);
  return found;
}

/**
 * The condition that leaves only visible rows of table `row`, in those compartments where the caller asks
 * (all where `within` is undefined). `false` where nothing can be visible.
 */
export function visibleRows(
  statement: Statement,
  row: string,
  visibility: Visibility,
  within: readonly string[] | undefined,
): string {
  const alternatives: string[] = [];
  if ((within === undefined || within.includes('')) && visibility.common !== 'none') {
    const shared = visibility.common === 'directory' ? ` and ${row}.category = 'shared'` : '';
    alternatives.push(`${row}.compartment = ''${shared}`);
  }
  const persons = within?.filter((patient) => patient !== '');
  if (visibility.persons === 'all') {
    alternatives.push(persons === undefined ? `${row}.compartment <> ''` : inCompartments(statement, row, persons));
  } else {
    for (const [hidden, patients] of groupByHidden(visibility, persons)) {
      const shown = hidden === '' ? '' : ` and ${row}.category <> all (${statement.bind(hidden.split(' '))}::text[])`;
      alternatives.push(`${inCompartments(statement, row, patients)}${shown}`);
    }
  }
  if (within === undefined && visibility.persons === 'all' && visibility.common === 'all') return 'true';
  if (alternatives.length === 0) return 'false';
  if (alternatives.length === 1) return `(${alternatives[0]})`;
  const either = `(${alternatives.map((alternative) => `(${alternative})`).join(' or ')})`;
  const all = allCompartments(visibility, within);
  // The list of all of them once more lets one index scan find the candidates of every alternative.
  return all === undefined ? either : `${inCompartments(statement, row, all)} and ${either}`;
}

function inCompartments(statement: Statement, row: string, compartments: readonly string[]): string {
  const [only] = compartments;
  if (compartments.length === 0) return 'false';
  if (compartments.length === 1 && only !== undefined) return `${row}.compartment = ${statement.bind(only)}`;
  return `${row}.compartment = any (${statement.bind(compartments)}::text[])`;
}

function groupByHidden(
  visibility: Visibility,
  persons: readonly string[] | undefined,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const hiddenOf = hiddenByPerson(visibility);
  for (const patient of persons ?? hiddenOf.keys()) {
    const hidden = hiddenOf.get(patient);
    if (hidden === undefined) continue;
    const name = [...new Set(hidden)].sort().join(' ');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [patient]);
    else group.push(patient);
  }
  return groups;
}

function allCompartments(visibility: Visibility, within: readonly string[] | undefined): readonly string[] | undefined {
  if (visibility.persons === 'all') return within;
  const listed = [...hiddenByPerson(visibility).keys()];
  const persons = within === undefined ? listed : listed.filter((patient) => within.includes(patient));
  const common = visibility.common !== 'none' && (within === undefined || within.includes(''));
  return common ? ['', ...persons] : persons;
}
