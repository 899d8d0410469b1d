import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** A made code system in the size and shape of a large clinical terminology; the same at every run. */
export const madeSystem = {
  url: 'http://carnet.example/CodeSystem/made',
  version: '1',
  concepts: 400_000,
  /** The code of a concept, by its number from 0. */
  codeAt: (concept: number) => String(100_000_000 + concept * 7),
} as const;

const distinctWords = 60_000;
const consonants = 'bcdfghlmnprstv';
const vowels = 'aeiou';

/** Numbers below a bound, drawn evenly from a seed. */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Words by how common they are: a word of rank n comes about one n-th as often as the first. */
function makeWords(): readonly string[] {
  const draw = drawing(7);
  return Array.from({ length: distinctWords }, (_, rank) => {
    const syllables = 2 + (rank % 4);
    let word = '';
    for (let syllable = 0; syllable < syllables; syllable += 1) {
      word += (consonants[draw(consonants.length)] ?? '') + (vowels[draw(vowels.length)] ?? '');
    }
    return word;
  });
}

/** Draws words as texts have them, and what people type: the beginning of one or two. */
export function madeText(seed: number): { phrase(words: number): string; typed(): string } {
  const words = makeWords();
  const draw = drawing(seed);
  const word = () => words[Math.floor(distinctWords ** (draw(1_000_000) / 1_000_000))] ?? '';
  const phrase = (count: number) => Array.from({ length: count }, word).join(' ');
  return {
    phrase,
    typed: () => (draw(2) === 0 ? word().slice(0, 2 + draw(4)) : `${word().slice(0, 3)} ${word().slice(0, 2)}`),
  };
}

/** Writes it as a table, with two or three names for each concept in further languages, and one or two parents. */
export async function writeMadeCodes(path: string): Promise<void> {
  const { concepts, codeAt } = madeSystem;
  const { phrase } = madeText(1);
  const draw = drawing(2);
  const file = createWriteStream(path);
  file.write('code,display,parent,inactive,fr,de,en\n');
  for (let concept = 0; concept < concepts; concept += 1) {
    const parents = concept === 0 ? [] : [codeAt(Math.floor(concept / 8))];
    if (concept > 100 && concept % 3 === 0) parents.push(codeAt(draw(concept)));
    const further = [phrase(4 + draw(4)), phrase(3 + draw(4)), concept % 2 === 0 ? phrase(5 + draw(4)) : ''];
    const fields = [codeAt(concept), phrase(3 + draw(5)), parents.join('|'), concept % 10 === 0, ...further];
    if (!file.write(`${fields.join(',')}\n`)) await new Promise((wake) => file.once('drain', wake));
  }
  file.end();
  await finished(file);
}
