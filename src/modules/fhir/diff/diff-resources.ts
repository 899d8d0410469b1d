import { fail, type Outcome, ok } from '#kernel';
import { isObject } from '../json-value.ts';
import { NumberText, parseKeepingNumbers } from '../number-literal.ts';
import { mostOperations } from '../patch/apply-patch.ts';
import { entriesNamed, type Item, itemsOf } from '../patch/element-tree.ts';
import { isResourceType } from '../resource-types.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from '../type-table.ts';
import { alignLists, type Budget } from './align-lists.ts';
import { parameterOf } from './patch-parameter.ts';

type Members = Record<string, unknown>;

export interface DiffOptions {
  /** Also profiles, tags and labels; `versionId` and `lastUpdated`, which the server sets, are never compared. */
  readonly includeMeta?: boolean;
}

/** Thrown where there is more to tell than one patch may hold. */
const tooManyDifferences = new Error('More differences than a patch may have operations');

/** Comparisons of items of lists; what is left over is compared place by place. */
const mostComparisons = 5_000_000;

/** The elements of `meta` that are the server's own. */
const ofTheServer: ReadonlySet<string> = new Set(['versionId', 'lastUpdated']);

/**
 * What makes one resource into another of the same type, as the JSON text of a FHIRPath Patch (FHIR R4, fhirpatch.html):
 * applied to `from` it gives `to`, but for the id and, unless asked for, `meta`. An operation that replaces also tells the
 * `previousValue`. Both texts must have passed `parseResource`. Refuses with `resource.type-mismatch`, and with
 * `patch.too-costly` what differs in more places than a patch may have operations.
 */
export function diffResources(from: string, to: string, options: DiffOptions = {}): Outcome<string> {
  const before = parseKeepingNumbers(from) as Members;
  const after = parseKeepingNumbers(to) as Members;
  const type = before.resourceType;
  if (!isResourceType(type) || type !== after.resourceType) {
    return fail('resource.type-mismatch', 'Only resources of one type are compared.');
  }
  const operations = collect();
  const skip = options.includeMeta === true ? ['id'] : ['id', 'meta'];
  try {
    diffMembers(type, typeEntry(type), before, after, operations, new Set(skip));
  } catch (thrown) {
    if (thrown !== tooManyDifferences) throw thrown;
    return fail('patch.too-costly', `The resources differ in more than ${mostOperations} places.`);
  }
  const parameter = operations.all;
  return ok(JSON.stringify({ resourceType: 'Parameters', ...(parameter.length === 0 ? {} : { parameter }) }));
}

interface Operations {
  readonly budget: Budget;
  readonly all: readonly object[];
  add(path: string, name: string, entry: ElementEntry, item: Item): void;
  insert(path: string, index: number, entry: ElementEntry, item: Item): void;
  replace(path: string, entry: ElementEntry, item: Item, previous: { entry: ElementEntry; item: Item }): void;
  delete(path: string): void;
}

function collect(): Operations {
  const all: object[] = [];
  const push = (type: string, path: string, ...parts: readonly object[]) => {
    if (all.length === mostOperations) throw tooManyDifferences;
    const part = [{ name: 'type', valueCode: type }, { name: 'path', valueString: path }, ...parts];
    all.push({ name: 'operation', part });
  };
  return {
    all,
    budget: { left: mostComparisons },
    add: (path, name, entry, item) =>
      push('add', path, { name: 'name', valueString: name }, parameterOf('value', entry, item)),
    insert: (path, index, entry, item) =>
      push('insert', path, { name: 'index', valueInteger: index }, parameterOf('value', entry, item)),
    replace: (path, entry, item, previous) =>
      push(
        'replace',
        path,
        parameterOf('previousValue', previous.entry, previous.item),
        parameterOf('value', entry, item),
      ),
    delete: (path) => push('delete', path),
  };
}

/**
 * Deletions come last: an element whose last child goes is taken away with it, and must not be while others are to come.
 */
