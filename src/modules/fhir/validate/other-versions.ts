/** `http://hl7.org/fhir/5.0/StructureDefinition/extension-Patient.animal` (R4, versions.html#extensions). */
const ofElement =
  /^http:\/\/hl7\.org\/fhir\/[1-6]\.\d\/StructureDefinition\/extension-([A-Z][A-Za-z]*(?:\.[A-Za-z]+(?:\[x\])?)*)$/;

/** Elements that other versions of FHIR call modifiers and R4 does not have. */
const modifiers: ReadonlySet<string> = new Set([
  'Communication.notDone',
  'CommunicationRequest.doNotPerform',
  'DeviceRequest.doNotPerform',
  'FamilyMemberHistory.notDone',
  'Immunization.notGiven',
  'Immunization.wasNotGiven',
  'MedicationAdministration.notGiven',
  'MedicationAdministration.wasNotGiven',
  'MedicationStatement.notTaken',
  'MedicationStatement.wasNotTaken',
  'Patient.animal',
  'Procedure.notDone',
  'Procedure.notPerformed',
  'ProcedureRequest.doNotPerform',
]);

/** Whether an extension stands for an element of another version of FHIR; what it may hold stands in that version. */
export function isOfOtherVersion(url: string): boolean {
  return ofElement.test(url);
}

export function isModifierOfOtherVersion(url: string): boolean {
  return modifiers.has(ofElement.exec(url)?.[1] ?? '');
}
