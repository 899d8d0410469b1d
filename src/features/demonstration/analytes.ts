import { loinc, type RecordLanguage, type Term } from './terms.ts';

/** What a laboratory or a practice measures: LOINC code, UCUM unit, digits after the point, and the reference range. */
export interface Analyte {
  readonly term: Term;
  readonly unit: string;
  /** The unit as people write it. */
  readonly unitName: string;
  readonly digits: number;
  readonly low?: number;
  readonly high?: number;
}

function analyte(
  code: string,
  fr: string,
  pt: string,
  unit: readonly [ucum: string, name: string],
  digits: number,
  range: { readonly low?: number; readonly high?: number } = {},
): Analyte {
  return { term: loinc(code, { fr, pt }), unit: unit[0], unitName: unit[1], digits, ...range };
}

const percent = ['%', '%'] as const;
const mmolPerLitre = ['mmol/L', 'mmol/L'] as const;

export const analytes = {
  hba1c: analyte('4548-4', 'Hémoglobine glyquée (HbA1c)', 'Hemoglobina A1c', percent, 1, { low: 4, high: 6 }),
  glucose: analyte('14771-0', 'Glycémie à jeun', 'Glicemia em jejum', mmolPerLitre, 1, { low: 3.9, high: 6.1 }),
  tsh: analyte('3016-3', 'Thyréostimuline (TSH)', 'Tireotropina (TSH)', ['m[IU]/L', 'mUI/L'], 2, { low: 0.4, high: 4 }),
  freeT4: analyte('14920-3', 'Thyroxine libre (T4L)', 'Tiroxina livre (T4L)', ['pmol/L', 'pmol/L'], 1, {
    low: 12,
    high: 22,
  }),
  creatinine: analyte('14682-9', 'Créatinine', 'Creatinina', ['umol/L', 'µmol/L'], 0, { low: 50, high: 104 }),
  egfr: analyte(
    '98979-8',
    'Débit de filtration glomérulaire estimé (CKD-EPI 2021)',
    'Taxa de filtração glomerular estimada (CKD-EPI 2021)',
    ['mL/min/{1.73_m2}', 'mL/min/1,73 m²'],
    0,
    { low: 60 },
  ),
  potassium: analyte('2823-3', 'Potassium', 'Potássio', mmolPerLitre, 1, { low: 3.5, high: 5.1 }),
  sodium: analyte('2951-2', 'Sodium', 'Sódio', mmolPerLitre, 0, { low: 136, high: 145 }),
  albuminuria: analyte('14959-1', 'Albumine/créatinine urinaire', 'Albumina/creatinina na urina', ['mg/g', 'mg/g'], 0, {
    high: 30,
  }),
  proteinuria: analyte('2890-2', 'Protéine/créatinine urinaire', 'Proteína/creatinina na urina', ['mg/g', 'mg/g'], 0, {
    high: 150,
  }),
  cholesterol: analyte('14647-2', 'Cholestérol total', 'Colesterol total', mmolPerLitre, 1, { high: 5 }),
  hdl: analyte('14646-4', 'Cholestérol HDL', 'Colesterol HDL', mmolPerLitre, 1, { low: 1 }),
  ldl: analyte('39469-2', 'Cholestérol LDL', 'Colesterol LDL', mmolPerLitre, 1, { high: 3 }),
  triglycerides: analyte('14927-8', 'Triglycérides', 'Triglicéridos', mmolPerLitre, 1, { high: 1.7 }),
  alt: analyte('1742-6', 'Alanine aminotransférase (ALAT)', 'Alanina aminotransferase (ALT)', ['U/L', 'U/L'], 0, {
    high: 40,
  }),
  haemoglobin: analyte('718-7', 'Hémoglobine', 'Hemoglobina', ['g/dL', 'g/dL'], 1, { low: 12, high: 16 }),
  leukocytes: analyte('6690-2', 'Leucocytes', 'Leucócitos', ['10*9/L', 'G/L'], 1, { low: 4, high: 10 }),
  platelets: analyte('777-3', 'Plaquettes', 'Plaquetas', ['10*9/L', 'G/L'], 0, { low: 150, high: 400 }),
  eosinophils: analyte('711-2', 'Éosinophiles', 'Eosinófilos', ['10*9/L', 'G/L'], 2, { high: 0.5 }),
  ferritin: analyte('2276-4', 'Ferritine', 'Ferritina', ['ng/mL', 'ng/mL'], 0, { low: 15, high: 150 }),
  crp: analyte('1988-5', 'Protéine C réactive (CRP)', 'Proteína C reativa (PCR)', ['mg/L', 'mg/L'], 1, { high: 5 }),
  calprotectin: analyte('38445-3', 'Calprotectine fécale', 'Calprotectina fecal', ['ug/g', 'µg/g'], 0, { high: 50 }),
  ntProBnp: analyte('33762-6', 'NT-proBNP', 'NT-proBNP', ['pg/mL', 'pg/mL'], 0, { high: 300 }),
  inr: analyte('6301-6', 'INR', 'INR', ['{INR}', ''], 1, { low: 0.9, high: 1.2 }),
  ige: analyte('19113-0', 'IgE totales', 'IgE total', ['[IU]/mL', 'UI/mL'], 0, { high: 100 }),
  vitaminD: analyte('1989-3', '25-hydroxyvitamine D3', '25-hidroxivitamina D3', ['ng/mL', 'ng/mL'], 0, {
    low: 20,
    high: 60,
  }),
  timeInRange: analyte('97510-2', 'Temps dans la cible glycémique', 'Tempo no intervalo glicémico', percent, 0, {
    low: 70,
  }),
  managementIndicator: analyte(
    '97506-0',
    'Indicateur de gestion du glucose (GMI)',
    'Indicador de gestão da glicose (GMI)',
    percent,
    1,
  ),
  ejectionFraction: analyte(
    '10230-1',
    'Fraction d’éjection du ventricule gauche',
    'Fração de ejeção do ventrículo esquerdo',
    percent,
    0,
    { low: 50 },
  ),
  fev1: analyte('20150-9', 'VEMS', 'VEMS', ['L', 'L'], 2),
  fev1Ratio: analyte('19926-5', 'Rapport VEMS/CVF', 'Relação VEMS/CVF', percent, 0, { low: 70 }),
} as const satisfies Record<string, Analyte>;
export type AnalyteName = keyof typeof analytes;

