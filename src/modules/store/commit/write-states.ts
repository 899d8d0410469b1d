import type { Transaction } from '#db';
import type { StoredVersion } from '../contract.ts';
import { type IndexRows, noIndexRows } from '../index-rows.ts';
import { containedName, containerKey } from '../keys.ts';
import type { ResourceState } from './decide-unit.ts';

interface Changed {
  readonly stored: StoredVersion;
  readonly rows: IndexRows;
  readonly original: ResourceState['original'];
}

/**
 * Writes what a group has made of its resources: a few statements for all of them, sent together. The rows go in sorted
 * by key, so that two processes which insert the same ones wait for each other in one direction only. `generation` is
 * that of the index which the rows were made for.
 */
export async function writeStates(
  tx: Transaction,
  states: readonly ResourceState[],
  generation: number,
): Promise<void> {
  const changed = states.flatMap(({ current, latest, original }): readonly Changed[] => {
    if (current === undefined || latest === undefined) return [];
    return [{ stored: current, rows: current.deleted ? noIndexRows : latest.rows, original }];
  });
  changed.sort((a, b) => compareKeys(a.stored, b.stored));
  const fresh = changed.filter(({ original }) => original === undefined);
  const moved = changed.filter(
    ({ stored, original }) => original !== undefined && original.compartment !== stored.compartment,
  );
  const updated = changed.filter(({ stored, original }) => original?.compartment === stored.compartment);
  const superseded = states.flatMap(({ current, superseded }) =>
    superseded.map((version) => ({ ...version, compartment: current?.compartment ?? version.compartment })),
  );

  const sent: Promise<unknown>[] = [];
  const send = (text: string, values: readonly unknown[]) => sent.push(tx.query(text, values));
  if (fresh.length > 0) send(insertLocators, keyColumns(fresh));
  for (const change of moved) sendMove(send, change);
  if (updated.length + moved.length > 0) {
    const before = [...updated, ...moved];
    const keys = [
      before.map(({ stored, original }) => original?.compartment ?? stored.compartment),
      before.map(({ stored }) => stored.type),
      before.map(({ stored }) => stored.id),
    ];
    send(deleteCodes, [...keys, before.map(({ original }) => original?.keys ?? '{}')]);
    for (const table of ['resource_date', 'resource_string', 'resource_quantity']) send(deleteRows(table), keys);
    const containers = before.filter(({ original }) => original?.keys.includes(containerKey));
    if (containers.length > 0) {
      send(deleteContained, [
        containers.map(({ stored, original }) => original?.compartment ?? stored.compartment),
        containers.map(({ stored }) => stored.type),
        containers.map(({ stored }) => stored.id),
      ]);
    }
  }
  const inserted = [...fresh, ...moved];
  if (inserted.length > 0) send(insertResources, resourceColumns(inserted, generation));
  if (updated.length > 0) send(updateResources, resourceColumns(updated, generation));
  if (superseded.length > 0) send(insertHistory, historyColumns(superseded));
  const contained = changed.flatMap(containedIn);
  if (contained.length > 0) send(insertContained, containedColumns(contained));
  sendIndexRows(send, [...changed.map(({ stored, rows }) => ({ key: stored, rows })), ...contained]);
  await Promise.all(sent);
}

type Send = (text: string, values: readonly unknown[]) => void;

