import { type CareCategory, extractIndex, type Resource, type Visibility, type VisiblePerson } from '#fhir';
import { authoringParams, authorKeys, referrerKeys } from './hidden-entries.ts';
import { labelsAreRead, saysNoLabels, unreadLabels } from './labels.ts';
import type { Statement } from './statement.ts';

export const seesAll: Visibility = { common: 'all', persons: 'all' };

/** The same without these persons. */
export function withoutPersons(visibility: Visibility, persons: readonly string[]): Visibility {
  return persons.length === 0 ? visibility : { ...visibility, without: persons };
}

/** A version as far as it decides whether it may be seen. */
export interface Seen {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
  readonly category: CareCategory;
  readonly labels?: readonly string[] | null;
  readonly text: string;
}

/** May this version be seen? The same rule as `visibleRows`, for what is already here. */
export function sees(visibility: Visibility, seen: Seen): boolean {
  if (visibility.types?.includes(seen.type) === false || visibility.without?.includes(seen.compartment)) return false;
  if (seen.compartment === '') return seesCommon(visibility, seen.category);
  if (visibility.persons === 'all') return true;
  const limits = limitsByPerson(visibility).get(seen.compartment);
  return limits?.every((limit) => allows(limit, seen)) ?? false;
}

/** Is anything of this person's record, or of what is nobody's, to be seen at all? What is not need not be opened. */
export function knows(visibility: Visibility, compartment: string): boolean {
  return compartment === '' || visibility.persons === 'all' || limitsByPerson(visibility).has(compartment);
}

/** Are single entries of this person's record hidden, so that what refers to them is too? */
export function hidesEntries(visibility: Visibility, compartment: string): boolean {
  return (
    limitsByPerson(visibility)
      .get(compartment)
      ?.some(({ entries = [] }) => entries.length > 0) ?? false
  );
}

function seesCommon(visibility: Visibility, category: CareCategory): boolean {
  if (visibility.common === 'all') return true;
  return visibility.common === 'directory' && category === 'shared';
}

function allows(limit: VisiblePerson, { type, id, category, labels, text }: Seen): boolean {
  const { hidden, entries = [], withheld, untold } = limit;
  if (hidden.includes(category)) return false;
  if (labels && labels.length > 0) {
    if (labels.includes(unreadLabels) && isLabelled(limit)) return false;
    if (limit.labels?.some((label) => labels.includes(label))) return false;
    if (untold !== undefined && labels.some((label) => isUntold(untold, label))) return false;
    if (withheld?.labels.some((label) => labels.includes(label)) && !isWrittenBy(withheld.authors, type, text)) {
      return false;
    }
  }
  return entries.length === 0 || (!entries.includes(`${type}/${id}`) && !refersToOne(entries, text));
}

/** Is anything hidden by its labels? */
function isLabelled({ labels = [], withheld, untold }: VisiblePerson): boolean {
  return labels.length > 0 || (withheld?.labels ?? []).length > 0 || (untold?.labels ?? []).length > 0;
}

/** The store keeps `label@milliseconds` beside a label that holds for a time (see `markedSince`). */
function isUntold({ labels, since }: NonNullable<VisiblePerson['untold']>, marked: string): boolean {
  const at = marked.indexOf('@');
  return at > 0 && labels.includes(marked.slice(0, at)) && Number(marked.slice(at + 1)) > since;
}

function isWrittenBy(authors: readonly string[], type: string, text: string): boolean {
  const params = authoringParams(type);
  return authors.length > 0 && referencesOf(text).some(({ param, to }) => params.has(param) && authors.includes(to));
}

function refersToOne(entries: readonly string[], text: string): boolean {
  return referencesOf(text).some(({ to }) => entries.includes(to));
}

function referencesOf(text: string): readonly { readonly param: string; readonly to: string }[] {
  if (text === '') return [];
  return extractIndex(JSON.parse(text) as Resource).references.map(({ param, type, id }) => ({
    param,
    to: `${type}/${id}`,
  }));
}

const byPerson = new WeakMap<Visibility, ReadonlyMap<string, readonly VisiblePerson[]>>();

/** A person who is listed twice has hidden what either entry hides. */
function limitsByPerson(visibility: Visibility): ReadonlyMap<string, readonly VisiblePerson[]> {
  const known = byPerson.get(visibility);
  if (known !== undefined) return known;
  const found = new Map<string, readonly VisiblePerson[]>();
  for (const person of visibility.persons === 'all' ? [] : visibility.persons) {
    const before = found.get(person.patient);
    found.set(person.patient, before === undefined ? [person] : [...before, person]);
  }
  byPerson.set(visibility, found);
  return found;
}

/** What else of a row the condition may rest on. */
interface RowOptions {
  /** The table in the statement that has the keys of this resource, where that is another row: a version has none. */
  readonly keys?: string;
  /** The only types that the row can be of. */
  readonly types?: readonly string[];
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
  options: RowOptions = {},
): string {
  const rows = rowsOfAnyType(statement, row, visibility, within, options);
  if (rows === 'false') return rows;
  const { types, without } = visibility;
  return [
    ...(types === undefined ? [] : [`${row}.type = any (${statement.bind(types)}::text[])`]),
    ...(without === undefined ? [] : [`${row}.compartment <> all (${statement.bind(without)}::text[])`]),
    rows,
  ].join(' and ');
}

