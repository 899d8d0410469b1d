import { useEffect, useRef, useState } from 'react';
import { useI18n } from './i18n.tsx';
import { type ChartPoint, chartGeometry } from './line-chart-geometry.ts';

export interface LineChartProps {
  readonly title: string;
  readonly unit: string;
  readonly points: readonly ChartPoint[];
  readonly range?: { readonly low: number; readonly high: number } | undefined;
}

const height = 240;

/** Values over time as a line, and the same values as a table beside it: the chart is never the only way to read them. */
export function LineChart({ title, unit, points, range }: LineChartProps) {
  const { t, formats } = useI18n();
  const [frame, width] = useWidth();
  const box = { width, height, left: 44, right: 16, top: 16, bottom: 28 };
  const geometry = chartGeometry(points, box, range);
  const dots = geometry.dots;
  const first = dots[0]?.point;
  const last = dots.at(-1)?.point;
  if (!first || !last) return null;
  const values = dots.map((dot) => dot.point.value);
  const say = (value: number) => `${formats.number(value)} ${unit}`.trim();
  const description = t('chart.describe', {
    title,
    count: dots.length,
    first: say(first.value),
    from: formats.date(first.date.slice(0, 10)),
    last: say(last.value),
    to: formats.date(last.date.slice(0, 10)),
    low: say(Math.min(...values)),
    high: say(Math.max(...values)),
  });
  return (
    <div className="chart">
      <figure className="chart-figure">
        <div ref={frame}>
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={description}>
            {geometry.band ? (
              <rect className="chart-band" x={box.left} width={width - box.left - box.right} {...geometry.band} />
            ) : null}
            {geometry.rows.map((row) => (
              <g key={row.value}>
                <line className="chart-row" x1={box.left} x2={width - box.right} y1={row.y} y2={row.y} />
                <text className="chart-label" x={box.left - 8} y={row.y + 4} textAnchor="end">
                  {formats.number(row.value)}
                </text>
              </g>
            ))}
            {geometry.years.map((mark) => (
              <text key={mark.year} className="chart-label" x={mark.x} y={height - 8} textAnchor="middle">
                {mark.year}
              </text>
            ))}
            <path className="chart-line" d={geometry.path} />
            {dots.map((dot) => (
              <circle key={`${dot.x} ${dot.y}`} className="chart-dot" cx={dot.x} cy={dot.y} r="4" />
            ))}
          </svg>
        </div>
        <figcaption>
          {title}
          {unit ? ` (${unit})` : ''}
          {range ? (
            <span className="chart-range">
              {t('chart.reference', { low: formats.number(range.low), high: formats.number(range.high), unit })}
            </span>
          ) : null}
        </figcaption>
      </figure>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="chart-table" aria-label={t('chart.table')} tabIndex={0}>
        <table>
          <caption>{t('chart.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('chart.date')}</th>
              <th scope="col" className="numeric">
                {t('chart.value')}
              </th>
            </tr>
          </thead>
          <tbody>
            {dots.toReversed().map((dot) => (
              <tr key={`${dot.x} ${dot.y}`}>
                <th scope="row">{formats.date(dot.point.date.slice(0, 10))}</th>
                <td className="numeric">{say(dot.point.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(480);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(220, Math.floor(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}
