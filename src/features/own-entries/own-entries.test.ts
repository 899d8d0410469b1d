import { describe, expect, it } from 'vitest';
import { checkStructure, withOwnMark } from '#fhir';
import { fixedClock } from '#kernel';
import { type EntryWish, entryKinds, measureBounds, measures, mostFileBytes } from './contract.ts';
import { entryProblems, numberOf } from './pages/entry-fields.ts';
import { parseWish } from './parse-wish.ts';
import { binaryOf, ownEntryOf, resourceOf } from './resources.ts';

const clock = fixedClock('2026-11-22T10:00:00.000Z');
const pdf = Buffer.from('%PDF-1.7 a paper').toString('base64');
const wishes: Readonly<Record<string, EntryWish>> = {
  ...Object.fromEntries(
    measures.map((kind) => {
      const value = Math.round(measureBounds[kind].most * 7) / 10;
      return [kind, { kind, date: '2026-11-20', value, ...(kind === 'blood-pressure' ? { second: 80 } : {}) }];
    }),
  ),
  allergy: { kind: 'allergy', date: '2026-11-20', text: 'Fraises', more: 'Boutons', language: 'fr' },
  medicine: { kind: 'medicine', date: '2026-11-20', text: 'Ibuprofène', more: 'le soir', language: 'fr' },
  note: { kind: 'note', date: '2026-11-20', text: 'Mal dormi.', language: 'fr' },
  document: {
    kind: 'document',
    date: '2026-11-20',
    title: 'Lettre',
    language: 'fr',
    file: { type: 'application/pdf', base64: pdf },
  },
};

describe('what a person adds', () => {
  it.each(entryKinds)('%s is taken, is a resource of R4, and comes back as it was given', (kind) => {
    const wish = wishes[kind] as EntryWish;
    expect(parseWish(wish, clock)).toEqual({ ok: true, value: wish });
    const resource = resourceOf(wish, 'claire', 'bytes');
    expect(checkStructure(resource)).toEqual([]);
    expect(checkStructure(binaryOf({ type: 'application/pdf', base64: pdf }, 'claire'))).toEqual([]);
    const { date, language, title, file, ...given } = wish as unknown as Record<string, unknown>;
    const shown = ownEntryOf({ ...resource, id: 'x', meta: withOwnMark({}, 'person') }, 1);
    const text = kind === 'document' ? { text: title, file: 'bytes' } : {};
    expect(shown).toMatchObject({ ...given, ...text, date, kind, by: 'person' });
  });

  it('is no entry of hers without the mark', () => {
    expect(ownEntryOf(resourceOf(wishes.weight as EntryWish, 'claire'), 1)).toBeUndefined();
  });

  const weight = { kind: 'weight', date: '2026-11-20', value: 70 };
  const note = { kind: 'note', date: '2026-11-20', text: 'x', language: 'fr' };
  const paper = wishes.document as unknown as Record<string, unknown>;
  it.each([
    ['no object', []],
    ['a kind that there is not', { ...weight, kind: 'mood' }],
    ['a day to come', { ...weight, date: '2026-11-30' }],
    ['a day that there is not', { ...weight, date: '2026-13-40' }],
    ['a value beyond all weights', { ...weight, value: 4000 }],
    ['a value that is no number', { ...weight, value: '70' }],
    ['a second weight', { ...weight, second: 60 }],
    ['blood pressure upside down', { kind: 'blood-pressure', date: '2026-11-20', value: 80, second: 120 }],
    ['a member that is not known', { ...weight, patient: 'henri' }],
    ['an empty note', { ...note, text: '  ' }],
    ['a note without end', { ...note, text: 'x'.repeat(2001) }],
    ['a control character', { ...note, text: 'a\u0000b' }],
    ['a language that is none', { ...note, language: 'x'.repeat(40) }],
    ['a file of another type than it says', { ...paper, file: { type: 'image/png', base64: pdf } }],
    ['a page of HTML', { ...paper, file: { type: 'text/html', base64: pdf } }],
    [
      'a file that is too large',
      { ...paper, file: { type: 'application/pdf', base64: 'A'.repeat(mostFileBytes * 2) } },
    ],
    ['bytes that are no base64', { ...paper, file: { type: 'application/pdf', base64: '%PDF-' } }],
  ])('is refused with %s', (_, body) => {
    expect(parseWish(body, clock)).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
  });
});

describe('the form', () => {
  const t = ((key: string) => key) as Parameters<typeof entryProblems>[2];
  const typed = { kind: 'weight', date: '2026-11-20', value: '72,5', second: '', text: '', more: '' } as const;

  it('reads numbers with comma and point', () => {
    expect([numberOf('72,5'), numberOf(' 72.5 '), numberOf('')]).toEqual([72.5, 72.5, Number.NaN]);
  });

  it('tells what is wrong at its field', () => {
    expect(entryProblems(typed, '2026-11-22', t)).toEqual([]);
    const fields = (one: Parameters<typeof entryProblems>[0]) =>
      entryProblems(one, '2026-11-22', t).map(({ field }) => field);
    expect(fields({ ...typed, value: 'heavy', date: '2026-12-01' })).toEqual(['own-date', 'own-value']);
    expect(fields({ ...typed, kind: 'blood-pressure', value: '80', second: '120' })).toEqual(['own-second']);
    expect(fields({ ...typed, kind: 'document' })).toEqual(['own-text', 'own-file']);
  });
});