function compareKeys(a: StoredVersion, b: StoredVersion): number {
  return compare(a.compartment, b.compartment) || compare(a.type, b.type) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyColumns(changed: readonly Changed[]): unknown[] {
  return [
    changed.map(({ stored }) => stored.compartment),
    changed.map(({ stored }) => stored.type),
    changed.map(({ stored }) => stored.id),
  ];
}

const insertLocators = `
  insert into resource_locator (compartment, type, id)
  select * from unnest($1::text[], $2::text[], $3::text[])`;

function resourceColumns(changed: readonly Changed[], generation: number): unknown[] {
  return [
    ...keyColumns(changed),
    changed.map(({ stored }) => stored.version),
    changed.map(({ stored }) => stored.updated.getTime()),
    changed.map(({ stored }) => stored.deleted),
    changed.map(({ stored }) => stored.category),
    changed.map(({ rows }) => rows.keys),
    changed.map(({ rows }) => rows.marks),
    // An array of arrays would have to be as wide everywhere: codes travel as text, one line each.
    changed.map(({ rows }) => rows.codes.join('\n')),
    changed.map(({ rows }) => rows.texts.join('\n')),
    changed.map(({ stored }) => stored.text),
    changed.map(({ rows }) => rows.words),
    generation,
  ];
}

const resourceUnnest = `
  unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bool[], $7::text[], $8::text[], $9::text[],
         $10::text[], $11::text[], $12::text[], $13::text[])
    as n (compartment, type, id, version, updated, deleted, category, keys, marks, codes, texts, text, words)`;

const insertResources = `
  insert into resource
    (compartment, type, id, version, updated, deleted, category, keys, marks, codes, texts, text, words, indexed)
  select n.compartment, n.type, n.id, n.version, n.updated, n.deleted, n.category, n.keys::bigint[], n.marks::bigint[],
         string_to_array(n.codes, E'\\n'), string_to_array(n.texts, E'\\n'), n.text, n.words::tsvector, $14::smallint
    from ${resourceUnnest}`;

const updateResources = `
  update resource r
     set version = n.version, updated = n.updated, deleted = n.deleted, category = n.category,
         keys = n.keys::bigint[], marks = n.marks::bigint[], codes = string_to_array(n.codes, E'\\n'),
         texts = string_to_array(n.texts, E'\\n'), text = n.text, words = n.words::tsvector,
         indexed = $14::smallint
    from ${resourceUnnest}
   where r.compartment = n.compartment and r.type = n.type and r.id = n.id`;

function historyColumns(versions: readonly StoredVersion[]): unknown[] {
  return [
    versions.map((version) => version.compartment),
    versions.map((version) => version.type),
    versions.map((version) => version.id),
    versions.map((version) => version.version),
    versions.map((version) => version.updated.getTime()),
    versions.map((version) => version.deleted),
    versions.map((version) => version.category),
    versions.map((version) => version.text),
  ];
}

const insertHistory = `
  insert into resource_history (compartment, type, id, version, updated, deleted, category, text)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bool[], $7::text[], $8::text[])`;

const deleteCodes = `
  delete from resource_code c
   using unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (compartment, type, id, keys)
   where c.compartment = n.compartment and c.type = n.type and c.code_key = any (n.keys::bigint[]) and c.id = n.id`;

function deleteRows(table: string): string {
  return `
    delete from ${table} x using unnest($1::text[], $2::text[], $3::text[]) as n (compartment, type, id)
     where x.compartment = n.compartment and x.type = n.type and x.id = n.id`;
}

/** A resource that stands inside another, under the name that it has in the tables. */
interface Contained {
  readonly key: { readonly compartment: string; readonly type: string; readonly id: string };
  readonly container: StoredVersion;
  readonly rows: IndexRows;
}

function containedIn({ stored, rows }: Changed): readonly Contained[] {
  const { compartment, type: containerType, id: containerId } = stored;
  return rows.contained.map(({ type, id, rows: own }) => ({
    key: { compartment, type, id: containedName(containerType, containerId, id) },
    container: stored,
    rows: own,
  }));
}

function containedColumns(contained: readonly Contained[]): unknown[] {
  return [
    contained.map(({ key }) => key.compartment),
    contained.map(({ key }) => key.type),
    contained.map(({ key }) => key.id),
    contained.map(({ container }) => container.type),
    contained.map(({ container }) => container.id),
    contained.map(({ container }) => container.updated.getTime()),
    contained.map(({ container }) => container.category),
    contained.map(({ rows }) => rows.keys),
    contained.map(({ rows }) => rows.marks),
    contained.map(({ rows }) => rows.codes.join('\n')),
    contained.map(({ rows }) => rows.texts.join('\n')),
    contained.map(({ rows }) => rows.words),
  ];
}

const insertContained = `
  insert into resource_contained
    (compartment, type, id, container_type, container_id, updated, category, keys, marks, codes, texts, words)
  select n.compartment, n.type, n.id, n.container_type, n.container_id, n.updated, n.category, n.keys::bigint[],
         n.marks::bigint[], string_to_array(n.codes, E'\\n'), string_to_array(n.texts, E'\\n'), n.words::tsvector
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::text[])
      as n (compartment, type, id, container_type, container_id, updated, category, keys, marks, codes, texts, words)`;

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

/** What was nobody's and has found its person goes there with its history. */
function sendMove(send: Send, { stored, original }: Changed): void {
  const key = [original?.compartment, stored.type, stored.id];
  send('delete from resource where compartment = $1 and type = $2 and id = $3', key);
  send(
    `with gone as (delete from resource_history where compartment = $1 and type = $2 and id = $3 returning *)
     insert into resource_history (compartment, type, id, version, updated, deleted, category, text)
     select $4::text, type, id, version, updated, deleted, category, text from gone`,
    [...key, stored.compartment],
  );
  send('update resource_locator set compartment = $3 where type = $1 and id = $2', [
    stored.type,
    stored.id,
    stored.compartment,
  ]);
}

function sendIndexRows(send: Send, indexed: readonly Pick<Contained, 'key' | 'rows'>[]): void {
  const each = <Row>(pick: (rows: IndexRows) => readonly Row[]) =>
    indexed.flatMap(({ key, rows }) => pick(rows).map((row, n) => ({ key, row, n })));
  const keys = (all: readonly Pick<Contained, 'key'>[]) => [
    all.map(({ key }) => key.compartment),
    all.map(({ key }) => key.type),
    all.map(({ key }) => key.id),
  ];

  const codes = each((rows) => rows.code);
  if (codes.length > 0) {
    send(insertCodes, [
      ...keys(codes),
      codes.map(({ row }) => row.codeKey),
      codes.map(({ row }) => row.key),
      codes.map(({ row }) => row.first),
      codes.map(({ row }) => row.low),
      codes.map(({ row }) => row.high),
    ]);
  }
  const dates = each((rows) => rows.date);
  if (dates.length > 0) {
    send(insertDates, [
      ...keys(dates),
      dates.map(({ row }) => row.param),
      dates.map(({ row }) => row.low),
      dates.map(({ row }) => row.high),
    ]);
  }
  const strings = each((rows) => rows.string);
  if (strings.length > 0) {
    send(insertStrings, [
      ...keys(strings),
      strings.map(({ row }) => row.param),
      strings.map(({ n }) => n),
      strings.map(({ row }) => row.value),
      strings.map(({ row }) => row.folded),
    ]);
  }
  const quantities = each((rows) => rows.quantity);
  if (quantities.length > 0) {
    send(insertQuantities, [
      ...keys(quantities),
      quantities.map(({ row }) => row.param),
      quantities.map(({ n }) => n),
      quantities.map(({ row }) => row.value),
      quantities.map(({ row }) => row.system),
      quantities.map(({ row }) => row.code),
      quantities.map(({ row }) => row.unit),
      quantities.map(({ row }) => row.base),
      quantities.map(({ row }) => row.canonical),
    ]);
  }
}

const insertCodes = `
  insert into resource_code (compartment, type, id, code_key, key, first, low, high)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])`;

const insertDates = `
  insert into resource_date (compartment, type, id, param, low, high)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])`;

const insertStrings = `
  insert into resource_string (compartment, type, id, param, n, value, folded)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::text[])`;

const insertQuantities = `
  insert into resource_quantity (compartment, type, id, param, n, value, system, code, unit, base, canonical)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::float8[], $7::text[],
                       $8::text[], $9::text[], $10::text[], $11::float8[])`;
