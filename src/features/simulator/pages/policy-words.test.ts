import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAccess, type PolicyName, type RuleInWords } from '#access';
import type { Database } from '#db';
import {
  citationsOf,
  createFormats,
  createTranslate,
  languageCodes,
  languages,
  lawWords,
  type MessageKey,
  type Messages,
  type Words,
} from '#ui';
import { marksWords, professionWords, ruleWords } from './policy-words.ts';

const policyNames = readdirSync(new URL('../../../modules/access/policies', import.meta.url)).map(
  (file) => file.replace('.policy', '') as PolicyName,
);
const policies = policyNames.map((policy) =>
  createAccess({ db: {} as Database, clock: { now: () => new Date(0) }, country: 'SE', policy }).policy(),
);
const rules = policies.flatMap((policy) => policy.rules.map((rule) => [`${policy.name} ${rule.id}`, rule] as const));
const labels = policies.flatMap((policy) => policy.labels.map((one) => [`${policy.name} ${one.labels}`, one] as const));
const laws = [...new Set([...rules, ...labels].map(([, { law }]) => law))];

const catalogues = await Promise.all(
  languageCodes.map(async (code) => {
    const messages = await languages[code].load();
    const { locale } = languages[code];
    return { code, messages, words: { t: createTranslate(messages, locale), list: createFormats(locale).list } };
  }),
);
const english = catalogues.find(({ code }) => code === 'en')?.messages as Messages;

const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

/** The words of the texts that sentences about policies are made of. */
function vocabulary(messages: Messages): ReadonlySet<string> {
  const keys = (Object.keys(messages) as MessageKey[]).filter((key) => /^(policy|law|mark|part)\./.test(key));
  return new Set(keys.flatMap((key) => wordsIn(messages[key])));
}

/** Of the language of policies, in which rules are written. */
const policyLanguage = new Set(
  rules.flatMap(([, { says, persons = '', less, sees, acts }]) =>
    [says, persons, ...less, ...sees, ...acts].flatMap(wordsIn),
  ),
);

/** Words that are French or Portuguese as well. */
const shared = new Set('a an as service services patient e on se son tu me ses plan pour des important'.split(' '));

it('covers every policy that comes with a node', () => {
  expect(rules.length).toBeGreaterThanOrEqual(48);
  expect(new Set(policies.map(({ name }) => name))).toEqual(new Set(policyNames));
});

describe.each(catalogues)('rules in $code', ({ code, messages, words }) => {
  const own = vocabulary(messages);
  const foreign = new Set(
    [...vocabulary(english), ...policyLanguage].filter((word) => !own.has(word) && !shared.has(word)),
  );
  const check = (sentence: string) => {
    // A whole sentence: a beginning, an end, and nothing of the language of messages left in it.
    expect(sentence).toMatch(/^\p{Lu}[^{}]+\.$/u);
    expect(sentence).not.toMatch(/\bnone\b|undefined|\b(policy|law|mark|part)\.|, ?[,.]| {2}/);
    if (code === 'en') return;
    expect(wordsIn(sentence).filter((word) => foreign.has(word) || !own.has(word))).toEqual([]);
  };

  it.each(rules)('says %s in a full sentence', (_name, rule) => check(ruleWords(rule, words)));
  it.each(labels)('says what is withheld by the label of %s', (_name, one) => check(marksWords(one, words)));
  it('says what each profession sees', () => {
    for (const { professions } of policies) for (const one of professions) check(professionWords(one, words));
  });
  it.each(laws)('cites %s', (law) => {
    expect(citationsOf(law)).toBeDefined();
    const cited = lawWords(law, words);
    expect(cited).not.toBe('');
    if (code !== 'en') expect(cited).not.toMatch(/\b(and|EHDS|GDPR|EU)\b/);
  });
});

describe('the texts that rules are made of', () => {
  it('are the language’s own: only words that both languages have are in two catalogues', () => {
    const en = vocabulary(english);
    for (const { code, messages } of catalogues) {
      if (code === 'en') continue;
      const keys = (Object.keys(messages) as MessageKey[]).filter((key) => /^policy\./.test(key));
      const same = keys.flatMap((key) =>
        wordsIn(messages[key].replaceAll(/\{\w+(, \w+, | \w+ )?|\b(other|none|one)\b/g, '')),
      );
      expect([
        code,
        ...new Set(same.filter((word) => en.has(word) && policyLanguage.has(word) && !shared.has(word))),
      ]).toEqual([code]);
    }
  });
});

describe('a rule that no policy has yet', () => {
  const words = (code: string): Words => (catalogues.find((one) => one.code === code) as { words: Words }).words;
  const rule: RuleInWords = {
    id: 'new',
    law: 'GDPR article 9(2)(h); Regulation (EU) 2016/679 article 5; Ley 41/2002 article 7',
    says: '',
    role: 'professional',
    permits: false,
    acts: ['read', 'write', 'read-log'],
    purposes: ['HOPERAT', 'TREAT'],
    persons: 'whom he treats himself',
    sees: [],
    less: ['what others wrote'],
  };

  it('is read in each language', () => {
    expect(ruleWords(rule, words('en'))).toBe(
      'A health professional may not read and update the record of each person whom he treats himself and see who looked at it, for the running of a facility or treatment, except for what others wrote.',
    );
    expect(ruleWords(rule, words('fr'))).toBe(
      'Un professionnel de santé ne peut pas consulter et alimenter le dossier de chaque personne qu’il soigne lui-même et voir qui l’a consulté, pour le fonctionnement d’un établissement ou des soins, sauf ce que d’autres ont écrit.',
    );
    expect(ruleWords(rule, words('pt'))).toBe(
      'Um profissional de saúde não pode consultar e atualizar o registo de cada pessoa que ele próprio trata e ver quem o consultou, para o funcionamento de uma organização ou tratamento, exceto o que outros escreveram.',
    );
  });

  it('is cited as each language does; a law that is not known keeps its name', () => {
    expect(lawWords(rule.law, words('en'))).toBe(
      'GDPR, article 9(2)(h); Regulation (EU) 2016/679, article 5; Ley 41/2002, article 7',
    );
    expect(lawWords(rule.law, words('fr'))).toBe(
      'RGPD, article 9, paragraphe 2, point h)\u00a0; Règlement (UE) 2016/679, article 5\u00a0; Ley 41/2002, article 7',
    );
    expect(lawWords(rule.law, words('pt'))).toBe(
      'RGPD, artigo 9.º, n.º 2, alínea h); Regulamento (UE) 2016/679, artigo 5.º; Ley 41/2002, artigo 7.º',
    );
  });

  it('says of each article which it is where one is cited by its paragraph', () => {
    expect(lawWords('EHDS articles 4(2) and 5', words('fr'))).toBe('EEDS, article 4, paragraphe 2 et article 5');
  });

  it('keeps a clause that is no citation as it is written', () => {
    expect(lawWords('what the hospital decided', words('fr'))).toBe('what the hospital decided');
  });
});
