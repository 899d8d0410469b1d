import { describe, expect, it } from 'vitest';
import type { AuditObject } from '#audit';
import { careCategories } from '#fhir';
import type { Caller } from '#identity';
import { logEntry } from './log-entry.ts';

const caller: Caller = {
  subject: 's',
  name: 'n',
  role: 'foreign-professional',
  country: 'PT',
  purpose: 'TREAT',
  client: 'c',
  traceId: '0'.repeat(32),
  proxyFor: [],
};
const entryOf = (objects: readonly AuditObject[]) =>
  logEntry(
    { caller, at: new Date(0), interaction: '$summary', rule: 'r', emergency: [] },
    { action: 'disclose', outcome: 'success', patient: 'p', objects },
  );

describe('a log entry', () => {
  it('names each category within its fifty objects, in the same order each time, and counts the rest', () => {
    const objects = careCategories.flatMap((category) =>
      Array.from({ length: 40 }, (_each, index) => ({ type: 'Basic', id: `${category}-${index}`, category })),
    );
    const entry = entryOf(objects);
    expect(entry.objects).toHaveLength(50);
    expect(new Set(entry.objects.map((object) => object.category))).toEqual(new Set(careCategories));
    expect(entry.objects.slice(0, careCategories.length).map((object) => object.id)).toEqual(
      careCategories.map((category) => `${category}-0`),
    );
    expect(entry.more).toBe(objects.length - 50);
    expect(entryOf(objects)).toEqual(entry);
  });

  it('keeps the order of what it can name whole', () => {
    const objects = ['b', 'a', 'c'].map((id) => ({ type: 'Basic', id, category: 'documents' as const }));
    expect(entryOf(objects)).toMatchObject({ objects });
    expect(entryOf(objects).more).toBeUndefined();
  });
});
