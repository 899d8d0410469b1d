import { createHmac } from 'node:crypto';
import type { PersonKeys } from './person-keys.ts';
import { isSealed, openText, sealText, type TextPlace } from './seal-text.ts';

/** Where words belong: what is put elsewhere does not open. */
export interface WordsPlace {
  /** Id of the Patient by whose key they are sealed. */
  readonly person: string;
  /** What they are, by table and column. */
  readonly kind: string;
  /** Of their row, among those of the person. */
  readonly id: string;
}

/** Words as they are kept: sealed, or as plain JSON where the node does not seal yet. */
export interface KeptWords extends WordsPlace {
  readonly kept: string;
}

export interface WordsSealer {
  /** Any value of JSON, for its place; undefined where the person is erased. */
  seal(place: WordsPlace, value: unknown): string | undefined;
  /**
   * What rows of one person are told apart by without saying the words: equal for equal words. Undefined where the node
   * does not seal yet, or the person is erased.
   */
  mark(person: string, kind: string, words: string): string | undefined;
}

/**
 * Seals what modules and features keep of a person beside her record, in tables of their own: with the key of her record,
 * so that nobody reads it once she is erased, in no backup either.
 */
export interface PersonWords {
  /** Does the node seal? Until it does an older build may have to read what is written. */
  seals(): Promise<boolean>;
  /** With the keys of these persons. */
  sealerFor(persons: readonly string[]): Promise<WordsSealer>;
  /**
   * The values in their order; undefined where the person is erased. Throws `BrokenSeal` for what was changed, or stands
   * where it does not belong.
   */
  open(words: readonly KeptWords[]): Promise<readonly unknown[]>;
}

export function createPersonWords(keys: PersonKeys): PersonWords {
  return {
    seals: async () => (await keys.phase()) !== 'off',
    async sealerFor(persons) {
      const off = (await keys.phase()) === 'off';
      const found = off ? await keys.keysOf(persons) : await keys.keysFor(persons);
      const keyOf = (person: string) => {
        const key = found.get(person);
        if (key === undefined && !off) throw new Error('Words are to be sealed whose key was not asked for');
        return key;
      };
      return {
        seal(place, value) {
          const key = keyOf(place.person);
          if (key === 'erased') return undefined;
          const text = JSON.stringify(value);
          return off || key === undefined ? text : sealText(key, textPlace(place), text).text;
        },
        mark(person, kind, words) {
          const key = keyOf(person);
          if (off || key === undefined || key === 'erased') return undefined;
          return createHmac('sha256', key).update(`mark\u0000${kind}\u0000${words}`).digest('base64url');
        },
      };
    },
    async open(words) {
      const persons = new Set(words.filter(({ kept }) => isSealed(kept)).map(({ person }) => person));
      const found = persons.size === 0 ? new Map() : await keys.keysOf([...persons]);
      return words.map((one) => {
        if (!isSealed(one.kept)) return JSON.parse(one.kept) as unknown;
        const key = found.get(one.person);
        if (key === 'erased') return undefined;
        if (key === undefined) throw new Error('The key of a person is not there: are these the keys of the node?');
        return JSON.parse(openText(key, textPlace(one), one.kept)) as unknown;
      });
    },
  };
}

/** No resource has a type with a space, so that nothing of a record opens as words, and no words as a record. */
function textPlace({ person, kind, id }: WordsPlace): TextPlace {
  return { compartment: person, type: `words ${kind}`, id, version: 0 };
}
