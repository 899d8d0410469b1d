/** What is searched for, as the address of the page says. */
export interface DirectoryAddress {
  readonly name?: string;
  readonly place?: string;
  readonly specialty?: string;
}

export const searched = ['name', 'place', 'specialty'] as const satisfies readonly (keyof DirectoryAddress)[];
const longest = 80;

/** Anything else in the address is dropped. A postal code looks like a number to the router. */
export function directoryAddress(search: Readonly<Record<string, unknown>>): DirectoryAddress {
  return Object.fromEntries(
    searched.flatMap((word) => {
      const given = typeof search[word] === 'number' ? String(search[word]) : search[word];
      return typeof given === 'string' && given !== '' && given.length <= longest ? [[word, given]] : [];
    }),
  );
}
