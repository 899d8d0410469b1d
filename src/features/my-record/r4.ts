/** The elements of FHIR R4 resources that the pages read; structure was checked when they were stored. */

interface Coding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}
export interface CodeableConcept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}
interface Period {
  readonly start?: string;
}
export interface Reference {
  readonly reference?: string;
  readonly display?: string;
}
export interface Quantity {
  readonly value?: number;
  readonly comparator?: string;
  readonly unit?: string;
  readonly code?: string;
}
export interface Patient {
  readonly resourceType: 'Patient';
  readonly id?: string;
  readonly name?: readonly object[];
  readonly birthDate?: string;
  readonly gender?: string;
}
interface Encounter {
  readonly resourceType: 'Encounter';
  readonly class?: Coding;
  readonly type?: readonly CodeableConcept[];
  readonly period?: Period;
  readonly serviceProvider?: Reference;
}
interface Condition {
  readonly resourceType: 'Condition';
  readonly code?: CodeableConcept;
  readonly onsetDateTime?: string;
  readonly onsetPeriod?: Period;
  readonly recordedDate?: string;
}
interface Procedure {
  readonly resourceType: 'Procedure';
  readonly code?: CodeableConcept;
  readonly performedDateTime?: string;
  readonly performedPeriod?: Period;
}
interface Immunization {
  readonly resourceType: 'Immunization';
  readonly vaccineCode: CodeableConcept;
  readonly occurrenceDateTime?: string;
}
interface Observed {
  readonly code: CodeableConcept;
  readonly valueQuantity?: Quantity;
  readonly valueCodeableConcept?: CodeableConcept;
  readonly valueString?: string;
  readonly valueInteger?: number;
  readonly referenceRange?: readonly { readonly low?: Quantity; readonly high?: Quantity }[];
}
export interface Observation extends Observed {
  readonly resourceType: 'Observation';
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: Period;
  readonly effectiveInstant?: string;
  readonly component?: readonly Observed[];
}
interface OfMedicine {
  readonly medicationCodeableConcept?: CodeableConcept;
  readonly medicationReference?: Reference;
}
interface MedicationStatement extends OfMedicine {
  readonly resourceType: 'MedicationStatement';
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: Period;
  readonly dateAsserted?: string;
}
interface MedicationRequest extends OfMedicine {
  readonly resourceType: 'MedicationRequest';
  readonly authoredOn?: string;
}

/** What becomes an event of the timeline. */
export type Dated =
  | Encounter
  | Condition
  | Procedure
  | Immunization
  | Observation
  | MedicationStatement
  | MedicationRequest;

export interface PatientBundle {
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource?: Patient | { readonly resourceType: 'OperationOutcome' } }[];
}
