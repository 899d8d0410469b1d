import { add, type Chart, concept, organization, practitioner, present, type Reference } from './chart.ts';
import { hl7Concept, sct, type Term } from './terms.ts';
import { type VaccineName, vaccines } from './vaccines.ts';

export interface ProblemInput {
  readonly code: Term | readonly Term[];
  readonly text?: string;
  readonly onset: string;
  readonly resolved?: string;
  readonly inactive?: boolean;
  readonly severity?: 'mild' | 'moderate' | 'severe';
  readonly recorded?: string;
  readonly note?: string;
  readonly by: string;
}

const severities = {
  mild: sct('255604002', { fr: 'Légère', pt: 'Ligeira' }),
  moderate: sct('6736007', { fr: 'Modérée', pt: 'Moderada' }),
  severe: sct('24484000', { fr: 'Sévère', pt: 'Grave' }),
} as const;

/** A Condition of the problem list. */
export function problem(chart: Chart, slug: string, input: ProblemInput): Reference {
  const status = input.resolved !== undefined ? 'resolved' : input.inactive ? 'inactive' : 'active';
  return add(
    chart,
    'Condition',
    `condition-${slug}`,
    present({
      clinicalStatus: hl7Concept('condition-clinical', status),
      verificationStatus: hl7Concept('condition-ver-status', 'confirmed'),
      category: [hl7Concept('condition-category', 'problem-list-item')],
      severity: input.severity && concept(chart, severities[input.severity]),
      code: concept(chart, input.code, input.text),
      subject: chart.subject,
      onsetDateTime: input.onset,
      abatementDateTime: input.resolved,
      recordedDate: input.recorded ?? (input.onset.length === 10 ? input.onset : undefined),
      asserter: practitioner(input.by),
      note: input.note === undefined ? undefined : [{ text: input.note }],
    }),
  );
}

export interface AllergyInput {
  readonly code: Term | readonly Term[];
  readonly text?: string;
  readonly type?: 'allergy' | 'intolerance';
  readonly category: 'food' | 'medication' | 'environment' | 'biologic';
  readonly criticality: 'low' | 'high';
  readonly onset?: string;
  readonly recorded: string;
  readonly reaction: Term;
  readonly severity?: 'mild' | 'moderate' | 'severe';
  readonly route?: Term;
  readonly note?: string;
  readonly by: string;
}

/** Reactions that the records speak of. */
export const reactions = {
  urticaria: sct('126485001', { fr: 'Urticaire', pt: 'Urticária' }),
  anaphylaxis: sct('39579001', { fr: 'Anaphylaxie', pt: 'Anafilaxia' }),
  angioedema: sct('41291007', { fr: 'Angio-œdème', pt: 'Angioedema' }),
  bronchospasm: sct('4386001', { fr: 'Bronchospasme', pt: 'Broncospasmo' }),
  rhinitis: sct('61582004', { fr: 'Rhinite allergique', pt: 'Rinite alérgica' }),
  cough: sct('49727002', { fr: 'Toux', pt: 'Tosse' }),
  rash: sct('271807003', { fr: 'Éruption cutanée', pt: 'Erupção cutânea' }),
} as const satisfies Record<string, Term>;

/** An AllergyIntolerance, active and confirmed. */
export function allergy(chart: Chart, slug: string, input: AllergyInput): Reference {
  return add(
    chart,
    'AllergyIntolerance',
    `allergy-${slug}`,
    present({
      clinicalStatus: hl7Concept('allergyintolerance-clinical', 'active'),
      verificationStatus: hl7Concept('allergyintolerance-verification', 'confirmed'),
      type: input.type ?? 'allergy',
      category: [input.category],
      criticality: input.criticality,
      code: concept(chart, input.code, input.text),
      patient: chart.subject,
      onsetDateTime: input.onset,
      recordedDate: input.recorded,
      asserter: practitioner(input.by),
      note: input.note === undefined ? undefined : [{ text: input.note }],
      reaction: [present({ manifestation: [concept(chart, input.reaction)], severity: input.severity })],
    }),
  );
}

