import { expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.ts';

const heading = 'policy trial\nversion 1\n';
const rule = `rule one
  law EHDS article 3
  says A person reads her record.
  a citizen may read
  of herself
  seeing the directory, the record
`;

it('reads a rule as it is written', () => {
  expect(parsePolicy(`# a comment\n${heading}\n${rule}`)).toEqual({
    name: 'trial',
    version: '1',
    professions: [],
    labels: [],
    rules: [
      {
        id: 'one',
        law: 'EHDS article 3',
        says: 'A person reads her record.',
        role: 'citizen',
        permits: true,
        acts: ['read'],
        persons: 'herself',
        sees: ['the directory', 'the record'],
        less: [],
      },
    ],
  });
});

it.each([
  ['no name', 'version 1\n', 'Line 1'],
  ['an unknown heading', `${heading}author somebody\n`, 'Line 3'],
  ['a clause that belongs to nothing', `${heading}  of herself\n`, 'Line 3'],
  ['a role that there is not', heading + rule.replace('a citizen', 'a robot'), '"robot" is not one of'],
  ['an act that there is not', heading + rule.replace('may read', 'may read, peek'), '"peek" is not one of'],
  ['persons that there are not', heading + rule.replace('of herself', 'of everybody'), '"everybody" is not one of'],
  ['an unknown clause', heading + rule.replace('of herself', 'unless it rains'), 'Line 7'],
  ['a sight that there is not', heading + rule.replace('the record', 'all of it'), '"all of it" is not one of'],
  ['a purpose that there is not', heading + rule.replace('of herself', 'for FUN\n  of herself'), '"FUN" is not one of'],
  ['the same rule twice', heading + rule + rule, 'stands there twice'],
  ['the same clause twice', `${heading + rule}  of herself\n`, 'says this twice'],
  ['no law', heading + rule.replace('  law EHDS article 3\n', ''), 'needs the clauses'],
  ['no role', heading + rule.replace('  a citizen may read\n', ''), 'needs the clauses'],
  ['a record without a person', heading + rule.replace('  of herself\n', ''), 'does not say whose'],
  ['a permit that shows nothing', heading + rule.replace(/ {2}seeing.*\n/, ''), 'must say what is seen'],
  ['a prohibition that shows something', heading + rule.replace('may read', 'may not read'), 'must say what is seen'],
  ['half a profession', `${heading}profession nurse\n  is nurse\n`, 'needs the clauses "is" and "sees"'],
  ['a category that there is not', `${heading}profession nurse\n  is nurse\n  sees dreams\n`, '"dreams" is not one of'],
  ['an unknown trait', `${heading}profession nurse\n  hears all\n`, 'Line 4'],
])('refuses %s, with the line', (_, text, words) => {
  expect(() => parsePolicy(text)).toThrow(words);
});
