import type { Figure } from './measure.ts';

/** A figure beside the raw limit of the same run, and what it is to be at least. */
export interface Row {
  readonly figure: Figure;
  readonly limit?: Figure;
  readonly atLeast?: Target;
}

export interface Target {
  readonly perSecond?: number;
  /** Of `limit`. */
  readonly share?: number;
  /** Milliseconds at most. */
  readonly p99?: number;
}

export function table(rows: readonly Row[]): string {
  const lines = [
    '| what | clients | per second | p50 ms | p99 ms | of raw limit | asked for |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...rows.map((row) => {
      const { figure, limit } = row;
      const timed = figure.p99 > 0;
      return `| ${[
        figure.name,
        String(figure.clients),
        figure.perSecond.toFixed(figure.perSecond < 10 ? 1 : 0),
        timed ? figure.p50.toFixed(2) : '',
        timed ? figure.p99.toFixed(2) : '',
        limit === undefined ? '' : `${(figure.perSecond / limit.perSecond).toFixed(2)} of "${limit.name}"`,
        asked(row),
      ].join(' | ')} |`;
    }),
  ];
  return lines.join('\n');
}

function asked({ figure, limit, atLeast }: Row): string {
  if (atLeast === undefined) return '';
  const { perSecond, share, p99 } = atLeast;
  const parts = [
    ...(perSecond === undefined ? [] : [said(`${perSecond}/s`, figure.perSecond >= perSecond)]),
    ...(share === undefined || limit === undefined
      ? []
      : [said(`${share} of it`, figure.perSecond / limit.perSecond >= share)]),
    ...(p99 === undefined ? [] : [said(`p99 under ${p99} ms`, figure.p99 < p99)]),
  ];
  return parts.join(', ');
}

function said(what: string, met: boolean): string {
  return `${what}: ${met ? 'met' : 'missed'}`;
}
