import type { CareRelation } from '#access';
import type { KeptGrant } from '#identity';
import type { Chart } from './chart.ts';
import type { Facility, Professional, Registers } from './directory.ts';

/** One line about a person for the sign-in page, in the languages of the demonstration. */
export interface About {
  readonly en: string;
  readonly fr: string;
  readonly pt: string;
}

export interface Citizen {
  readonly patient: string;
  readonly name: string;
  readonly alias: string;
  readonly proxyFor: readonly (Omit<KeptGrant, 'id' | 'from' | 'to'> & {
    readonly from: string;
    readonly to?: string;
  })[];
  readonly about: About;
}

export interface Staff {
  readonly practitioner: string;
  readonly alias: string;
  readonly about: About;
}

/** Everything that the demonstration says about a country, in the country's own words. */
export interface Country {
  readonly registers: Registers;
  readonly facilities: readonly Facility[];
  readonly professionals: readonly Professional[];
  readonly records: () => readonly Chart[];
  readonly citizens: readonly Citizen[];
  readonly staff: readonly Staff[];
  /** Who treats whom; a relation of this kind is personal to the practitioner. */
  readonly relations: readonly {
    readonly practitioner: string;
    readonly origin: CareRelation['origin'];
    readonly patients: 'all' | readonly string[];
  }[];
}
