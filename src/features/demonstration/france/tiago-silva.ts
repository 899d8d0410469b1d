import { encounter, familyHistory, relative, socialHistory } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labSeries, vitals } from '../results.ts';
import { along, every, valueAt } from '../series.ts';
import { atc, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const gp = 'fr-sophie-bernard';
const practice = 'fr-maison-sante';
const pharmacy = 'fr-pharmacie';

/** Tiago Silva, 44, born in Porto, joiner in Lyon: reflux, a back that aches, a kidney stone once. */
export function tiagoSilva(): Chart {
  const chart = openChart({
    id: 'fr-tiago-silva',
    language: 'fr',
    family: 'Silva',
    gender: 'male',
    birthDate: '1982-09-30',
    ...qualifiedIdentity('182099913908710', ['Tiago', 'Manuel'], { city: 'Porto', code: '99139' }),
    address: { line: '27 montée de la Grande-Côte', postalCode: '69001', city: 'Lyon' },
    phone: '+33 6 39 98 10 02',
    email: 'tiago.silva@example.org',
    marital: 'T',
    generalPractitioner: gp,
    managedBy: practice,
    alsoSpeaks: ['pt-PT'],
    contact: { name: 'Claire Moreau', relationship: 'DOMPART', phone: '+33 6 39 98 10 01' },
  });
  relative(chart, 'partner', {
    relationship: 'DOMPART',
    family: 'Moreau',
    given: 'Claire',
    phone: '+33 6 39 98 10 01',
  });
  const reflux = problem(chart, 'reflux', {
    code: sct('235595009', 'Reflux gastro-œsophagien'),
    onset: '2018-11-12',
    by: gp,
  });
  problem(chart, 'back-pain', {
    code: sct('279039007', 'Lombalgie'),
    text: 'Lombalgie récidivante, port de charges',
    onset: '2016-02-01',
    by: gp,
  });
  problem(chart, 'overweight', { code: sct('238131007', 'Surpoids'), onset: '2020-10-05', by: gp });
  const stone = problem(chart, 'kidney-stone', {
    code: sct('95570007', 'Calcul rénal'),
    onset: '2021-08-17',
    resolved: '2021-10-04',
    by: gp,
  });
  allergy(chart, 'grass-pollen', {
    code: sct('418689008', 'Allergie aux pollens de graminées'),
    category: 'environment',
    criticality: 'low',
    onset: '1998',
    recorded: '2013-04-22',
    reaction: reactions.rhinitis,
    severity: 'moderate',
    by: gp,
  });
  medicine(chart, 'pantoprazole', {
    code: atc('A02BC02', 'pantoprazole'),
    text: 'Pantoprazole 20 mg, comprimé gastro-résistant',
    route: 'oral',
    directions: '1 comprimé le matin',
    dose: [20, 'mg'],
    timing: [1, 1, 'd'],
    from: '2018-11-12',
    reason: reflux,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-10-19', 2],
  });
  medicine(chart, 'cetirizine', {
    code: atc('R06AE07', 'cétirizine'),
    text: 'Cétirizine 10 mg, comprimé',
    route: 'oral',
    directions: '1 comprimé par jour d’avril à juillet',
    dose: [10, 'mg'],
    asNeeded: true,
    from: '2013-04-22',
    by: gp,
    at: pharmacy,
    prescribed: ['2026-04-13', 3],
  });
  medicine(chart, 'paracetamol', {
    code: atc('N02BE01', 'paracétamol'),
    text: 'Paracétamol 1 g, comprimé',
    route: 'oral',
    directions: '1 comprimé en cas de douleur, au plus trois par jour',
    dose: [1, 'g'],
    asNeeded: true,
    from: '2021-08-17',
    to: '2021-08-31',
    reason: stone,
    by: gp,
    at: pharmacy,
  });
  procedure(chart, 'lithotripsy', {
    code: sct('133864008', 'Lithotritie'),
    text: 'Lithotritie extracorporelle, rein gauche',
    on: '2021-09-06',
    reason: stone,
    by: 'fr-marc-vidal',
    at: 'fr-hopital',
  });
  familyHistory(chart, 'mother', {
    relationship: 'MTH',
    sex: 'female',
    born: '1955',
    recorded: '2013-04-22',
    conditions: [{ code: sct('38341003', 'Hypertension artérielle'), onset: 'à 50 ans' }],
  });
  socialHistory(chart, {
    on: '2026-10-19',
    smoking: 'former',
    smokingNote: 'Arrêt en 2018, 10 paquets-années.',
    drinksPerDay: 1,
    occupation: 'Menuisier',
    by: gp,
  });
  const weight = along(0.8, ['2013-01-01', 79], ['2020-10-01', 88], ['2026-10-01', 85]);
  for (const date of every(14, '2013-04-22', '2026-10-30')) {
    const visit = encounter(chart, date, { kind: 'checkUp', by: gp, at: practice, reason: 'Suivi annuel' });
    const systolic = Math.round(valueAt(along(4, ['2013-01-01', 122], ['2026-10-01', 131]), date, 'tiago'));
    vitals(
      chart,
      date,
      { weight: valueAt(weight, date, 'tiago'), height: 177, pressure: [systolic, systolic - 48] },
      gp,
      visit,
    );
  }
  encounter(chart, '2021-08-17', {
    kind: 'emergency',
    time: '22:15',
    by: 'fr-marc-vidal',
    at: 'fr-hopital',
    reason: 'Colique néphrétique gauche',
    diagnosis: stone,
  });
  labSeries(
    chart,
    'lipids',
    every(24, '2018-11-12', '2026-10-30'),
    {
      cholesterol: along(0.2, ['2018-01-01', 5.4], ['2026-01-01', 5.1]),
      hdl: along(0.1, ['2018-01-01', 1.2]),
      ldl: along(0.2, ['2018-01-01', 3.5], ['2026-01-01', 3.2]),
      triglycerides: along(0.2, ['2018-01-01', 1.6]),
    },
    { lab: 'fr-laboratoire', by: gp },
  );
  labSeries(
    chart,
    'renal',
    ['2021-08-18', '2022-09-12', '2025-10-13'],
    {
      creatinine: along(3, ['2021-08-18', 96], ['2022-09-12', 84]),
      egfr: along(2, ['2021-08-18', 89], ['2022-09-12', 101]),
    },
    { lab: 'fr-laboratoire', by: gp },
  );
  vaccination(chart, 'trivalentBooster', '2007-10-01', { lot: 'RV3310', by: gp, at: practice });
  vaccination(chart, 'tetravalent', '2019-03-04', { lot: 'BX8020', by: gp, at: practice });
  vaccination(chart, 'covid', '2021-06-08', { lot: 'CV1B03', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'covid', '2021-07-13', { lot: 'CV1B91', dose: 2, of: 2, by: gp, at: practice });
  vaccination(chart, 'influenza', '2026-10-26', { lot: 'GR2026C', by: 'fr-julie-petit', at: pharmacy });
  return chart;
}
