import type { ImportProgress, ImportResult } from './contract.ts';

const barWidth = 24;

/** One line of at most 80 characters for a terminal: bar, share, entries, rate, time left. */
export function formatProgress(progress: ImportProgress): string {
  const share = progress.bytesTotal === 0 ? 1 : Math.min(1, progress.bytesDone / progress.bytesTotal);
  const full = Math.round(share * barWidth);
  const bar = '#'.repeat(full) + '-'.repeat(barWidth - full);
  const left = progress.secondsLeft === undefined ? '' : `  ${formatTime(progress.secondsLeft)} left`;
  const refused = progress.refused > 0 ? `  ${progress.refused} refused` : '';
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `[${bar}] ${percent}  ${progress.entries} entries  ${Math.round(progress.rate)}/s${left}${refused}`.slice(
    0,
    80,
  );
}

/** A table of counts by type, with the sum last, and a line on what else there is to know. */
export function formatResult(result: ImportResult): string {
  const columns = ['read', 'created', 'updated', 'unchanged', 'repeated', 'refused'] as const;
  const rows = [...result.byType, ['Total', result.total] as const].map(([type, counts]) => [
    type,
    ...columns.map((column) => String(counts[column])),
  ]);
  const table = [['Type', ...columns], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const notes = [
    ...(result.resumed.files + result.resumed.entries > 0
      ? [`${result.resumed.files} files and ${result.resumed.entries} entries were done before the interruption.`]
      : []),
    ...(result.skippedFiles > 0 ? [`${result.skippedFiles} of ${result.files} files hold no FHIR.`] : []),
    ...(result.interrupted ? ['Interrupted; the same command goes on where it was.'] : []),
  ];
  return [...lines, ...notes].join('\n');
}

function formatTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
