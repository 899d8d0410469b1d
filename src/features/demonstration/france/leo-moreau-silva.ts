import { encounter, familyHistory, relative } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { allergy, problem, procedure, reactions, vaccination } from '../clinical.ts';
import { medicine } from '../medicines.ts';
import { labReport, vitals } from '../results.ts';
import { atc, sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const paediatrician = 'fr-thomas-girard';
const practice = 'fr-maison-sante';
const pharmacy = 'fr-pharmacie';

/** Léo, 7, son of Claire Moreau and Tiago Silva: eczema, a peanut allergy, and the booklet of a child who grows well. */
export function leoMoreauSilva(): Chart {
  const chart = openChart({
    id: 'fr-leo-moreau-silva',
    language: 'fr',
    family: 'Moreau-Silva',
    gender: 'male',
    birthDate: '2019-04-23',
    ...qualifiedIdentity('119046938511211', ['Léo', 'Henri', 'João'], { city: 'Lyon', code: '69385' }),
    address: { line: '27 montée de la Grande-Côte', postalCode: '69001', city: 'Lyon' },
    generalPractitioner: paediatrician,
    managedBy: practice,
    alsoSpeaks: ['pt-PT'],
    contact: { name: 'Claire Moreau', relationship: 'MTH', phone: '+33 6 39 98 10 01' },
  });
  relative(chart, 'mother', { relationship: 'MTH', family: 'Moreau', given: 'Claire', phone: '+33 6 39 98 10 01' });
  relative(chart, 'father', { relationship: 'FTH', family: 'Silva', given: 'Tiago', phone: '+33 6 39 98 10 02' });
  const eczema = problem(chart, 'eczema', {
    code: sct('24079001', 'Dermatite atopique'),
    onset: '2019-10-14',
    severity: 'mild',
    by: paediatrician,
  });
  problem(chart, 'bronchiolitis', {
    code: sct('4120002', 'Bronchiolite'),
    onset: '2020-01-08',
    resolved: '2020-01-20',
    by: paediatrician,
  });
  for (const [onset, resolved] of [
    ['2021-11-15', '2021-11-25'],
    ['2022-12-05', '2022-12-14'],
  ] as const) {
    problem(chart, `otitis-${onset}`, {
      code: sct('3110003', 'Otite moyenne aiguë'),
      onset,
      resolved,
      by: paediatrician,
    });
  }
  allergy(chart, 'peanut', {
    code: [sct('91935009', 'Allergie à l’arachide'), sct('762952008', 'Arachide')],
    category: 'food',
    criticality: 'high',
    onset: '2020-09-12',
    recorded: '2020-09-14',
    reaction: reactions.anaphylaxis,
    severity: 'severe',
    note: 'Angio-œdème et gêne respiratoire vingt minutes après un biscuit. Projet d’accueil individualisé à l’école.',
    by: paediatrician,
  });
  medicine(chart, 'adrenaline', {
    code: atc('C01CA24', 'épinéphrine'),
    text: 'Adrénaline 150 µg, stylo auto-injecteur',
    route: 'intramuscular',
    directions: '1 injection dans la cuisse en cas de réaction grave, puis appeler le 15',
    dose: [150, 'ug'],
    asNeeded: true,
    from: '2020-09-14',
    by: paediatrician,
    at: pharmacy,
    prescribed: ['2026-09-02', 1],
    product: { form: 'injection', strength: [150, 'ug'] },
  });
  medicine(chart, 'cetirizine', {
    code: atc('R06AE07', 'cétirizine'),
    text: 'Cétirizine 5 mg, solution buvable',
    route: 'oral',
    directions: '5 mg en cas de réaction légère',
    dose: [5, 'mg'],
    asNeeded: true,
    from: '2020-09-14',
    by: paediatrician,
    at: pharmacy,
    prescribed: ['2026-09-02', 2],
  });
  medicine(chart, 'hydrocortisone', {
    code: atc('D07AB02', 'butyrate d’hydrocortisone'),
    text: 'Hydrocortisone (butyrate) 0,1 %, crème',
    route: 'cutaneous',
    directions: 'Une application par jour sur les plaques, pendant les poussées',
    asNeeded: true,
    from: '2019-10-14',
    reason: eczema,
    by: paediatrician,
    at: pharmacy,
    prescribed: ['2026-03-18', 1],
  });
  procedure(chart, 'oral-challenge', {
    code: sct('252569009', 'Test allergologique'),
    text: 'Tests cutanés : arachide positive, noix et noisette négatives',
    on: '2020-10-19',
    by: paediatrician,
    at: 'fr-hopital',
  });
  labReport(
    chart,
    'laboratory',
    '2020-10-19',
    { ige: 212, eosinophils: 0.62 },
    { lab: 'fr-laboratoire', by: paediatrician },
  );
  labReport(
    chart,
    'bloodCount',
    '2021-04-26',
    { haemoglobin: 12.1, platelets: 318, leukocytes: 8.9, ferritin: 29 },
    {
      lab: 'fr-laboratoire',
      by: paediatrician,
    },
  );
  familyHistory(chart, 'mother', {
    relationship: 'MTH',
    name: 'Claire Moreau',
    sex: 'female',
    born: '1984',
    recorded: '2019-05-06',
    conditions: [
      { code: sct('46635009', 'Diabète de type 1'), onset: 'à 13 ans' },
      { code: sct('40930008', 'Hypothyroïdie') },
    ],
  });
  familyHistory(chart, 'father', {
    relationship: 'FTH',
    name: 'Tiago Silva',
    sex: 'male',
    born: '1982',
    recorded: '2019-05-06',
    conditions: [{ code: sct('61582004', 'Rhinite allergique') }],
  });
  growth(chart);
  calendar(chart);
  return chart;
}

/** Age at the visit, weight, height and head circumference: a boy near the 60th percentile. */
function growth(chart: Chart): void {
  const visits: readonly (readonly [date: string, weight: number, height: number, head: number | undefined])[] = [
    ['2019-05-06', 3.9, 52, 36.4],
    ['2019-05-27', 4.6, 55, 37.6],
    ['2019-06-24', 5.7, 59, 39.4],
    ['2019-08-26', 7.2, 64, 41.8],
    ['2019-10-14', 8.1, 68, 43.5],
    ['2020-01-27', 9.2, 72.5, 45.4],
    ['2020-04-27', 9.9, 76.5, 46.4],
    ['2020-09-14', 11, 81, 47.3],
    ['2021-04-26', 12.5, 88.5, 48.6],
    ['2022-04-25', 14.8, 97, 49.8],
    ['2023-04-24', 16.9, 104.5, undefined],
    ['2024-05-13', 19.2, 111.5, undefined],
    ['2025-04-28', 21.6, 117.5, undefined],
    ['2026-04-27', 24.1, 123.5, undefined],
  ];
  for (const [date, weight, height, head] of visits) {
    const visit = encounter(chart, date, {
      kind: 'checkUp',
      by: paediatrician,
      at: practice,
      reason: 'Examen de suivi de l’enfant',
    });
    vitals(
      chart,
      date,
      { weight, height, ...(head !== undefined && { headCircumference: head }) },
      paediatrician,
      visit,
    );
  }
  encounter(chart, '2020-09-12', {
    kind: 'emergency',
    time: '16:40',
    by: paediatrician,
    at: 'fr-hopital',
    reason: 'Réaction allergique grave après ingestion d’arachide',
  });
}

/** The French calendar for a child born in 2019. */
function calendar(chart: Chart): void {
  const by = { by: paediatrician, at: practice };
  vaccination(chart, 'hexavalent', '2019-06-24', { lot: 'HX1A90', dose: 1, of: 3, ...by });
  vaccination(chart, 'hexavalent', '2019-08-26', { lot: 'HX1B14', dose: 2, of: 3, ...by });
  vaccination(chart, 'hexavalent', '2020-03-23', { lot: 'HX2A31', dose: 3, of: 3, ...by });
  vaccination(chart, 'pneumococcal', '2019-06-24', { lot: 'PN4410', dose: 1, of: 3, ...by });
  vaccination(chart, 'pneumococcal', '2019-08-26', { lot: 'PN4427', dose: 2, of: 3, ...by });
  vaccination(chart, 'pneumococcal', '2020-03-23', { lot: 'PN4580', dose: 3, of: 3, ...by });
  vaccination(chart, 'meningococcalC', '2019-09-23', { lot: 'MC3006', dose: 1, of: 2, ...by });
  vaccination(chart, 'meningococcalC', '2020-04-27', { lot: 'MC3190', dose: 2, of: 2, ...by });
  vaccination(chart, 'mmr', '2020-04-27', { lot: 'RO8812', dose: 1, of: 2, ...by });
  vaccination(chart, 'mmr', '2020-09-14', { lot: 'RO8901', dose: 2, of: 2, ...by });
  vaccination(chart, 'tetravalent', '2025-04-28', { lot: 'TX6630', ...by });
}
