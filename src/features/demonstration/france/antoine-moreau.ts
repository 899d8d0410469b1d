import { encounter, relative } from '../care.ts';
import { type Chart, openChart } from '../chart.ts';
import { problem, vaccination } from '../clinical.ts';
import { vitals } from '../results.ts';
import { sct } from '../terms.ts';
import { qualifiedIdentity } from './ins.ts';

const gp = 'fr-sophie-bernard';
const practice = 'fr-maison-sante';

/** Antoine Moreau, 54, winegrower, son of Henri: sees to his father's medicines by a mandate that is narrow and ends. */
export function antoineMoreau(): Chart {
  const chart = openChart({
    id: 'fr-antoine-moreau',
    language: 'fr',
    family: 'Moreau',
    gender: 'male',
    birthDate: '1972-11-05',
    ...qualifiedIdentity('172114221806712', ['Antoine', 'Paul'], { city: 'Saint-Étienne', code: '42218' }),
    address: { line: '40 route de la Vallée', postalCode: '69620', city: 'Oingt' },
    phone: '+33 6 39 98 10 22',
    marital: 'M',
    generalPractitioner: gp,
    managedBy: practice,
  });
  relative(chart, 'sister', { relationship: 'SIS', family: 'Moreau', given: 'Claire', phone: '+33 6 39 98 10 01' });
  problem(chart, 'overweight', { code: sct('238131007', 'Surpoids'), onset: '2019-01-14', by: gp });
  const visit = encounter(chart, '2026-01-19', { kind: 'checkUp', by: gp, at: practice });
  vitals(chart, '2026-01-19', { weight: 92, height: 178, pressure: [132, 82] }, gp, visit);
  vaccination(chart, 'influenza', '2025-11-03', { lot: 'GR5588', by: gp, at: practice });
  return chart;
}
