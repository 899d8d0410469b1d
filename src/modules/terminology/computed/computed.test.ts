import { describe, expect, it } from 'vitest';
import { publishedDefinition } from '#fhir';
import type { CodeSystemContent } from '../concepts.ts';
import { countryCodes } from './country-codes.ts';
import { createGrammarContent } from './grammar-content.ts';
import { computedCodeSystems } from './index.ts';

function content(url: string): CodeSystemContent {
  const found = computedCodeSystems.get(url);
  if (found === undefined) throw new Error(`no ${url}`);
  return found;
}

function conceptOf(system: CodeSystemContent, code: string) {
  const index = system.indexOf(code);
  return index === -1 ? undefined : system.conceptAt(index);
}

describe('UCUM as a code system', () => {
  const ucum = content('http://unitsofmeasure.org');

  it('knows every expression, by its exact case', () => {
    expect(conceptOf(ucum, 'mg/dL')).toEqual({
      code: 'mg/dL',
      display: 'mg/dL',
      designations: [
        { language: 'en', value: '(milligram) / (deciliter)' },
        { language: 'en', use: expect.anything(), value: 'milligram per deciliter' },
      ],
      properties: [{ code: 'canonical', type: 'string', value: 'g.m-3' }],
    });
    expect(ucum.indexOf('mg/dl')).toBeGreaterThanOrEqual(0);
    for (const code of ['MG/DL', 'kgXX', '', ' ', 'm'.repeat(1000)]) expect(ucum.indexOf(code), code).toBe(-1);
    expect(ucum.count).toBeUndefined();
  });

  it('finds the common units by canonical form and by words', () => {
    const codes = (found: Iterable<number> | undefined) => [...(found ?? [])].map((index) => ucum.codeAt(index));
    expect(codes(ucum.withProperty('canonical', 'g'))).toEqual(expect.arrayContaining(['kg', 'mg', '[lb_av]']));
    expect(codes(ucum.withProperty('canonical', 'g'))).not.toContain('mL');
    expect(ucum.withProperty('colour', 'red')).toBeUndefined();
    expect(codes(ucum.search('milligram decil'))).toContain('mg/dL');
  });
});

describe('language tags', () => {
  const tags = content('urn:ietf:bcp:47');

  it.each([
    ['en-us', 'en-US', 'English (United States)'],
    ['DE-at', 'de-AT', 'German (Austria)'],
    ['sr-CYRL-rs', 'sr-Cyrl-RS', 'Serbian (Cyrillic, Serbia)'],
    ['es-419', 'es-419', 'Spanish (Latin America)'],
    ['cmn', 'cmn', expect.anything()],
    ['x-carnet', 'x-carnet', 'x-carnet'],
  ])('reads %s', (given, code, display) => {
    expect(conceptOf(tags, given)).toMatchObject({ code, display });
  });

  it('names them in the languages of the Union', () => {
    const { designations = [] } = conceptOf(tags, 'fr-BE') ?? {};
    expect(designations).toHaveLength(24);
    expect(designations).toContainEqual({ language: 'de', value: 'Französisch (Belgien)' });
  });

  it.each(['xx', 'fra', 'en-XQ1', 'english', 'en_US', 'en-', '', 'en-Abcd'])('does not know %j', (tag) => {
    expect(tags.indexOf(tag)).toBe(-1);
  });
});

describe('media types', () => {
  const types = content('urn:ietf:bcp:13');

  it.each([
    ['application/fhir+json', 'application/fhir+json'],
    ['Text/HTML; charset=utf-8', 'text/html; charset=utf-8'],
    ['json', 'json'],
  ])('reads %s', (given, code) => {
    expect(conceptOf(types, given)?.code).toBe(code);
  });

  it.each(['pdf', 'text', 'text/', 'colour/red', 'text/plain;', 'text/ plain'])('does not know %j', (type) => {
    expect(types.indexOf(type)).toBe(-1);
  });
});

describe('countries', () => {
  const countries = content('urn:iso:std:iso:3166');

  it('have three codes each, those that R4 lists and the platform knows', () => {
    const listed = publishedDefinition('http://hl7.org/fhir/ValueSet/iso3166-1-2') as unknown as {
      compose: { include: { concept: { code: string }[] }[] };
    };
    const codes = listed.compose.include.flatMap(({ concept }) => concept.map(({ code }) => code));
    expect(countryCodes.map(([alpha2]) => alpha2)).toEqual(codes);
    for (const [alpha2, alpha3, numeric] of countryCodes) {
      expect(alpha3, alpha2).toMatch(/^[A-Z]{3}$/);
      expect(Intl.getCanonicalLocales(`und-${numeric}`), alpha2).toEqual([`und-${alpha2}`]);
    }
    expect(new Set(countryCodes.map(([, alpha3]) => alpha3)).size).toBe(249);
    expect(countries.count).toBe(3 * 249 + 42);
  });

  it('are named in many languages', () => {
    for (const code of ['BE', 'BEL', '056']) {
      expect(conceptOf(countries, code)).toMatchObject({
        display: 'Belgium',
        designations: expect.arrayContaining([{ language: 'fr', value: 'Belgique' }]),
      });
    }
    expect(conceptOf(countries, 'XY')?.display).toBe('User-assigned');
    expect(countries.indexOf('be')).toBe(-1);
    expect(countries.indexOf('XYZ')).toBe(-1);
  });
});

describe('currencies and languages', () => {
  it('are those of ISO', () => {
    const currencies = content('urn:iso:std:iso:4217');
    expect(conceptOf(currencies, 'EUR')).toMatchObject({ display: 'Euro', properties: [{ value: '2' }] });
    expect(conceptOf(currencies, 'JPY')).toMatchObject({ properties: [{ value: '0' }] });
    expect(currencies.indexOf('QQQ')).toBe(-1);
    const languages = content('http://terminology.hl7.org/CodeSystem/iso639-1');
    expect(languages.count).toBe(183);
    const long = content('http://terminology.hl7.org/CodeSystem/iso639-2');
    expect(conceptOf(long, 'ger')?.display).toBe('German');
    for (let index = 0; index < (languages.count ?? 0); index += 1) {
      expect(languages.displayAt(index), languages.codeAt(index)).not.toBe(languages.codeAt(index));
    }
    for (let index = 0; index < (long.count ?? 0); index += 1) {
      const code = long.codeAt(index);
      // The platform reads both codes of three letters as the one of two.
      expect(new Intl.DisplayNames('en', { type: 'language' }).of(code), code).toBe(long.displayAt(index));
    }
  });
});

describe('a grammar as a code system', () => {
  it('keeps what is offered in its place, however much is asked for', () => {
    const system = createGrammarContent({
      header: { resourceType: 'CodeSystem', id: 'x', url: 'urn:x' },
      concept: (code) => (code.startsWith('n') ? { code } : undefined),
      offered: () => ['n-offered'],
    });
    const [offered = -1] = system.search('n-off');
    for (let n = 0; n < 140_000; n += 1) {
      const index = system.indexOf(`n${n}`);
      if (n % 1000 === 0) expect(system.codeAt(index)).toBe(`n${n}`);
    }
    expect(system.codeAt(offered)).toBe('n-offered');
    expect(system.codeAt(system.indexOf('n1'))).toBe('n1');
  });
});
