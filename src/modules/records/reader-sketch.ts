import type { CareRelation, Decision } from '#access';
import { type Resource, securityLabelsOf, type Visibility } from '#fhir';
import type { Caller } from '#identity';
import type { StoredVersion } from '#store';
import type { RecordsOptions } from './options.ts';

/** A professional as far as decisions look at him; whom nobody names is any. */
export interface ReaderSketch {
  /** ISO 3166-1 alpha-2, where he works in another country. */
  readonly country?: string;
  readonly organization?: string;
  readonly practitioner?: string;
  /** How his identification data name his role, `pharmacist` for one; any physician where it is left out. */
  readonly role?: string;
}

/** Made for the purpose: it signs nothing in, and nothing is logged under it. */
export function callerFor(asker: Caller, { country, organization, practitioner, role }: ReaderSketch): Caller {
  const abroad = country !== undefined && country !== asker.country;
  return {
    subject: 'simulated',
    name: 'simulated',
    role: abroad ? 'foreign-professional' : 'professional',
    country: abroad ? country : asker.country,
    purpose: 'TREAT',
    client: asker.client,
    traceId: asker.traceId,
    proxyFor: [],
    ...(abroad || organization === undefined ? {} : { organization }),
    ...(abroad || practitioner === undefined ? {} : { practitioner }),
    professional: {
      family_name: '',
      given_name: '',
      country_code: abroad ? country : asker.country,
      hp_identifier: practitioner ?? '',
      issuing_authority_name: '',
      hp_professional_role: role ?? '',
      healthcare_provider_identifier: organization ?? '',
      healthcare_provider_name: '',
    },
  };
}

export function sketchOf({ organization, practitioner }: CareRelation): ReaderSketch {
  return { organization, ...(practitioner === undefined ? {} : { practitioner }) };
}

/** The addresses in the directory of those whom a sketch names. */
export function addressesOf({ organization, practitioner }: ReaderSketch): readonly string[] {
  return [
    ...(practitioner === undefined ? [] : [`Practitioner/${practitioner}`]),
    ...(organization === undefined ? [] : [`Organization/${organization}`]),
  ];
}

/** How a reader is called, by the names of the directory: `Dr Sophie Laurent, Cabinet du Parc`. */
export function calledBy(names: ReadonlyMap<string, string>, reader: ReaderSketch): { readonly name?: string } {
  const called = addressesOf(reader).flatMap((address) => names.get(address) ?? []);
  return called.length === 0 ? {} : { name: called.join(', ') };
}

export const sightOf = (decision: Decision): Visibility =>
  decision.permit ? decision.visibility : { common: 'none', persons: [] };

/** Of one part of a record that is looked at, for explaining who sees what. */
const partSize = { limit: 1_000, mostBytes: 16 * 1024 * 1024 };

/** The record as far as `visibility` shows it, with the labels of each resource: all of it, however long, part by part. */
export async function* recordBy(
  { store }: Pick<RecordsOptions, 'store'>,
  patient: string,
  visibility: Visibility,
): AsyncGenerator<readonly StoredVersion[], void> {
  let after: StoredVersion | undefined;
  do {
    const options = { ...partSize, ...(after === undefined ? {} : { after }) };
    const { resources, more } = await store.compartment(patient, visibility, options);
    yield resources.map(withLabels);
    after = more ? resources.at(-1) : undefined;
  } while (after !== undefined);
}

function withLabels(stored: StoredVersion): StoredVersion {
  if (!stored.text.includes('"security"')) return stored;
  const labels = securityLabelsOf(JSON.parse(stored.text) as Resource);
  return labels.length === 0 ? stored : { ...stored, labels };
}
