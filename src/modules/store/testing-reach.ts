import { storePlacements } from './distribute.ts';

/**
 * How much of a Citus cluster a statement touches, told from its text alone, by the rules that were seen on a real one
 * (docs/spec/storage.md): `one` shard where every spread table is asked by its column as a single parameter; `named` where
 * it is asked by a list of values, whose shards alone are touched; `rows` where the rows that travel along say where they
 * belong; `all` where nothing does.
 */
export type Reach = 'local' | 'one' | 'named' | 'rows' | 'all';

export interface ReadStatement {
  readonly reach: Reach;
  /** What the cluster would refuse. */
  readonly refused: readonly string[];
  /** The spread tables that it touches. */
  readonly tables: readonly string[];
}

const columnOf = new Map(storePlacements.map(({ table, by }) => [table, by]));
const spread = storePlacements.map(({ table }) => table).sort((a, b) => b.length - a.length);
const occurrence = new RegExp(
  String.raw`\b(insert into|delete from|update|from|join|using)\s+(?:only\s+)?(${spread.join('|')})\b(?:\s+(?:as\s+)?(?!where\b|set\b|using\b|join\b|cross\b|left\b|on\b|order\b|group\b|limit\b|union\b|select\b|values\b|for\b)([a-z_][a-z0-9_]*))?`,
  'gi',
);

/** What stands for a value that is known before the statement is planned. */
const scalar = String.raw`(?:\$\d+(?:::text)?|'[^']*')`;
const listed = String.raw`any\s*\(\s*\$\d+(?:::text\[\])?\s*\)`;

interface Occurrence {
  readonly table: string;
  readonly column: string;
  readonly name: string;
  readonly verb: string;
}

export function readStatement(text: string): ReadStatement {
  const flat = text.replaceAll(/--[^\n]*/g, ' ').replaceAll(/\s+/g, ' ');
  const found = Array.from(flat.matchAll(occurrence), ([, verb = '', table = '', alias]): Occurrence => {
    return { table, column: columnOf.get(table) ?? '', name: alias ?? table, verb: verb.toLowerCase() };
  });
  if (found.length === 0) return { reach: 'local', refused: [], tables: [] };
  const reaches = found.map((one) => reachOf(flat, one, found, new Set()));
  const reach = (['all', 'rows', 'named', 'one'] as const).find((each) => reaches.includes(each)) ?? 'all';
  const tables = [...new Set(found.map(({ table }) => table))];
  return { reach, refused: [...refusedLocks(flat, reach), ...refusedJoins(flat, found)], tables };
}

/** By what an occurrence of a table is asked for its column; through another one that says the same, by what that one is. */
function reachOf(flat: string, one: Occurrence, all: readonly Occurrence[], met: Set<string>): Reach {
  met.add(one.name);
  if (one.verb === 'insert into') return 'rows';
  const own = String.raw`\b${one.name}\.${one.column}`;
  const bare = all.length === 1 ? String.raw`(?:${own}|(?<![.\w])${one.column})` : own;
  if (new RegExp(`${bare} = ${scalar}|${scalar} = ${bare}`).test(flat)) {
    const alternatives = new RegExp(String.raw`\bor \(?(?:${bare})`).test(flat);
    return alternatives ? 'named' : 'one';
  }
  if (new RegExp(`${bare} = ${listed}`, 'i').test(flat)) return 'named';
  for (const [, left = '', right = ''] of flat.matchAll(equalities)) {
    const [ofLeft, leftColumn] = left.split('.');
    const [ofRight, rightColumn] = right.split('.');
    if (ofLeft !== one.name && ofRight !== one.name) continue;
    if ((ofLeft === one.name ? leftColumn : rightColumn) !== one.column) continue;
    const partner = ofLeft === one.name ? ofRight : ofLeft;
    const table = all.find(({ name }) => name === partner);
    if (table === undefined) return 'rows';
    if (!met.has(table.name)) return reachOf(flat, table, all, met);
  }
  return 'all';
}

const equalities = /\b([a-z_][a-z0-9_]*\.[a-z_]+) = ([a-z_][a-z0-9_]*\.[a-z_]+)/g;

function refusedLocks(flat: string, reach: Reach): readonly string[] {
  return /\bfor (?:no key )?update\b/i.test(flat) && reach !== 'one' ? ['for update over many compartments'] : [];
}

/** Two spread tables in one statement must say that their columns are equal, or both be asked by the same parameter. */
function refusedJoins(flat: string, found: readonly Occurrence[]): readonly string[] {
  const refused: string[] = [];
  const read = found.filter(({ verb }) => verb !== 'insert into');
  for (const one of read) {
    const others = read.filter((other) => other !== one && other.name !== one.name);
    if (others.length === 0 || /\bunion all\b/i.test(flat)) continue;
    const column = new RegExp(String.raw`\b${one.name}\.${one.column}\b`);
    if (!column.test(flat)) refused.push(`${one.name} is joined on something else than ${one.column}`);
  }
  return refused;
}
