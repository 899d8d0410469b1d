import type { Statement } from '../statement.ts';

/** Holds for rows whose array has one of the keys; the index of the column answers it. */
export function hasOneOf(statement: Statement, column: string, wanted: readonly string[]): string {
  return `${column} ${wanted.length === 1 ? '@>' : '&&'} ${statement.bind(wanted)}::bigint[]`;
}

/** As `hasOneOf`, in a form that no index of the column answers: for rows that are found by something else. */
export function hasOneOfByRow(statement: Statement, column: string, wanted: readonly string[]): string {
  const each = wanted.map((key) => `${statement.bind(key)}::bigint = any (${column})`);
  return each.length === 1 ? (each[0] ?? 'false') : `(${each.join(' or ')})`;
}
