import type { Figure } from './measure.ts';

/** A figure beside the raw limit of the same run. */
export interface Row {
  readonly figure: Figure;
  readonly limit?: Figure;
}

export function table(rows: readonly Row[]): string {
  const lines = [
    '| what | clients | per second | p50 ms | p99 ms | of raw limit |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows.map(({ figure, limit }) =>
      [
        '',
        figure.name,
        String(figure.clients),
        figure.perSecond.toFixed(figure.perSecond < 10 ? 1 : 0),
        figure.p50.toFixed(2),
        figure.p99.toFixed(2),
        limit === undefined ? '' : `${(figure.perSecond / limit.perSecond).toFixed(2)} of "${limit.name}"`,
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ];
  return lines.join('\n');
}
