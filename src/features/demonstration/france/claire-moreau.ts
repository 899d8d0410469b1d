import { carePlan, encounter, familyHistory, goal, letter, pregnancy, relative, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, device, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labReport, labSeries, vitals } from '../results.ts';
import { along, every, fraction, valueAt } from '../series.ts';
import { atc, loinc, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const gp = 'fr-sophie-bernard';
const diabetologist = 'fr-anne-rousseau';
const obstetrician = 'fr-elodie-marchand';
const practice = 'fr-maison-sante';
const hospital = 'fr-hopital';
const maternity = 'fr-maternite';
const pharmacy = 'fr-pharmacie';
const lab = 'fr-laboratoire';

const hba1c = loinc('4548-4', 'Hémoglobine glyquée (HbA1c)');

/**
 * Claire Moreau, 42, teacher: type 1 diabetes since she was thirteen, on a pump and a sensor; hypothyroidism; allergic
 * to penicillin; one child by caesarean; 26 weeks pregnant in November 2026.
 */
export function claireMoreau(): Chart {
  const chart = openChart({
    id: 'fr-claire-moreau',
    language: 'fr',
    family: 'Moreau',
    gender: 'female',
    birthDate: '1984-03-12',
    ...qualifiedIdentity('284036938324186', ['Claire', 'Jeanne', 'Marie'], { city: 'Lyon', code: '69383' }),
    address: { line: '27 montée de la Grande-Côte', postalCode: '69001', city: 'Lyon' },
    phone: '+33 6 39 98 10 01',
    email: 'claire.moreau@example.org',
    marital: 'T',
    generalPractitioner: gp,
    managedBy: practice,
    alsoSpeaks: ['en', 'pt-PT'],
    contact: { name: 'Tiago Silva', relationship: 'DOMPART', phone: '+33 6 39 98 10 02' },
  });
  problems(chart);
  medicines(chart);
  results(chart);
  visitsAndSigns(chart);
  vaccinations(chart);
  expecting(chart);
  return chart;
}

function problems(chart: Chart): void {
  const diabetes = problem(chart, 'diabetes', {
    code: sct('46635009', 'Diabète de type 1'),
    onset: '1997-09-18',
    by: diabetologist,
    note: 'Acidocétose inaugurale à 13 ans. Pompe à insuline depuis 2014.',
  });
  problem(chart, 'retinopathy', {
    code: sct('390834004', 'Rétinopathie diabétique non proliférante'),
    text: 'Rétinopathie diabétique non proliférante minime, œil gauche',
    onset: '2021-05-20',
    severity: 'mild',
    by: diabetologist,
  });
  problem(chart, 'hypothyroidism', { code: sct('40930008', 'Hypothyroïdie'), onset: '2012-02-06', by: gp });
  problem(chart, 'appendicitis', {
    code: sct('74400008', 'Appendicite'),
    onset: '2003-07-21',
    resolved: '2003-08-04',
    by: gp,
  });
  problem(chart, 'anaemia', {
    code: sct('87522002', 'Anémie ferriprive'),
    onset: '2019-05-06',
    resolved: '2019-11-18',
    by: gp,
    note: 'Post-partum.',
  });
  problem(chart, 'migraine', { code: sct('37796009', 'Migraine'), onset: '2006', inactive: true, by: gp });
  problem(chart, 'hypoglycaemia', {
    code: sct('302866003', 'Hypoglycémie'),
    text: 'Hypoglycémie sévère nocturne',
    onset: '2015-10-11',
    resolved: '2015-10-12',
    severity: 'severe',
    by: diabetologist,
  });

  allergy(chart, 'penicillin', {
    code: [sct('91936005', 'Allergie à la pénicilline'), sct('764146007', 'Pénicilline')],
    category: 'medication',
    criticality: 'high',
    onset: '1991',
    recorded: '2010-09-14',
    reaction: reactions.urticaria,
    severity: 'severe',
    note: 'Urticaire généralisée une heure après amoxicilline. Test cutané positif en 2010.',
    by: gp,
  });
  allergy(chart, 'grass-pollen', {
    code: sct('418689008', 'Allergie aux pollens de graminées'),
    category: 'environment',
    criticality: 'low',
    recorded: '2016-05-03',
    reaction: reactions.rhinitis,
    severity: 'mild',
    by: gp,
  });

  procedure(chart, 'appendectomy', {
    code: sct('80146002', 'Appendicectomie'),
    on: '2003-07-21',
    by: 'fr-marc-vidal',
    at: hospital,
  });
  procedure(chart, 'caesarean', {
    code: sct('11466000', 'Césarienne'),
    text: 'Césarienne à 38 semaines, macrosomie fœtale',
    on: '2019-04-23',
    by: obstetrician,
    at: maternity,
  });
  procedure(chart, 'diabetic-education', {
    code: sct('6143009', 'Éducation thérapeutique du patient diabétique'),
    on: '2014-03-24',
    reason: diabetes,
    by: diabetologist,
    at: hospital,
  });
  for (const date of every(12, '2015-05-12', '2026-06-30')) {
    procedure(chart, `eye-${date}`, {
      code: sct('36228007', 'Examen ophtalmologique'),
      text: 'Fond d’œil annuel',
      on: date,
      reason: diabetes,
      by: diabetologist,
      at: hospital,
    });
  }

  device(chart, 'insulin-pump', {
    type: sct('69805005', 'Pompe à insuline'),
    model: 'Vélia 3',
    serial: 'VL3-204417',
    from: '2022-03-07',
    reason: diabetes,
    by: diabetologist,
  });
  device(chart, 'insulin-pump-first', {
    type: sct('69805005', 'Pompe à insuline'),
    model: 'Vélia 1',
    serial: 'VL1-087735',
    from: '2014-03-24',
    to: '2022-03-07',
    reason: diabetes,
    by: diabetologist,
  });
  device(chart, 'glucose-sensor', {
    type: sct('700585005', 'Système de mesure du glucose interstitiel en continu'),
    model: 'Glia 2',
    serial: 'GL2-771042',
    from: '2018-01-15',
    reason: diabetes,
    by: diabetologist,
  });

  familyHistory(chart, 'father', {
    relationship: 'FTH',
    name: 'Henri Moreau',
    sex: 'male',
    born: '1944',
    recorded: '2018-03-05',
    conditions: [
      { code: sct('13645005', 'Bronchopneumopathie chronique obstructive') },
      { code: sct('49436004', 'Fibrillation auriculaire'), onset: 'à 71 ans' },
    ],
  });
  familyHistory(chart, 'mother', {
    relationship: 'MTH',
    name: 'Françoise Moreau',
    sex: 'female',
    born: '1949',
    died: '2017',
    recorded: '2018-03-05',
    conditions: [{ code: sct('254837009', 'Tumeur maligne du sein'), onset: 'à 61 ans' }],
  });
  socialHistory(chart, {
    on: '2026-06-22',
    smoking: 'never',
    drinksPerDay: 0,
    occupation: 'Professeure de géographie au lycée',
    by: gp,
  });
  relative(chart, 'partner', { relationship: 'DOMPART', family: 'Silva', given: 'Tiago', phone: '+33 6 39 98 10 02' });

  const target = goal(chart, 'hba1c', {
    text: 'HbA1c inférieure ou égale à 6,5 % pendant la grossesse, sans hypoglycémie sévère',
    start: '2026-06-24',
    due: '2027-02-22',
    measure: hba1c,
    atMost: [6.5, '%', '%'],
    addresses: diabetes,
    achieved: 'improving',
  });
  carePlan(chart, 'diabetes', {
    title: 'Plan de soins du diabète pendant la grossesse',
    description: 'Suivi partagé entre diabétologie, maternité et médecin traitant.',
    category: sct('698360004', 'Plan d’autogestion du diabète'),
    from: '2026-06-24',
    to: '2027-04-30',
    by: diabetologist,
    addresses: [diabetes],
    goals: [target],
    activities: [
      { text: 'Lecture des données du capteur en téléconsultation', when: 'toutes les deux semaines' },
      { text: 'HbA1c', when: 'tous les mois' },
      { text: 'Fond d’œil', when: 'chaque trimestre de la grossesse' },
      { text: 'Protocole d’insuline pour l’accouchement', when: 'avant la 34e semaine', status: 'scheduled' },
    ],
  });
}

function medicines(chart: Chart): void {
  const diabetes = { reference: 'Condition/fr-claire-moreau-condition-diabetes' };
  medicine(chart, 'insulin-lispro', {
    code: atc('A10AB04', 'insuline lispro'),
    text: 'Insuline lispro 100 UI/mL, solution injectable pour pompe',
    route: 'subcutaneous',
    directions: 'Débit de base programmé et bolus aux repas, environ 46 UI par jour',
    rate: [46, '[IU]/d'],
    from: '2014-03-24',
    reason: diabetes,
    by: diabetologist,
    at: pharmacy,
    prescribed: ['2026-10-05', 5],
    product: { form: 'injection', strength: [100, '[IU]/mL'] },
  });
  medicine(chart, 'insulin-glargine', {
    code: atc('A10AE04', 'insuline glargine'),
    text: 'Insuline glargine 100 UI/mL',
    route: 'subcutaneous',
    directions: '22 UI le soir',
    dose: [22, '[IU]'],
    timing: [1, 1, 'd'],
    from: '2004-01-12',
    to: '2014-03-24',
    reason: diabetes,
    by: diabetologist,
    at: pharmacy,
  });
  medicine(chart, 'glucagon', {
    code: atc('H04AA01', 'glucagon'),
    text: 'Glucagon 1 mg, poudre et solvant pour solution injectable',
    route: 'intramuscular',
    directions: '1 mg en cas d’hypoglycémie sévère, par l’entourage',
    dose: [1, 'mg'],
    asNeeded: true,
    from: '2015-10-12',
    reason: diabetes,
    by: diabetologist,
    at: pharmacy,
    prescribed: ['2026-03-09', 0],
  });
  medicine(chart, 'levothyroxine', {
    code: atc('H03AA01', 'lévothyroxine sodique'),
    text: 'Lévothyroxine 100 µg, comprimé',
    route: 'oral',
    directions: '1 comprimé le matin à jeun',
    dose: [100, 'ug'],
    timing: [1, 1, 'd'],
    from: '2012-02-20',
    reason: { reference: 'Condition/fr-claire-moreau-condition-hypothyroidism' },
    by: gp,
    at: pharmacy,
    prescribed: ['2026-09-07', 2],
    product: { form: 'tablet', strength: [100, 'ug'] },
  });
  medicine(chart, 'folic-acid', {
    code: atc('B03BB01', 'acide folique'),
    text: 'Acide folique 5 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé par jour jusqu’à 12 semaines d’aménorrhée',
    dose: [5, 'mg'],
    timing: [1, 1, 'd'],
    from: '2026-02-16',
    to: '2026-08-10',
    by: gp,
    at: pharmacy,
  });
  medicine(chart, 'aspirin', {
    code: atc('B01AC06', 'acide acétylsalicylique'),
    text: 'Acide acétylsalicylique 100 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé le soir jusqu’à 36 semaines, prévention de la prééclampsie',
    dose: [100, 'mg'],
    timing: [1, 1, 'd'],
    from: '2026-08-10',
    by: obstetrician,
    at: pharmacy,
    prescribed: ['2026-08-10', 5],
  });
  medicine(chart, 'iron', {
    code: atc('B03AA07', 'sulfate ferreux'),
    text: 'Sulfate ferreux 80 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé par jour',
    dose: [80, 'mg'],
    timing: [1, 1, 'd'],
    from: '2026-10-12',
    by: obstetrician,
    at: pharmacy,
    prescribed: ['2026-10-12', 2],
  });
  medicine(chart, 'iron-2019', {
    code: atc('B03AA07', 'sulfate ferreux'),
    text: 'Sulfate ferreux 80 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé deux fois par jour pendant trois mois',
    dose: [80, 'mg'],
    timing: [2, 1, 'd'],
    from: '2019-05-06',
    to: '2019-08-06',
    reason: { reference: 'Condition/fr-claire-moreau-condition-anaemia' },
    by: gp,
    at: pharmacy,
  });
  medicine(chart, 'cetirizine', {
    code: atc('R06AE07', 'cétirizine'),
    text: 'Cétirizine 10 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé par jour en saison pollinique, si besoin',
    dose: [10, 'mg'],
    asNeeded: true,
    from: '2016-05-03',
    to: '2026-06-22',
    by: gp,
    at: pharmacy,
  });
}

function results(chart: Chart): void {
  const asked = { lab, by: diabetologist };
  const glycaemia = along(
    0.2,
    ['2015-01-01', 8.2],
    ['2016-06-01', 7.6],
    ['2018-03-01', 7.4],
    ['2018-10-01', 6.6],
    ['2019-05-01', 6.4],
    ['2020-02-01', 7.3],
    ['2022-03-01', 7.2],
    ['2022-10-01', 6.8],
    ['2026-02-01', 6.7],
    ['2026-11-01', 6.1],
  );
  const quarters = [
    ...every(4, '2015-01-13', '2026-05-30'),
    '2026-06-24',
    '2026-07-27',
    '2026-08-31',
    '2026-10-05',
    '2026-11-09',
  ];
  labSeries(
    chart,
    'diabetes',
    quarters,
    { hba1c: glycaemia, glucose: along(1.1, ['2015-01-01', 8.9], ['2026-11-01', 5.6]) },
    asked,
  );
  labSeries(
    chart,
    'thyroid',
    [...every(12, '2015-02-10', '2026-03-30'), '2026-06-24', '2026-09-07', '2026-11-09'],
    {
      tsh: along(0.4, ['2015-01-01', 3.1], ['2019-01-01', 2.2], ['2026-06-01', 2.6], ['2026-11-01', 1.8]),
      freeT4: along(1, ['2015-01-01', 14.5]),
    },
    { lab, by: gp },
  );
  const yearly = every(12, '2015-03-17', '2026-04-30');
  labSeries(
    chart,
    'renal',
    yearly,
    {
      creatinine: along(4, ['2015-01-01', 62], ['2026-01-01', 66]),
      egfr: along(3, ['2015-01-01', 108], ['2026-01-01', 98]),
      potassium: along(0.2, ['2015-01-01', 4.2]),
      albuminuria: along(5, ['2015-01-01', 9], ['2022-01-01', 19], ['2026-01-01', 16]),
    },
    asked,
  );
  labSeries(
    chart,
    'lipids',
    yearly,
    {
      cholesterol: along(0.2, ['2015-01-01', 5.1], ['2026-01-01', 4.7]),
      hdl: along(0.1, ['2015-01-01', 1.6]),
      ldl: along(0.2, ['2015-01-01', 3], ['2026-01-01', 2.6]),
      triglycerides: along(0.15, ['2015-01-01', 0.9]),
    },
    asked,
  );
  labSeries(
    chart,
    'bloodCount',
    ['2019-05-06', '2019-11-18', '2022-03-07', '2026-06-24', '2026-10-12'],
    {
      haemoglobin: along(0.2, ['2019-05-06', 9.4], ['2019-11-18', 12.8], ['2026-06-24', 12.6], ['2026-10-12', 10.8]),
      leukocytes: along(0.8, ['2019-05-06', 7.1], ['2026-10-12', 8.4]),
      platelets: along(18, ['2019-05-06', 264], ['2026-10-12', 221]),
      ferritin: along(2, ['2019-05-06', 7], ['2019-11-18', 38], ['2026-06-24', 31], ['2026-10-12', 12]),
    },
    { lab, by: obstetrician },
  );
  labReport(chart, 'laboratory', '2025-11-24', { vitaminD: 24, alt: 19, crp: 1.8 }, { lab, by: gp });
  for (const date of every(6, '2018-07-09', '2026-10-30')) {
    labSeries(
      chart,
      'laboratory',
      [date],
      {
        timeInRange: along(3, ['2018-07-01', 58], ['2022-01-01', 64], ['2023-01-01', 73], ['2026-10-01', 81]),
        managementIndicator: along(0.1, ['2018-07-01', 7.3], ['2022-01-01', 7.1], ['2026-10-01', 6.4]),
      },
      { lab: hospital, by: diabetologist, conclusion: 'Relevé du capteur de glucose, 14 jours.' },
    );
  }
}

function visitsAndSigns(chart: Chart): void {
  const weights = along(
    0.6,
    ['2015-01-01', 63],
    ['2018-09-01', 65],
    ['2019-04-01', 77],
    ['2020-04-01', 67],
    ['2026-05-01', 66],
  );
  for (const [index, date] of every(6, '2015-01-20', '2026-04-30').entries()) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: diabetologist,
      at: hospital,
      remote: date > '2020-03-17' && index % 2 === 0,
      reason: 'Suivi du diabète',
      diagnosis: { reference: 'Condition/fr-claire-moreau-condition-diabetes' },
    });
    if (index % 2 === 1) {
      const noise = Math.round(fraction(date) * 6);
      vitals(
        chart,
        date,
        {
          weight: valueAt(weights, date, 'claire'),
          height: 168,
          pressure: [116 + noise, 72 + Math.round(noise / 2)],
          heartRate: 68 + noise,
        },
        diabetologist,
        visit,
      );
    }
  }
  encounter(chart, '2015-10-11', {
    kind: 'emergency',
    time: '03:50',
    by: 'fr-karim-haddad',
    at: hospital,
    reason: 'Hypoglycémie sévère nocturne',
    diagnosis: { reference: 'Condition/fr-claire-moreau-condition-hypoglycaemia' },
  });
  encounter(chart, '2019-04-22', {
    kind: 'stay',
    time: '14:00',
    until: '2019-04-27',
    by: obstetrician,
    at: maternity,
    reason: 'Accouchement par césarienne programmée',
  });
  const monthly = ['2026-06-24', '2026-07-22', '2026-08-19', '2026-09-16', '2026-10-12', '2026-11-09'];
  for (const [index, date] of monthly.entries()) {
    const visit = encounter(chart, date, {
      kind: index === 0 ? 'firstPrenatal' : 'prenatal',
      by: obstetrician,
      at: maternity,
      reason: 'Suivi de grossesse',
      diagnosis: { reference: 'Condition/fr-claire-moreau-condition-pregnancy' },
    });
    vitals(
      chart,
      date,
      { weight: 66.2 + index * 1.4, height: 168, pressure: [112 + index, 68 + index], heartRate: 74 + index * 2 },
      obstetrician,
      visit,
    );
  }
  encounter(chart, '2026-09-07', { kind: 'consultation', by: gp, at: practice, reason: 'Renouvellement d’ordonnance' });
}

