import type { SearchCriterion } from '#fhir';

/**
 * Types whose `subject` (or `patient`) is one reference at most and decides the compartment before anything else: asking
 * for that person's is asking inside her compartment. For the other types a person may be named in a resource that is
 * part of somebody else's record.
 */
export const typesOfOneSubject: ReadonlySet<string> = new Set([
  'AdverseEvent',
  'AllergyIntolerance',
  'BodyStructure',
  'CarePlan',
  'CareTeam',
  'ChargeItem',
  'Claim',
  'ClaimResponse',
  'ClinicalImpression',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'Condition',
  'Consent',
  'DetectedIssue',
  'DeviceRequest',
  'DeviceUseStatement',
  'DiagnosticReport',
  'DocumentManifest',
  'DocumentReference',
  'Encounter',
  'EpisodeOfCare',
  'ExplanationOfBenefit',
  'FamilyMemberHistory',
  'Flag',
  'Goal',
  'ImagingStudy',
  'Immunization',
  'ImmunizationEvaluation',
  'ImmunizationRecommendation',
  'List',
  'Media',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'NutritionOrder',
  'Observation',
  'Procedure',
  'QuestionnaireResponse',
  'RelatedPerson',
  'RequestGroup',
  'RiskAssessment',
  'ServiceRequest',
  'Specimen',
  'VisionPrescription',
]);

/** The persons to whose compartments the criterion confines its matches; undefined where it does not. */
export function personsNamedBy(
  types: readonly string[],
  { parameter, modifier, values }: SearchCriterion,
): string[] | undefined {
  const isSubject = parameter.code === 'patient' || parameter.code === 'subject';
  if (modifier !== undefined || !isSubject || !types.every((type) => typesOfOneSubject.has(type))) return undefined;
  const persons: string[] = [];
  for (const value of values) {
    if (value.kind !== 'reference' || value.id === undefined || value.url !== undefined) return undefined;
    const target = value.type ?? (parameter.code === 'patient' ? 'Patient' : undefined);
    if (target !== 'Patient') return undefined;
    persons.push(value.id);
  }
  return persons;
}
