import { untoldLabel } from '#fhir';

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
