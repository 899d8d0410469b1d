import { carePlan, encounter, familyHistory, goal, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, device, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, valueAt } from '../series.ts';
import { atc, loinc, sct } from '../terms.ts';
import { userNumber } from './user-number.ts';

const gp = 'pt-pedro-nunes';
const cardiologist = 'pt-luis-tavares';
const practice = 'pt-centro-saude';
const hospital = 'pt-hospital';
const pharmacy = 'pt-farmacia';
const lab = 'pt-laboratorio';

/** Rui Almeida, 65, taxi driver: a heart attack in 2021, type 2 diabetes, low spirits since, and cigarettes he is giving up. */
export function ruiAlmeida(): Chart {
  const chart = openChart({
    id: 'pt-rui-almeida',
    language: 'pt',
    family: 'Almeida',
    given: ['Rui', 'Manuel'],
    gender: 'male',
    birthDate: '1960-12-05',
    identifier: userNumber('205719364'),
    address: { line: 'Rua de Sapadores, 88, r/c', postalCode: '1170-322', city: 'Lisboa' },
    phone: '+351 900 000 106',
    marital: 'D',
    generalPractitioner: gp,
    managedBy: practice,
    contact: { name: 'Marta Almeida', relationship: 'DAUC', phone: '+351 900 000 107' },
  });
  const heart = problem(chart, 'coronary', {
    code: sct('414545008', 'Cardiopatia isquémica'),
    onset: '2021-06-17',
    by: cardiologist,
  });
  const infarction = problem(chart, 'infarction', {
    code: sct('22298006', 'Enfarte do miocárdio'),
    text: 'Enfarte agudo do miocárdio da parede inferior',
    onset: '2021-06-17',
    resolved: '2021-06-23',
    by: cardiologist,
  });
  const diabetes = problem(chart, 'diabetes', {
    code: sct('44054006', 'Diabetes tipo 2'),
    onset: '2016-09-12',
    by: gp,
  });
  const lipids = problem(chart, 'hyperlipidaemia', {
    code: sct('55822004', 'Hiperlipidemia'),
    onset: '2016-09-12',
    by: gp,
  });
  const depression = problem(chart, 'depression', {
    code: sct('35489007', 'Depressão'),
    onset: '2021-10-11',
    severity: 'mild',
    by: gp,
  });
  problem(chart, 'appendicitis', {
    code: sct('74400008', 'Apendicite'),
    onset: '1978',
    resolved: '1978',
    recorded: '2016-09-12',
    by: gp,
  });
  allergy(chart, 'contrast', {
    code: sct('293637006', 'Alergia a meios de contraste iodados'),
    category: 'medication',
    criticality: 'low',
    onset: '2021-06-17',
    recorded: '2021-06-18',
    reaction: reactions.rash,
    severity: 'mild',
    note: 'Após o cateterismo. Pré-medicar.',
    by: cardiologist,
  });
  const common = { by: gp, at: pharmacy, prescribed: ['2026-09-28', 5] as const };
  medicine(chart, 'aspirin', {
    code: atc('B01AC06', 'ácido acetilsalicílico'),
    text: 'Ácido acetilsalicílico 100 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido ao almoço',
    dose: [100, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-06-17',
    reason: heart,
    ...common,
  });
  medicine(chart, 'clopidogrel', {
    code: atc('B01AC04', 'clopidogrel'),
    text: 'Clopidogrel 75 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido por dia, durante doze meses',
    dose: [75, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-06-17',
    to: '2022-06-20',
    reason: infarction,
    by: cardiologist,
    at: pharmacy,
  });
  medicine(chart, 'bisoprolol', {
    code: atc('C07AB07', 'bisoprolol'),
    text: 'Bisoprolol 2,5 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [2.5, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-06-23',
    reason: heart,
    ...common,
  });
  medicine(chart, 'atorvastatin', {
    code: atc('C10AA05', 'atorvastatina'),
    text: 'Atorvastatina 80 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido à noite',
    dose: [80, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-06-23',
    reason: lipids,
    product: { form: 'filmCoated', strength: [80, 'mg'] },
    ...common,
  });
  medicine(chart, 'metformin', {
    code: atc('A10BA02', 'metformina'),
    text: 'Metformina 1000 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido ao pequeno-almoço e ao jantar',
    dose: [1000, 'mg'],
    timing: [2, 1, 'd'],
    from: '2016-09-12',
    reason: diabetes,
    ...common,
  });
  medicine(chart, 'empagliflozin', {
    code: atc('A10BK03', 'empagliflozina'),
    text: 'Empagliflozina 10 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [10, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-09-13',
    reason: diabetes,
    ...common,
  });
  medicine(chart, 'sertraline', {
    code: atc('N06AB06', 'sertralina'),
    text: 'Sertralina 50 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [50, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-10-11',
    reason: depression,
    ...common,
  });
  procedure(chart, 'angioplasty', {
    code: sct('415070008', 'Angioplastia coronária'),
    text: 'Angioplastia primária da coronária direita',
    on: '2021-06-17',
    reason: infarction,
    by: cardiologist,
    at: hospital,
  });
  procedure(chart, 'appendectomy', { code: sct('80146002', 'Apendicectomia'), on: '1978', by: gp, at: hospital });
  procedure(chart, 'echocardiography', {
    code: sct('40701008', 'Ecocardiograma'),
    on: '2021-09-14',
    reason: heart,
    by: cardiologist,
    at: hospital,
  });
  device(chart, 'stent', {
    type: sct('411114003', 'Stent com revestimento farmacológico'),
    model: 'Tejo 3,0 x 18',
    serial: 'TJ-218834',
    from: '2021-06-17',
    reason: infarction,
    by: cardiologist,
  });
  labSeries(
    chart,
    'diabetes',
    every(6, '2016-09-12', '2026-10-30'),
    {
      hba1c: along(
        0.2,
        ['2016-09-01', 8.4],
        ['2017-06-01', 7.2],
        ['2021-06-01', 7.8],
        ['2022-06-01', 6.8],
        ['2026-10-01', 6.7],
      ),
      glucose: along(0.6, ['2016-09-01', 10.1], ['2022-06-01', 7.1]),
    },
    { lab, by: gp },
  );
  labSeries(
    chart,
    'lipids',
    every(12, '2016-09-19', '2026-10-30'),
    {
      cholesterol: along(0.2, ['2016-09-01', 6.4], ['2021-06-01', 5.6], ['2021-12-01', 3.4]),
      hdl: along(0.1, ['2016-09-01', 1]),
      ldl: along(0.15, ['2016-09-01', 4.2], ['2021-06-01', 3.7], ['2021-12-01', 1.5]),
      triglycerides: along(0.2, ['2016-09-01', 2.1], ['2022-01-01', 1.5]),
    },
    { lab, by: gp },
  );
  labSeries(
    chart,
    'renal',
    every(24, '2017-09-18', '2026-10-30'),
    {
      creatinine: along(3, ['2017-01-01', 82], ['2026-10-01', 89]),
      egfr: along(2, ['2017-01-01', 91], ['2026-10-01', 82]),
      albuminuria: along(4, ['2017-01-01', 18]),
    },
    { lab, by: gp },
  );
  const weight = along(0.6, ['2016-09-01', 92], ['2021-06-01', 94], ['2026-10-01', 86]);
  for (const date of every(7, '2016-10-10', '2026-10-30')) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: gp,
      at: practice,
      reason: 'Consulta de diabetes',
      diagnosis: diabetes,
    });
    const systolic = Math.round(valueAt(along(4, ['2016-10-01', 142], ['2021-09-01', 126]), date, 'rui'));
    vitals(
      chart,
      date,
      { weight: valueAt(weight, date, 'rui'), height: 171, pressure: [systolic, Math.round(systolic * 0.59)] },
      gp,
      visit,
    );
  }
  encounter(chart, '2021-06-17', {
    kind: 'stay',
    time: '06:35',
    until: '2021-06-23',
    by: cardiologist,
    at: hospital,
    reason: 'Enfarte agudo do miocárdio',
    diagnosis: infarction,
  });
  familyHistory(chart, 'brother', {
    relationship: 'BRO',
    sex: 'male',
    born: '1957',
    recorded: '2021-06-18',
    conditions: [{ code: sct('22298006', 'Enfarte do miocárdio'), onset: 'aos 58 anos' }],
  });
  socialHistory(chart, {
    on: '2026-09-28',
    smoking: 'current',
    smokingNote: 'Reduziu para três cigarros por dia; 40 unidades maço-ano.',
    drinksPerDay: 1,
    occupation: 'Taxista',
    by: gp,
  });
  const target = goal(chart, 'ldl', {
    text: 'Colesterol LDL abaixo de 1,4 mmol/L',
    start: '2021-06-23',
    measure: loinc('39469-2', 'Colesterol LDL'),
    atMost: [1.4, 'mmol/L', 'mmol/L'],
    addresses: heart,
  });
  carePlan(chart, 'heart', {
    title: 'Depois do enfarte',
    description: 'Prevenir um segundo enfarte.',
    category: sct('734163000', 'Plano de cuidados'),
    from: '2021-06-23',
    by: cardiologist,
    addresses: [heart, diabetes],
    goals: [target],
    activities: [
      { text: 'Consulta de cessação tabágica', when: 'uma vez por mês' },
      { text: 'Caminhar meia hora', when: 'cinco dias por semana' },
      { text: 'Colesterol e HbA1c', when: 'de seis em seis meses' },
    ],
  });
  for (const year of [2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${13 + (year % 4)}`, {
      lot: `GP${year}D`,
      by: 'pt-sofia-matos',
      at: pharmacy,
    });
  }
  vaccination(chart, 'tetanusDiphtheria', '2017-04-10', { lot: 'TD1330', by: gp, at: practice });
  vaccination(chart, 'pneumococcal', '2025-12-15', { lot: 'PN5104', by: gp, at: practice });
  vaccination(chart, 'covid', '2021-05-25', { lot: 'CVP078', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2021-07-27', { lot: 'CVP126', dose: 2, of: 2, by: gp, at: practice });
  return chart;
}
