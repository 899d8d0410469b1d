import type { Queryable } from '#db';
import type { EntryLine } from './entry-line.ts';

/** Entries of one block at most: an entry's id is its block's number times this, plus its place. */
export const blockLength = 1_000;
/** Characters of one block at most, unless a single entry has more: reading one entry unpacks its whole block. */
const blockSize = 65_536;

/**
 * Members of a WITH that write one block, place its entries, by person and time, and note it for the tree; their parameters
 * are `$first` and the next three. Names begin with `audit`.
 */
const writing = (first: number) => `audit as (
    insert into audit_block (count, entries) values ($${first}::integer, $${first + 1}::text) returning seq),
  audit_placed as (
    insert into audit_place (patient, at, id)
    select line.patient, line.at, audit.seq * ${blockLength} + line.n - 1
      from audit, unnest($${first + 2}::text[], $${first + 3}::timestamptz[]) with ordinality as line (patient, at, n)),
  audit_noted as (insert into audit_unsealed (seq) select seq from audit)`;

const insert = `with ${writing(1)} select`;

/**
 * What `appendLines` does with lines that are one block, as members of a WITH with the parameters `$first` and those behind
 * it; undefined where they are none or more.
 */
export function blockStep(
  lines: readonly EntryLine[],
  first: number,
): { readonly members: string; readonly values: readonly unknown[] } | undefined {
  const [block, ...more] = blocksOf(lines);
  return block === undefined || more.length > 0 ? undefined : { members: writing(first), values: valuesOf(block) };
}

/**
 * Adds entries, given as their lines, to the log: each run of them that fits is one block, one row. Its entries are placed
 * by the same statement, so that whoever reads the log afterwards finds them.
 */
export async function appendLines(on: Queryable, lines: readonly EntryLine[]): Promise<void> {
  for (const block of blocksOf(lines)) await on.query(insert, valuesOf(block));
}

function valuesOf(block: readonly EntryLine[]): readonly unknown[] {
  return [
    block.length,
    block.map(({ text }) => text).join('\n'),
    block.map(({ patient }) => patient),
    block.map(({ at }) => at),
  ];
}

function blocksOf(lines: readonly EntryLine[]): readonly (readonly EntryLine[])[] {
  const blocks: EntryLine[][] = [];
  let open: EntryLine[] = [];
  let size = 0;
  for (const line of lines) {
    if (open.length === blockLength || (open.length > 0 && size + line.text.length > blockSize)) {
      blocks.push(open);
      open = [];
      size = 0;
    }
    open.push(line);
    size += line.text.length;
  }
  if (open.length > 0) blocks.push(open);
  return blocks;
}
