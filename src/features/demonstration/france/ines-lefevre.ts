import { carePlan, encounter, familyHistory, goal, letter, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { finding, labSeries, vitals } from '../results.ts';
import { along, every, fraction } from '../series.ts';
import { atc, loinc, orpha, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const gp = 'fr-sophie-bernard';
const nephrologist = 'fr-nadia-benali';
const cardiologist = 'fr-karim-haddad';
const hospital = 'fr-hopital';
const pharmacy = 'fr-pharmacie';
const lab = 'fr-laboratoire';

const fabryDisease = [sct('16652001', 'Maladie de Fabry'), orpha('324', 'Maladie de Fabry')] as const;

/** Inès Lefèvre, 35, architect: Fabry disease, found through her brother; enzyme infusions every two weeks. */
export function inesLefevre(): Chart {
  const chart = openChart({
    id: 'fr-ines-lefevre',
    language: 'fr',
    family: 'Lefèvre',
    gender: 'female',
    birthDate: '1991-07-08',
    ...qualifiedIdentity('291074410931889', ['Inès', 'Louise'], { city: 'Nantes', code: '44109' }),
    address: { line: '3 rue du Chariot-d’Or', postalCode: '69004', city: 'Lyon' },
    phone: '+33 6 39 98 10 04',
    email: 'ines.lefevre@example.org',
    marital: 'S',
    generalPractitioner: gp,
    managedBy: hospital,
    alsoSpeaks: ['en'],
  });
  const fabry = problem(chart, 'fabry', {
    code: fabryDisease,
    onset: '2016-11-08',
    by: nephrologist,
    note: 'Variant GLA c.901C>T (p.Arg301Ter), hétérozygote. Douleurs des extrémités depuis l’âge de 9 ans.',
  });
  problem(chart, 'proteinuria', {
    code: sct('29738008', 'Protéinurie'),
    onset: '2016-11-08',
    severity: 'mild',
    by: nephrologist,
  });
  const hypertrophy = problem(chart, 'hypertrophy', {
    code: sct('55827005', 'Hypertrophie ventriculaire gauche'),
    text: 'Hypertrophie ventriculaire gauche débutante',
    onset: '2022-06-14',
    severity: 'mild',
    by: cardiologist,
  });
  const pain = problem(chart, 'neuropathic-pain', {
    code: sct('247398009', 'Douleur neuropathique'),
    text: 'Douleurs neuropathiques des mains et des pieds',
    onset: '2000',
    recorded: '2016-11-08',
    by: nephrologist,
  });
  problem(chart, 'tinnitus', { code: sct('60862001', 'Acouphènes'), onset: '2020-02-03', by: gp });
  allergy(chart, 'shellfish', {
    code: sct('300913006', 'Allergie aux crustacés'),
    category: 'food',
    criticality: 'low',
    onset: '2009',
    recorded: '2016-11-08',
    reaction: reactions.urticaria,
    severity: 'moderate',
    by: gp,
  });
  medicine(chart, 'agalsidase', {
    code: atc('A16AB04', 'agalsidase bêta'),
    text: 'Agalsidase bêta 35 mg, poudre pour perfusion',
    route: 'intravenous',
    directions: '1 mg/kg en perfusion toutes les deux semaines, à domicile depuis 2019',
    dose: [58, 'mg'],
    timing: [1, 2, 'wk'],
    from: '2017-02-13',
    reason: fabry,
    by: nephrologist,
    at: pharmacy,
    prescribed: ['2026-09-08', 12],
    product: { form: 'infusionConcentrate', strength: [35, 'mg'] },
  });
  medicine(chart, 'ramipril', {
    code: atc('C09AA05', 'ramipril'),
    text: 'Ramipril 5 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé le soir',
    dose: [5, 'mg'],
    timing: [1, 1, 'd'],
    from: '2016-12-05',
    reason: { reference: 'Condition/fr-ines-lefevre-condition-proteinuria' },
    by: nephrologist,
    at: pharmacy,
    prescribed: ['2026-09-08', 5],
  });
  medicine(chart, 'pregabalin', {
    code: atc('N02BF02', 'prégabaline'),
    text: 'Prégabaline 75 mg, gélule',
    route: 'oral',
    directions: '1 gélule matin et soir',
    dose: [75, 'mg'],
    timing: [2, 1, 'd'],
    from: '2018-01-22',
    reason: pain,
    by: nephrologist,
    at: pharmacy,
    prescribed: ['2026-09-08', 5],
    product: { form: 'hardCapsule', strength: [75, 'mg'] },
  });
  medicine(chart, 'paracetamol', {
    code: atc('N02BE01', 'paracétamol'),
    text: 'Paracétamol 1 g, comprimé',
    route: 'oral',
    directions: '1 comprimé avant la perfusion, ou en cas de fièvre',
    dose: [1, 'g'],
    asNeeded: true,
    from: '2017-02-13',
    by: nephrologist,
    at: pharmacy,
  });
  finding(chart, 'gene', {
    code: loinc('48018-6', 'Gène étudié'),
    category: 'laboratory',
    on: '2016-11-08',
    text: 'GLA (HGNC:4296)',
    by: nephrologist,
  });
  finding(chart, 'variant', {
    code: loinc('48004-6', 'Variation de l’ADN (c.HGVS)'),
    category: 'laboratory',
    on: '2016-11-08',
    text: 'NM_000169.3:c.901C>T, hétérozygote',
    by: nephrologist,
  });
  for (const date of ['2017-01-10', '2019-06-11', '2022-06-14', '2024-06-18', '2026-06-16']) {
    procedure(chart, `echocardiography-${date}`, {
      code: sct('40701008', 'Échocardiographie'),
      text: date < '2022' ? 'Échocardiographie normale' : 'Échocardiographie : septum 12 mm, fonction conservée',
      on: date,
      reason: date < '2022' ? fabry : hypertrophy,
      by: cardiologist,
      at: hospital,
    });
  }
  procedure(chart, 'hearing', {
    code: sct('427247008', 'Bilan auditif'),
    on: '2020-03-02',
    reason: fabry,
    by: nephrologist,
    at: hospital,
  });
  procedure(chart, 'ecg', {
    code: sct('268400002', 'Électrocardiogramme 12 dérivations'),
    on: '2026-06-16',
    reason: hypertrophy,
    by: cardiologist,
    at: hospital,
  });
  familyHistory(chart, 'brother', {
    relationship: 'BRO',
    name: 'Antoine Lefèvre',
    sex: 'male',
    born: '1986',
    recorded: '2016-11-08',
    conditions: [
      { code: fabryDisease, onset: 'à 29 ans' },
      { code: sct('433144002', 'Maladie rénale chronique stade 3'), onset: 'à 30 ans' },
    ],
  });
  familyHistory(chart, 'mother', {
    relationship: 'MTH',
    sex: 'female',
    born: '1958',
    recorded: '2016-11-08',
    conditions: [{ code: fabryDisease, note: 'Porteuse, peu de symptômes.' }],
  });
  socialHistory(chart, { on: '2026-09-08', smoking: 'never', drinksPerDay: 0, occupation: 'Architecte', by: gp });
  const visits = every(6, '2017-01-09', '2026-10-30');
  labSeries(
    chart,
    'renal',
    visits.filter((_, index) => index % 2 === 0),
    {
      creatinine: along(2, ['2017-01-01', 68], ['2026-10-01', 74]),
      egfr: along(3, ['2017-01-01', 103], ['2026-10-01', 91]),
      proteinuria: along(25, ['2017-01-01', 420], ['2018-06-01', 260], ['2026-10-01', 230]),
    },
    { lab, by: nephrologist },
  );
  labSeries(
    chart,
    'laboratory',
    ['2022-06-13', '2024-06-17', '2026-06-15'],
    { ntProBnp: along(15, ['2022-06-01', 118], ['2026-06-01', 142]) },
    { lab, by: cardiologist },
  );
  for (const date of visits) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: nephrologist,
      at: hospital,
      remote: date > '2020-03' && fraction(date) > 0.6,
      reason: 'Suivi de la maladie de Fabry',
      diagnosis: fabry,
    });
    const noise = Math.round(fraction(date) * 6);
    vitals(
      chart,
      date,
      { weight: 57 + noise / 4, height: 166, pressure: [112 + noise, 70 + (noise % 4)], heartRate: 66 + noise },
      nephrologist,
      visit,
    );
  }
  const target = goal(chart, 'proteinuria', {
    text: 'Protéinurie inférieure à 300 mg/g',
    start: '2017-02-13',
    measure: loinc('2890-2', 'Protéine/créatinine urinaire'),
    atMost: [300, 'mg/g', 'mg/g'],
    addresses: fabry,
    achieved: 'achieved',
  });
  carePlan(chart, 'fabry', {
    title: 'Protocole de suivi de la maladie de Fabry',
    description: 'Selon le protocole national de diagnostic et de soins.',
    category: sct('734163000', 'Plan de soins'),
    from: '2017-02-13',
    by: nephrologist,
    addresses: [fabry],
    goals: [target],
    activities: [
      { text: 'Perfusion d’agalsidase bêta à domicile', when: 'toutes les deux semaines' },
      { text: 'Bilan rénal et protéinurie', when: 'tous les six mois' },
      { text: 'Échocardiographie et électrocardiogramme', when: 'tous les deux ans' },
    ],
  });
  letter(chart, 'emergency', {
    type: loinc('11488-4', 'Compte rendu de consultation'),
    title: 'Conduite à tenir en urgence, maladie de Fabry',
    date: '2026-09-08',
    by: nephrologist,
    at: hospital,
    text: [
      'Madame Inès Lefèvre est atteinte de la maladie de Fabry (ORPHA:324).',
      'En urgence : rechercher accident vasculaire cérébral, trouble du rythme, insuffisance rénale.',
      'Éviter amiodarone et chloroquine, qui réduisent l’effet de l’enzyme. Ne pas interrompre l’enzymothérapie sans avis.',
      'Dr Nadia Benali, centre de référence.',
    ].join('\n'),
  });
  for (const year of [2021, 2022, 2023, 2024, 2025, 2026]) {
    vaccination(chart, 'influenza', `${year}-10-${18 + (year % 4)}`, {
      lot: `GR${year}D`,
      by: 'fr-julie-petit',
      at: pharmacy,
    });
  }
  vaccination(chart, 'tetravalent', '2016-12-05', { lot: 'BX6004', by: gp, at: 'fr-maison-sante' });
  vaccination(chart, 'papilloma', '2008-09-15', { lot: 'HP0420', dose: 1, of: 3, by: gp, at: 'fr-maison-sante' });
  vaccination(chart, 'covid', '2021-05-18', { lot: 'CV1A33', dose: 1, of: 2, by: gp, at: 'fr-maison-sante' });
  vaccination(chart, 'covid', '2021-06-22', { lot: 'CV1B60', dose: 2, of: 2, by: gp, at: 'fr-maison-sante' });
  return chart;
}