function rowsOfAnyType(
  statement: Statement,
  row: string,
  visibility: Visibility,
  within: readonly string[] | undefined,
  options: RowOptions,
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
    for (const { limits, patients } of groupByLimits(visibility, persons)) {
      const allowed = limits.flatMap((limit) => allowedRows(statement, row, limit, options));
      alternatives.push([inCompartments(statement, row, patients), ...allowed].join(' and '));
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

/** What must hold of a row of a person's record besides; nothing for most. */
function allowedRows(
  statement: Statement,
  row: string,
  { hidden, entries = [], labels = [], withheld, untold }: VisiblePerson,
  { keys = row, types }: RowOptions,
): readonly string[] {
  const texts = (values: readonly string[]) => `${statement.bind(values)}::text[]`;
  const conditions: string[] = [];
  if (hidden.length > 0) conditions.push(`${row}.category <> all (${texts([...new Set(hidden)].sort())})`);
  const ofLabels: string[] = [];
  if (labels.length > 0) ofLabels.push(`not ${row}.labels && ${texts(labels)}`);
  if (withheld !== undefined && withheld.labels.length > 0) {
    const own = authorKeys(withheld.authors, types);
    const exempt = own.length === 0 ? '' : ` or ${keys}.keys && ${statement.bind(own)}::bigint[]`;
    ofLabels.push(`(not ${row}.labels && ${texts(withheld.labels)}${exempt})`);
  }
  if (untold !== undefined && untold.labels.length > 0) {
    const marked = untold.labels.map((label) => {
      const [from, to] = [statement.bind(`${label}@${untold.since}`), statement.bind(`${label}@~`)];
      return `(label > ${from}::text collate "C" and label < ${to}::text collate "C")`;
    });
    ofLabels.push(`not exists (select from unnest(${row}.labels) as label where ${marked.join(' or ')})`);
  }
  if (ofLabels.length > 0) {
    // Hardly any row has labels, and of most a look whether there are any must be enough.
    conditions.push(`(${row}.labels is null or (${ofLabels.join(' and ')}))`);
    conditions.push(`(${labelsAreRead(row)} or ${saysNoLabels(row)})`);
  }
  if (entries.length > 0) {
    conditions.push(`(${row}.type || '/' || ${row}.id) <> all (${texts(entries)})`);
    conditions.push(`not ${keys}.keys && ${statement.bind(referrerKeys(entries, types))}::bigint[]`);
  }
  return conditions;
}

function inCompartments(statement: Statement, row: string, compartments: readonly string[]): string {
  const [only] = compartments;
  if (compartments.length === 0) return 'false';
  if (compartments.length === 1 && only !== undefined) return `${row}.compartment = ${statement.bind(only)}`;
  return `${row}.compartment = any (${statement.bind(compartments)}::text[])`;
}

interface Group {
  readonly limits: readonly VisiblePerson[];
  readonly patients: string[];
}

/** Persons of whom the same is hidden: one condition serves all of them. */
function groupByLimits(visibility: Visibility, persons: readonly string[] | undefined): Iterable<Group> {
  const groups = new Map<string, Group>();
  const limitsOf = limitsByPerson(visibility);
  for (const patient of persons ?? limitsOf.keys()) {
    const limits = limitsOf.get(patient);
    if (limits === undefined) continue;
    const name = limits.map(nameOfLimit).join(';');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { limits, patients: [patient] });
    else group.patients.push(patient);
  }
  return groups.values();
}

function nameOfLimit({ hidden, entries, labels, withheld, untold }: VisiblePerson): string {
  const categories = [...hidden].sort().join(' ');
  if (entries !== undefined || untold !== undefined) {
    return JSON.stringify([categories, entries, labels, withheld, untold]);
  }
  // A professional who treats thousands comes by here with each of them, most of whom share these objects.
  return `${categories}#${numberOf(labels)}#${numberOf(withheld)}`;
}

const numbers = new WeakMap<object, number>();
let numbered = 0;

function numberOf(one: object | undefined): number {
  if (one === undefined) return 0;
  const known = numbers.get(one);
  if (known !== undefined) return known;
  numbered += 1;
  numbers.set(one, numbered);
  return numbered;
}

function allCompartments(visibility: Visibility, within: readonly string[] | undefined): readonly string[] | undefined {
  if (visibility.persons === 'all') return within;
  const limits = limitsByPerson(visibility);
  // Both may be thousands: those who work in a hospital, and the ids that a search names.
  const persons = within === undefined ? [...limits.keys()] : within.filter((patient) => limits.has(patient));
  const common = visibility.common !== 'none' && (within === undefined || within.includes(''));
  return common ? ['', ...persons] : persons;
}
