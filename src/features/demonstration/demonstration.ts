import type { CareRelation } from '#access';
import type { Resource } from '#fhir';
import type { Account, KeptGrant } from '#identity';
import type { Country } from './country.ts';
import { directoryOf, displayName, professionalIdentity } from './directory.ts';
import { france } from './france/index.ts';
import { portugal } from './portugal/index.ts';

export type DemonstrationCountry = 'FR' | 'PT';

export interface Demonstration {
  /** Organizations, Locations, Practitioners, PractitionerRoles, and the Medications that the records refer to. */
  readonly directory: readonly Resource[];
  readonly people: readonly { readonly patient: string; readonly resources: readonly Resource[] }[];
  readonly accounts: readonly { readonly account: Account; readonly proxies: readonly KeptGrant[] }[];
  readonly relations: readonly CareRelation[];
}

const countries: Readonly<Record<DemonstrationCountry, Country>> = { FR: france, PT: portugal };

/** When the care relations of the demonstration began. */
const relationsFrom = new Date('2015-01-01T00:00:00Z');

/**
 * The project's own people of a country, with the professionals who treat them, the accounts that they sign in with, and
 * who treats whom. Made up, and the same at every call: ids, dates and values depend on nothing but this code.
 */
export function demonstrationOf(code: DemonstrationCountry): Demonstration {
  const country = countries[code];
  const charts = country.records();
  return {
    directory: [
      ...directoryOf(country.registers, country.facilities, country.professionals),
      ...new Map(charts.flatMap(({ products }) => products.map((product) => [product.id, product]))).values(),
    ],
    people: charts.map(({ patient, resources }) => ({ patient, resources })),
    accounts: [...citizenAccounts(country), ...staffAccounts(country), ...operatorAccounts(country)],
    relations: relationsOf(
      country,
      charts.map(({ patient }) => patient),
    ),
  };
}

function citizenAccounts({ registers, citizens }: Country): Demonstration['accounts'] {
  return citizens.map(({ patient, name, alias, about, proxyFor }) => ({
    account: {
      id: patient,
      name,
      role: 'citizen',
      language: registers.language,
      patient,
      alias,
      about: { ...about },
    },
    proxies: proxyFor.map(({ from, to, ...grant }) => ({
      ...grant,
      from: new Date(from),
      ...(to !== undefined && { to: new Date(to) }),
    })),
  }));
}

function staffAccounts({ registers, professionals, facilities, staff }: Country): Demonstration['accounts'] {
  return staff.map(({ practitioner, alias, about }) => {
    const person = professionals.find(({ id }) => id === practitioner);
    if (person === undefined) throw new Error('An account is for a professional whom the directory lacks.');
    return {
      account: {
        id: person.id,
        name: displayName(person),
        role: 'professional',
        language: registers.language,
        practitioner: person.id,
        organization: person.facility,
        professional: professionalIdentity(registers, person, facilities),
        alias,
        about: { ...about },
      },
      proxies: [],
    };
  });
}

function operatorAccounts({ registers }: Country): Demonstration['accounts'] {
  const { language } = registers;
  const prefix = registers.country.toLowerCase();
  const names = {
    fr: ['Administration du nœud', 'Service d’import'],
    pt: ['Administração do nó', 'Serviço de importação'],
  };
  const [admin = '', importer = ''] = names[language];
  return [
    {
      account: {
        id: `${prefix}-admin`,
        name: admin,
        role: 'administrator',
        language,
        alias: 'admin',
        about: {
          en: 'Runs the node; sees no clinical data',
          fr: 'Fait fonctionner le nœud ; ne voit aucune donnée clinique',
          pt: 'Gere o nó; não vê dados clínicos',
        },
      },
      proxies: [],
    },
    {
      account: {
        id: `${prefix}-importer`,
        name: importer,
        role: 'backend',
        language,
        alias: 'importer',
        about: {
          en: 'Service that loads records, logged like everyone',
          fr: 'Service qui charge des dossiers, journalisé comme chacun',
          pt: 'Serviço que carrega registos, registado como todos',
        },
      },
      proxies: [],
    },
  ];
}

function relationsOf({ relations, professionals }: Country, everyone: readonly string[]): readonly CareRelation[] {
  return relations.flatMap(({ practitioner, origin, patients }) => {
    const organization = professionals.find(({ id }) => id === practitioner)?.facility;
    if (organization === undefined) throw new Error('A relation names a professional whom the directory lacks.');
    return (patients === 'all' ? everyone : patients).map((patient) => ({
      patient,
      organization,
      practitioner,
      origin,
      from: relationsFrom,
    }));
  });
}
