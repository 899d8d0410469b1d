/** What a broker says of a person: whatever JSON, nothing of which is believed before it was looked at. */
export type Claims = Readonly<Record<string, unknown>>;

const longestText = 200;

/** A text of some length, trimmed; undefined for everything else. */
export function textOf(claims: Claims, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    if (typeof value !== 'string' || value.length > longestText) continue;
    const text = value.trim();
    if (text !== '' && !/\p{Cc}/u.test(text)) return text;
  }
  return undefined;
}

/** The objects of a list, the first `most` of them; empty where there is no list. */
export function objectsOf(claims: Claims, name: string, most: number): readonly Claims[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return Array.isArray(value) ? value.slice(0, most).filter(isObject) : [];
}

export function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole date that stands in the calendar. */
export function dateOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
