import type { Transaction } from '#db';
import type { StoredVersion } from '../contract.ts';
import { type IndexRows, noIndexRows } from '../index-rows.ts';
import { containedName, containerKey } from '../keys.ts';
import { labelLines, labelledVersion } from '../labels.ts';
import { toStored, type VersionRow, versionColumns } from '../rows.ts';
import { openAll, type Sealer, type Sealing } from '../sealing/sealing.ts';
import type { ResourceState } from './decide-unit.ts';
import {
  type Addition,
  additionsOf,
  type ContainedRow,
  insertsOf,
  resourceColumns,
  resourceValues,
  storedValue,
  textFor,
  unnested,
  valuesOf,
} from './insert-rows.ts';

interface Changed {
  readonly stored: StoredVersion;
  readonly rows: IndexRows;
  readonly original: ResourceState['original'];
}

/** How rows are made: for which generation of the index, and how their texts are sealed. */
interface Manner {
  readonly generation: number;
  readonly seal: Sealer;
}

/**
 * Writes what a group has made of its resources, in statements that are sent together: for new ones a single one, a few
 * more for others. The rows go in sorted by key, so that two processes which insert the same ones wait for each other in
 * one direction only. In a `distributed` database each statement changes one table.
 */
export async function writeStates(
  tx: Transaction,
  states: readonly ResourceState[],
  { distributed, sealing, ...how }: Manner & { readonly distributed: boolean; readonly sealing: Sealing },
): Promise<void> {
  const changed = changesOf(states);
  const moved = changed.filter(
    ({ stored, original }) => original !== undefined && original.compartment !== stored.compartment,
  );
  const updated = changed.filter(({ stored, original }) => original?.compartment === stored.compartment);
  const superseded = states.flatMap(({ current, superseded }) =>
    superseded.map((version) => ({ ...version, compartment: current?.compartment ?? version.compartment })),
  );

  const sent: Promise<unknown>[] = [];
  const send = (text: string, values: readonly unknown[]) => sent.push(tx.query(text, values));
  for (const change of moved) {
    sendMove(send, change);
    const gone = await openAll(sealing, await tx.query<VersionRow>(deleteHistory, keyBefore(change)));
    const moving = gone.map((row) => ({ ...toStored(row), compartment: change.stored.compartment }));
    if (moving.length > 0) send(insertHistory, historyColumns(moving, how.seal));
  }
  if (updated.length + moved.length > 0) sendDeletions(send, [...updated, ...moved], distributed);
  if (updated.length > 0) send(updateResources, resourceValues(updated, how));
  if (superseded.length > 0) send(insertHistory, historyColumns(superseded, how.seal));
  const additions = additionsTo(changed, how);
  if (distributed) {
    for (const one of additions) send(insertsOf([one])[0] ?? '', one.values);
  } else if (additions.length > 0) {
    const text = textFor(additions, 'together', () => asOne(insertsOf(additions)));
    send(text, valuesOf(additions));
  }
  await Promise.all(sent);
}

/** The rows that resources which are all new add to the tables. */
export function additionsOfNew(states: readonly ResourceState[], how: Manner): readonly Addition[] {
  return additionsTo(changesOf(states), how);
}

function changesOf(states: readonly ResourceState[]): readonly Changed[] {
  const changed = states.flatMap(({ current, latest, original }): readonly Changed[] => {
    if (current === undefined || latest === undefined) return [];
    return [{ stored: current, rows: current.deleted ? noIndexRows : latest.rows, original }];
  });
  return changed.sort((a, b) => compareKeys(a.stored, b.stored));
}

function additionsTo(changed: readonly Changed[], how: Manner): readonly Addition[] {
  const contained = changed.flatMap(containedIn);
  return additionsOf({
    located: changed.flatMap(({ stored, original }) => (original === undefined ? [stored] : [])),
    resources: changed.filter(({ stored, original }) => original?.compartment !== stored.compartment),
    contained,
    indexed: [...changed.map(({ stored, rows }) => ({ key: stored, rows })), ...contained],
    ...how,
  });
}

/** One message and one answer instead of several, where they change different tables. */
function asOne(statements: readonly string[]): string {
  return `with ${statements.map((text, n) => `s${n} as (${text})`).join(', ')} select 1`;
}

type Send = (text: string, values: readonly unknown[]) => void;

