import { compartmentOf } from './compartment.ts';
import { isObject } from './json-value.ts';
import type { CareCategory, CarePart, Resource } from './resource.ts';

type Rule = CareCategory | ((resource: Resource) => CareCategory);

/**
 * The part of the record that each type of R4 belongs to. What is `shared` here is a directory or a definition and never
 * about one person. A test holds the table against the list of types.
 */
export const categoryByType: Readonly<Record<string, Rule>> = {
  // Who the person is
  Patient: 'identity',
  Person: 'identity',
  RelatedPerson: 'identity',

  // What the person has
  AdverseEvent: 'problems',
  AllergyIntolerance: 'allergies',
  ClinicalImpression: 'problems',
  Condition: perhapsPregnancy('problems', 'code'),
  DetectedIssue: perhapsPregnancy('problems', 'code'),
  FamilyMemberHistory: 'history',
  RiskAssessment: perhapsPregnancy('problems', 'code', 'reasonCode'),

  // What was found
  BodyStructure: 'results',
  DiagnosticReport: perhapsPregnancy('results', 'code', 'conclusionCode'),
  ImagingStudy: perhapsPregnancy('results', 'procedureCode', 'reasonCode'),
  MolecularSequence: 'results',
  Observation: categoryOfObservation,
  Specimen: 'results',

  // What was given and done
  BiologicallyDerivedProduct: 'procedures',
  Device: (resource) => (resource.patient === undefined ? 'shared' : 'devices'),
  DeviceMetric: 'devices',
  DeviceRequest: 'devices',
  DeviceUseStatement: 'devices',
  Immunization: 'vaccinations',
  ImmunizationEvaluation: 'vaccinations',
  ImmunizationRecommendation: 'vaccinations',
  MedicationAdministration: 'medicines',
  MedicationDispense: 'medicines',
  MedicationRequest: 'medicines',
  MedicationStatement: 'medicines',
  Procedure: perhapsPregnancy('procedures', 'code', 'reasonCode'),
  SupplyDelivery: 'devices',
  SupplyRequest: 'devices',

  // What is meant to happen
  CarePlan: perhapsPregnancy('plan', 'category', 'title'),
  CareTeam: 'plan',
  CommunicationRequest: 'plan',
  Flag: perhapsPregnancy('plan', 'code'),
  Goal: perhapsPregnancy('plan', 'category', 'description'),
  GuidanceResponse: 'plan',
  NutritionOrder: 'plan',
  RequestGroup: 'plan',
  Schedule: (resource) => (compartmentOf(resource).patient === undefined ? 'shared' : 'plan'),
  ServiceRequest: perhapsPregnancy('plan', 'code', 'reasonCode'),
  Task: 'plan',
  VisionPrescription: 'plan',

  // Meetings
  Appointment: perhapsPregnancy('encounters', 'serviceType', 'reasonCode'),
  AppointmentResponse: 'encounters',
  Communication: 'encounters',
  Encounter: perhapsPregnancy('encounters', 'type', 'reasonCode'),
  EpisodeOfCare: perhapsPregnancy('encounters', 'type'),

  // Papers
  Basic: 'documents',
  Binary: 'documents',
  Bundle: 'documents',
  Composition: 'documents',
  DocumentManifest: 'documents',
  DocumentReference: 'documents',
  List: 'documents',
  Media: 'documents',
  QuestionnaireResponse: 'documents',

  // Money, permission and bookkeeping
  Account: 'administrative',
  AuditEvent: 'administrative',
  ChargeItem: 'administrative',
  Claim: 'administrative',
  ClaimResponse: 'administrative',
  Consent: 'administrative',
  Contract: 'administrative',
  Coverage: 'administrative',
  CoverageEligibilityRequest: 'administrative',
  CoverageEligibilityResponse: 'administrative',
  EnrollmentRequest: 'administrative',
  EnrollmentResponse: 'administrative',
  ExplanationOfBenefit: 'administrative',
  Group: 'administrative',
  Invoice: 'administrative',
  Linkage: 'administrative',
  MeasureReport: 'administrative',
  MessageHeader: 'administrative',
  OperationOutcome: 'administrative',
  Parameters: 'administrative',
  PaymentNotice: 'administrative',
  PaymentReconciliation: 'administrative',
  Provenance: 'administrative',
  ResearchSubject: 'administrative',
  Subscription: 'administrative',
  VerificationResult: 'administrative',

  // Directories
  CatalogEntry: 'shared',
  Endpoint: 'shared',
  HealthcareService: 'shared',
  InsurancePlan: 'shared',
  Location: 'shared',
  Organization: 'shared',
  OrganizationAffiliation: 'shared',
  Practitioner: 'shared',
  PractitionerRole: 'shared',
  Slot: 'shared',

  // Products
  DeviceDefinition: 'shared',
  Medication: 'shared',
  MedicationKnowledge: 'shared',
  MedicinalProduct: 'shared',
  MedicinalProductAuthorization: 'shared',
  MedicinalProductContraindication: 'shared',
  MedicinalProductIndication: 'shared',
  MedicinalProductIngredient: 'shared',
  MedicinalProductInteraction: 'shared',
  MedicinalProductManufactured: 'shared',
  MedicinalProductPackaged: 'shared',
  MedicinalProductPharmaceutical: 'shared',
  MedicinalProductUndesirableEffect: 'shared',
  Substance: 'shared',
  SubstanceNucleicAcid: 'shared',
  SubstancePolymer: 'shared',
  SubstanceProtein: 'shared',
  SubstanceReferenceInformation: 'shared',
  SubstanceSourceMaterial: 'shared',
  SubstanceSpecification: 'shared',

  // Definitions, conformance, terminology, knowledge
  ActivityDefinition: 'shared',
  CapabilityStatement: 'shared',
  ChargeItemDefinition: 'shared',
  CodeSystem: 'shared',
  CompartmentDefinition: 'shared',
  ConceptMap: 'shared',
  EffectEvidenceSynthesis: 'shared',
  EventDefinition: 'shared',
  Evidence: 'shared',
  EvidenceVariable: 'shared',
  ExampleScenario: 'shared',
  GraphDefinition: 'shared',
  ImplementationGuide: 'shared',
  Library: 'shared',
  Measure: 'shared',
  MessageDefinition: 'shared',
  NamingSystem: 'shared',
  ObservationDefinition: 'shared',
  OperationDefinition: 'shared',
  PlanDefinition: 'shared',
  Questionnaire: 'shared',
  ResearchDefinition: 'shared',
  ResearchElementDefinition: 'shared',
  ResearchStudy: 'shared',
  RiskEvidenceSynthesis: 'shared',
  SearchParameter: 'shared',
  SpecimenDefinition: 'shared',
  StructureDefinition: 'shared',
  StructureMap: 'shared',
  TerminologyCapabilities: 'shared',
  TestReport: 'shared',
  TestScript: 'shared',
  ValueSet: 'shared',
};

