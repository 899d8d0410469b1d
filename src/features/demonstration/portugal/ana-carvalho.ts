import { carePlan, encounter, familyHistory, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, fraction } from '../series.ts';
import { atc, sct } from '../terms.ts';
import { userNumber } from './user-number.ts';

const gp = 'pt-pedro-nunes';
const gastroenterologist = 'pt-hugo-teixeira';
const practice = 'pt-centro-saude';
const hospital = 'pt-hospital';
const pharmacy = 'pt-farmacia';
const lab = 'pt-laboratorio';

/** Ana Rita Carvalho, 31, nurse: Crohn disease in remission on a biological medicine, and an allergy to latex. */
export function anaCarvalho(): Chart {
  const chart = openChart({
    id: 'pt-ana-carvalho',
    language: 'pt',
    family: 'Carvalho',
    given: ['Ana', 'Rita'],
    gender: 'female',
    birthDate: '1995-09-17',
    identifier: userNumber('316082745'),
    address: { line: 'Rua do Vale Escuro, 9, 3.º', postalCode: '1170-380', city: 'Lisboa' },
    phone: '+351 900 000 105',
    email: 'ana.carvalho@example.org',
    marital: 'S',
    generalPractitioner: gp,
    managedBy: practice,
    alsoSpeaks: ['en', 'es'],
  });
  const crohn = problem(chart, 'crohn', {
    code: sct('34000006', 'Doença de Crohn'),
    text: 'Doença de Crohn do íleo terminal, em remissão',
    onset: '2015-04-27',
    by: gastroenterologist,
  });
  const anaemia = problem(chart, 'anaemia', {
    code: sct('87522002', 'Anemia por deficiência de ferro'),
    onset: '2015-04-27',
    resolved: '2017-02-13',
    by: gastroenterologist,
  });
  const migraine = problem(chart, 'migraine', {
    code: sct('37796009', 'Enxaqueca'),
    onset: '2012',
    recorded: '2015-05-11',
    by: gp,
  });
  allergy(chart, 'latex', {
    code: sct('1003755004', 'Alergia ao látex'),
    category: 'environment',
    criticality: 'high',
    onset: '2017-10',
    recorded: '2017-11-06',
    reaction: reactions.urticaria,
    severity: 'moderate',
    note: 'Exposição profissional a luvas. Sala sem látex em procedimentos.',
    by: gp,
  });
  medicine(chart, 'adalimumab', {
    code: atc('L04AB04', 'adalimumab'),
    text: 'Adalimumab 40 mg, solução injetável em caneta pré-cheia',
    route: 'subcutaneous',
    directions: '1 injeção de duas em duas semanas',
    dose: [40, 'mg'],
    timing: [1, 2, 'wk'],
    from: '2017-03-06',
    reason: crohn,
    by: gastroenterologist,
    at: pharmacy,
    prescribed: ['2026-10-12', 5],
    product: { form: 'injection', strength: [40, 'mg'] },
  });
  medicine(chart, 'azathioprine', {
    code: atc('L04AX01', 'azatioprina'),
    text: 'Azatioprina 50 mg, comprimido revestido por película',
    route: 'oral',
    directions: '2 comprimidos ao jantar',
    dose: [100, 'mg'],
    timing: [1, 1, 'd'],
    from: '2015-06-01',
    to: '2018-03-05',
    reason: crohn,
    by: gastroenterologist,
    at: pharmacy,
  });
  medicine(chart, 'iron', {
    code: atc('B03AA07', 'sulfato ferroso'),
    text: 'Sulfato ferroso 329,7 mg, comprimido de libertação prolongada',
    route: 'oral',
    directions: '1 comprimido por dia',
    dose: [1, '1'],
    timing: [1, 1, 'd'],
    from: '2015-05-11',
    to: '2017-02-13',
    reason: anaemia,
    by: gp,
    at: pharmacy,
  });
  medicine(chart, 'sumatriptan', {
    code: atc('N02CC01', 'sumatriptano'),
    text: 'Sumatriptano 50 mg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido no início da crise',
    dose: [50, 'mg'],
    asNeeded: true,
    from: '2019-01-14',
    reason: migraine,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-05-18', 2],
  });
  medicine(chart, 'contraceptive', {
    code: atc('G03AC09', 'desogestrel'),
    text: 'Desogestrel 75 µg, comprimido revestido por película',
    route: 'oral',
    directions: '1 comprimido por dia, sem pausa',
    dose: [75, 'ug'],
    timing: [1, 1, 'd'],
    from: '2020-02-10',
    by: gp,
    at: pharmacy,
    prescribed: ['2026-05-18', 3],
  });
  for (const [date, text] of [
    ['2015-04-27', 'Ileocolonoscopia: úlceras do íleo terminal'],
    ['2017-02-20', 'Ileocolonoscopia: inflamação persistente do íleo'],
    ['2019-05-14', 'Ileocolonoscopia: cicatrização da mucosa'],
    ['2024-05-21', 'Ileocolonoscopia: remissão endoscópica'],
  ] as const) {
    procedure(chart, `colonoscopy-${date}`, {
      code: sct('73761001', 'Colonoscopia'),
      text,
      on: date,
      reason: crohn,
      by: gastroenterologist,
      at: hospital,
    });
  }
  const dates = every(5, '2015-05-04', '2026-10-30');
  labSeries(
    chart,
    'laboratory',
    dates,
    {
      crp: along(
        1.2,
        ['2015-05-01', 34],
        ['2015-12-01', 14],
        ['2017-02-01', 18],
        ['2017-10-01', 4],
        ['2026-10-01', 2.4],
      ),
      calprotectin: along(
        22,
        ['2015-05-01', 1450],
        ['2017-02-01', 760],
        ['2018-01-01', 140],
        ['2019-05-01', 48],
        ['2026-10-01', 42],
      ),
    },
    { lab, by: gastroenterologist },
  );
  labSeries(
    chart,
    'bloodCount',
    dates.filter((_, index) => index % 3 === 0),
    {
      haemoglobin: along(0.3, ['2015-05-01', 9.8], ['2017-02-01', 12.6], ['2026-10-01', 13.4]),
      leukocytes: along(0.7, ['2015-05-01', 9.6], ['2016-01-01', 5.2], ['2026-10-01', 6.4]),
      platelets: along(18, ['2015-05-01', 462], ['2017-10-01', 300], ['2026-10-01', 268]),
      ferritin: along(3, ['2015-05-01', 6], ['2017-02-01', 41], ['2026-10-01', 52]),
    },
    { lab, by: gastroenterologist },
  );
  for (const date of every(10, '2015-05-11', '2026-10-30')) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: gastroenterologist,
      at: hospital,
      reason: 'Consulta de doença inflamatória intestinal',
      diagnosis: crohn,
    });
    const noise = fraction(date) * 2;
    vitals(
      chart,
      date,
      {
        weight: (date < '2016' ? 51 : 58) + noise,
        height: 165,
        pressure: [108 + Math.round(noise * 3), 66 + Math.round(noise * 2)],
      },
      gastroenterologist,
      visit,
    );
  }
  familyHistory(chart, 'mother', {
    relationship: 'MTH',
    sex: 'female',
    born: '1967',
    recorded: '2015-05-11',
    conditions: [{ code: sct('37796009', 'Enxaqueca') }],
  });
  socialHistory(chart, { on: '2026-05-18', smoking: 'never', drinksPerDay: 0, occupation: 'Enfermeira', by: gp });
  carePlan(chart, 'crohn', {
    title: 'Seguimento da doença de Crohn',
    description: 'Manter a remissão com o medicamento biológico.',
    category: sct('734163000', 'Plano de cuidados'),
    from: '2017-03-06',
    by: gastroenterologist,
    addresses: [crohn],
    activities: [
      { text: 'Adalimumab em casa', when: 'de duas em duas semanas' },
      { text: 'Calprotectina fecal e PCR', when: 'de cinco em cinco meses' },
      { text: 'Sem vacinas vivas durante o tratamento' },
    ],
  });
  vaccination(chart, 'papilloma', '2009-10-19', { lot: 'HPV0311', dose: 1, of: 3, by: gp, at: practice });
  vaccination(chart, 'hepatitisB', '2014-09-22', { lot: 'HB5590', dose: 3, of: 3, by: gp, at: practice });
  vaccination(chart, 'mmr', '2014-09-22', { lot: 'VA6112', dose: 2, of: 2, by: gp, at: practice });
  vaccination(chart, 'tetanusDiphtheria', '2020-09-14', { lot: 'TD1702', by: gp, at: practice });
  for (const year of [2020, 2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${11 + (year % 5)}`, {
      lot: `GP${year}C`,
      by: 'pt-sofia-matos',
      at: pharmacy,
    });
  }
  vaccination(chart, 'covid', '2021-01-19', { lot: 'CVP004', dose: 1, of: 2, by: gp, at: hospital });
  vaccination(chart, 'covid', '2021-02-09', { lot: 'CVP009', dose: 2, of: 2, by: gp, at: hospital });
  return chart;
}
