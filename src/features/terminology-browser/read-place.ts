import { fail, type Outcome, ok } from '#kernel';

/** What a request of the page is about. */
export interface Place {
  /** Empty for all code systems. */
  readonly system: string;
  readonly version?: string;
  readonly code: string;
  readonly text: string;
  /** Where a page of a list begins. */
  readonly from: number;
}

const longest = { system: 1_000, version: 200, code: 500, text: 200 } as const;

/** Reads query or body; `needed` must be there. Refuses with `request.bad`. */
export function readPlace(given: unknown, ...needed: readonly (keyof typeof longest)[]): Outcome<Place> {
  const members = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  const texts: Partial<Record<keyof typeof longest, string>> = {};
  for (const [name, most] of Object.entries(longest) as [keyof typeof longest, number][]) {
    const value = members[name] ?? '';
    if (typeof value !== 'string' || value.length > most) return fail('request.bad', `${name} is a text.`, name);
    texts[name] = value.trim();
    if (texts[name] === '' && needed.includes(name)) return fail('request.bad', `${name} is missing.`, name);
  }
  const { system = '', version = '', code = '', text = '' } = texts;
  const from = members.from === undefined ? 0 : Number(members.from);
  if (!Number.isSafeInteger(from) || from < 0) return fail('request.bad', 'from is a whole number.', 'from');
  return ok({ system, ...(version === '' ? {} : { version }), code, text, from });
}