/**
 * The part of a health record that a resource belongs to. What is personal by its type but names no person of this node
 * is `unassigned`, and so is a type that the table does not know. `id` as for `compartmentOf`.
 */
export function careCategoryOf(resource: Resource, id?: string): CareCategory {
  const rule = categoryByType[resource.resourceType] ?? 'unassigned';
  const category = typeof rule === 'function' ? rule(resource) : rule;
  if (category === 'shared' || resource.resourceType === 'Patient') return category;
  return compartmentOf(resource, id).patient === undefined ? 'unassigned' : category;
}

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';

const pregnancyLoinc: ReadonlySet<string> = new Set([
  '82810-3', // Pregnancy status
  '11778-8', // Delivery date, estimated
  '11779-6', // Delivery date, estimated from last menstrual period
  '11780-4', // Delivery date, estimated from ovulation
  '57063-3', // Delivery date, estimated from menstrual period, newborn screening
  '11636-8', // Births, live
  '11637-6', // Births, preterm
  '11638-4', // Births, still living
  '11639-2', // Births, term
  '11640-0', // Births, total
  '11612-9', // Abortions
  '11613-7', // Abortions, induced
  '11614-5', // Abortions, spontaneous
  '33065-4', // Ectopic pregnancies
  '11977-6', // Parity
  '11996-6', // Pregnancies
  '8665-2', // Last menstrual period start
  '11884-4', // Gestational age, estimated
  '11885-1', // Gestational age from last menstrual period
  '18185-9', // Gestational age
  '49051-6', // Gestational age in weeks
]);

const socialLoinc: ReadonlySet<string> = new Set([
  '72166-2', // Tobacco smoking status
  '11367-0', // History of tobacco use
  '63638-1', // Age started smoking
  '74013-4', // Alcoholic drinks per day
  '11331-6', // History of alcohol use
  '11343-1', // History of other drug use
  '76690-7', // Sexual orientation
  '82589-3', // Highest level of education
  '67875-5', // Employment status
  '71802-3', // Housing status
]);

