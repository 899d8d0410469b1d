import { carePlan, encounter, familyHistory, goal, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, device, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, valueAt } from '../series.ts';
import { atc, loinc, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const gp = 'fr-sophie-bernard';
const nephrologist = 'fr-nadia-benali';
const practice = 'fr-maison-sante';
const hospital = 'fr-hopital';
const pharmacy = 'fr-pharmacie';
const lab = 'fr-laboratoire';

/** Mamadou Diallo, 58, bus driver born in Conakry: hypertension, type 2 diabetes, kidneys that need watching. */
export function mamadouDiallo(): Chart {
  const chart = openChart({
    id: 'fr-mamadou-diallo',
    language: 'fr',
    family: 'Diallo',
    gender: 'male',
    birthDate: '1968-05-14',
    ...qualifiedIdentity('168059933020423', ['Mamadou', 'Alpha'], { city: 'Kindia', code: '99330' }),
    address: { line: '112 boulevard des Canuts', postalCode: '69004', city: 'Lyon' },
    phone: '+33 6 39 98 10 05',
    marital: 'M',
    generalPractitioner: gp,
    managedBy: practice,
    alsoSpeaks: ['ff'],
    contact: { name: 'Aïssatou Diallo', relationship: 'WIFE', phone: '+33 6 39 98 10 06' },
  });
  const hypertension = problem(chart, 'hypertension', {
    code: sct('38341003', 'Hypertension artérielle'),
    onset: '2009-03-16',
    by: gp,
  });
  const diabetes = problem(chart, 'diabetes', {
    code: sct('44054006', 'Diabète de type 2'),
    onset: '2013-10-07',
    by: gp,
  });
  const kidney = problem(chart, 'kidney', {
    code: [sct('433144002', 'Maladie rénale chronique stade 3'), sct('709044004', 'Maladie rénale chronique')],
    text: 'Maladie rénale chronique, stade 3a',
    onset: '2021-02-15',
    by: nephrologist,
  });
  const lipids = problem(chart, 'hyperlipidaemia', {
    code: sct('55822004', 'Hyperlipidémie'),
    onset: '2014-01-20',
    by: gp,
  });
  problem(chart, 'obesity', { code: sct('414916001', 'Obésité'), onset: '2012-06-04', by: gp });
  problem(chart, 'sickle-cell-trait', {
    code: sct('16402000', 'Trait drépanocytaire'),
    onset: '1998',
    recorded: '2009-03-16',
    by: gp,
  });
  allergy(chart, 'ramipril', {
    code: atc('C09AA05', 'ramipril'),
    text: 'Intolérance au ramipril',
    type: 'intolerance',
    category: 'medication',
    criticality: 'low',
    onset: '2010-01',
    recorded: '2010-02-08',
    reaction: reactions.cough,
    severity: 'moderate',
    by: gp,
  });
  const common = { by: gp, at: pharmacy, prescribed: ['2026-10-13', 2] as const };
  medicine(chart, 'irbesartan', {
    code: atc('C09CA04', 'irbésartan'),
    text: 'Irbésartan 300 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé le matin',
    dose: [300, 'mg'],
    timing: [1, 1, 'd'],
    from: '2010-02-08',
    reason: hypertension,
    ...common,
  });
  medicine(chart, 'amlodipine', {
    code: atc('C08CA01', 'amlodipine'),
    text: 'Amlodipine 10 mg, gélule',
    route: 'oral',
    directions: '1 gélule le soir',
    dose: [10, 'mg'],
    timing: [1, 1, 'd'],
    from: '2012-06-04',
    reason: hypertension,
    product: { form: 'hardCapsule', strength: [10, 'mg'] },
    ...common,
  });
  medicine(chart, 'metformin', {
    code: atc('A10BA02', 'metformine'),
    text: 'Metformine 500 mg, comprimé pelliculé',
    route: 'oral',
    directions: '1 comprimé matin et soir',
    dose: [500, 'mg'],
    timing: [2, 1, 'd'],
    from: '2013-10-07',
    reason: diabetes,
    product: { form: 'filmCoated', strength: [500, 'mg'] },
    ...common,
  });
  medicine(chart, 'empagliflozin', {
    code: atc('A10BK03', 'empagliflozine'),
    text: 'Empagliflozine 10 mg, comprimé pelliculé',
    route: 'oral',
    directions: '1 comprimé le matin',
    dose: [10, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-06-21',
    reason: kidney,
    ...common,
  });
  medicine(chart, 'semaglutide', {
    code: atc('A10BJ06', 'sémaglutide'),
    text: 'Sémaglutide 0,5 mg, solution injectable en stylo',
    route: 'subcutaneous',
    directions: '1 injection par semaine, le dimanche',
    dose: [0.5, 'mg'],
    timing: [1, 1, 'wk'],
    from: '2023-09-18',
    reason: diabetes,
    product: { form: 'injection', strength: [0.5, 'mg'] },
    ...common,
  });
  medicine(chart, 'atorvastatin', {
    code: atc('C10AA05', 'atorvastatine'),
    text: 'Atorvastatine 40 mg, comprimé pelliculé',
    route: 'oral',
    directions: '1 comprimé le soir',
    dose: [40, 'mg'],
    timing: [1, 1, 'd'],
    from: '2014-01-20',
    reason: lipids,
    ...common,
  });
  device(chart, 'glucose-meter', {
    type: sct('337414009', 'Lecteur de glycémie'),
    model: 'Glycéa S',
    serial: 'GS-99214',
    from: '2013-10-21',
    reason: diabetes,
    by: gp,
  });
  for (const date of every(24, '2014-02-17', '2026-10-30')) {
    procedure(chart, `eye-${date}`, {
      code: sct('36228007', 'Examen ophtalmologique'),
      text: 'Fond d’œil, pas de rétinopathie',
      on: date,
      reason: diabetes,
      by: gp,
      at: hospital,
    });
  }
  procedure(chart, 'foot', {
    code: sct('401191002', 'Examen du pied diabétique'),
    on: '2026-04-14',
    reason: diabetes,
    by: gp,
    at: practice,
  });
  procedure(chart, 'education', {
    code: sct('6143009', 'Éducation thérapeutique du patient diabétique'),
    on: '2014-03-11',
    reason: diabetes,
    by: gp,
    at: practice,
  });
  familyHistory(chart, 'father', {
    relationship: 'FTH',
    sex: 'male',
    born: '1935',
    died: '1999',
    recorded: '2009-03-16',
    conditions: [{ code: sct('38341003', 'Hypertension artérielle') }],
  });
  socialHistory(chart, {
    on: '2026-10-13',
    smoking: 'never',
    drinksPerDay: 0,
    occupation: 'Conducteur de bus',
    by: gp,
  });
  const weight = along(0.8, ['2014-01-01', 101], ['2021-01-01', 104], ['2023-09-01', 105], ['2026-10-01', 93]);
  const systolic = along(5, ['2014-01-01', 152], ['2017-01-01', 141], ['2026-10-01', 131]);
  for (const date of every(6, '2016-01-12', '2026-10-30')) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: gp,
      at: practice,
      reason: 'Suivi du diabète et de la tension',
      diagnosis: diabetes,
    });
    const top = Math.round(valueAt(systolic, date, 'mamadou'));
    vitals(
      chart,
      date,
      { weight: valueAt(weight, date, 'mamadou'), height: 181, pressure: [top, Math.round(top * 0.6)] },
      gp,
      visit,
    );
  }
  labSeries(
    chart,
    'diabetes',
    every(6, '2017-01-16', '2026-10-30'),
    {
      hba1c: along(
        0.2,
        ['2017-01-01', 7.9],
        ['2021-06-01', 7.6],
        ['2023-09-01', 7.7],
        ['2024-09-01', 6.9],
        ['2026-10-01', 6.7],
      ),
    },
    { lab, by: gp },
  );
  labSeries(
    chart,
    'renal',
    every(12, '2016-02-08', '2026-10-30'),
    {
      creatinine: along(3, ['2016-01-01', 101], ['2021-02-01', 131], ['2026-10-01', 136]),
      egfr: along(2, ['2016-01-01', 78], ['2021-02-01', 56], ['2026-10-01', 52]),
      potassium: along(0.2, ['2016-01-01', 4.5]),
      albuminuria: along(12, ['2016-01-01', 48], ['2021-02-01', 140], ['2026-10-01', 74]),
    },
    { lab, by: nephrologist },
  );
  labSeries(
    chart,
    'lipids',
    every(24, '2016-02-08', '2026-10-30'),
    {
      cholesterol: along(0.2, ['2016-01-01', 4.6], ['2026-01-01', 3.9]),
      ldl: along(0.2, ['2016-01-01', 2.6], ['2026-01-01', 1.8]),
      hdl: along(0.1, ['2016-01-01', 1.1]),
      triglycerides: along(0.2, ['2016-01-01', 1.8]),
    },
    { lab, by: gp },
  );
  const target = goal(chart, 'pressure', {
    text: 'Pression artérielle inférieure à 130/80',
    start: '2021-02-15',
    measure: loinc('8480-6', 'Pression artérielle systolique'),
    atMost: [130, 'mm[Hg]', 'mmHg'],
    addresses: hypertension,
    achieved: 'improving',
  });
  carePlan(chart, 'kidney', {
    title: 'Protéger les reins',
    description: 'Suivi partagé entre le médecin traitant et la néphrologie.',
    category: sct('734163000', 'Plan de soins'),
    from: '2021-02-15',
    by: nephrologist,
    addresses: [kidney, diabetes, hypertension],
    goals: [target],
    activities: [
      { text: 'Automesure de la tension', when: 'trois jours par mois' },
      { text: 'Créatinine, potassium et albuminurie', when: 'tous les six mois' },
      { text: 'Pas d’anti-inflammatoires sans avis' },
    ],
  });
  vaccination(chart, 'yellowFever', '2017-06-26', { lot: 'FJ0338', by: gp, at: hospital });
  vaccination(chart, 'hepatitisB', '2014-02-03', { lot: 'HB5561', dose: 1, of: 3, by: gp, at: practice });
  vaccination(chart, 'hepatitisB', '2014-03-10', { lot: 'HB5570', dose: 2, of: 3, by: gp, at: practice });
  vaccination(chart, 'hepatitisB', '2014-08-11', { lot: 'HB5644', dose: 3, of: 3, by: gp, at: practice });
  vaccination(chart, 'trivalentBooster', '2018-05-14', { lot: 'RV7120', by: gp, at: practice });
  for (const year of [2020, 2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${19 + (year % 3)}`, {
      lot: `GR${year}E`,
      by: 'fr-julie-petit',
      at: pharmacy,
    });
  }
  vaccination(chart, 'covid', '2021-05-04', { lot: 'CV1A19', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2021-06-08', { lot: 'CV1B05', dose: 2, of: 2, by: gp, at: practice });
  return chart;
}
