import { compartmentPaths } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { rememberOpened } from './opened-texts.ts';
import type { PersonKeys } from './person-keys.ts';
import { BrokenSeal, isSealed, type StoredText, sealText, type TextPlace } from './seal-text.ts';

/** A row whose text may be sealed; null where it was left out. */
export interface SealedRow extends TextPlace {
  readonly text: string | null;
}

/** Seals what is written; the keys of its persons are at hand. */
export type Sealer = (version: TextPlace & { readonly text: string }) => StoredText;

/** Every text that the store reads or writes goes through here. */
export interface Sealing {
  /** The rows with their texts as they are served, in their order; undefined where the person is erased. */
  open<Row extends SealedRow>(rows: readonly Row[]): Promise<readonly (Row | undefined)[]>;
  /** Persons of whom nothing opens any more and whose rows are still there; nothing that counts may count them. */
  erasing(): Promise<readonly string[]>;
  /** What keys of tokens that name a person are made with; undefined while an older build may search. */
  indexSecret(): Promise<Uint8Array | undefined>;
  /** Makes keys ready for those whose records are written; `person.erased` where one of them is. */
  sealerFor(places: readonly Pick<TextPlace, 'compartment' | 'type'>[]): Promise<Outcome<Sealer>>;
}

/** The rows that are left, in their order. */
export async function openAll<Row extends SealedRow>(sealing: Sealing, rows: readonly Row[]): Promise<readonly Row[]> {
  return (await sealing.open(rows)).filter((row) => row !== undefined);
}

/**
 * Under whose key a row is sealed: that of the person whose record it is part of, or nobody's ('') where it is of a type
 * that is about persons without saying which of this node's. Undefined for what is about nobody.
 */
export function keyHolder({ compartment, type }: Pick<TextPlace, 'compartment' | 'type'>): string | undefined {
  if (compartment !== '') return compartment;
  return type === 'Bundle' || type in compartmentPaths ? '' : undefined;
}

const plainSealer: Sealer = ({ text }) => ({ text, size: null });

/** For a store without keys: nothing is sealed, and what is cannot be read. */
export const withoutSealing: Sealing = {
  async open(rows) {
    if (rows.some(({ text }) => text !== null && isSealed(text)))
      throw new BrokenSeal('There is no key to open a text');
    return rows;
  },
  sealerFor: async () => ok(plainSealer),
  erasing: async () => [],
  indexSecret: async () => undefined,
};

export function createSealing(keys: PersonKeys, secret: Uint8Array | undefined): Sealing {
  const openText = rememberOpened();
  return {
    erasing: async () => keys.erasing(),
    indexSecret: async () => ((await keys.phase()) === 'off' ? undefined : secret),
    async open(rows) {
      const holders = new Set<string>();
      for (const row of rows) {
        const holder = row.text === null || row.text === '' ? undefined : keyHolder(row);
        if (holder !== undefined) holders.add(holder);
      }
      if (holders.size === 0) return rows;
      const phase = await keys.phase();
      const found = await keys.keysOf([...holders]);
      return rows.map((row) => {
        const { text } = row;
        const holder = text === null || text === '' ? undefined : keyHolder(row);
        if (text === null || holder === undefined) return row;
        const key = found.get(holder);
        if (key === 'erased') return undefined;
        if (!isSealed(text)) {
          if (phase === 'all') throw new BrokenSeal(`A resource of type ${row.type} is not sealed, and all are`);
          return row;
        }
        if (key === undefined)
          throw new BrokenSeal(`The key of a person is not there: are these the keys of the node?`);
        return { ...row, text: openText(key, row, text) };
      });
    },
    async sealerFor(places) {
      const holders = new Set<string>();
      for (const place of places) {
        const holder = keyHolder(place);
        if (holder !== undefined) holders.add(holder);
      }
      if (holders.size === 0) return ok(plainSealer);
      const phase = await keys.phase();
      const found = phase === 'off' ? await keys.keysOf([...holders]) : await keys.keysFor([...holders]);
      for (const key of found.values()) {
        if (key === 'erased')
          return fail('person.erased', 'The record of this person was erased; nothing is added to it.');
      }
      if (phase === 'off') return ok(plainSealer);
      return ok((version) => {
        const holder = keyHolder(version);
        if (holder === undefined) return plainSealer(version);
        const key = found.get(holder);
        if (key === undefined || key === 'erased')
          throw new Error('A text is to be sealed whose key was not asked for');
        return sealText(key, version, version.text);
      });
    },
  };
}