const pregnancySnomed: ReadonlySet<string> = new Set([
  '77386006', // Pregnancy
  '72892002', // Normal pregnancy
  '47200007', // High risk pregnancy
  '57630001', // First trimester pregnancy
  '59466002', // Second trimester pregnancy
  '41587001', // Third trimester pregnancy
  '87527008', // Term pregnancy
  '16356006', // Multiple pregnancy
  '65147003', // Twin pregnancy
  '79586000', // Tubal pregnancy
  '34801009', // Ectopic pregnancy
  '17369002', // Miscarriage
  '19169002', // Miscarriage in first trimester
  '35999006', // Blighted ovum
  '398254007', // Pre-eclampsia
  '15938005', // Eclampsia
  '11687002', // Gestational diabetes
  '48194001', // Pregnancy-induced hypertension
  '14094001', // Excessive vomiting in pregnancy
  '156073000', // Complete miscarriage
  '169826009', // Single live birth
  '236973005', // Delivery procedure
  '11466000', // Caesarean section
  '177184002', // Normal delivery procedure
  '66348005', // Childbirth
  '386216000', // Human parturition
  '225158009', // Auscultation of the fetal heart
  '169230002', // Ultrasound scan for fetal viability
  '386639001', // Termination of pregnancy
  '424441002', // Prenatal initial visit
  '424619006', // Prenatal visit
  '274804006', // Evaluation of uterine fundal height
  '252160004', // Standard pregnancy test
  '134435003', // Routine antenatal care
  '135892000', // Antenatal education
  '713076009', // Antenatal risk assessment
  '312404004', // Antenatal blood tests
  '443529005', // Screening for chromosomal aneuploidy in prenatal amniotic fluid
  '271442007', // Fetal anatomy study
  '236974004', // Instrumental delivery
  '169762003', // Postnatal visit
  '10383002', // Counselling for termination of pregnancy
  '714812005', // Induced termination of pregnancy
  '386394001', // Pregnancy termination care
  '445912000', // Excision of fallopian tube and surgical removal of ectopic pregnancy
  '169673001', // Antenatal RhD antibody screening
  '267253006', // Fetus with chromosomal abnormality
  '237001001', // Augmentation of labour
  '65588006', // Premature birth of newborn
  '609496007', // Complication occurring during pregnancy
  '236931002', // Methotrexate injection into tubal pregnancy
  '31208007', // Medical induction of labour
  '18114009', // Prenatal care
  '268445003', // Ultrasound scan - obstetric
]);

const icd10 = /^http:\/\/hl7\.org\/fhir\/sid\/icd-10/;
/** ICD-10 chapter XV and the Z codes of pregnancy, birth and antenatal care. */
const icd10Pregnancy = /^(O\d|Z3[2-9])/;

/** Parts that have a composite with `pregnancy`. */
type TellingPart = { [Part in CarePart]: `pregnancy-${Part}` extends CareCategory ? Part : never }[CarePart];

/** A pregnancy shows in many types; who hides it expects that none of them tells. */
function perhapsPregnancy(part: TellingPart, ...elements: readonly string[]): Rule {
  return (resource) => (elements.some((element) => isAboutPregnancy(resource[element])) ? `pregnancy-${part}` : part);
}

/**
 * Stems of pregnancy and birth in the languages of the nodes, as whole beginnings of words. Codes alone do not do: the
 * sets above are far from all, and much is written without any. What is taken wrongly stays in its own part too, so that
 * it disappears only for those who hide pregnancy.
 */
const pregnancyStems = [
  'pregnan|obstetric|childbirth|miscarriage|abortion|ante-?natal|pr[eé]-?natal|post-?natal|f(e|oe|œ)t(al|us)',
  'c(e|ae|æ)sarean|grossesse|enceinte|obst[eé]tri|c[eé]sarienne|accouchement|fausse couche|avortement',
  'gravidez|gr[aá]vid(?!ade)|cesariana|parto(?!\\p{L})|aborto|embaraz|ces[aá]rea',
  'schwanger|kaiserschnitt|entbindung|geburtshilf|fehlgeburt',
];
const pregnancyWords = new RegExp(`(?<!\\p{L})(${pregnancyStems.join('|')})`, 'iu');

/** Texts of codes recur: what was said of the last of them is remembered. */
const mostRemembered = 5_000;
let remembered = new Map<string, boolean>();

function hasPregnancyWords(text: string): boolean {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const found = pregnancyWords.test(text);
  if (text.length <= 200) {
    if (remembered.size >= mostRemembered) remembered = new Map();
    remembered.set(text, found);
  }
  return found;
}

/** Does a CodeableConcept, one of a list, or a text speak of pregnancy or birth, in a code or in words? */
function isAboutPregnancy(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isAboutPregnancy);
  if (typeof value === 'string') return hasPregnancyWords(value);
  if (!isObject(value)) return false;
  return (
    (typeof value.text === 'string' && hasPregnancyWords(value.text)) ||
    codingsOf(value).some(
      ({ system, code, display }) =>
        (typeof display === 'string' && hasPregnancyWords(display)) ||
        (typeof code === 'string' &&
          ((system === snomed && pregnancySnomed.has(code)) ||
            (typeof system === 'string' && icd10.test(system) && icd10Pregnancy.test(code)))),
    )
  );
}

function categoryOfObservation(resource: Resource): CareCategory {
  const loincCodes = codingsOf(resource.code).flatMap(({ system, code }) =>
    system === loinc && typeof code === 'string' ? [code] : [],
  );
  if (loincCodes.some((code) => pregnancyLoinc.has(code)) || isAboutPregnancy(resource.code)) return 'pregnancy';
  const categories = arrayOf(resource.category).flatMap((concept) => codingsOf(concept).map(({ code }) => code));
  if (categories.includes('social-history') || loincCodes.some((code) => socialLoinc.has(code))) {
    return 'social-history';
  }
  return categories.includes('vital-signs') ? 'vital-signs' : 'results';
}

function codingsOf(concept: unknown): readonly Record<string, unknown>[] {
  return isObject(concept) ? arrayOf(concept.coding).filter(isObject) : [];
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
