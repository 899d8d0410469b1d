import { fold } from './fold.ts';

/** What is written differently and sounds alike in the languages of Europe, in the order in which it is replaced. */
const alike: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/^x/, 's'],
  [/tsch|tch|sch|sh|ch|cz|sz|zh/g, 's'],
  [/ph/g, 'f'],
  [/gn|nh/g, 'n'],
  [/ck/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/g(?=[eiy])/g, 'j'],
  [/qu?|c/g, 'k'],
  [/x(?=.)/g, 'ks'],
  [/z/g, 's'],
  [/w/g, 'v'],
  [/h/g, ''],
  [/dt?$/, 't'],
  [/(.)[sx]$/, '$1'],
];
const vowels = /[aeiouyàαεηιουωаеиоуыэюя]/g;
const repeated = /(.)\1+/g;

/**
 * How the words of a name sound (R4's parameter `phonetic`): their consonants, with one sign for those that sound alike,
 * and whether they begin with a vowel. Moreau is Moro, Schmidt is Smith, Gonçalves is Gonsalvez. Empty where there is
 * neither letter nor digit.
 */
export function soundOf(text: string): string {
  return fold(text.replace(/[çÇ]/g, 'ss'))
    .split(' ')
    .map(soundOfWord)
    .filter((word) => word !== '')
    .join(' ');
}

function soundOfWord(word: string): string {
  const heard = alike.reduce((text, [written, sign]) => text.replace(written, sign), word);
  const first = heard.slice(0, 1).replace(vowels, 'a');
  return (first + heard.slice(1).replace(vowels, '')).replace(repeated, '$1');
}
