import { isInsSystem } from './kinds/france.ts';
import { type ExtensionElement, extensionsOf, type PatientElements } from './patient-elements.ts';

/**
 * How far an identity is trusted (RNIV 1, EXI SI 07): PROV, neither fetched from the teleservice INSi nor compared with an
 * identity document; VALI, compared with a document; RECUP, fetched from INSi; QUAL, both.
 */
export type IdentityStatus = 'PROV' | 'VALI' | 'RECUP' | 'QUAL';

/** FR Core, extension `fr-core-identity-reliability`; its part `identityStatus` holds the status. */
export const identityReliabilityUrl = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability';

const core = 'https://hl7.fr/ig/fhir/core/CodeSystem';

/** The code system of the four statuses (FR Core 2.2.0). */
export const identityStatusSystem = `${core}/fr-core-cs-identity-status`;

/**
 * Where FR Core up to 2.1.0 has the status. These code systems lack QUAL, and their profile of a Patient with an INS fixes
 * VALI: with an INS their VALI says that the identity is qualified.
 */
const formerSystems: ReadonlySet<string | undefined> = new Set([
  `${core}/fr-core-cs-v2-0445`,
  `${core}/fr-core-v2-0445`,
  `${core}/fr-core-cs-fiabilite-identite`,
  `${core}/fr-core-fiabilite-identite`,
]);

const statuses: ReadonlySet<string | undefined> = new Set<IdentityStatus>(['PROV', 'VALI', 'RECUP', 'QUAL']);

/** The status of an identity; PROV where none is said, more than one is, or a code is not known. */
export function identityStatusOf(patient: PatientElements): IdentityStatus {
  const said = extensionsOf(patient, identityReliabilityUrl).flatMap((each) => extensionsOf(each, 'identityStatus'));
  const [only, ...more] = said;
  if (only === undefined || more.length > 0) return 'PROV';
  const { system, code } = only.valueCoding ?? {};
  if (system === identityStatusSystem) return statuses.has(code) ? (code as IdentityStatus) : 'PROV';
  if (!formerSystems.has(system) || code !== 'VALI') return 'PROV';
  return insOf(patient).length > 0 ? 'QUAL' : 'VALI';
}

/** The extension that says a status, for `Patient.extension`. */
export function identityReliability(status: IdentityStatus): ExtensionElement {
  return {
    url: identityReliabilityUrl,
    extension: [{ url: 'identityStatus', valueCoding: { system: identityStatusSystem, code: status } }],
  };
}

/** The same Patient with a status: what the extension says besides it stays. */
export function withIdentityStatus<P extends PatientElements>(patient: P, status: IdentityStatus): P {
  const [coded] = identityReliability(status).extension ?? [];
  const [former] = extensionsOf(patient, identityReliabilityUrl);
  const kept = (former?.extension ?? []).filter(({ url }) => url !== 'identityStatus');
  const others = (patient.extension ?? []).filter(({ url }) => url !== identityReliabilityUrl);
  const reliability = {
    ...former,
    url: identityReliabilityUrl,
    extension: coded === undefined ? kept : [coded, ...kept],
  };
  return { ...patient, extension: [...others, reliability] };
}

/** The INS of a person that are in force: those that are marked as old are not. */
export function insOf(patient: PatientElements): readonly { readonly system: string; readonly value: string }[] {
  return (patient.identifier ?? []).flatMap(({ system, value, use }) =>
    system !== undefined && isInsSystem(system) && value !== undefined && use !== 'old' ? [{ system, value }] : [],
  );
}
