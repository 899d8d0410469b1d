import type { Queryable, Transaction } from '#db';
import type { HeldDefinition, HeldPackage, PackedDefinition } from '../contract.ts';

/** What the table keeps of a package besides its columns. */
type PackageWords = Pick<HeldPackage, 'title' | 'canonical' | 'guide' | 'source'>;

interface PackageRow extends Omit<HeldPackage, keyof PackageWords> {
  readonly about: PackageWords;
}

// Two numbers for the advisory lock that has packages changed one after the other; no other module uses the pair.
const changeLock = [0x64656669, 1] as const;

/** Holds off others that would change packages until the transaction ends. */
export async function lockPackages(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1::int, $2::int)', changeLock);
}

export async function readGeneration(on: Queryable): Promise<number> {
  const [row] = await on.query<{ generation: number }>('select generation from definition_generation', []);
  return row?.generation ?? 0;
}

/** Has every process of the node look anew. */
export async function nextGeneration(tx: Transaction): Promise<void> {
  await tx.query('update definition_generation set generation = generation + 1', []);
}

export async function readPackages(on: Queryable): Promise<readonly HeldPackage[]> {
  const rows = await on.query<PackageRow>('select * from definition_package order by name, version', []);
  return rows.map(({ about, ...row }) => ({ ...row, ...about }));
}

export async function insertPackage(tx: Transaction, held: HeldPackage): Promise<void> {
  const { title, canonical, guide, source } = held;
  const about = { title, canonical, guide, source };
  await tx.query(
    `insert into definition_package
       (name, version, integrity, requested, pinned, added, dependencies, resolved, definitions, about)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      held.name,
      held.version,
      held.integrity,
      held.requested,
      held.pinned,
      held.added,
      JSON.stringify(held.dependencies),
      JSON.stringify(held.resolved),
      held.definitions,
      JSON.stringify(about),
    ],
  );
}

/** Writes what may change of packages that are there. */
export async function updatePackage(tx: Transaction, held: HeldPackage): Promise<void> {
  await tx.query(
    'update definition_package set requested = $3, pinned = $4, resolved = $5 where name = $1 and version = $2',
    [held.name, held.version, held.requested, held.pinned, JSON.stringify(held.resolved)],
  );
}

export async function deletePackage(tx: Transaction, name: string, version: string): Promise<void> {
  await tx.query('delete from definition_package where name = $1 and version = $2', [name, version]);
}

/** Characters of a statement's values: hexadecimal doubles what is packed. */
const mostPerStatement = 4 * 1024 * 1024;

export async function insertDefinitions(
  tx: Transaction,
  { name, version }: HeldPackage,
  entries: readonly PackedDefinition[],
): Promise<void> {
  let from = 0;
  while (from < entries.length) {
    let to = from;
    for (let size = 0; to < entries.length && (to === from || size < mostPerStatement); to++) {
      size += 2 * (entries[to]?.packed.length ?? 0);
    }
    const some = entries.slice(from, to);
    await tx.query(
      `insert into definition (package, package_version, n, about, packed)
       select $1, $2, $3::integer + t.n - 1, t.about, t.packed
         from unnest($4::text[], $5::bytea[]) with ordinality as t (about, packed, n)`,
      [name, version, from, some.map(({ about }) => JSON.stringify(about)), some.map(({ packed }) => packed)],
    );
    from = to;
  }
}

/** Rows of one statement; large definitions are some hundred kilobytes packed. */
const rowsPerStatement = 100;

/** The definitions of a package in the order of its archive. */
export async function readPackageDefinitions(
  on: Queryable,
  { name, version }: Pick<HeldPackage, 'name' | 'version'>,
): Promise<readonly PackedDefinition[]> {
  const entries: PackedDefinition[] = [];
  for (;;) {
    const rows = await on.query<{ about: string; packed: Uint8Array }>(
      'select about, packed from definition where package = $1 and package_version = $2 and n >= $3 order by n limit $4',
      [name, version, entries.length, rowsPerStatement],
    );
    for (const { about, packed } of rows) entries.push({ about: JSON.parse(about) as HeldDefinition, packed });
    if (rows.length < rowsPerStatement) return entries;
  }
}