function diffMembers(
  path: string,
  type: TypeEntry,
  before: Members,
  after: Members,
  operations: Operations,
  skip: ReadonlySet<string> = new Set(),
): void {
  const gone: (() => void)[] = [];
  for (const label of new Set(type.elements.map((element) => element.label))) {
    if (skip.has(label)) continue;
    const old = present(type, label, before);
    const now = present(type, label, after);
    const at = `${path}.${label}`;
    if (now === undefined) {
      if (old?.entry.max === 1) gone.push(() => operations.delete(at));
      else
        for (let index = (old?.items.length ?? 0) - 1; index >= 0; index -= 1)
          gone.push(() => operations.delete(`${at}[${index}]`));
    } else if (old === undefined) {
      for (const item of now.items) operations.add(path, label, now.entry, item);
    } else if (now.entry.max === 1) {
      const [was, is] = [old.items[0] ?? {}, now.items[0] ?? {}];
      diffItem(at, { entry: old.entry, item: was }, { entry: now.entry, item: is }, operations);
    } else {
      diffList(at, now.entry, old.items, now.items, operations);
    }
  }
  for (const remove of gone) remove();
}

interface Occurrence {
  readonly entry: ElementEntry;
  readonly item: Item;
}

/** The occurrences of an element, of a choice under the type that it has; undefined where there is none. */
function present(
  type: TypeEntry,
  label: string,
  members: Members,
): { readonly entry: ElementEntry; readonly items: readonly Item[] } | undefined {
  for (const entry of entriesNamed(type, label)) {
    const items = itemsOf(members, entry).filter(isSaid);
    if (items.length > 0) return { entry, items };
  }
  return undefined;
}

/** An empty object says nothing, and no patch can write it. */
function isSaid({ value, beside }: Item): boolean {
  const isEmpty = isObject(value) && !(value instanceof NumberText) && Object.keys(value).length === 0;
  return beside !== undefined || (value !== undefined && !isEmpty);
}

function diffItem(path: string, old: Occurrence, now: Occurrence, operations: Operations): void {
  const { entry } = now;
  if (old.entry === entry && sameText(old.item, now.item)) return;
  const [before, after] = [old.item.value, now.item.value];
  const type = old.entry === entry ? innerType(entry, before, after) : undefined;
  if (type === undefined || !sharesMember(before as Members, after as Members)) {
    operations.replace(path, entry, now.item, old);
    return;
  }
  const skip = entry.type === 'Meta' ? ofTheServer : undefined;
  diffMembers(path, type, before as Members, after as Members, operations, skip);
}

/** The type of what stands in both; undefined where they are compared as a whole. */
function innerType(entry: ElementEntry, before: unknown, after: unknown): TypeEntry | undefined {
  if (entry.kind === 'complex') return typeEntry(entry.type);
  if (entry.kind !== 'resource' || !isObject(before) || !isObject(after)) return undefined;
  const { resourceType } = before;
  return resourceType === after.resourceType && isResourceType(resourceType) ? typeEntry(resourceType) : undefined;
}

/** Two things without anything in common are not one that changed. */
function sharesMember(before: Members, after: Members): boolean {
  return Object.keys(before).some((name) => name !== 'resourceType' && print(before[name]) === print(after[name]));
}

/** From the end to the start, so that the places before keep their numbers; within a run what comes before what goes. */
function diffList(
  path: string,
  entry: ElementEntry,
  before: readonly Item[],
  after: readonly Item[],
  operations: Operations,
): void {
  for (const run of alignLists(before.map(print), after.map(print), operations.budget).reverse()) {
    const paired = Math.min(run.removed, run.added);
    for (let index = 0; index < paired; index += 1) {
      const [old, now] = [before[run.before + index] ?? {}, after[run.after + index] ?? {}];
      diffItem(`${path}[${run.before + index}]`, { entry, item: old }, { entry, item: now }, operations);
    }
    for (let index = paired; index < run.added; index += 1) {
      operations.insert(path, run.before + index, entry, after[run.after + index] ?? {});
    }
    for (let index = run.removed - 1; index >= paired; index -= 1) operations.delete(`${path}[${run.before + index}]`);
  }
}

function sameText(one: Item, other: Item): boolean {
  return print(one) === print(other);
}

function print(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}
