import type { Database } from '#db';
import { blockLength } from './append-lines.ts';
import type { KeptEntry } from './contract.ts';
import { entryOf } from './entry-line.ts';

/** As entries have it: without zeros before it, so that one entry has one id. */
const idForm = /^[1-9]\d{0,17}$/;

/** One entry by its id; undefined where there is none, or its month is over. */
export async function readEntry(db: Database, id: string): Promise<KeptEntry | undefined> {
  if (!idForm.test(id)) return undefined;
  const number = BigInt(id);
  const length = BigInt(blockLength);
  const [row] = await db.query<{ readonly text: string }>(
    `select split_part(entries, E'\\n', $2::integer) as text from audit_block where seq = $1`,
    [number / length, (number % length) + 1n],
  );
  // A block has no entry behind its last.
  return row === undefined || row.text === '' ? undefined : { id, ...entryOf(row.text) };
}
