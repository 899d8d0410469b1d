/** What the page shows, as its address says. */
export interface TerminologyAddress {
  readonly system?: string;
  /** The one in use where it is left out. */
  readonly version?: string;
  readonly code?: string;
  /** What is searched for. */
  readonly text?: string;
}

const names = ['system', 'version', 'code', 'text'] as const;
const longest = 1_000;

/** Anything else in the address is dropped. */
export function terminologyAddress(search: Readonly<Record<string, unknown>>): TerminologyAddress {
  const known = names.flatMap((name) => {
    const given = search[name];
    // The router reads what looks like a number as one: codes often do.
    const text = typeof given === 'number' || typeof given === 'boolean' ? String(given) : given;
    return typeof text === 'string' && text !== '' && text.length <= longest ? [[name, text] as const] : [];
  });
  return Object.fromEntries(known);
}

/** `?system=...&code=...` for the node, with the language that words are wanted in. */
export function queryOf(parts: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) query.set(name, String(value));
  return `?${query}`;
}