function compareKeys(a: StoredVersion, b: StoredVersion): number {
  return compare(a.compartment, b.compartment) || compare(a.type, b.type) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where the resources stood before the write. */
function keysBefore(changed: readonly Changed[]): readonly unknown[] {
  return [
    changed.map(({ stored, original }) => original?.compartment ?? stored.compartment),
    changed.map(({ stored }) => stored.type),
    changed.map(({ stored }) => stored.id),
  ];
}

const updateResources = `
  update resource r
     set ${resourceColumns.map((column) => `${column[0]} = ${storedValue(column)}`).join(', ')}
    from ${unnested(resourceColumns)}
   where r.compartment = n.compartment and r.type = n.type and r.id = n.id`;

function historyColumns(versions: readonly StoredVersion[], seal: Sealer): unknown[] {
  const sealed = versions.map(seal);
  return [
    versions.map((version) => version.compartment),
    versions.map((version) => version.type),
    versions.map((version) => version.id),
    versions.map((version) => version.version),
    versions.map((version) => version.updated.getTime()),
    versions.map((version) => version.deleted),
    versions.map((version) => version.category),
    versions.map((version) => labelLines(version.labels)),
    sealed.map(({ size }) => size),
    sealed.map(({ text }) => text),
  ];
}

const insertHistory = `
  insert into resource_history (compartment, type, id, version, updated, deleted, category, labels, labelled, size, text)
  select n.compartment, n.type, n.id, n.version, n.updated, n.deleted, n.category, string_to_array(n.labels, E'\\n'), ${labelledVersion}, n.size, n.text
    from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bool[], $7::text[], $8::text[], $9::int[], $10::text[])
      as n (compartment, type, id, version, updated, deleted, category, labels, size, text)`;

/** Takes away what stands beside resources: of codes, those that their keys name. */
function sendDeletions(send: Send, before: readonly Changed[], distributed: boolean): void {
  const keys = keysBefore(before);
  const named = [...keys, before.map(({ original }) => original?.keys ?? '{}')];
  if (distributed) {
    send(deleteCodes, named);
    for (const text of deleteOthers) send(text, keys);
  } else send(deleteRows, named);
  const containers = before.filter(({ original }) => original?.keys.includes(containerKey));
  if (containers.length > 0) send(deleteContained, keysBefore(containers));
}

const deleteCodes = `
  delete from resource_code c
   using unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (compartment, type, id, keys)
   where c.compartment = n.compartment and c.type = n.type and c.code_key = any (n.keys::bigint[]) and c.id = n.id`;

const deleteOthers = ['date', 'string', 'quantity'].map(
  (kind) => `
  delete from resource_${kind} x using unnest($1::text[], $2::text[], $3::text[]) as n (compartment, type, id)
   where x.compartment = n.compartment and x.type = n.type and x.id = n.id`,
);

const deleteRows = asOne([deleteCodes, ...deleteOthers]);

/** What stands inside a resource, under the names that it has in the tables. */
function containedIn({ stored, rows }: Changed): readonly ContainedRow[] {
  const { compartment, type: containerType, id: containerId } = stored;
  return rows.contained.map(({ type, id, rows: own }) => ({
    key: { compartment, type, id: containedName(containerType, containerId, id) },
    container: stored,
    rows: own,
  }));
}

const deleteContained = `
  with gone as (
    delete from resource_contained c using unnest($1::text[], $2::text[], $3::text[]) as n (compartment, type, id)
     where c.compartment = n.compartment and c.container_type = n.type and c.container_id = n.id
    returning c.compartment, c.type, c.id)
  ${['code', 'date', 'string', 'quantity']
    .map(
      (kind) => `, ${kind}s as (delete from resource_${kind} x using gone g
     where x.compartment = g.compartment and x.type = g.type and x.id = g.id)`,
    )
    .join('')}
  select 1`;

function keyBefore({ stored, original }: Pick<Changed, 'stored' | 'original'>): readonly unknown[] {
  return [original?.compartment, stored.type, stored.id];
}

/** What was sealed for nobody is sealed for its person. */
const deleteHistory = `
  delete from resource_history h where compartment = $1 and type = $2 and id = $3 returning ${versionColumns('h')}`;

/** What was nobody's and has found its person goes there with its history. */
function sendMove(send: Send, { stored, original }: Pick<Changed, 'stored' | 'original'>): void {
  send('delete from resource where compartment = $1 and type = $2 and id = $3', keyBefore({ stored, original }));
  send('update resource_locator set compartment = $3 where type = $1 and id = $2', [
    stored.type,
    stored.id,
    stored.compartment,
  ]);
}
