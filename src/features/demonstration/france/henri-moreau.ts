import { carePlan, careTeam, encounter, goal, letter, relative, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, device, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, fraction, valueAt } from '../series.ts';
import { atc, loinc, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const gp = 'fr-sophie-bernard';
const cardiologist = 'fr-karim-haddad';
const pulmonologist = 'fr-luc-fontaine';
const surgeon = 'fr-marc-vidal';
const practice = 'fr-maison-sante';
const hospital = 'fr-hopital';
const pharmacy = 'fr-pharmacie';
const lab = 'fr-laboratoire';

/**
 * Henri Moreau, 82, retired train driver: COPD, atrial fibrillation on apixaban, a pacemaker, a new hip. His daughter
 * Claire acts for him by mandate.
 */
export function henriMoreau(): Chart {
  const chart = openChart({
    id: 'fr-henri-moreau',
    language: 'fr',
    family: 'Moreau',
    gender: 'male',
    birthDate: '1944-10-02',
    ...qualifiedIdentity('144104221805621', ['Henri', 'Paul'], { city: 'Saint-Étienne', code: '42218' }),
    address: { line: '9 rue du Mail', postalCode: '69004', city: 'Lyon' },
    phone: '+33 6 39 98 10 03',
    marital: 'W',
    generalPractitioner: gp,
    managedBy: practice,
    contact: { name: 'Claire Moreau', relationship: 'DAUC', phone: '+33 6 39 98 10 01' },
  });
  relative(chart, 'daughter', { relationship: 'DAUC', family: 'Moreau', given: 'Claire', phone: '+33 6 39 98 10 01' });
  problemsAndTreatment(chart);
  surgery(chart);
  followUp(chart);
  careTeam(chart, 'lungs', {
    name: 'Cercle de soins : poumons et cœur',
    from: '2024-02-05',
    practitioners: [gp, pulmonologist, cardiologist],
    organizations: [pharmacy],
  });
  return chart;
}

function problemsAndTreatment(chart: Chart): void {
  const copd = problem(chart, 'copd', {
    code: sct('13645005', 'Bronchopneumopathie chronique obstructive'),
    text: 'BPCO, stade 2 (GOLD)',
    onset: '2008-03-17',
    severity: 'moderate',
    by: pulmonologist,
  });
  const fibrillation = problem(chart, 'atrial-fibrillation', {
    code: sct('49436004', 'Fibrillation auriculaire'),
    text: 'Fibrillation auriculaire permanente',
    onset: '2015-12-01',
    by: cardiologist,
    note: 'CHA2DS2-VASc 4.',
  });
  const hypertension = problem(chart, 'hypertension', {
    code: sct('38341003', 'Hypertension artérielle'),
    onset: '1999-06-14',
    by: gp,
  });
  const prostate = problem(chart, 'prostate', {
    code: sct('266569009', 'Hypertrophie bénigne de la prostate'),
    onset: '2011-09-05',
    by: gp,
  });
  problem(chart, 'hearing-loss', {
    code: sct('15188001', 'Surdité'),
    text: 'Presbyacousie appareillée',
    onset: '2019-02-11',
    by: gp,
  });
  problem(chart, 'hip-osteoarthritis', {
    code: sct('239872002', 'Arthrose de la hanche'),
    text: 'Coxarthrose droite, opérée',
    onset: '2012-05-21',
    resolved: '2016-04-19',
    by: surgeon,
  });
  for (const [onset, resolved] of [
    ['2019-01-28', '2019-02-08'],
    ['2025-02-03', '2025-02-17'],
  ] as const) {
    problem(chart, `exacerbation-${onset}`, {
      code: sct('195951007', 'Exacerbation aiguë de bronchopneumopathie chronique obstructive'),
      onset,
      resolved,
      severity: 'moderate',
      by: pulmonologist,
    });
  }
  allergy(chart, 'contrast', {
    code: sct('293637006', 'Allergie aux produits de contraste iodés'),
    category: 'medication',
    criticality: 'high',
    onset: '2009-11-24',
    recorded: '2009-11-24',
    reaction: reactions.bronchospasm,
    severity: 'severe',
    note: 'Pendant un scanner thoracique injecté.',
    by: pulmonologist,
  });
  medicine(chart, 'apixaban', {
    code: atc('B01AF02', 'apixaban'),
    text: 'Apixaban 5 mg, comprimé pelliculé',
    route: 'oral',
    directions: '1 comprimé matin et soir',
    dose: [5, 'mg'],
    timing: [2, 1, 'd'],
    from: '2018-06-11',
    reason: fibrillation,
    by: cardiologist,
    at: pharmacy,
    prescribed: ['2026-09-21', 5],
    product: { form: 'filmCoated', strength: [5, 'mg'] },
  });
  medicine(chart, 'fluindione', {
    code: atc('B01AA12', 'fluindione'),
    text: 'Fluindione 20 mg, comprimé sécable',
    route: 'oral',
    directions: 'Selon INR, cible 2 à 3',
    from: '2015-12-08',
    to: '2018-06-11',
    reason: fibrillation,
    by: cardiologist,
    at: pharmacy,
  });
  medicine(chart, 'bisoprolol', {
    code: atc('C07AB07', 'bisoprolol'),
    text: 'Bisoprolol 2,5 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé le matin',
    dose: [2.5, 'mg'],
    timing: [1, 1, 'd'],
    from: '2015-12-08',
    reason: fibrillation,
    by: cardiologist,
    at: pharmacy,
    prescribed: ['2026-09-21', 5],
  });
  medicine(chart, 'perindopril', {
    code: atc('C09AA04', 'périndopril'),
    text: 'Périndopril 4 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé le matin',
    dose: [4, 'mg'],
    timing: [1, 1, 'd'],
    from: '2004-10-18',
    reason: hypertension,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-09-14', 2],
  });
  medicine(chart, 'tiotropium', {
    code: atc('R03BB04', 'bromure de tiotropium'),
    text: 'Tiotropium 18 µg, poudre pour inhalation en gélule',
    route: 'inhalation',
    directions: '1 inhalation le matin',
    dose: [18, 'ug'],
    timing: [1, 1, 'd'],
    from: '2010-02-15',
    reason: copd,
    by: pulmonologist,
    at: pharmacy,
    prescribed: ['2026-06-08', 5],
    product: { form: 'inhalationPowder', strength: [18, 'ug'] },
  });
  medicine(chart, 'salbutamol', {
    code: atc('R03AC02', 'salbutamol'),
    text: 'Salbutamol 100 µg/dose, suspension pour inhalation',
    route: 'inhalation',
    directions: '1 à 2 bouffées en cas d’essoufflement',
    dose: [200, 'ug'],
    asNeeded: true,
    from: '2008-03-17',
    reason: copd,
    by: pulmonologist,
    at: pharmacy,
    prescribed: ['2026-06-08', 5],
  });
  medicine(chart, 'tamsulosin', {
    code: atc('G04CA02', 'tamsulosine'),
    text: 'Tamsulosine 0,4 mg, gélule à libération prolongée',
    route: 'oral',
    directions: '1 gélule le soir',
    dose: [0.4, 'mg'],
    timing: [1, 1, 'd'],
    from: '2011-09-05',
    reason: prostate,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-09-14', 2],
  });
  const walk = goal(chart, 'walk', {
    text: 'Marcher une demi-heure chaque jour sans s’arrêter',
    start: '2025-03-10',
    addresses: copd,
    achieved: 'improving',
  });
  carePlan(chart, 'home', {
    title: 'Rester chez soi',
    description: 'Maintien à domicile avec l’aide de sa fille et de l’infirmière.',
    category: sct('734163000', 'Plan de soins'),
    from: '2025-03-10',
    by: gp,
    addresses: [copd, fibrillation],
    goals: [walk],
    activities: [
      { text: 'Réadaptation respiratoire à l’hôpital de jour', when: 'deux fois par semaine' },
      { text: 'Passage infirmier, pilulier', when: 'une fois par semaine' },
      { text: 'Contrôle du stimulateur', when: 'tous les six mois' },
    ],
  });
}

function surgery(chart: Chart): void {
  procedure(chart, 'hip-replacement', {
    code: sct('52734007', 'Prothèse totale de hanche'),
    text: 'Prothèse totale de hanche droite',
    on: '2016-04-19',
    by: surgeon,
    at: hospital,
  });
  procedure(chart, 'pacemaker', {
    code: sct('307280005', 'Implantation d’un stimulateur cardiaque'),
    on: '2020-09-15',
    reason: { reference: 'Condition/fr-henri-moreau-condition-atrial-fibrillation' },
    by: cardiologist,
    at: hospital,
  });
  for (const [side, date] of [
    ['right', '2021-03-09'],
    ['left', '2021-05-04'],
  ] as const) {
    procedure(chart, `cataract-${side}`, {
      code: sct('54885007', 'Extraction de la cataracte'),
      text: `Chirurgie de la cataracte, œil ${side === 'right' ? 'droit' : 'gauche'}`,
      on: date,
      by: surgeon,
      at: hospital,
    });
  }
  for (const date of ['2015-12-01', '2020-09-10', '2023-06-13', '2026-06-09']) {
    procedure(chart, `echocardiography-${date}`, {
      code: sct('40701008', 'Échocardiographie'),
      on: date,
      by: cardiologist,
      at: hospital,
    });
  }
  procedure(chart, 'rehabilitation', {
    code: sct('15081005', 'Réadaptation respiratoire'),
    on: '2025-03-24',
    reason: { reference: 'Condition/fr-henri-moreau-condition-copd' },
    by: pulmonologist,
    at: hospital,
  });
  device(chart, 'pacemaker', {
    type: sct('14106009', 'Stimulateur cardiaque'),
    text: 'Stimulateur cardiaque simple chambre, compatible IRM',
    model: 'Cadence SR-2',
    serial: 'CSR-559021',
    from: '2020-09-15',
    by: cardiologist,
  });
  device(chart, 'hip-prosthesis', {
    type: sct('304120007', 'Prothèse totale de hanche'),
    text: 'Prothèse totale de hanche droite, sans ciment',
    model: 'Arcole T',
    serial: 'ART-113408',
    from: '2016-04-19',
    by: surgeon,
  });
  device(chart, 'hearing-aid', {
    type: sct('6012004', 'Prothèse auditive'),
    model: 'Écho Duo',
    serial: 'ED-30711',
    from: '2019-03-18',
    by: gp,
  });
}

function followUp(chart: Chart): void {
  socialHistory(chart, {
    on: '2026-09-14',
    smoking: 'former',
    smokingNote: 'Arrêt en 2009, 45 paquets-années.',
    drinksPerDay: 1,
    occupation: 'Conducteur de train, retraité',
    by: gp,
  });
  labSeries(
    chart,
    'renal',
    every(12, '2015-11-30', '2026-10-30'),
    {
      creatinine: along(4, ['2015-01-01', 88], ['2026-10-01', 104]),
      egfr: along(2, ['2015-01-01', 74], ['2026-10-01', 59]),
      potassium: along(0.2, ['2015-01-01', 4.4]),
    },
    { lab, by: gp },
  );
  labSeries(
    chart,
    'laboratory',
    every(3, '2016-01-11', '2018-05-30'),
    { inr: along(0.5, ['2016-01-01', 2.6]) },
    { lab, by: cardiologist },
  );
  labSeries(
    chart,
    'bloodCount',
    every(24, '2016-04-04', '2026-10-30'),
    {
      haemoglobin: along(0.4, ['2016-01-01', 14.1], ['2026-10-01', 13.2]),
      platelets: along(15, ['2016-01-01', 230]),
      leukocytes: along(0.6, ['2016-01-01', 7.2]),
    },
    { lab, by: gp },
  );
  for (const date of ['2018-03-20', '2020-10-13', '2022-10-11', '2024-10-15', '2025-05-13', '2026-06-08']) {
    labSeries(
      chart,
      'laboratory',
      [date],
      {
        fev1: along(0.04, ['2018-03-20', 1.92], ['2026-06-08', 1.61]),
        fev1Ratio: along(1, ['2018-03-20', 61], ['2026-06-08', 57]),
      },
      { lab: hospital, by: pulmonologist, conclusion: 'Trouble ventilatoire obstructif, peu réversible.' },
    );
  }
  labSeries(
    chart,
    'laboratory',
    ['2020-09-11', '2025-02-04', '2026-06-10'],
    {
      ntProBnp: along(30, ['2020-09-01', 640], ['2026-06-01', 510]),
      crp: along(1, ['2020-09-01', 3], ['2025-02-04', 48], ['2025-06-01', 4]),
    },
    { lab, by: cardiologist },
  );
  for (const date of every(6, '2018-04-09', '2026-10-30')) {
    const visit = encounter(chart, date, { kind: 'checkUp', by: gp, at: practice, reason: 'Suivi semestriel' });
    const noise = Math.round(fraction(date) * 8);
    const weight = valueAt(along(0.5, ['2018-01-01', 78], ['2026-10-01', 72]), date, 'henri');
    vitals(
      chart,
      date,
      {
        weight,
        height: 172,
        pressure: [132 + noise, 76 + Math.round(noise / 2)],
        heartRate: 70 + (noise % 4),
        saturation: 93 + (noise % 3),
      },
      gp,
      visit,
    );
  }
  encounter(chart, '2016-04-18', {
    kind: 'stay',
    time: '15:00',
    until: '2016-04-26',
    by: surgeon,
    at: hospital,
    reason: 'Prothèse de hanche',
  });
  encounter(chart, '2020-09-14', {
    kind: 'stay',
    time: '10:30',
    until: '2020-09-17',
    by: cardiologist,
    at: hospital,
    reason: 'Implantation d’un stimulateur cardiaque',
  });
  encounter(chart, '2025-02-03', {
    kind: 'stay',
    time: '23:20',
    until: '2025-02-11',
    by: pulmonologist,
    at: hospital,
    reason: 'Exacerbation de BPCO',
    diagnosis: { reference: 'Condition/fr-henri-moreau-condition-exacerbation-2025-02-03' },
  });
  const at = { by: 'fr-julie-petit', at: pharmacy };
  for (const year of [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${15 + (year % 5)}`, { lot: `GR${year}B`, ...at });
  }
  vaccination(chart, 'pneumococcal', '2017-11-06', { lot: 'PN3307', by: gp, at: practice });
  vaccination(chart, 'pneumococcal23', '2018-01-15', { lot: 'PS2045', by: gp, at: practice });
  vaccination(chart, 'zoster', '2024-11-18', { lot: 'ZO1002', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'zoster', '2025-01-20', { lot: 'ZO1044', dose: 2, of: 2, by: gp, at: practice });
  vaccination(chart, 'rsv', '2024-10-07', { lot: 'VR0031', ...at });
  vaccination(chart, 'trivalentBooster', '2019-10-07', { lot: 'RV7702', by: gp, at: practice });
  vaccination(chart, 'covid', '2021-01-26', { lot: 'CV1A01', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2021-02-23', { lot: 'CV1A03', dose: 2, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2026-10-19', { lot: 'CV6B20', dose: 7, ...at });
  letter(chart, 'discharge-2025-02', {
    type: loinc('34105-7', 'Lettre de liaison à la sortie'),
    title: 'Lettre de liaison, pneumologie',
    date: '2025-02-11',
    by: pulmonologist,
    at: hospital,
    text: [
      'Monsieur Henri Moreau, 80 ans, hospitalisé du 3 au 11 février 2025 pour exacerbation de BPCO sans pneumonie.',
      'Évolution favorable sous bronchodilatateurs, corticoïde oral cinq jours et oxygène 1,5 L/min, arrêté le 8 février.',
      'Traitement de sortie : inchangé. Pas d’injection de produit de contraste iodé (allergie).',
      'Réadaptation respiratoire prévue en mars. Directives anticipées dans le dossier.',
      'Dr Luc Fontaine',
    ].join('\n'),
  });
}
