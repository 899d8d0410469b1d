import type { FieldProblem, Translate } from '#ui';
import {
  type EntryKind,
  type EntryWish,
  type FileType,
  fileTypes,
  type Measure,
  measureBounds,
  measures,
  mostFileBytes,
  type OwnEntry,
} from '../contract.ts';

/** What stands in the form, as it was typed. */
export interface Typed {
  readonly kind: EntryKind;
  readonly date: string;
  readonly value: string;
  readonly second: string;
  readonly text: string;
  readonly more: string;
  readonly file?: File;
}

export function isMeasure(kind: EntryKind): kind is Measure {
  return measures.some((one) => one === kind);
}

export function emptyForm(today: string): Typed {
  return { kind: 'weight', date: today, value: '', second: '', text: '', more: '' };
}

export function formOf(entry: OwnEntry, today: string): Typed {
  return {
    kind: entry.kind === 'other' ? 'note' : entry.kind,
    date: entry.date?.slice(0, 10) ?? today,
    value: entry.value?.toString() ?? '',
    second: entry.second?.toString() ?? '',
    text: entry.text ?? '',
    more: entry.more ?? '',
  };
}

/** A number as people of Europe type it; NaN where it is none. */
export function numberOf(typed: string): number {
  const text = typed.trim().replace(',', '.');
  return /^\d{1,6}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
}

/** What is missing or cannot be right, each under the id of its field. */
export function entryProblems(typed: Typed, today: string, t: Translate): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed.date) || typed.date > today) {
    problems.push({ field: 'own-date', text: t('own.date.missing') });
  }
  if (isMeasure(typed.kind)) return [...problems, ...measureProblems(typed, typed.kind, t)];
  if (typed.text.trim() === '') {
    const field = t(typed.kind === 'document' ? 'own.document.title' : `own.text.${typed.kind}`);
    problems.push({ field: 'own-text', text: t('own.text.missing', { field }) });
  }
  if (typed.kind === 'document' && (typed.file === undefined || !isGoodFile(typed.file))) {
    problems.push({ field: 'own-file', text: t('own.file.missing', { size: mostFileBytes / 1_000_000 }) });
  }
  return problems;
}

function measureProblems(typed: Typed, kind: Measure, t: Translate): readonly FieldProblem[] {
  const { least, most } = measureBounds[kind];
  const fits = (value: number) => value >= least && value <= most;
  const missing = t('own.value.missing', { least, most });
  const [first, second] = [numberOf(typed.value), numberOf(typed.second)];
  if (!fits(first)) return [{ field: 'own-value', text: missing }];
  if (kind !== 'blood-pressure') return [];
  if (!fits(second)) return [{ field: 'own-second', text: missing }];
  return second > first ? [{ field: 'own-second', text: t('own.value.order') }] : [];
}

function isGoodFile(file: File): boolean {
  return file.size > 0 && file.size <= mostFileBytes && fileTypes.some((type) => type === file.type);
}

/** The form as it is sent; its problems were seen to. */
export async function wishOf(typed: Typed, language: string): Promise<EntryWish> {
  const { kind, date } = typed;
  if (isMeasure(kind)) {
    const value = numberOf(typed.value);
    return kind === 'blood-pressure' ? { kind, date, value, second: numberOf(typed.second) } : { kind, date, value };
  }
  const text = typed.text.trim();
  if (kind === 'document') {
    const { file } = typed;
    if (file === undefined) throw new Error('A document without its file');
    return { kind, date, title: text, language, file: { type: file.type as FileType, base64: await base64Of(file) } };
  }
  const more = typed.more.trim();
  return { kind, date, text, language, ...(more === '' || kind === 'note' ? {} : { more }) };
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  // In pieces: the arguments of one call are bounded.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
