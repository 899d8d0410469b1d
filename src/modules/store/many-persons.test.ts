import { expect, it, vi } from 'vitest';
import type { Visibility } from '#fhir';
import { newStatement } from './statement.ts';
import { visibleRows } from './visibility.ts';

it('finds whom a search names among those whom a reader treats by a look at each, and not at all of them for each', () => {
  const ids = (from: number) => Array.from({ length: 2_000 }, (_, n) => `p${from + n}`);
  // Two kinds of limits, so that the statement has alternatives.
  const persons = ids(0).map((patient, n) => ({ patient, hidden: n % 2 === 0 ? (['results'] as const) : [] }));
  const visibility = { common: 'none', persons } as unknown as Visibility;
  const searched = vi.spyOn(Array.prototype, 'includes');
  const statement = newStatement();
  const condition = visibleRows(statement, 'r', visibility, ids(1_000));
  const looks = searched.mock.calls.length;
  searched.mockRestore();
  expect(condition).toContain(' or ');
  expect(statement.values).toContainEqual(ids(1_000).slice(0, 1_000));
  expect(looks).toBeLessThan(100);
});
