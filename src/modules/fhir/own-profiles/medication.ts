import { compositionRows, documentBundle, documentEntries } from './document.ts';
import { ofPatient } from './patient.ts';
import { must, type OwnProfile, profile, type Row, should } from './profile.ts';
import { sectionRows } from './section.ts';

const mpd = 'EU medication prescription and dispense 0.1.0';
const directive = 'Directive 2012/52/EU';
const myHealth = 'MyHealth@EU (eHDSI)';

/** A product that a code, a text or a Medication names: R4 takes a CodeableConcept with nothing in it. */
const named = (type: string): Row =>
  must(
    type,
    'med-product',
    'The medicine is named: by a code, by a text, or by a Medication.',
    'medication.ofType(CodeableConcept).exists(coding.exists() or text.exists()) or medication.ofType(Reference).exists()',
    `${directive}: identification of the product; ${mpd}`,
  );

/** Whoever a reference leads to, or the person behind a role; nothing where that is outside. */
const professional = (element: string) =>
  `${element}.resolve().select($this.ofType(Practitioner) | $this.ofType(PractitionerRole).practitioner.resolve())`;

const prescription = profile({
  id: 'prescription',
  type: 'MedicationRequest',
  title: 'Prescription',
  description: 'Category 2 of Annex I of Regulation (EU) 2025/327: one medicine that is prescribed.',
  rows: [
    named('MedicationRequest'),
    must(
      'MedicationRequest',
      'rx-order',
      'A prescription is an order, or an option in one: a plan or a proposal is none.',
      "intent in ('order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option')",
      'Directive 2011/24/EU, Article 3(k): issued by a member of a regulated health profession',
    ),
    must(
      'MedicationRequest',
      'rx-negated',
      'A prescription does not say that the medicine must not be taken (doNotPerform).',
      'doNotPerform.empty() or doNotPerform = false',
      'Directive 2011/24/EU, Article 3(k): issued by a member of a regulated health profession',
    ),
    should(
      'MedicationRequest',
      'rx-identifier',
      'A prescription should have an identifier (identifier or groupIdentifier), by which a pharmacy can find it.',
      'identifier.exists() or groupIdentifier.exists()',
      `${mpd}; EHDSMedicationPrescription.header.identifier`,
    ),
    should(
      'MedicationRequest',
      'rx-dosage',
      'A prescription should say how the medicine is taken (dosageInstruction), if only in words.',
      'dosageInstruction.exists()',
      `${directive}: dosage regimen, where applicable`,
    ),
    should(
      'MedicationRequest',
      'rx-quantity',
      'A prescription should say how much is given out: dispenseRequest.quantity or expectedSupplyDuration, or the extension prescribedQuantity of IHE.',
      "dispenseRequest.quantity.exists() or dispenseRequest.expectedSupplyDuration.exists() or dispenseRequest.extension('https://profiles.ihe.net/PHARM/MPD/StructureDefinition/ihe-ext-medicationrequest-prescribedQuantity').exists()",
      `${directive}: quantity, where applicable; ${mpd}`,
    ),
    should(
      'MedicationRequest',
      'rx-prescriber',
      'The prescriber should have a name.',
      `${professional('requester')}.empty() or ${professional('requester')}.name.exists()`,
      `${directive}: name, professional qualification, contact and address of the prescriber; national directories hold the rest`,
    ),
    ofPatient('MedicationRequest'),
    {
      id: 'MedicationRequest.authoredOn',
      min: 1,
      short: 'When it was issued',
      source: `${directive}: issue date; ${mpd}: 1..1`,
    },
    { id: 'MedicationRequest.requester', min: 1, short: 'Prescriber', source: `${directive}; ${mpd}: 1..1` },
  ],
});

const dispensation = profile({
  id: 'dispensation',
  type: 'MedicationDispense',
  title: 'Dispensation',
  description: 'Category 3 of Annex I of Regulation (EU) 2025/327: one medicine that was given out.',
  rows: [
    named('MedicationDispense'),
    should(
      'MedicationDispense',
      'dsp-performer',
      'A dispensation should name the pharmacist or the pharmacy (performer or location).',
      'performer.exists() or location.exists()',
      'EHDS Annex I (3): by a pharmacy; EHDSMedicationDispense.header.author',
    ),
    { id: 'MedicationDispense.subject', min: 1, short: 'To whom', source: 'EHDS Annex I (3): to a natural person' },
    ofPatient('MedicationDispense'),
    {
      id: 'MedicationDispense.authorizingPrescription',
      min: 1,
      short: 'The prescription, in the document or by its identifier',
      source: 'EHDS Annex I (3): based on an electronic prescription',
    },
    { id: 'MedicationDispense.quantity', min: 1, short: 'How much', source: `${mpd}: 1..1` },
    { id: 'MedicationDispense.whenHandedOver', min: 1, short: 'When', source: `${mpd}: 1..1` },
  ],
});

