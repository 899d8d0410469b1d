import { expect, it } from 'vitest';
import { createIdMarks } from './id-marks.ts';

it('keeps bits for very many identifiers apart, however alike', () => {
  const marks = createIdMarks();
  const ids = Array.from({ length: 100_000 }, (_, at) => `${900_000_000_000 + at * 7}${at % 10}${at % 3}`);
  for (const [at, id] of ids.entries()) marks.mark(id, 1 << (at % 20));
  marks.mark(ids[0] ?? '', 1 << 30);
  marks.mark('no number', 1);
  expect(marks.of(ids[0] ?? '')).toBe(1 | (1 << 30));
  expect(ids.filter((id, at) => at > 0 && marks.of(id) !== 1 << (at % 20))).toEqual([]);
  for (const id of ['123456', '900000000000', 'no number', '']) expect(marks.of(id)).toBe(0);
});
