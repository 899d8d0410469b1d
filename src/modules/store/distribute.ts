import type { Database } from '#db';
import { fail, type Outcome, ok } from '#kernel';

/** Where the rows of a table live on a Citus cluster. */
export interface TablePlacement {
  readonly table: string;
  /** The column by whose value rows are spread over the shards. */
  readonly by: string;
  /** The table with whose shards its own lie together: rows of one value are on one machine. */
  readonly together?: string;
}

/**
 * How the record store spreads over a cluster: everything of one compartment lies together; the locator, which is asked
 * for the compartment of an id, lies by id. What is not named here stays on the coordinator.
 */
export const storePlacements: readonly TablePlacement[] = [
  { table: 'resource', by: 'compartment' },
  { table: 'resource_history', by: 'compartment', together: 'resource' },
  { table: 'resource_code', by: 'compartment', together: 'resource' },
  { table: 'resource_date', by: 'compartment', together: 'resource' },
  { table: 'resource_string', by: 'compartment', together: 'resource' },
  { table: 'resource_quantity', by: 'compartment', together: 'resource' },
  { table: 'resource_contained', by: 'compartment', together: 'resource' },
  { table: 'resource_locator', by: 'id' },
];

/** The statements that spread one table; the rows that are there move along, and their local copy is then emptied. */
export function placementStatements({ table, by, together = 'none' }: TablePlacement): readonly string[] {
  return [
    `select create_distributed_table('${table}', '${by}', colocate_with => '${together}')`,
    `select truncate_local_data_after_distributing_table('${table}')`,
  ];
}

export interface Distribution {
  /** What was run, or is to be run in a dry run; empty where every table is spread already. */
  readonly statements: readonly string[];
  readonly already: readonly string[];
}

/**
 * Spreads the tables of a database that is the coordinator of a Citus cluster. What is spread already is left as it is, so
 * that an interrupted run can be repeated. `database.no-cluster` where Citus is not there; a dry run then tells the
 * statements for all tables.
 */
export async function distribute(
  db: Database,
  placements: readonly TablePlacement[],
  how: { readonly dryRun: boolean },
): Promise<Outcome<Distribution>> {
  const [citus] = await db.query<{ there: boolean }>(
    `select exists (select from pg_extension where extname = 'citus') as there`,
    [],
  );
  if (citus?.there !== true && !how.dryRun) {
    return fail(
      'database.no-cluster',
      'The database has no Citus. Make it the coordinator of a cluster: add citus to shared_preload_libraries, run "create extension citus", and add the workers with citus_add_node.',
    );
  }
  const spread = citus?.there === true ? await spreadTables(db) : new Set<string>();
  const open = placements.filter(({ table }) => !spread.has(table));
  const statements = open.flatMap(placementStatements);
  // One by one: each takes its table with all rows to the workers, and what is done stays done.
  if (!how.dryRun) for (const statement of statements) await runPatiently(db, statement);
  return ok({ statements, already: placements.flatMap(({ table }) => (spread.has(table) ? [table] : [])) });
}

async function spreadTables(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ name: string }>(
    `select logicalrelid::regclass::text as name from pg_dist_partition where partmethod = 'h'`,
    [],
  );
  return new Set(rows.map(({ name }) => name));
}

/** Moving the rows of a country takes longer than any statement of the service may. */
function runPatiently(db: Database, statement: string): Promise<unknown> {
  return db.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await tx.query(statement);
  });
}
