import { expect, it } from 'vitest';
import { soundOf } from './sound.ts';

it.each([
  ['Moreau', 'Moro'],
  ['Moreau', 'Moreaux'],
  ['Schmidt', 'Smith'],
  ['Gonçalves', 'Gonsalvez'],
  ['Philippe', 'Filip'],
  ['Kowalsky', 'Covalski'],
  ['Durand', 'Durant'],
  ['Mueller', 'Müller'],
  ['Jean Paul', 'Jeanne Paule'],
  ['Katherine', 'Cathérine'],
  ['Иванов', 'Ивановъ'.slice(0, 6)],
])('%s sounds like %s', (one, other) => {
  expect(soundOf(one)).toBe(soundOf(other));
});

it.each([
  ['Moreau', 'Marchand'],
  ['Anna', 'Nana'],
  ['Silva', 'Selve Dos'],
  ['Peter', 'Pedro'],
])('%s does not sound like %s', (one, other) => {
  expect(soundOf(one)).not.toBe(soundOf(other));
});

it.each(['', '...', '-'])('%j has no sound', (text) => {
  expect(soundOf(text)).toBe('');
});
