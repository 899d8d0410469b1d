import type { Queryable } from '#db';

/**
 * Are the tables spread over a Citus cluster, where one statement may not change several of them? Asked once; a cluster
 * is made of a database while no node serves it.
 */
export function distributionOf(db: Queryable): () => Promise<boolean> {
  let known: Promise<boolean> | undefined;
  const ask = async () => {
    const [row] = await db.query<{ citus: boolean }>(
      `select exists (select 1 from pg_extension where extname = 'citus') as citus`,
      [],
    );
    return row?.citus ?? false;
  };
  return () => {
    known ??= ask().catch((thrown: unknown) => {
      known = undefined;
      throw thrown;
    });
    return known;
  };
}
