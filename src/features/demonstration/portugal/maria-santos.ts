import { carePlan, encounter, familyHistory, goal, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, device, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, fraction, valueAt } from '../series.ts';
import { atc, loinc, sct } from '../terms.ts';
import { userNumber } from './user-number.ts';

const gp = 'pt-pedro-nunes';
const cardiologist = 'pt-luis-tavares';
const practice = 'pt-centro-saude';
const hospital = 'pt-hospital';
const pharmacy = 'pt-farmacia';
const lab = 'pt-laboratorio';

/** Maria da Conceição Santos, 75, retired seamstress: heart failure that modern medicine keeps quiet, with a defibrillator. */
export function mariaSantos(): Chart {
  const chart = openChart({
    id: 'pt-maria-santos',
    language: 'pt',
    family: 'Santos',
    given: ['Maria', 'da Conceição'],
    gender: 'female',
    birthDate: '1951-02-11',
    identifier: userNumber('197340826'),
    address: { line: 'Calçada de Santo André, 64, 1.º', postalCode: '1100-495', city: 'Lisboa' },
    phone: '+351 900 000 103',
    marital: 'W',
    generalPractitioner: gp,
    managedBy: practice,
    contact: { name: 'Paulo Santos', relationship: 'SONC', phone: '+351 900 000 104' },
  });
  const failure = problem(chart, 'heart-failure', {
    code: sct('84114007', 'Insuficiência cardíaca'),
    text: 'Insuficiência cardíaca com fração de ejeção reduzida',
    onset: '2018-01-22',
    severity: 'moderate',
    by: cardiologist,
  });
  const hypertension = problem(chart, 'hypertension', {
    code: sct('38341003', 'Hipertensão arterial'),
    onset: '1998-05-04',
    by: gp,
  });
  const kidney = problem(chart, 'kidney', {
    code: sct('433144002', 'Doença renal crónica, estádio 3'),
    onset: '2020-06-15',
    by: cardiologist,
  });
  const thyroid = problem(chart, 'hypothyroidism', {
    code: sct('40930008', 'Hipotiroidismo'),
    onset: '2006-10-09',
    by: gp,
  });
  problem(chart, 'hip', {
    code: sct('239872002', 'Artrose da anca'),
    text: 'Artrose da anca esquerda',
    onset: '2017-03-20',
    by: gp,
  });
  problem(chart, 'infarction', {
    code: sct('22298006', 'Enfarte do miocárdio'),
    onset: '2017-11-30',
    resolved: '2017-12-08',
    by: cardiologist,
  });
  allergy(chart, 'penicillin', {
    code: [sct('91936005', 'Alergia à penicilina'), sct('764146007', 'Penicilina')],
    category: 'medication',
    criticality: 'high',
    onset: '1972',
    recorded: '2006-10-09',
    reaction: reactions.anaphylaxis,
    severity: 'severe',
    by: gp,
  });
  const common = { by: cardiologist, at: pharmacy, prescribed: ['2026-10-06', 5] as const };
  medicine(chart, 'sacubitril-valsartan', {
    code: atc('C09DX04', 'sacubitril e valsartan'),
    text: 'Sacubitril 49 mg + valsartan 51 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido de manhã e à noite',
    dose: [1, '1'],
    timing: [2, 1, 'd'],
    from: '2018-05-14',
    reason: failure,
    product: { form: 'filmCoated', strength: [49, 'mg'] },
    ...common,
  });
  medicine(chart, 'bisoprolol', {
    code: atc('C07AB07', 'bisoprolol'),
    text: 'Bisoprolol 5 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [5, 'mg'],
    timing: [1, 1, 'd'],
    from: '2017-12-08',
    reason: failure,
    ...common,
  });
  medicine(chart, 'spironolactone', {
    code: atc('C03DA01', 'espironolactona'),
    text: 'Espironolactona 25 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [25, 'mg'],
    timing: [1, 1, 'd'],
    from: '2018-02-05',
    reason: failure,
    ...common,
  });
  medicine(chart, 'dapagliflozin', {
    code: atc('A10BK01', 'dapagliflozina'),
    text: 'Dapagliflozina 10 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [10, 'mg'],
    timing: [1, 1, 'd'],
    from: '2021-09-20',
    reason: failure,
    ...common,
  });
  medicine(chart, 'furosemide', {
    code: atc('C03CA01', 'furosemida'),
    text: 'Furosemida 40 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido de manhã; mais um se o peso subir 2 kg em três dias',
    dose: [40, 'mg'],
    timing: [1, 1, 'd'],
    from: '2018-01-22',
    reason: failure,
    product: { form: 'tablet', strength: [40, 'mg'] },
    ...common,
  });
  medicine(chart, 'aspirin', {
    code: atc('B01AC06', 'ácido acetilsalicílico'),
    text: 'Ácido acetilsalicílico 100 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido ao almoço',
    dose: [100, 'mg'],
    timing: [1, 1, 'd'],
    from: '2017-12-08',
    ...common,
  });
  medicine(chart, 'atorvastatin', {
    code: atc('C10AA05', 'atorvastatina'),
    text: 'Atorvastatina 40 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido à noite',
    dose: [40, 'mg'],
    timing: [1, 1, 'd'],
    from: '2017-12-08',
    ...common,
  });
  medicine(chart, 'levothyroxine', {
    code: atc('H03AA01', 'levotiroxina sódica'),
    text: 'Levotiroxina 75 µg, comprimido',
    route: 'oral',
    directions: '1 comprimido em jejum',
    dose: [75, 'ug'],
    timing: [1, 1, 'd'],
    from: '2006-10-09',
    reason: thyroid,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-08-31', 5],
  });
  medicine(chart, 'enalapril', {
    code: atc('C09AA02', 'enalapril'),
    text: 'Enalapril 20 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido de manhã',
    dose: [20, 'mg'],
    timing: [1, 1, 'd'],
    from: '1998-05-04',
    to: '2018-05-12',
    reason: hypertension,
    by: gp,
    at: pharmacy,
  });
  procedure(chart, 'angioplasty', {
    code: sct('415070008', 'Angioplastia coronária'),
    text: 'Angioplastia da descendente anterior com colocação de stent',
    on: '2017-11-30',
    by: cardiologist,
    at: hospital,
  });
  procedure(chart, 'cataract', {
    code: sct('54885007', 'Cirurgia de catarata'),
    on: '2022-04-26',
    by: cardiologist,
    at: hospital,
  });
  device(chart, 'defibrillator', {
    type: sct('72506001', 'Desfibrilhador implantável'),
    model: 'Guarda DR',
    serial: 'GDR-40077',
    from: '2018-09-11',
    reason: failure,
    by: cardiologist,
  });
  for (const date of ['2017-12-01', '2018-06-19', '2019-10-08', '2021-10-12', '2023-10-17', '2025-10-14']) {
    procedure(chart, `echocardiography-${date}`, {
      code: sct('40701008', 'Ecocardiograma'),
      on: date,
      reason: failure,
      by: cardiologist,
      at: hospital,
    });
    labSeries(
      chart,
      'laboratory',
      [date],
      { ejectionFraction: along(1, ['2017-12-01', 34], ['2018-06-19', 30], ['2021-10-12', 38], ['2025-10-14', 43]) },
      { lab: hospital, by: cardiologist, conclusion: 'Ecocardiograma transtorácico.' },
    );
  }
  labSeries(
    chart,
    'renal',
    every(6, '2018-02-05', '2026-10-30'),
    {
      creatinine: along(5, ['2018-01-01', 88], ['2020-06-01', 106], ['2026-10-01', 112]),
      egfr: along(2, ['2018-01-01', 64], ['2020-06-01', 53], ['2026-10-01', 48]),
      potassium: along(0.25, ['2018-01-01', 4.7]),
      sodium: along(1.5, ['2018-01-01', 138]),
    },
    { lab, by: cardiologist },
  );
  labSeries(
    chart,
    'laboratory',
    every(12, '2018-01-23', '2026-10-30'),
    { ntProBnp: along(120, ['2018-01-01', 3900], ['2019-01-01', 1800], ['2026-10-01', 820]) },
    { lab, by: cardiologist },
  );
  labSeries(
    chart,
    'thyroid',
    every(24, '2016-10-10', '2026-10-30'),
    { tsh: along(0.5, ['2016-10-01', 2.4]), freeT4: along(1, ['2016-10-01', 15]) },
    { lab, by: gp },
  );
  const weight = along(0.6, ['2018-01-01', 74], ['2018-05-01', 68], ['2026-10-01', 66]);
  for (const date of every(8, '2018-03-12', '2026-10-30')) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: cardiologist,
      at: hospital,
      reason: 'Consulta de insuficiência cardíaca',
      diagnosis: failure,
    });
    const noise = Math.round(fraction(date) * 8);
    vitals(
      chart,
      date,
      {
        weight: valueAt(weight, date, 'maria'),
        height: 158,
        pressure: [112 + noise, 66 + (noise % 5)],
        heartRate: 62 + noise,
        saturation: 95 + (noise % 3),
      },
      cardiologist,
      visit,
    );
  }
  encounter(chart, '2017-11-30', {
    kind: 'stay',
    time: '21:45',
    until: '2017-12-08',
    by: cardiologist,
    at: hospital,
    reason: 'Enfarte do miocárdio',
  });
  encounter(chart, '2018-01-22', {
    kind: 'stay',
    time: '18:20',
    until: '2018-01-31',
    by: cardiologist,
    at: hospital,
    reason: 'Insuficiência cardíaca descompensada',
    diagnosis: failure,
  });
  familyHistory(chart, 'father', {
    relationship: 'FTH',
    sex: 'male',
    born: '1920',
    died: '1981',
    recorded: '2006-10-09',
    conditions: [{ code: sct('22298006', 'Enfarte do miocárdio'), onset: 'aos 61 anos' }],
  });
  socialHistory(chart, {
    on: '2026-08-31',
    smoking: 'never',
    drinksPerDay: 0,
    occupation: 'Costureira, reformada',
    by: gp,
  });
  const target = goal(chart, 'weight', {
    text: 'Peso estável, abaixo de 67 kg',
    start: '2018-03-12',
    measure: loinc('29463-7', 'Peso corporal'),
    atMost: [67, 'kg', 'kg'],
    addresses: failure,
    achieved: 'sustaining',
  });
  carePlan(chart, 'heart-failure', {
    title: 'Viver com insuficiência cardíaca',
    description: 'Plano combinado entre a cardiologia e o centro de saúde.',
    category: sct('734163000', 'Plano de cuidados'),
    from: '2018-03-12',
    by: cardiologist,
    addresses: [failure, kidney],
    goals: [target],
    activities: [
      { text: 'Pesar-se em jejum', when: 'todas as manhãs' },
      { text: 'Creatinina e potássio', when: 'de seis em seis meses' },
      { text: 'Verificação do desfibrilhador', when: 'de seis em seis meses' },
    ],
  });
  for (const year of [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${14 + (year % 4)}`, {
      lot: `GP${year}B`,
      by: 'pt-sofia-matos',
      at: pharmacy,
    });
  }
  vaccination(chart, 'pneumococcal', '2018-11-12', { lot: 'PN3620', by: gp, at: practice });
  vaccination(chart, 'tetanusDiphtheria', '2021-02-15', { lot: 'TD1804', by: gp, at: practice });
  vaccination(chart, 'covid', '2021-03-16', { lot: 'CVP021', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2021-04-13', { lot: 'CVP040', dose: 2, of: 2, by: gp, at: practice });
  return chart;
}
