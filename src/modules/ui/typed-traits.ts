/** What the professional typed, checked before anything is asked. Pure; the words come from the catalogue. */

export type DateReading =
  | { readonly ok: true; readonly date: string }
  | { readonly ok: false; readonly why: 'form' | 'future' | 'old' };

/** A date of birth as people write it (12/03/1984, 12.3.1984, 12 03 1984, 12031984) or as machines do (1984-03-12). */
export function readBirthDate(text: string, today: Date): DateReading {
  const trimmed = text.trim();
  const parts =
    /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/.exec(trimmed) ??
    /^(?<day>\d{1,2})[\s./-]+(?<month>\d{1,2})[\s./-]+(?<year>\d{4})$/.exec(trimmed) ??
    /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/.exec(trimmed);
  if (!parts?.groups) return { ok: false, why: 'form' };
  const [year, month, day] = [Number(parts.groups.year), Number(parts.groups.month), Number(parts.groups.day)];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return { ok: false, why: 'form' };
  if (at.getTime() > today.getTime()) return { ok: false, why: 'future' };
  if (year < today.getUTCFullYear() - 130) return { ok: false, why: 'old' };
  return { ok: true, date: at.toISOString().slice(0, 10) };
}

/** Identifiers are read without white space and separators, letters in upper case. */
export function cleanIdentifier(text: string): string {
  return text.replace(/[\s.\-_]/g, '').toUpperCase();
}

const insLength = 15;

/**
 * Does the key of an INS fit? Key = 97 - (13 digits mod 97), with 2A read as 19 and 2B as 18 (Corsica).
 * `value` has 15 characters.
 */
export function insKeyFits(value: string): boolean {
  const digits = value.slice(0, 13).replace('2A', '19').replace('2B', '18');
  if (!/^\d{13}$/.test(digits) || !/^\d{2}$/.test(value.slice(13))) return false;
  return 97 - Number(BigInt(digits) % 97n) === Number(value.slice(13));
}

export type IdentifierReading =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly why: 'missing' | 'form' | 'key' }
  | { readonly ok: false; readonly why: 'length'; readonly length: number; readonly entered: number };

/** Checks against what the country told of its identifier: its label names the kind, its pattern the form. */
export function readIdentifier(
  text: string,
  trait: { readonly label: string; readonly pattern?: string },
): IdentifierReading {
  const value = cleanIdentifier(text);
  if (value === '') return { ok: false, why: 'missing' };
  // Where the country writes a sign that means something (the century in Finland), it stays.
  const spaceless = text.replace(/\s/g, '').toUpperCase();
  if (spaceless !== value && trait.pattern !== undefined && matches(trait.pattern, spaceless)) {
    return { ok: true, value: spaceless };
  }
  if (trait.label === 'trait.ins') {
    if (value.length !== insLength) return { ok: false, why: 'length', length: insLength, entered: value.length };
    return insKeyFits(value) ? { ok: true, value } : { ok: false, why: 'key' };
  }
  if (trait.pattern !== undefined && !matches(trait.pattern, value)) return { ok: false, why: 'form' };
  return { ok: true, value };
}

/** A pattern that does not compile stands in nobody's way: the other country checks again. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'v').test(value);
  } catch {
    return true;
  }
}
