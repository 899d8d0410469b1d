import { describe, expect, it } from 'vitest';
import { chartGeometry, niceSteps } from './line-chart-geometry.ts';

const frame = { width: 400, height: 200, left: 40, right: 20, top: 10, bottom: 30 };

describe('a chart of values over time', () => {
  it('puts time to scale and later values further right, whatever their order', () => {
    const { dots } = chartGeometry(
      [
        { date: '2022-01-01', value: 8 },
        { date: '2020-01-01', value: 6 },
        { date: '2021-01-01', value: 7 },
      ],
      frame,
    );
    expect(dots.map((dot) => dot.point.value)).toEqual([6, 7, 8]);
    expect(dots.map((dot) => dot.x)).toEqual([40, 210.2, 380]);
    expect(dots[0]?.y).toBeGreaterThan(dots[2]?.y ?? Number.NaN);
  });

  it('keeps every dot and the usual range inside its frame', () => {
    const { dots, rows, band } = chartGeometry(
      [
        { date: '2020', value: 9.1 },
        { date: '2024', value: 5.2 },
      ],
      frame,
      { low: 4, high: 6 },
    );
    for (const { y } of [...dots, ...rows]) {
      expect(y).toBeGreaterThanOrEqual(10);
      expect(y).toBeLessThanOrEqual(170);
    }
    expect(band?.height).toBeGreaterThan(0);
  });

  it('draws equal values and a single one without dividing by nothing', () => {
    for (const points of [
      [{ date: '2020', value: 5 }],
      [
        { date: '2020', value: 5 },
        { date: '2021', value: 5 },
      ],
      [{ date: '2020', value: 0 }],
    ]) {
      const { dots } = chartGeometry(points, frame);
      expect(dots.every((dot) => Number.isFinite(dot.x) && Number.isFinite(dot.y))).toBe(true);
      expect(dots).toHaveLength(points.length);
    }
  });

  it('leaves out what has no date', () => {
    expect(chartGeometry([{ date: 'never', value: 1 }], frame).dots).toEqual([]);
  });
});

describe('the steps of an axis', () => {
  it('are round and hold the values', () => {
    expect(niceSteps(6.9, 8.8, 4)).toEqual([6.5, 7, 7.5, 8, 8.5, 9]);
    expect(niceSteps(0, 100, 4)).toEqual([0, 50, 100]);
    expect(niceSteps(-3, 3, 4)).toEqual([-4, -2, 0, 2, 4]);
  });
});
