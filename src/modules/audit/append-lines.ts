import type { Queryable } from '#db';

/** Entries of one block at most: an entry's id is its block's number times this, plus its place. */
export const blockLength = 1_000;
/** Characters of one block at most, unless a single entry has more: reading one entry unpacks its whole block. */
const blockSize = 65_536;

const insert = `
with block as (insert into audit_block (count, entries) values ($1, $2) returning seq)
insert into audit_pending (seq) select seq from block`;

/**
 * What `appendLines` does with lines that are one block, as members of a WITH with the parameters `$first` and the next;
 * undefined where they are none or more.
 */
export function blockStep(
  lines: readonly string[],
  first: number,
): { readonly members: string; readonly values: readonly unknown[] } | undefined {
  const [block, ...more] = blocksOf(lines);
  if (block === undefined || more.length > 0) return undefined;
  const members = `audit as (
    insert into audit_block (count, entries) values ($${first}::integer, $${first + 1}::text) returning seq),
  audit_noted as (insert into audit_pending (seq) select seq from audit)`;
  return { members, values: [block.length, block.join('\n')] };
}

/**
 * Adds entries, given as their lines, to the log: each run of them that fits is one block, one row, and its number is
 * noted as one whose entries have not been placed yet.
 */
export async function appendLines(on: Queryable, lines: readonly string[]): Promise<void> {
  for (const block of blocksOf(lines)) await on.query(insert, [block.length, block.join('\n')]);
}

function blocksOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let open: string[] = [];
  let size = 0;
  for (const line of lines) {
    if (open.length === blockLength || (open.length > 0 && size + line.length > blockSize)) {
      blocks.push(open);
      open = [];
      size = 0;
    }
    open.push(line);
    size += line.length;
  }
  if (open.length > 0) blocks.push(open);
  return blocks;
}