export const vitalSigns = {
  weight: analyte('29463-7', 'Poids', 'Peso corporal', ['kg', 'kg'], 1),
  height: analyte('8302-2', 'Taille', 'Altura', ['cm', 'cm'], 0),
  bmi: analyte('39156-5', 'Indice de masse corporelle', 'Índice de massa corporal', ['kg/m2', 'kg/m²'], 1),
  headCircumference: analyte('9843-4', 'Périmètre crânien', 'Perímetro cefálico', ['cm', 'cm'], 1),
  heartRate: analyte('8867-4', 'Fréquence cardiaque', 'Frequência cardíaca', ['/min', '/min'], 0),
  temperature: analyte('8310-5', 'Température corporelle', 'Temperatura corporal', ['Cel', '°C'], 1),
  saturation: analyte('2708-6', 'Saturation en oxygène', 'Saturação de oxigénio', percent, 0),
  systolic: analyte('8480-6', 'Pression artérielle systolique', 'Pressão arterial sistólica', ['mm[Hg]', 'mmHg'], 0),
  diastolic: analyte('8462-4', 'Pression artérielle diastolique', 'Pressão arterial diastólica', ['mm[Hg]', 'mmHg'], 0),
} as const satisfies Record<string, Analyte>;

export const bloodPressure = loinc('85354-9', { fr: 'Pression artérielle', pt: 'Pressão arterial' });

interface Panel {
  readonly term: Term;
  /** What the laboratory prints at the top, where it is more than the name of the code. */
  readonly title: Readonly<Record<RecordLanguage, string>>;
}

const laboratoryReport = loinc('11502-2', {
  fr: 'Compte rendu de biologie médicale',
  pt: 'Relatório de análises clínicas',
});

function panel(term: Term, fr: string, pt: string): Panel {
  return { term, title: { fr, pt } };
}

/** Reports that gather analytes. */
export const panels = {
  diabetes: panel(laboratoryReport, 'Bilan du diabète', 'Controlo da diabetes'),
  thyroid: panel(
    loinc('24348-5', { fr: 'Bilan thyroïdien (T4L et TSH)', pt: 'Função tiroideia (T4L e TSH)' }),
    'Bilan thyroïdien',
    'Função tiroideia',
  ),
  renal: panel(loinc('24362-6', { fr: 'Bilan rénal', pt: 'Painel da função renal' }), 'Bilan rénal', 'Função renal'),
  lipids: panel(
    loinc('24331-1', { fr: 'Bilan lipidique', pt: 'Perfil lipídico' }),
    'Bilan lipidique',
    'Perfil lipídico',
  ),
  bloodCount: panel(
    loinc('58410-2', { fr: 'Hémogramme', pt: 'Hemograma' }),
    'Numération formule sanguine',
    'Hemograma com plaquetas',
  ),
  laboratory: panel(laboratoryReport, 'Biologie médicale', 'Análises clínicas'),
} as const satisfies Record<string, Panel>;
export type PanelName = keyof typeof panels;
