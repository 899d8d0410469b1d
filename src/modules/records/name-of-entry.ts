import { nameOfResource } from '#fhir';
import { isResourceId } from '#kernel';
import type { RecordsOptions } from './options.ts';

interface Concept {
  readonly text?: unknown;
  readonly coding?: readonly { readonly display?: unknown }[];
}

/** Elements that say what a resource is about, in R4. */
const telling = [
  'code',
  'medicationCodeableConcept',
  'vaccineCode',
  'type',
  'description',
  'title',
  'category',
] as const;
const longest = 120;

/** What an entry is about, in the words of its source; undefined where it has none. */
export function nameOfEntry(text: string): string | undefined {
  const resource = JSON.parse(text) as Readonly<Record<string, unknown>>;
  for (const element of telling) {
    const value = resource[element];
    const name = wordsOf(Array.isArray(value) ? value[0] : value);
    if (name !== undefined) return name.slice(0, longest);
  }
  return undefined;
}

function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { text, coding } = value as Concept;
  if (typeof text === 'string') return text;
  const display = Array.isArray(coding) ? coding.find((one) => typeof one?.display === 'string')?.display : undefined;
  return typeof display === 'string' ? display : undefined;
}

/** Names of practitioners and organisations of the directory by their addresses (`Practitioner/x`), as far as they are there. */
export async function directoryNames(
  { store }: Pick<RecordsOptions, 'store'>,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = [...new Set(addresses)].map((address) => {
    const slash = address.indexOf('/');
    return { type: address.slice(0, slash), id: address.slice(slash + 1) };
  });
  const found = await store.readMany(
    keys.filter(({ id }) => isResourceId(id)),
    { common: 'directory', persons: [] },
  );
  return new Map(
    found.flatMap((stored) => {
      if (stored === undefined) return [];
      const words = nameOfResource(JSON.parse(stored.text));
      return words === '' ? [] : [[`${stored.type}/${stored.id}`, words] as const];
    }),
  );
}
