import { type Resource, securityLabelsOf, untoldLabel } from '#fhir';

/**
 * Stands among the labels of a version of which nobody has looked yet whether it has any: an older build wrote it. No code
 * has a space, so that no label can be called so.
 */
export const unreadLabels = ' unread';

/**
 * The labels as they are kept: one that holds for a time has the time beside it since when it is there
 * (`label@milliseconds`), which later versions do not put off.
 */
export function markedSince(
  labels: readonly string[],
  before: readonly string[] | undefined,
  now: Date,
): readonly string[] {
  if (!labels.includes(untoldLabel)) return labels;
  const since = before?.find((label) => label.startsWith(`${untoldLabel}@`)) ?? `${untoldLabel}@${now.getTime()}`;
  return [...labels, since];
}

/** How labels travel into a column: one to a line; null where there are none. */
export function labelLines(labels: readonly string[] | undefined): string | null {
  return labels === undefined || labels.length === 0 ? null : labels.join('\n');
}

/** Of which version the labels are that travel as the lines `n.labels`. */
export const labelledVersion = `case when n.labels like '${unreadLabels}%' then null else n.version end`;

/** The labels of a text that is here, whose row had `before` when they were last looked for. */
export function labelsOfText(text: string, before: readonly string[], updated: Date): readonly string[] {
  // Most resources have none, and are not parsed. An escaped letter may stand in the member's name.
  if (!text.includes('"security"') && !text.includes('\\u')) return [];
  return markedSince(securityLabelsOf(JSON.parse(text) as Resource), before, updated);
}

/**
 * Are the labels of a row those of its version? `nullif` makes that null where they are not, which the planner takes to be
 * as rare as it is. The indexes of what is to be looked at have the same words.
 */
export function labelsAreRead(row: string): string {
  return `nullif(${row}.labelled = ${row}.version or ${row}.labelled >= ${row}.updated, false) is not null`;
}

/** The same for rows that are to be looked at. */
export function labelsAreUnread(row: string): string {
  return `nullif(${row}.labelled = ${row}.version or ${row}.labelled >= ${row}.updated, false) is null`;
}

/** The labels of a row, with `unreadLabels` before those of an older version where nobody knows. */
export function labelsColumn(row: string): string {
  return `case when ${labelsAreRead(row)} or ${saysNoLabels(row)} then ${row}.labels else array_prepend('${unreadLabels}'::text, ${row}.labels) end`;
}

/** Does the text of a row itself tell that it has no labels? Only of what is not sealed. */
export function saysNoLabels(row: string): string {
  const text = `${row}.text`;
  return `not ${row}.deleted and left(${text}, 1) = '{' and strpos(${text}, '"security"') = 0 and strpos(${text}, '\\u') = 0`;
}
