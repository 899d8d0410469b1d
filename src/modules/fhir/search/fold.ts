const plain = /^[a-z0-9 ]*$/;
/** Signs that stand inside a word: apostrophes, full stops, the Catalan middle dot, soft hyphens. */
const joined = /['’‘`´.ʼʹʻ·‧\u00ad\u200b-\u200d]/g;
const apart = /[^\p{L}\p{N}]+/gu;
const marks = /\p{M}+/gu;
/** Letters that Unicode does not take apart into a base letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ŋ: 'n',
  ħ: 'h',
  ŧ: 't',
  ə: 'e',
  // The sigma at the end of a word; the gje of Ukrainian.
  ς: 'σ',
  ґ: 'г',
};
const letter = /[ßæœøłđðþıŋħŧəςґ]/g;

/**
 * Text as strings are searched (FHIR R4, search.html#string): without case, accents and punctuation, white space
 * squeezed. Apostrophes and full stops vanish (`O'Brien` is `obrien`), other punctuation parts words.
 */
export const fold = remembering(folded);

function folded(text: string): string {
  const lower = text.toLowerCase();
  const bare = plain.test(lower)
    ? lower
    : lower
        .normalize('NFKD')
        .replace(marks, '')
        .replace(letter, (one) => letters[one] ?? one)
        .replace(joined, '');
  return bare.replace(apart, ' ').trim();
}

/** Longer words are indexed, and asked for, by their beginning. */
const longestWord = 40;
const apostrophe = /['’‘`´ʼʹʻ]/;

/**
 * The words of a text, folded. A word with an apostrophe stands as a whole and in its parts, so that `l'hôpital` is
 * found by `hopital` and `O'Brien` by `obrien`.
 */
export const foldedWords = remembering(wordsOf);

function wordsOf(text: string): readonly string[] {
  const words = cut(fold(text));
  if (!apostrophe.test(text)) return words;
  const parts = text.split(/\s+/).filter((word) => apostrophe.test(word));
  return [...words, ...parts.flatMap((word) => word.split(apostrophe).flatMap((part) => cut(fold(part))))];
}

function cut(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(' ').map((word) => (word.length > longestWord ? word.slice(0, longestWord).toWellFormed() : word));
}

const mostRemembered = 4_000;
const longestRemembered = 100;

/**
 * Remembers what was made of short texts: names of codes and of places come again and again. What was asked for lately
 * outlives a flood of texts that come once.
 */
function remembering<Made>(make: (text: string) => Made): (text: string) => Made {
  let recent = new Map<string, Made>();
  let earlier = new Map<string, Made>();
  return (text) => {
    if (text.length > longestRemembered) return make(text);
    let made = recent.get(text);
    if (made !== undefined) return made;
    made = earlier.get(text) ?? make(text);
    if (recent.size >= mostRemembered) {
      earlier = recent;
      recent = new Map();
    }
    recent.set(text, made);
    return made;
  };
}
