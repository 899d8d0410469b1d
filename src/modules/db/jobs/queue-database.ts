import type { Db } from 'pg-boss';
import type { Database } from '../contract.ts';

/** The schema of the queue's tables. */
export const queueSchema = 'carnet_queue';

/**
 * The queue's way to our connections. Texts that open a transaction of their own have a connection to themselves: one
 * that fails half-way would leave those who share it inside of it.
 */
export function queueDatabase(db: Database): Db {
  return {
    async executeSql(text, values) {
      if (values !== undefined && values.length > 0) return { rows: [...(await db.query(text, values))] };
      const inside = withoutTransaction(text);
      const rows = inside === text ? await db.query(text) : await db.transaction((tx) => tx.query(inside));
      return { rows: [...rows] };
    },
  };
}

/** A script of the queue without the `begin` and `commit` around it, to be run inside a transaction of ours. */
export function withoutTransaction(script: string): string {
  const inner = /^\s*begin;([\s\S]*)commit;\s*$/i.exec(script)?.[1];
  return inner ?? script;
}