export interface VaccinationInput {
  readonly lot: string;
  readonly dose?: number;
  readonly of?: number;
  readonly by: string;
  readonly at?: string;
}

/** An Immunization that was given. One of a vaccine per date. */
export function vaccination(chart: Chart, vaccine: VaccineName, date: string, input: VaccinationInput): Reference {
  const { term, targets } = vaccines[vaccine];
  return add(
    chart,
    'Immunization',
    `vaccination-${vaccine.toLowerCase()}-${date}`,
    present({
      status: 'completed',
      vaccineCode: concept(chart, term),
      patient: chart.subject,
      occurrenceDateTime: date,
      primarySource: true,
      lotNumber: input.lot,
      performer: [
        { actor: practitioner(input.by) },
        ...(input.at === undefined ? [] : [{ actor: organization(input.at) }]),
      ],
      protocolApplied: [
        present({
          targetDisease: targets.map((target) => concept(chart, target)),
          ...(input.dose === undefined
            ? { doseNumberString: doseInWords(chart, vaccine) }
            : { doseNumberPositiveInt: input.dose }),
          seriesDosesPositiveInt: input.of,
        }),
      ],
    }),
  );
}

/** What stands for the number of a dose that is not counted. */
function doseInWords(chart: Chart, vaccine: VaccineName): string {
  const french = chart.language === 'fr';
  if (vaccine === 'influenza') return french ? 'dose annuelle' : 'dose anual';
  const isBooster = ['trivalentBooster', 'tetravalent', 'tetanusDiphtheria'].includes(vaccine);
  if (isBooster) return french ? 'rappel' : 'reforço';
  return french ? 'dose unique' : 'dose única';
}

export interface ProcedureInput {
  readonly code: Term | readonly Term[];
  readonly text?: string;
  readonly on: string;
  readonly reason?: Reference;
  readonly bodySite?: Term;
  readonly note?: string;
  readonly by: string;
  readonly at: string;
}

/** A completed Procedure. */
export function procedure(chart: Chart, slug: string, input: ProcedureInput): Reference {
  return add(
    chart,
    'Procedure',
    `procedure-${slug}`,
    present({
      status: 'completed',
      code: concept(chart, input.code, input.text),
      subject: chart.subject,
      performedDateTime: input.on,
      performer: [{ actor: practitioner(input.by), onBehalfOf: organization(input.at) }],
      reasonReference: input.reason && [input.reason],
      bodySite: input.bodySite && [concept(chart, input.bodySite)],
      note: input.note === undefined ? undefined : [{ text: input.note }],
    }),
  );
}

export interface DeviceInput {
  readonly type: Term;
  readonly text?: string;
  readonly model: string;
  readonly serial: string;
  readonly from: string;
  readonly to?: string;
  readonly reason?: Reference;
  readonly bodySite?: Term;
  readonly by: string;
}

/** A Device of the person, and the DeviceUseStatement that says since when it is used. */
export function device(chart: Chart, slug: string, input: DeviceInput): Reference {
  const thing = add(
    chart,
    'Device',
    `device-${slug}`,
    present({
      status: input.to === undefined ? 'active' : 'inactive',
      serialNumber: input.serial,
      deviceName: [{ name: input.model, type: 'model-name' }],
      type: concept(chart, input.type, input.text),
      patient: chart.subject,
    }),
  );
  add(
    chart,
    'DeviceUseStatement',
    `device-use-${slug}`,
    present({
      status: input.to === undefined ? 'active' : 'completed',
      subject: chart.subject,
      timingPeriod: present({ start: input.from, end: input.to }),
      recordedOn: input.from,
      source: practitioner(input.by),
      device: thing,
      reasonReference: input.reason && [input.reason],
      bodySite: input.bodySite && concept(chart, input.bodySite),
    }),
  );
  return thing;
}
