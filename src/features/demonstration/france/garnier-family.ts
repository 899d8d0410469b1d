import { encounter, relative } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, problem, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { finding, vitals } from '../results.ts';
import { atc, loinc, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';
import { labelled } from './labelled.ts';

const gp = 'fr-sophie-bernard';
const paediatrician = 'fr-thomas-girard';
const practice = 'fr-maison-sante';
const pharmacy = 'fr-pharmacie';
const phone = '+33 6 39 98 10 21';
const home = { line: '8 rue des Fantasques', postalCode: '69001', city: 'Lyon' };

/** Nathalie Garnier, 45, teacher, with migraine: mother of Jade and Noé. */
export function nathalieGarnier(): Chart {
  const chart = openChart({
    id: 'fr-nathalie-garnier',
    language: 'fr',
    family: 'Garnier',
    gender: 'female',
    birthDate: '1981-09-17',
    ...qualifiedIdentity('281096938304540', ['Nathalie', 'Anne'], { city: 'Lyon', code: '69383' }),
    address: home,
    phone,
    marital: 'D',
    generalPractitioner: gp,
    managedBy: practice,
  });
  problem(chart, 'migraine', { code: sct('37796009', 'Migraine'), onset: '2003-05-12', severity: 'moderate', by: gp });
  allergy(chart, 'latex', {
    code: sct('1003755004', 'Allergie au latex'),
    category: 'environment',
    criticality: 'low',
    recorded: '2014-02-03',
    reaction: reactions.urticaria,
    by: gp,
  });
  const visit = encounter(chart, '2026-09-21', {
    kind: 'checkUp',
    by: gp,
    at: practice,
    reason: 'Suivi de la migraine',
  });
  vitals(chart, '2026-09-21', { weight: 63, height: 168, pressure: [118, 74] }, gp, visit);
  vaccination(chart, 'influenza', '2025-10-20', { lot: 'GR5510', by: 'fr-julie-petit', at: pharmacy });
  return chart;
}

/**
 * Jade Garnier, 16: asthma, and what she speaks of with her doctor alone. From fifteen on her mother does not see what is
 * labelled as mental or sexual health, nor what tells of pregnancy.
 */
export function jadeGarnier(): Chart {
  const chart = openChart({
    id: 'fr-jade-garnier',
    language: 'fr',
    family: 'Garnier',
    gender: 'female',
    birthDate: '2010-03-30',
    ...qualifiedIdentity('210036938407862', ['Jade', 'Rose'], { city: 'Lyon', code: '69384' }),
    address: home,
    generalPractitioner: gp,
    managedBy: practice,
    contact: { name: 'Nathalie Garnier', relationship: 'MTH', phone },
  });
  relative(chart, 'mother', { relationship: 'MTH', family: 'Garnier', given: 'Nathalie', phone });
  const asthma = problem(chart, 'asthma', {
    code: sct('195967001', 'Asthme'),
    onset: '2016-04-11',
    severity: 'mild',
    by: paediatrician,
  });
  medicine(chart, 'salbutamol', {
    code: atc('R03AC02', 'salbutamol'),
    text: 'Salbutamol 100 µg, suspension pour inhalation',
    route: 'inhalation',
    directions: '1 à 2 bouffées en cas de gêne',
    asNeeded: true,
    from: '2016-04-11',
    reason: asthma,
    by: gp,
    at: pharmacy,
    prescribed: ['2026-09-07', 2],
  });
  const visit = encounter(chart, '2026-09-07', { kind: 'checkUp', by: gp, at: practice, reason: 'Suivi de l’asthme' });
  vitals(chart, '2026-09-07', { weight: 54, height: 165, pressure: [112, 68] }, gp, visit);
  vaccination(chart, 'papilloma', '2021-10-04', { lot: 'HP2214', dose: 1, of: 2, by: gp, at: practice });
  vaccination(chart, 'papilloma', '2022-04-11', { lot: 'HP2290', dose: 2, of: 2, by: gp, at: practice });
  vaccination(chart, 'tetravalent', '2022-04-11', { lot: 'TX2210', by: gp, at: practice });
  labelled(chart, 'MH', () => {
    problem(chart, 'anxiety', {
      code: sct('48694002', 'Anxiété'),
      onset: '2026-03-16',
      by: gp,
      note: 'En parle au médecin seule ; souhaite que ses parents n’en soient pas informés.',
    });
    encounter(chart, '2026-03-16', { kind: 'consultation', by: gp, at: practice, reason: 'Anxiété' });
  });
  labelled(chart, 'SEX', () => {
    finding(chart, 'pregnancy-status', {
      code: loinc('82810-3', 'État de grossesse'),
      category: 'social-history',
      on: '2026-06-15',
      value: sct('60001007', 'Pas enceinte'),
      by: gp,
    });
    medicine(chart, 'contraceptive', {
      code: atc('G03AC09', 'désogestrel'),
      text: 'Désogestrel 75 µg, comprimé',
      route: 'oral',
      directions: '1 comprimé par jour, à heure fixe, sans interruption',
      dose: [75, 'ug'],
      timing: [1, 1, 'd'],
      from: '2026-06-15',
      by: gp,
      at: pharmacy,
      prescribed: ['2026-06-15', 3],
    });
  });
  return chart;
}

/** Noé Garnier, 9: hay fever, and the booklet of a child who grows well. */
export function noeGarnier(): Chart {
  const chart = openChart({
    id: 'fr-noe-garnier',
    language: 'fr',
    family: 'Garnier',
    gender: 'male',
    birthDate: '2017-05-14',
    ...qualifiedIdentity('117056938403340', ['Noé', 'Marius'], { city: 'Lyon', code: '69384' }),
    address: home,
    generalPractitioner: paediatrician,
    managedBy: practice,
    contact: { name: 'Nathalie Garnier', relationship: 'MTH', phone },
  });
  relative(chart, 'mother', { relationship: 'MTH', family: 'Garnier', given: 'Nathalie', phone });
  problem(chart, 'rhinitis', {
    code: sct('61582004', 'Rhinite allergique'),
    onset: '2023-05-02',
    severity: 'mild',
    by: paediatrician,
  });
  medicine(chart, 'cetirizine', {
    code: atc('R06AE07', 'cétirizine'),
    text: 'Cétirizine 5 mg, solution buvable',
    route: 'oral',
    directions: '5 mg le soir, au printemps',
    dose: [5, 'mg'],
    asNeeded: true,
    from: '2023-05-02',
    by: paediatrician,
    at: pharmacy,
  });
  for (const [date, weight, height] of [
    ['2024-05-21', 22.4, 121],
    ['2025-05-19', 25.1, 127.5],
    ['2026-05-18', 28.3, 133],
  ] as const) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: paediatrician,
      at: practice,
      reason: 'Examen de suivi de l’enfant',
    });
    vitals(chart, date, { weight, height }, paediatrician, visit);
  }
  const by = { by: paediatrician, at: practice };
  vaccination(chart, 'mmr', '2018-05-22', { lot: 'RO5510', dose: 1, of: 2, ...by });
  vaccination(chart, 'mmr', '2018-11-19', { lot: 'RO5644', dose: 2, of: 2, ...by });
  vaccination(chart, 'tetravalent', '2023-05-22', { lot: 'TX3321', ...by });
  return chart;
}
