import { describe, expect, it } from 'vitest';
import type { Resource } from '../resource.ts';
import { createValidator } from '../validate/create-validator.ts';
import { coreDefinitions } from '../validate/definitions-source.ts';
import { categories, ownProfiles } from './categories.ts';
import { defaultProfileOf } from './default-profile.ts';
import { ownBase } from './profile.ts';
import { ruleInLanguage } from './rules-in-language.ts';
import { changesOf } from './testing-changes.ts';
import { completeCollection, completeDocument } from './testing-documents.ts';
import { de } from './words/de.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

const definitions = coreDefinitions();
// The own profiles ask for no code that a value set would have to tell.
const validator = createValidator({ definitions, codes: { inValueSet: () => undefined } });
const collection = 'prescription-collection';

/** The complete documents, each with the profiles that judge something of it. */
const complete = [
  ...categories.map((category) => ({
    name: category.name,
    document: completeDocument(category),
    judgedBy: category.bundle,
    profiles: category.profiles.filter(({ id }) => id !== collection),
  })),
  {
    name: 'prescription of several medicines',
    document: completeCollection(),
    judgedBy: ownBase + collection,
    profiles: ownProfiles.filter(({ id }) => id === collection),
  },
];
const ofAll = ownProfiles.filter(({ id }) => id === 'patient' || id === 'condition');
const [summary] = complete;

describe.each(complete)('a complete $name', ({ document, judgedBy, profiles }) => {
  const judged = (one: Resource) => validator.validate(one, { profiles: [judgedBy] });

  it('has nothing wrong, and nothing that its profiles recommend is missing', () => {
    const issues = judged(document);
    expect(issues.filter(({ severity, profile }) => severity === 'error' || profile?.startsWith(ownBase))).toEqual([]);
  });

  const changes = (document === summary?.document ? [...profiles, ...ofAll] : profiles).flatMap((profile) =>
    changesOf(document, profile).map((change) => ({ ...change, profile: profile.url })),
  );
  it.each(changes)('is found out where $name', ({ document: changed, profile, severity, path, says, rule }) => {
    const told = judged(changed).filter((issue) => issue.profile === profile);
    const here = told.filter((issue) => issue.path === path && issue.text.includes(says));
    expect(here, JSON.stringify(told)).toHaveLength(1);
    expect(here[0]?.severity).toBe(severity);
    expect(here[0]?.rule).toBe(rule);
  });
});

describe('the own profiles', () => {
  it('are sound definitions of R4, under addresses of their own', () => {
    for (const one of ownProfiles) {
      expect(one.url).toBe(ownBase + one.id);
      expect(validator.validate(one, { warnings: false }), one.id).toEqual([]);
    }
    expect(new Set(ownProfiles.map(({ url }) => url)).size).toBe(ownProfiles.length);
  });

  it('name only each other and types of R4', () => {
    const named = JSON.stringify(ownProfiles).matchAll(/"(?:profile|targetProfile)":\[([^\]]*)\]/g);
    const canonicals = new Set([...named].flatMap(([, list]) => JSON.parse(`[${list}]`) as string[]));
    const known = new Set(ownProfiles.map(({ url }) => url));
    const unknown = [...canonicals].filter((one) => !known.has(one) && definitions.find(one) === undefined);
    expect(unknown).toEqual([]);
  });

  it('say of every element and every rule where the fact comes from', () => {
    for (const { id, type, differential } of ownProfiles) {
      if (type === 'Extension') continue;
      const [root, ...elements] = differential?.element ?? [];
      for (const element of elements) expect(element.requirements, `${id} ${element.id}`).toBeTruthy();
      for (const one of [root, ...elements].flatMap((element) => element?.constraint ?? [])) {
        expect(one, `${id} ${one.key}`).toHaveProperty('requirements');
      }
    }
  });

  it('say what they say in five languages', () => {
    const keys = new Set<string>();
    for (const { differential } of ownProfiles) {
      for (const { key, human } of differential?.element.flatMap(({ constraint = [] }) => constraint) ?? []) {
        keys.add(key);
        const english = `${human} (${key})`;
        const said = ['fr', 'de', 'es', 'pt'].map((language) => ruleInLanguage(english, language));
        const codes = human.match(/\d+-\d\b/g) ?? [];
        for (const words of said) {
          expect(words, english).toMatch(new RegExp(`^.+\\. \\(${key}\\)$`));
          for (const code of codes) expect(words).toContain(code);
        }
        expect(new Set([english, ...said]).size, english).toBe(5);
      }
    }
    for (const table of [de, es, fr, pt]) expect(Object.keys(table).sort()).toEqual([...keys].sort());
    expect(ruleInLanguage('Contact needs a name (pat-1)', 'fr')).toBeUndefined();
  });

  it('judge documents of their category unasked, where the caller wants that', () => {
    for (const { name, document, judgedBy } of complete.slice(0, -1)) {
      const changed = { ...document, timestamp: undefined };
      const told = (options: object) => validator.validate(changed, options).map(({ profile }) => profile);
      expect(told({ documents: defaultProfileOf }), name).toContain(judgedBy);
      expect(told({}), name).not.toContain(judgedBy);
    }
  });

  it('define the extensions of translated documents', () => {
    const coding = (extension: object, display: object) => ({
      resourceType: 'Basic',
      code: { coding: [{ system: 'https://codes.example', code: 'a', display: 'x', ...extension, ...display }] },
    });
    const judged = (resource: Resource) =>
      validator.validate(resource, { unknownExtensions: 'error' }).filter(({ severity }) => severity === 'error');
    const untranslated = (value: object) => ({ extension: [{ url: `${ownBase}untranslated`, ...value }] });
    const language = { _display: { extension: [{ url: `${ownBase}display-language`, valueCode: 'fr' }] } };
    expect(judged(coding(untranslated({ valueBoolean: true }), language))).toEqual([]);
    expect(judged(coding(untranslated({ valueString: 'yes' }), {}))).not.toEqual([]);
    expect(judged({ resourceType: 'Basic', code: { text: 'a', ...untranslated({ valueBoolean: true }) } })).not.toEqual(
      [],
    );
  });
});
