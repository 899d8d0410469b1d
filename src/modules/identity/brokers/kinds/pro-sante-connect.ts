import { fail, ok } from '#kernel';
import { escaped } from '../../match/candidate-searches.ts';
import type { Activity } from '../contract.ts';
import { frenchLevels } from '../levels.ts';
import type { BrokerKind } from './broker-kind.ts';
import { type Claims, isObject, objectsOf, textOf } from './claims.ts';
import { professionIn } from './french-professions.ts';

/** Who gives out the numbers of the RPPS. */
const authority = 'Agence du numérique en santé';
/** Identifiers of professionals: idNat_PS, and the RPPS as FR Core writes it. */
const professionalSystems = ['urn:oid:1.2.250.1.71.4.2.1', 'https://rpps.esante.gouv.fr'];
/** Identifiers of places of work: idNat_Struct, FINESS and SIRET as FR Core writes them. */
const structSystem = 'urn:oid:1.2.250.1.71.4.2.2';
const finessSystem = 'https://finess.esante.gouv.fr';
const siretSystem = 'https://sirene.fr';

const mostPractices = 10;
const mostActivities = 20;

/**
 * Pro Santé Connect of the Agence du numérique en santé. `SubjectNameID` is the national identifier of the professional
 * (idNat_PS: 8 and the eleven digits of the RPPS), `SubjectRefPro` what she practises (`exercices`) and where
 * (`activities`, of the RPPS). Codes of professions are those of TRE_G15.
 */
export const proSanteConnect: BrokerKind = {
  kind: 'pro-sante-connect',
  label: 'Pro Santé Connect',
  scope: 'openid scope_all',
  levels: frenchLevels,
  // What Pro Santé Connect states for its cards and e-CPS; it says nothing higher.
  assurance: 'low',
  read(claims) {
    const nameId = textOf(claims, 'SubjectNameID');
    if (nameId === undefined) return fail('upstream.refused', 'The sign-in names no professional.');
    const reference = isObject(claims.SubjectRefPro) ? claims.SubjectRefPro : {};
    const [first, ...others] = objectsOf(reference, 'exercices', mostPractices).flatMap((practice) =>
      objectsOf(practice, 'activities', mostActivities).flatMap(
        (activity) => activityOf(claims, nameId, practice, activity) ?? [],
      ),
    );
    if (first === undefined) {
      return fail('upstream.no-activity', 'The register names no place where you practise.');
    }
    return ok({ role: 'professional', language: 'fr', activities: [first, ...others] });
  },
};

function activityOf(claims: Claims, nameId: string, practice: Claims, activity: Claims): Activity | undefined {
  const profession = textOf(practice, 'codeProfession');
  const family = textOf(practice, 'nomDexercice') ?? textOf(claims, 'family_name');
  const given = textOf(practice, 'prenomDexercice') ?? textOf(claims, 'given_name');
  const place = placeOf(activity);
  if (profession === undefined || family === undefined || given === undefined || place === undefined) return undefined;
  const rpps = /^8(\d{11})$/.exec(nameId)?.[1];
  return {
    part: `${profession} ${place.identifier}`,
    professional: {
      family_name: family,
      given_name: given,
      country_code: 'FR',
      hp_identifier: rpps ?? nameId,
      issuing_authority_name: authority,
      hp_professional_role: professionIn(profession, textOf(practice, 'codeSavoirFaire')),
      healthcare_provider_identifier: place.identifier,
      healthcare_provider_name: place.name,
    },
    practitioner: professionalSystems.flatMap((system) =>
      [nameId, ...(rpps === undefined ? [] : [rpps])].map((value) => `${system}|${escaped(value)}`),
    ),
    organization: place.searches.map(([system, value]) => `${system}|${escaped(value)}`),
  };
}

/** Where the activity is: by its FINESS, else its SIRET, else the number that the RPPS gave the practice. */
function placeOf(activity: Claims) {
  const finess = textOf(activity, 'numeroFinessSite', 'numeroFinessetablissementJuridique');
  const siret = textOf(activity, 'numeroSiretSite');
  const technical = textOf(activity, 'identifiantTechniqueDeLaStructure');
  const identifier = finess !== undefined ? `1${finess}` : siret !== undefined ? `3${siret}` : (technical ?? undefined);
  const name = textOf(activity, 'raisonSocialeSite', 'enseigneCommercialeSite');
  if (identifier === undefined || name === undefined) return undefined;
  const searches: readonly (readonly [system: string, value: string])[] = [
    ...(finess === undefined
      ? []
      : ([
          [structSystem, `1${finess}`],
          [finessSystem, finess],
        ] as const)),
    ...(siret === undefined
      ? []
      : ([
          [structSystem, `3${siret}`],
          [siretSystem, siret],
        ] as const)),
    ...(technical === undefined ? [] : ([[structSystem, technical]] as const)),
  ];
  return { identifier, name, searches };
}
