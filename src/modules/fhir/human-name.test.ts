import { describe, expect, it } from 'vitest';
import { nameInWords, nameOfResource, shortNameOf } from './human-name.ts';

describe('the name of a resource', () => {
  it('is the official one before the usual one before any other', () => {
    const nickname = { use: 'nickname', text: 'Clo' };
    const usual = { use: 'usual', text: 'Claire Silva' };
    const official = { use: 'official', text: 'Claire Moreau' };
    expect(nameOfResource({ name: [nickname, usual, official] })).toBe('Claire Moreau');
    expect(nameOfResource({ name: [nickname, usual] })).toBe('Claire Silva');
    expect(nameOfResource({ name: [nickname, { text: 'C. Moreau' }] })).toBe('Clo');
  });

  it('is one of former times only where there is no other', () => {
    const left = { use: 'official', text: 'Claire Moreau', period: { start: '1980', end: '2011' } };
    const born = { use: 'maiden', text: 'Claire Moreau' };
    const now = { use: 'usual', text: 'Claire Silva', period: { start: '2011' } };
    expect(nameOfResource({ name: [left, born, now] })).toBe('Claire Silva');
    expect(nameOfResource({ name: [born, { text: 'C. Silva' }] })).toBe('C. Silva');
    expect(nameOfResource({ name: [born, { use: 'old', text: 'Clara Moreau' }] })).toBe('Claire Moreau');
  });

  it('is the text of a body', () => {
    expect(nameOfResource({ name: 'Hôpital du Parc' })).toBe('Hôpital du Parc');
  });

  it.each([[{}], [{ name: [] }], [{ name: [null, 3] }], [{ name: {} }], [{ name: [{ use: 'official' }] }]])(
    'is empty where there is none: %j',
    (resource) => {
      expect(nameOfResource(resource)).toBe('');
      expect(shortNameOf(resource)).toBe('');
    },
  );
});

describe('a HumanName in words', () => {
  it('is its text before its parts', () => {
    expect(nameInWords({ text: 'Dr Sophie Bernard', family: 'BERNARD', given: ['Sophie', 'Anne'] })).toBe(
      'Dr Sophie Bernard',
    );
  });

  it('is prefix, given names, family name, suffix', () => {
    const name = { suffix: ['PhD'], family: 'Bernard', given: ['Sophie', 'Anne'], prefix: ['Dr'] };
    expect(nameInWords(name)).toBe('Dr Sophie Anne Bernard PhD');
    expect(nameInWords({ family: 'Bernard' })).toBe('Bernard');
  });

  it('leaves out parts that are empty, absent or no text', () => {
    expect(nameInWords({ text: ' ', family: 7, given: ['', null, 'Sophie'] })).toBe('Sophie');
    expect(nameInWords(undefined)).toBe('');
  });
});

describe('the short name', () => {
  it('is first given name and family name, whatever the text says', () => {
    const name = [{ use: 'official', text: 'Mme Claire Anne Moreau', family: 'Moreau', given: ['Claire', 'Anne'] }];
    expect(shortNameOf({ name })).toBe('Claire Moreau');
  });

  it('is the text of a name without parts', () => {
    expect(shortNameOf({ name: [{ text: 'Claire M.' }] })).toBe('Claire M.');
  });
});