const medicinalProduct = profile({
  id: 'medicinal-product',
  type: 'Medication',
  title: 'Medicinal product of a prescription or dispensation',
  description: 'The product: by a code or a name, or by what is in it.',
  rows: [
    must(
      'Medication',
      'med-name',
      'A product has a code or an identifier, or says what is in it (ingredient).',
      'code.exists() or identifier.exists() or ingredient.exists()',
      `${directive}: common name or brand name; ${mpd}`,
    ),
    should(
      'Medication',
      'med-form',
      'A product that is told by its ingredients should have a form and a strength.',
      'code.exists() or (form.exists() and ingredient.strength.exists())',
      `${directive}: common name or brand name; ${mpd}`,
    ),
  ],
});

const listed = `${myHealth}: eHDSISection`;

const composition = (head: {
  readonly id: string;
  readonly title: string;
  readonly loinc: string;
  readonly prefix: string;
  readonly section: {
    readonly name: string;
    readonly loinc: string;
    readonly title: string;
    readonly entries: readonly string[];
  };
}): OwnProfile =>
  profile({
    id: head.id,
    type: 'Composition',
    title: head.title,
    description: `The paper around what is data: one section, “${head.section.title}”.`,
    rows: [
      ...compositionRows({
        words: 'should',
        source: myHealth,
        kind: [
          {
            id: 'Composition.type',
            loinc: head.loinc,
            short: `LOINC ${head.loinc}`,
            source: `${myHealth}: eHDSIDocumentCode`,
          },
        ],
      }),
      ...sectionRows(head.prefix, [{ ...head.section, presence: 'must', source: listed }]),
      must(
        `Composition.section:${head.section.name}`,
        `${head.prefix}-content`,
        'The section lists at least one item.',
        'entry.exists()',
        listed,
      ),
    ],
  });

const prescriptionComposition = composition({
  id: 'prescription-composition',
  title: 'Prescription document: Composition',
  loinc: '57833-6',
  prefix: 'rx',
  section: {
    name: 'prescriptions',
    loinc: '57828-6',
    title: 'Prescriptions',
    entries: ['MedicationRequest', 'RequestGroup'],
  },
});

const dispensationComposition = composition({
  id: 'dispensation-composition',
  title: 'Dispensation document: Composition',
  loinc: '60593-1',
  prefix: 'dsp',
  section: { name: 'dispensations', loinc: '60590-7', title: 'Dispensations', entries: ['MedicationDispense'] },
});

const products = { name: 'medication', type: 'Medication', profile: medicinalProduct.id, source: mpd };
const prescriptions = { name: 'medicationRequest', type: 'MedicationRequest', profile: prescription.id, source: mpd };
const dispensations = { name: 'medicationDispense', type: 'MedicationDispense', profile: dispensation.id, source: mpd };

const prescriptionDocument = documentBundle({
  id: 'prescription-document',
  title: 'Prescription document',
  description: 'Category 2 of Annex I of Regulation (EU) 2025/327 as a FHIR document, as MyHealth@EU carries it.',
  entries: [...documentEntries(prescriptionComposition.id), { ...prescriptions, min: 1 }, products],
});

const dispensationDocument = documentBundle({
  id: 'dispensation-document',
  title: 'Dispensation document',
  description: 'Category 3 of Annex I of Regulation (EU) 2025/327 as a FHIR document, as MyHealth@EU carries it.',
  entries: [
    ...documentEntries(dispensationComposition.id),
    { ...dispensations, min: 1 },
    // The prescription that it is based on may come along; it is judged where it was issued.
    products,
  ],
});

const prescriptionCollection = profile({
  id: 'prescription-collection',
  type: 'Bundle',
  title: 'Prescription of several medicines',
  description:
    'A prescription of several medicines as the EU guide has it: a collection, with a RequestGroup or without.',
  rows: [
    { id: 'Bundle.type', code: 'collection', short: 'collection', source: mpd },
    must(
      'Bundle',
      'rx-group',
      'Medicines that are prescribed together share a groupIdentifier.',
      'entry.resource.ofType(MedicationRequest).count() < 2 or (entry.resource.ofType(MedicationRequest).all(groupIdentifier.exists()) and entry.resource.ofType(MedicationRequest).groupIdentifier.value.distinct().count() = 1)',
      `${mpd}: EHDSMedicationPrescription.header.identifier is groupIdentifier`,
    ),
    { id: 'Bundle.entry', min: 1, slicedBy: { type: 'type', path: 'resource' }, short: 'Entries', source: mpd },
    { id: 'Bundle.entry:medicationRequest', min: 1, short: 'Medicines', source: mpd },
    {
      id: 'Bundle.entry:medicationRequest.resource',
      resource: { type: 'MedicationRequest', profile: prescription.id },
      short: 'MedicationRequest, by the profile prescription',
      source: mpd,
    },
    { id: 'Bundle.entry:patient', min: 1, short: 'Patient', source: `${directive}: identification of the patient` },
    {
      id: 'Bundle.entry:patient.resource',
      resource: { type: 'Patient', profile: 'patient' },
      short: 'Patient, by the profile patient',
      source: directive,
    },
  ],
});

export const prescriptionProfiles: readonly OwnProfile[] = [
  prescriptionDocument,
  prescriptionComposition,
  prescription,
  prescriptionCollection,
  medicinalProduct,
];
export const dispensationProfiles: readonly OwnProfile[] = [
  dispensationDocument,
  dispensationComposition,
  dispensation,
];
