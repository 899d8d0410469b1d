import { versionColumnNames } from './rows.ts';

/** Bytes of resources that one page holds; what it takes to send them is a few times as much. Two of any size fit. */
export const mostBytes = 32 * 1024 * 1024;

/**
 * The rows of `page`, in its order, with the text left out from where those before it come to `mostBytes`: the texts that
 * are left out are never read. `also` are further columns.
 */
export function boundedTexts(page: string, also: readonly string[] = []): string {
  const columns = [...versionColumnNames.filter((name) => name !== 'text'), ...also].map((name) => `b.${name}`);
  return `select ${columns.join(', ')}, case when ${bytesBefore('b')} < ${mostBytes} then b.text end as text
    from (${page}) b`;
}

/**
 * Bytes of the texts of all rows before this one; what they come to is known without reading or opening them. The window has no order
 * of its own, so that rows are taken in the order in which they come from below, and none is sorted again.
 */
export function bytesBefore(row: string): string {
  const size = bytesOf(row);
  return `sum(${size}) over (rows unbounded preceding) - ${size}`;
}

/** Bytes of the text of a row as it is served, or somewhat more. */
export function bytesOf(row: string): string {
  return `coalesce(${row}.size, octet_length(${row}.text))`;
}

/** The rows whose texts are there. */
export function fittingRows<Row extends { readonly text: string | null }>(rows: readonly Row[]): readonly Row[] {
  const end = rows.findIndex(({ text }) => text === null);
  return end === -1 ? rows : rows.slice(0, end);
}
