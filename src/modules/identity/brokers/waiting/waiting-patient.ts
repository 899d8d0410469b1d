import type { Resource } from '#fhir';
import { isInsSystem } from '../../persons/kinds/france.ts';
import { birthGivenNamesUrl, birthPlaceUrl, inseeCodeUrl } from '../../persons/strict-traits.ts';
import type { CitizenTraits } from '../contract.ts';
import { dateOf } from '../kinds/claims.ts';

/**
 * The Patient that an upstream's words make: without a status, which is provisional, and without an INS, which INSi alone
 * gives. A national number that could be of several kinds names nobody for sure and is left out.
 */
export function patientOf(traits: CitizenTraits): Resource {
  return (traits.by === 'strict-traits' ? ofStrictTraits(traits) : ofIdentifier(traits)) as unknown as Resource;
}

function ofStrictTraits(traits: Extract<CitizenTraits, { by: 'strict-traits' }>) {
  const { birthName, givenNames, sex, birthDate, birthPlace } = traits;
  return {
    resourceType: 'Patient',
    ...(birthPlace === undefined
      ? {}
      : {
          extension: [
            {
              url: birthPlaceUrl,
              valueAddress: { extension: [{ url: inseeCodeUrl, valueCoding: { code: birthPlace } }] },
            },
          ],
        }),
    active: true,
    name: [
      {
        extension: [{ url: birthGivenNamesUrl, valueString: givenNames.join(' ') }],
        use: 'official',
        family: birthName,
        given: givenNames,
      },
    ],
    gender: sex,
    ...birthDateOf(birthDate),
  };
}

function ofIdentifier(traits: Extract<CitizenTraits, { by: 'identifier' }>) {
  const { identifiers, family, given, birthDate } = traits;
  const eidas = identifiers.filter(({ system }) => system.startsWith('urn:carnet:eidas:'));
  const national = identifiers.filter((each) => !eidas.includes(each));
  const sure = national.length === 1 ? national.filter(({ system }) => !isInsSystem(system)) : [];
  const kept = [...eidas, ...sure];
  return {
    resourceType: 'Patient',
    ...(kept.length === 0 ? {} : { identifier: kept }),
    active: true,
    name: [{ use: 'official', family, given: given.split(' ').filter((name) => name !== '') }],
    ...birthDateOf(birthDate),
  };
}

/** A date of the pivot identity that is not whole (`1990-00-00`) as FHIR writes it. */
function birthDateOf(stated: string): { readonly birthDate?: string } {
  const [, year, month] = /^(\d{4})-(\d{2})-\d{2}$/.exec(stated) ?? [];
  if (dateOf(stated) !== undefined) return { birthDate: stated };
  if (year === undefined || year === '0000') return {};
  return { birthDate: month === '00' || Number(month) > 12 ? year : `${year}-${month}` };
}