function vaccinations(chart: Chart): void {
  const by = { by: gp, at: practice };
  vaccination(chart, 'tetravalent', '1984-07-16', { lot: 'TD1107', dose: 1, of: 4, ...by });
  vaccination(chart, 'tetravalent', '1985-10-07', { lot: 'TD2231', dose: 4, of: 4, ...by });
  vaccination(chart, 'mmr', '1988-06-13', { lot: 'RO3380', dose: 1, of: 2, ...by });
  vaccination(chart, 'mmr', '1996-09-24', { lot: 'RO4102', dose: 2, of: 2, ...by });
  vaccination(chart, 'hepatitisB', '1996-10-08', { lot: 'HB0914', dose: 1, of: 3, ...by });
  vaccination(chart, 'hepatitisB', '1996-11-12', { lot: 'HB0917', dose: 2, of: 3, ...by });
  vaccination(chart, 'hepatitisB', '1997-05-20', { lot: 'HB1022', dose: 3, of: 3, ...by });
  vaccination(chart, 'trivalentBooster', '2009-04-06', { lot: 'RV5518', ...by });
  vaccination(chart, 'tetravalent', '2018-03-05', { lot: 'BX7741', ...by });
  vaccination(chart, 'pneumococcal', '2014-10-06', { lot: 'PN2290', ...by });
  vaccination(chart, 'pneumococcal23', '2014-12-08', { lot: 'PS1173', ...by });
  for (const year of [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${14 + (year % 7)}`, {
      lot: `GR${year}A`,
      by: 'fr-julie-petit',
      at: pharmacy,
    });
  }
  vaccination(chart, 'covid', '2021-05-11', { lot: 'CV1A07', dose: 1, of: 2, ...by });
  vaccination(chart, 'covid', '2021-06-15', { lot: 'CV1B22', dose: 2, of: 2, ...by });
  vaccination(chart, 'covid', '2021-12-14', { lot: 'CV1F03', dose: 3, ...by });
  vaccination(chart, 'covid', '2025-10-21', { lot: 'CV5C11', dose: 4, by: 'fr-julie-petit', at: pharmacy });
  vaccination(chart, 'tetravalent', '2026-10-26', { lot: 'BX9904', by: obstetrician, at: maternity });
}

function expecting(chart: Chart): void {
  const pregnant = problem(chart, 'pregnancy', {
    code: sct('77386006', 'Grossesse'),
    text: 'Grossesse en cours, deuxième enfant',
    onset: '2026-06-01',
    recorded: '2026-06-24',
    by: obstetrician,
    note: 'Grossesse à surveillance renforcée : diabète de type 1, utérus cicatriciel.',
  });
  pregnancy(chart, {
    recorded: '2026-11-09',
    lastPeriod: '2026-05-18',
    due: '2027-02-22',
    pregnancies: 2,
    births: 1,
    by: obstetrician,
  });
  for (const [date, text] of [
    ['2026-08-10', 'Échographie du premier trimestre, 12 semaines : évolution normale'],
    [
      '2026-10-12',
      'Échographie du deuxième trimestre, 21 semaines : morphologie normale, croissance au 70e percentile',
    ],
  ] as const) {
    procedure(chart, `ultrasound-${date}`, {
      code: sct('268445003', 'Échographie obstétricale'),
      text,
      on: date,
      reason: pregnant,
      by: obstetrician,
      at: maternity,
    });
  }
  procedure(chart, 'echocardiography', {
    code: sct('40701008', 'Échocardiographie'),
    text: 'Échocardiographie, fonction normale',
    on: '2026-07-15',
    reason: pregnant,
    by: 'fr-karim-haddad',
    at: hospital,
  });
  carePlan(chart, 'pregnancy', {
    title: 'Suivi de la grossesse',
    description: 'Naissance prévue à la maternité Saint-Irénée.',
    category: sct('18114009', 'Surveillance prénatale'),
    from: '2026-06-24',
    to: '2027-02-22',
    by: obstetrician,
    addresses: [pregnant],
    activities: [
      { text: 'Consultation et pression artérielle', when: 'tous les mois' },
      { text: 'Échographie du troisième trimestre', when: 'décembre 2026', status: 'scheduled' },
      { text: 'Consultation d’anesthésie', when: 'janvier 2027', status: 'scheduled' },
    ],
  });
  letter(chart, 'ultrasound-2026-10', {
    type: loinc('18748-4', 'Compte rendu d’imagerie'),
    title: 'Échographie du deuxième trimestre',
    date: '2026-10-12',
    by: obstetrician,
    at: maternity,
    text: [
      'Maternité Saint-Irénée, Lyon',
      'Échographie obstétricale du deuxième trimestre, 12 octobre 2026',
      '',
      'Terme : 21 semaines d’aménorrhée. Fœtus unique, activité cardiaque régulière, 148 battements par minute.',
      'Biométrie au 70e percentile. Morphologie sans anomalie décelée. Placenta postérieur, non bas inséré.',
      'Liquide amniotique en quantité normale.',
      '',
      'Conclusion : échographie rassurante. Contrôle de la croissance à 26 et 32 semaines en raison du diabète de type 1.',
      'Dr Élodie Marchand',
    ].join('\n'),
  });
  letter(chart, 'diabetes-2026-10', {
    type: loinc('11488-4', 'Compte rendu de consultation'),
    title: 'Consultation de diabétologie',
    date: '2026-10-05',
    by: diabetologist,
    at: hospital,
    text: [
      'Madame Claire Moreau, 42 ans, diabète de type 1 depuis 1997, 20 semaines d’aménorrhée.',
      'Temps dans la cible 81 %, pas d’hypoglycémie sévère. Besoins en insuline en hausse, débit de base augmenté de 10 %.',
      'Rétinopathie stable. Albuminurie normale. Pression artérielle 116/72.',
      'Prochaine téléconsultation dans deux semaines.',
      'Dr Anne Rousseau',
    ].join('\n'),
  });
}
