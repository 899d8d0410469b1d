import type { Country } from '../country.ts';
import { anaCarvalho } from './ana-carvalho.ts';
import { facilities, professionals, registers } from './directory.ts';
import { joaoFerreira } from './joao-ferreira.ts';
import { mariaSantos } from './maria-santos.ts';
import { ruiAlmeida } from './rui-almeida.ts';

export const portugal: Country = {
  registers,
  facilities,
  professionals,
  records: () => [joaoFerreira(), mariaSantos(), anaCarvalho(), ruiAlmeida()],
  citizens: [
    {
      patient: 'pt-joao-ferreira',
      name: 'João Ferreira',
      alias: 'citizen',
      proxyFor: [],
      about: {
        en: 'Baker with asthma and severe allergies',
        fr: 'Boulanger, asthmatique, avec des allergies graves',
        pt: 'Padeiro com asma e alergias graves',
      },
    },
    {
      patient: 'pt-maria-santos',
      name: 'Maria da Conceição Santos',
      alias: 'maria',
      proxyFor: [],
      about: {
        en: 'Retired seamstress who lives with heart failure',
        fr: 'Couturière à la retraite, vit avec une insuffisance cardiaque',
        pt: 'Costureira reformada que vive com insuficiência cardíaca',
      },
    },
    {
      patient: 'pt-ana-carvalho',
      name: 'Ana Rita Carvalho',
      alias: 'ana',
      proxyFor: [],
      about: {
        en: 'Nurse with Crohn disease in remission',
        fr: 'Infirmière, maladie de Crohn en rémission',
        pt: 'Enfermeira com doença de Crohn em remissão',
      },
    },
    {
      patient: 'pt-rui-almeida',
      name: 'Rui Almeida',
      alias: 'rui',
      proxyFor: [],
      about: {
        en: 'Taxi driver, five years after a heart attack',
        fr: 'Chauffeur de taxi, cinq ans après un infarctus',
        pt: 'Taxista, cinco anos depois de um enfarte',
      },
    },
  ],
  staff: [
    {
      practitioner: 'pt-ines-costa',
      alias: 'doctor',
      about: {
        en: 'Emergency physician in Lisbon; meets patients from abroad',
        fr: 'Médecin urgentiste à Lisbonne ; reçoit des patients de l’étranger',
        pt: 'Médica de urgência em Lisboa; recebe doentes do estrangeiro',
      },
    },
    {
      practitioner: 'pt-pedro-nunes',
      alias: 'gp',
      about: {
        en: 'General practitioner in Lisbon; treats all the demonstration people',
        fr: 'Médecin généraliste à Lisbonne ; suit toutes les personnes de la démonstration',
        pt: 'Médico de família em Lisboa; segue todas as pessoas da demonstração',
      },
    },
    {
      practitioner: 'pt-sofia-matos',
      alias: 'pharmacist',
      about: {
        en: 'Pharmacist; dispenses and vaccinates',
        fr: 'Pharmacienne ; délivre et vaccine',
        pt: 'Farmacêutica; dispensa e vacina',
      },
    },
  ],
  relations: [
    { practitioner: 'pt-pedro-nunes', origin: 'registration', patients: 'all' },
    { practitioner: 'pt-ines-costa', origin: 'declared', patients: ['pt-joao-ferreira'] },
    { practitioner: 'pt-sofia-matos', origin: 'declared', patients: ['pt-joao-ferreira', 'pt-maria-santos'] },
  ],
};
