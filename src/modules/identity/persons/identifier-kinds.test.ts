import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPersonIdentifier, traitsOfCountry } from '../person-identifier.ts';
import type { IdentifierKind } from './identifier-kind.ts';
import { identifierKinds, kindOfCountry } from './identifier-kinds.ts';

/** The EU of 27 and the EEA. */
const countries = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
  ' ',
);

const nameOf = ({ country, name }: IdentifierKind) => `${country} ${name}`;
const kindOf = (name: string) => identifierKinds.find((kind) => nameOf(kind).startsWith(name)) as IdentifierKind;

function passes({ systems }: IdentifierKind, value: string): boolean {
  return checkPersonIdentifier(systems[0], value).ok;
}

function plainOf({ systems, example }: IdentifierKind): string {
  const checked = checkPersonIdentifier(systems[0], example);
  return checked.ok ? checked.value.value : '';
}

describe('the table of person identifiers', () => {
  it('has every country of the EU and the EEA, and each system once', () => {
    expect(countries.filter((country) => kindOfCountry(country) === undefined)).toEqual([]);
    const systems = identifierKinds.flatMap((kind) => kind.systems);
    expect(new Set(systems).size).toBe(systems.length);
  });

  it('stands in the documentation, row by row', () => {
    const text = readFileSync(new URL('../../../../docs/spec/identity.md', import.meta.url), 'utf8');
    for (const { country, name, systems, example } of identifierKinds) {
      expect(text).toContain(`| ${country} | ${name} | \`${systems[0]}\``);
      expect(text).toContain(`\`${example}\` |`);
    }
  });

  it('marks as its own exactly those systems that no registry publishes', () => {
    for (const { systems, registered } of identifierKinds) {
      expect(systems.some((system) => system.startsWith('urn:carnet:'))).toBe(!registered);
    }
  });

  it.each(identifierKinds.map((kind) => [nameOf(kind), kind] as const))('%s: the example passes', (_name, kind) => {
    expect(passes(kind, kind.example)).toBe(true);
    expect(passes(kind, ` ${kind.example.toLowerCase()} `)).toBe(true);
    expect(passes(kind, `${kind.example}000000000000`)).toBe(false);
  });

  it('gives forms that pages compile with the flag that they use, and that take what the pages send', () => {
    for (const country of countries) {
      const [asked] = traitsOfCountry(country, false);
      const pattern = new RegExp(`^(?:${asked?.pattern})$`, 'v');
      expect(pattern.test(plainOf(kindOfCountry(country) as IdentifierKind)), country).toBe(true);
    }
    expect(traitsOfCountry('XX', false)).toEqual([]);
  });
});

describe('published examples', () => {
  it.each([
    ['FR', '2 95 10 99 126 111 93', '295109912611199'],
    ['FR', '253072B07300470', '253072C07300443'],
    ['PT NIF', '501442600', '501442601'],
    ['ES', 'X-2482300-W', 'X2482300A'],
    ['ES', '54362315-K', '54362315Z'],
    ['IT', 'RCCMNL83S18D969H', 'RCCMNL83S18D969G'],
    ['IT', 'RCCMNL83S18D96VW', 'RCCMNL83S18D96VH'],
    ['DE', 'X110410317', 'X110410318'],
    ['DE', 'X110476138', 'X110476183'],
    ['BE', '17 07 30 033 84', '17073003385'],
    ['NL', '111222333', '111252333'],
    ['PL', '44051401359', '44051401358'],
    ['CZ', '710319/2745', '7103192746'],
    ['CZ', '991231123', '990031123'],
    ['SK', '710319/2745', '7103192746'],
    ['SE', '880320-0016', '880320-0018'],
    ['SE', '19880320-0016', '17880320-0016'],
    ['DK', '211062-5629', '511062-5629'],
    ['NO', '151086 95088', '15108695077'],
    ['FI', '131052-308T', '131052-308U'],
    ['EE', '38301105216', '38301105217'],
    ['LT', '33309240064', '33309240164'],
    ['LV', '161175-19997', '161175-19998'],
    ['LV', '328673-00679', '028673-00679'],
    ['IE', '6433435OA', '6433435VH'],
    ['IE', '6433435FT', '6433435E'],
    ['AT', '1237 010180', '2237 010180'],
    ['HU', '123456788', '123456789'],
    ['RO', '1630615123457', '1630615123458'],
    ['BG', '8032056031', '8032056030'],
    ['GR', '01013099997', '01013099999'],
    ['HR', '33392005961', '33392005962'],
    ['SI', '0101006500006', '0101006500007'],
    ['LU', '1893120105732', '1893120105731'],
    ['LU', '1893120105732', '1893120105742'],
    ['IS', '120174-3399', '320174-3399'],
  ])('of %s: %s holds, %s does not', (country, right, wrong) => {
    expect(passes(kindOf(country), right)).toBe(true);
    expect(passes(kindOf(country), wrong)).toBe(false);
  });
});

/** Of numbers that hold, those into which one wrong digit turns them that hold too, and all that it could. */
function wrongDigits(kind: IdentifierKind): { readonly tried: number; readonly missed: readonly string[] } {
  const digits = (value: string) => Array.from(value.matchAll(/\d/g), (match) => match.index);
  const withDigit = (value: string, place: number, digit: number) =>
    value.slice(0, place) + String(digit) + value.slice(place + 1);
  let state = 20_261_122;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const valid = new Set([plainOf(kind)]);
  for (let round = 0; round < 4_000 && valid.size < 40; round++) {
    let value = plainOf(kind);
    for (let time = 0; time < 4; time++) {
      const places = digits(value);
      value = withDigit(value, places[next(places.length)] ?? 0, next(10));
    }
    if (passes(kind, value)) valid.add(value);
  }
  let tried = 0;
  const missed: string[] = [];
  for (const value of valid) {
    for (const place of digits(value)) {
      for (let digit = 0; digit < 10; digit++) {
        const wrong = withDigit(value, place, digit);
        if (wrong === value) continue;
        tried += 1;
        if (passes(kind, wrong)) missed.push(`${value} -> ${wrong}`);
      }
    }
  }
  return { tried, missed };
}

describe('one wrong digit', () => {
  const always = ['FR', 'ES', 'IT', 'DE', 'NL', 'LU', 'IE', 'AT', 'SE', 'NO', 'FI', 'PL', 'HU', 'HR', 'GR'];
  it.each(always)('is always found in those of %s', (country) => {
    const { tried, missed } = wrongDigits(kindOf(country));
    expect(tried).toBeGreaterThan(1_000);
    expect(missed).toEqual([]);
  });

  // Remainders that share a digit, two centuries, or a last digit that is not counted.
  const mostly = ['PT NIF', 'BE', 'CZ', 'SK', 'EE', 'LT', 'RO', 'BG', 'SI', 'IS'];
  it.each(mostly)('is found in nine of ten of %s', (country) => {
    const { tried, missed } = wrongDigits(kindOf(country));
    expect(missed.length / tried).toBeLessThan(0.1);
  });

  it('is found in most of LV: how those without a date are checked is not published', () => {
    const { tried, missed } = wrongDigits(kindOf('LV'));
    expect(missed.length / tried).toBeLessThan(0.5);
  });

  it('stands in one of the two lists for every kind that has a check', () => {
    const checked = identifierKinds.filter(({ holds }) => holds !== undefined);
    expect(
      checked.map(nameOf).filter((name) => ![...always, ...mostly, 'LV'].some((each) => name.startsWith(each))),
    ).toEqual([]);
  });
});
