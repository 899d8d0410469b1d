import { carePlan, encounter, familyHistory, letter, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, fraction } from '../series.ts';
import { atc, loinc, sct } from '../terms.ts';
import { userNumber } from './user-number.ts';

const gp = 'pt-pedro-nunes';
const pulmonologist = 'pt-marta-lopes';
const emergency = 'pt-ines-costa';
const practice = 'pt-centro-saude';
const hospital = 'pt-hospital';
const pharmacy = 'pt-farmacia';
const lab = 'pt-laboratorio';

/** João Ferreira, 47, baker: asthma since childhood, and aspirin, shellfish and pollen to keep away from. */
export function joaoFerreira(): Chart {
  const chart = openChart({
    id: 'pt-joao-ferreira',
    language: 'pt',
    family: 'Ferreira',
    given: ['João', 'Miguel'],
    gender: 'male',
    birthDate: '1979-05-30',
    identifier: userNumber('284517093'),
    address: { line: 'Rua da Senhora do Monte, 21, 2.º', postalCode: '1170-361', city: 'Lisboa' },
    phone: '+351 900 000 101',
    email: 'joao.ferreira@example.org',
    marital: 'M',
    generalPractitioner: gp,
    managedBy: practice,
    alsoSpeaks: ['en'],
    contact: { name: 'Catarina Ferreira', relationship: 'WIFE', phone: '+351 900 000 102' },
  });
  const asthma = problem(chart, 'asthma', {
    code: sct('195967001', 'Asma'),
    text: 'Asma persistente moderada',
    onset: '1987',
    recorded: '2010-02-16',
    severity: 'moderate',
    by: pulmonologist,
  });
  const rhinitis = problem(chart, 'rhinitis', {
    code: sct('61582004', 'Rinite alérgica'),
    onset: '1995',
    recorded: '2010-02-16',
    by: gp,
  });
  problem(chart, 'reflux', {
    code: sct('235595009', 'Doença de refluxo gastroesofágico'),
    onset: '2019-03-11',
    by: gp,
  });
  problem(chart, 'attack-2022', {
    code: sct('281239006', 'Crise de asma'),
    onset: '2022-11-05',
    resolved: '2022-11-08',
    severity: 'severe',
    by: emergency,
  });
  allergy(chart, 'aspirin', {
    code: sct('293586001', 'Alergia à aspirina'),
    category: 'medication',
    criticality: 'high',
    onset: '2003-08',
    recorded: '2010-02-16',
    reaction: reactions.bronchospasm,
    severity: 'severe',
    note: 'Doença respiratória exacerbada por anti-inflamatórios. Tolera paracetamol.',
    by: pulmonologist,
  });
  allergy(chart, 'shellfish', {
    code: sct('300913006', 'Alergia ao marisco'),
    category: 'food',
    criticality: 'high',
    onset: '2012-07-14',
    recorded: '2012-07-16',
    reaction: reactions.angioedema,
    severity: 'severe',
    by: gp,
  });
  allergy(chart, 'grass-pollen', {
    code: sct('418689008', 'Alergia ao pólen de gramíneas'),
    category: 'environment',
    criticality: 'low',
    onset: '1995',
    recorded: '2010-02-16',
    reaction: reactions.rhinitis,
    severity: 'mild',
    by: gp,
  });
  medicine(chart, 'budesonide-formoterol', {
    code: atc('R03AK07', 'formoterol e budesonida'),
    text: 'Budesonida 160 µg + formoterol 4,5 µg, pó para inalação',
    route: 'inhalation',
    directions: '2 inalações de manhã e à noite',
    dose: [2, '1'],
    timing: [2, 1, 'd'],
    from: '2012-02-20',
    reason: asthma,
    by: pulmonologist,
    at: pharmacy,
    prescribed: ['2026-09-22', 5],
    product: { form: 'inhalationPowder', strength: [160, 'ug'] },
  });
  medicine(chart, 'salbutamol', {
    code: atc('R03AC02', 'salbutamol'),
    text: 'Salbutamol 100 µg/dose, suspensão pressurizada para inalação',
    route: 'inhalation',
    directions: '1 a 2 inalações em caso de falta de ar',
    dose: [200, 'ug'],
    asNeeded: true,
    from: '2010-02-16',
    reason: asthma,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-09-22', 3],
    product: { form: 'pressurised', strength: [100, 'ug'] },
  });
  medicine(chart, 'montelukast', {
    code: atc('R03DC03', 'montelucaste'),
    text: 'Montelucaste 10 mg, comprimido',
    route: 'oral',
    directions: '1 comprimido ao deitar',
    dose: [10, 'mg'],
    timing: [1, 1, 'd'],
    from: '2022-11-08',
    reason: asthma,
    by: pulmonologist,
    at: pharmacy,
    prescribed: ['2026-09-22', 5],
  });
  medicine(chart, 'mometasone', {
    code: atc('R01AD09', 'mometasona'),
    text: 'Mometasona 50 µg/dose, suspensão para pulverização nasal',
    route: 'nasal',
    directions: '2 aplicações em cada narina de manhã, de março a julho',
    dose: [200, 'ug'],
    timing: [1, 1, 'd'],
    from: '2014-03-10',
    reason: rhinitis,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-03-02', 4],
  });
  medicine(chart, 'prednisolone', {
    code: atc('H02AB06', 'prednisolona'),
    text: 'Prednisolona 20 mg, comprimido',
    route: 'oral',
    directions: '2 comprimidos de manhã, durante cinco dias',
    dose: [40, 'mg'],
    timing: [1, 1, 'd'],
    from: '2022-11-05',
    to: '2022-11-10',
    by: emergency,
    at: pharmacy,
  });
  for (const date of ['2012-02-14', '2016-02-23', '2020-02-18', '2022-11-22', '2024-03-05', '2026-03-03']) {
    procedure(chart, `spirometry-${date}`, {
      code: sct('127783003', 'Espirometria'),
      on: date,
      reason: asthma,
      by: pulmonologist,
      at: hospital,
    });
    labSeries(
      chart,
      'laboratory',
      [date],
      {
        fev1: along(0.08, ['2012-01-01', 3.1], ['2022-11-22', 2.6], ['2026-03-01', 3]),
        fev1Ratio: along(1.5, ['2012-01-01', 71], ['2022-11-22', 63], ['2026-03-01', 70]),
      },
      { lab: hospital, by: pulmonologist, conclusion: 'Obstrução reversível após broncodilatador.' },
    );
  }
  labSeries(
    chart,
    'bloodCount',
    every(24, '2014-04-14', '2026-10-30'),
    {
      haemoglobin: along(0.3, ['2014-01-01', 14.9]),
      leukocytes: along(0.7, ['2014-01-01', 7]),
      platelets: along(15, ['2014-01-01', 248]),
      eosinophils: along(0.06, ['2014-01-01', 0.55], ['2026-01-01', 0.38]),
    },
    { lab, by: gp },
  );
  labSeries(
    chart,
    'laboratory',
    ['2012-03-12', '2022-12-12'],
    { ige: along(20, ['2012-01-01', 310], ['2022-12-01', 262]) },
    { lab, by: pulmonologist },
  );
  labSeries(
    chart,
    'lipids',
    every(36, '2014-04-14', '2026-10-30'),
    {
      cholesterol: along(0.2, ['2014-01-01', 5.2]),
      hdl: along(0.1, ['2014-01-01', 1.3]),
      ldl: along(0.2, ['2014-01-01', 3.1]),
      triglycerides: along(0.2, ['2014-01-01', 1.4]),
    },
    { lab, by: gp },
  );
  for (const date of every(9, '2016-01-19', '2026-10-30')) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: gp,
      at: practice,
      reason: 'Seguimento da asma',
      diagnosis: asthma,
    });
    const noise = Math.round(fraction(date) * 6);
    vitals(
      chart,
      date,
      { weight: 81 + noise / 3, height: 176, pressure: [122 + noise, 76 + (noise % 4)], saturation: 96 + (noise % 3) },
      gp,
      visit,
    );
  }
  encounter(chart, '2022-11-05', {
    kind: 'emergency',
    time: '02:10',
    by: emergency,
    at: hospital,
    reason: 'Crise de asma grave',
    diagnosis: { reference: 'Condition/pt-joao-ferreira-condition-attack-2022' },
  });
  encounter(chart, '2026-09-22', {
    kind: 'consultation',
    by: pulmonologist,
    at: hospital,
    remote: true,
    reason: 'Pneumologia',
  });
  familyHistory(chart, 'mother', {
    relationship: 'MTH',
    sex: 'female',
    born: '1953',
    recorded: '2010-02-16',
    conditions: [{ code: sct('195967001', 'Asma') }],
  });
  socialHistory(chart, { on: '2026-03-10', smoking: 'never', drinksPerDay: 1, occupation: 'Padeiro', by: gp });
  carePlan(chart, 'asthma', {
    title: 'Plano de ação para a asma',
    description: 'O que fazer quando a respiração piora.',
    category: sct('734163000', 'Plano de cuidados'),
    from: '2022-11-22',
    by: pulmonologist,
    addresses: [asthma],
    activities: [
      { text: 'Medicação de controlo todos os dias, mesmo sem sintomas', when: 'todos os dias' },
      { text: 'Se precisar de salbutamol mais de quatro vezes num dia, ir à urgência' },
      { text: 'Máscara na padaria durante a amassadura', when: 'todos os dias de trabalho' },
    ],
  });
  letter(chart, 'emergency-2022', {
    type: loinc('34105-7', 'Nota de alta'),
    title: 'Nota de alta da urgência',
    date: '2022-11-05',
    by: emergency,
    at: hospital,
    text: [
      'João Ferreira, 43 anos, asma. Crise grave após anti-inflamatório tomado por engano.',
      'Nebulização com salbutamol, corticoide, oxigénio. SpO2 à saída 96 %.',
      'Alergia à aspirina e a anti-inflamatórios: reforçada a informação.',
      'Dra. Inês Costa',
    ].join('\n'),
  });
  vaccination(chart, 'tetanusDiphtheria', '2014-05-12', { lot: 'TD0911', by: gp, at: practice });
  vaccination(chart, 'tetanusDiphtheria', '2024-05-13', { lot: 'TD2240', by: gp, at: practice });
  vaccination(chart, 'pneumococcal', '2015-10-12', { lot: 'PN2801', by: gp, at: practice });
  for (const year of [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${12 + (year % 6)}`, {
      lot: `GP${year}A`,
      by: 'pt-sofia-matos',
      at: pharmacy,
    });
  }
  vaccination(chart, 'covid', '2021-07-06', { lot: 'CVP107', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2021-08-03', { lot: 'CVP133', dose: 2, of: 2, by: gp, at: practice });
  return chart;
}
