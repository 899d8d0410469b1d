const plain = /^[a-z0-9 ]*$/;
const joined = /['’‘`´.]/g;
const apart = /[^\p{L}\p{N}]+/gu;
const marks = /\p{M}+/gu;
/** Letters that Unicode does not take apart into a base letter and a mark. */
const ligatures: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const ligature = /[ßæœøłđðþı]/g;

/**
 * Text as strings are searched (FHIR R4, search.html#string): without case, accents and punctuation, white space
 * squeezed. Apostrophes and full stops vanish (`O'Brien` is `obrien`), other punctuation parts words.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  const bare = plain.test(lower)
    ? lower
    : lower
        .normalize('NFKD')
        .replace(marks, '')
        .replace(ligature, (letter) => ligatures[letter] ?? letter)
        .replace(joined, '');
  return bare.replace(apart, ' ').trim();
}
