/** Made-up people, and second records of some of them with the slips that registrars make; the same for the same seed. */
export interface MadePerson {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly identifier?: readonly { readonly system: string; readonly value: string }[];
  readonly name: readonly { readonly family: string; readonly given: readonly string[] }[];
  readonly birthDate?: string;
  readonly gender: string;
  readonly telecom?: readonly { readonly system: string; readonly value: string }[];
  readonly address?: readonly {
    readonly line: readonly string[];
    readonly city: string;
    readonly postalCode: string;
  }[];
  readonly multipleBirthBoolean?: boolean;
  readonly [element: string]: unknown;
}

export interface Duplicate {
  /** Of whom it is a second record. */
  readonly of: string;
  readonly slips: readonly string[];
  readonly person: MadePerson;
}

const families = (
  'Moreau Lefèvre Dubois Martin Bernard Rousseau Girard Gauthier Chevalier Faure Müller Schröder Weiß Jäger Köhler ' +
  'Schneider Hoffmann Santos Carvalho Gonçalves Araújo Simões Conceição García Muñoz Núñez Ibáñez Kowalski Wiśniewska ' +
  'Wójcik Nowak Novák Dvořák Černý Sørensen Møller Østergaard Lindström Åkesson Öberg Virtanen Mäkinen Papadopoulos ' +
  'Ionescu Popescu Horváth Szabó Kovács Rossi Esposito Ferrari Colombo Byrne O’Brien Murphy Jansen Visser Bakker Dijkstra'
).split(' ');
const givens = (
  'Claire Henri Inès Léo Mamadou Tiago Ana João Maria Rui François Élodie Chloé Zoé Noël Jürgen Björn Günther Käthe ' +
  'Annelie Sofía José Íñigo Concepción Łukasz Agnieszka Małgorzata Jiří Tomáš Lenka Søren Mette Åsa Göran Eero Päivi ' +
  'Giorgos Eleni Andrei Ioana László Zsófia Giulia Marco Lorenzo Siobhán Niamh Pieter Femke Sanne Amélie Hugo Lucas Emma ' +
  'Olivia Mateo Nora Viktor'
).split(' ');
const cities = [
  ['Lyon', '69003'],
  ['Porto', '4000-322'],
  ['Köln', '50667'],
  ['Kraków', '31-042'],
  ['Göteborg', '41103'],
  ['Bologna', '40121'],
] as const;

export function makePeople(seed: number, count: number) {
  const random = numbersFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const digits = (length: number) => Array.from({ length }, () => Math.floor(random() * 10)).join('');
  const date = () => {
    const at = new Date(
      Date.UTC(1930 + Math.floor(random() * 95), Math.floor(random() * 12), 1 + Math.floor(random() * 28)),
    );
    return at.toISOString().slice(0, 10);
  };
  const address = () => {
    const [city, postalCode] = pick(cities);
    return { line: [`${1 + Math.floor(random() * 200)} rue ${pick(families)}`], city, postalCode };
  };
  const make = (id: string, shared: Partial<MadePerson> = {}): MadePerson => ({
    resourceType: 'Patient',
    id,
    identifier: [{ system: 'urn:made:person', value: digits(13) }],
    name: [{ family: pick(families), given: [pick(givens)] }],
    birthDate: date(),
    gender: pick(['female', 'male']),
    telecom: [{ system: 'phone', value: `+33 6 ${digits(8)}` }],
    address: [address()],
    ...shared,
  });
  const people: MadePerson[] = [];
  for (let index = 0; people.length < count; index += 1) {
    const one = make(`p${index}`);
    people.push(one);
    const { family = '' } = one.name[0] ?? {};
    const household = { address: one.address, telecom: one.telecom } as Partial<MadePerson>;
    const named = (given: string) => ({ name: [{ family, given: [given] }] });
    const other = () => pick(givens.filter((given) => given !== one.name[0]?.given[0]));
    // Twins, a parent or child under one roof, and somebody else of the same name.
    if (index % 8 === 1) {
      people.push(
        make(`twin${index}`, {
          ...household,
          ...named(other()),
          birthDate: one.birthDate as string,
          gender: one.gender,
        }),
      );
    } else if (index % 8 === 3) {
      people.push(make(`child${index}`, { ...household, ...named(other()) }));
    } else if (index % 8 === 5) {
      people.push(make(`namesake${index}`, { name: one.name, gender: one.gender }));
    }
  }
  return { people, random, pick, digits, address };
}

type Slip = (person: MadePerson) => MadePerson;

/** A second record of every `nth` person, with one or two slips, half of them without the identifier and the phone. */
export function makeDuplicates(made: ReturnType<typeof makePeople>, nth: number): readonly Duplicate[] {
  const { people, random, pick, address } = made;
  const changed = (
    person: MadePerson,
    family: (one: string) => string,
    given: (one: string) => string,
  ): MadePerson => ({
    ...person,
    name: person.name.map((name) => ({ family: family(name.family), given: name.given.map(given) })),
  });
  const same = (one: string) => one;
  const mistyped = (word: string) => {
    const at = 1 + Math.floor(random() * (word.length - 2));
    const how = Math.floor(random() * 3);
    if (how === 0) return word.slice(0, at) + word.slice(at + 1);
    if (how === 1) return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2);
    return `${word.slice(0, at)}e${word.slice(at + 1)}`;
  };
  const bare = (word: string) => word.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase();
  const slips: Readonly<Record<string, Slip>> = {
    'without accents': (person) => changed(person, bare, bare),
    'family name mistyped': (person) => changed(person, mistyped, same),
    'given name mistyped': (person) => changed(person, same, mistyped),
    'names swapped': (person) => ({
      ...person,
      name: person.name.map(({ family, given }) => ({ family: given[0] ?? '', given: [family] })),
    }),
    'second family name': (person) => changed(person, (family) => `${family}-${pick(families)}`, same),
    'second given name': (person) => changed(person, same, (given) => `${given}-${pick(givens)}`),
    'day and month swapped': (person) => {
      const [year, month = '', day = ''] = (person.birthDate ?? '').split('-');
      return Number(day) > 12 ? changed(person, bare, bare) : { ...person, birthDate: `${year}-${day}-${month}` };
    },
    'birth date mistyped': (person) => {
      const date = person.birthDate ?? '';
      return { ...person, birthDate: `${date.slice(0, 3)}${(Number(date[3]) + 1) % 10}${date.slice(4)}` };
    },
    'birth date missing': ({ birthDate: _birthDate, ...person }) => person,
    moved: (person) => ({ ...person, address: [address()] }),
  };
  return people
    .filter((_person, index) => index % nth === 0)
    .map((original, index) => {
      const names = [pick(Object.keys(slips)), ...(random() < 0.4 ? [pick(Object.keys(slips))] : [])];
      let person: MadePerson = { ...original, id: `d${index}` };
      for (const name of names) person = (slips[name] as Slip)(person);
      if (random() < 0.5) {
        const { identifier: _identifier, telecom: _telecom, ...rest } = person;
        return { of: original.id, slips: [...names, 'no identifier'], person: rest };
      }
      return { of: original.id, slips: names, person };
    });
}

/** Evenly spread numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
