import type { Country } from '../country.ts';
import { claireMoreau } from './claire-moreau.ts';
import { facilities, professionals, registers } from './directory.ts';
import { henriMoreau } from './henri-moreau.ts';
import { inesLefevre } from './ines-lefevre.ts';
import { leoMoreauSilva } from './leo-moreau-silva.ts';
import { mamadouDiallo } from './mamadou-diallo.ts';
import { tiagoSilva } from './tiago-silva.ts';

export const france: Country = {
  registers,
  facilities,
  professionals,
  records: () => [claireMoreau(), leoMoreauSilva(), tiagoSilva(), henriMoreau(), inesLefevre(), mamadouDiallo()],
  citizens: [
    {
      patient: 'fr-claire-moreau',
      name: 'Claire Moreau',
      alias: 'citizen',
      proxyFor: [
        { patient: 'fr-leo-moreau-silva', origin: 'parent', from: '2019-04-23', to: '2037-04-23' },
        { patient: 'fr-henri-moreau', origin: 'mandate', from: '2025-03-10', to: '2030-03-10' },
      ],
      about: {
        en: 'Expecting her second child, with type 1 diabetes; looks after her son and her father',
        fr: 'Attend son deuxième enfant, diabète de type 1 ; veille sur son fils et son père',
        pt: 'À espera do segundo filho, com diabetes tipo 1; cuida do filho e do pai',
      },
    },
    {
      patient: 'fr-tiago-silva',
      name: 'Tiago Silva',
      alias: 'tiago',
      proxyFor: [{ patient: 'fr-leo-moreau-silva', origin: 'parent', from: '2019-04-23', to: '2037-04-23' }],
      about: {
        en: 'Joiner from Porto who lives in Lyon; father of Léo',
        fr: 'Menuisier venu de Porto, vit à Lyon ; père de Léo',
        pt: 'Marceneiro do Porto a viver em Lyon; pai do Léo',
      },
    },
    {
      patient: 'fr-henri-moreau',
      name: 'Henri Moreau',
      alias: 'henri',
      proxyFor: [],
      about: {
        en: '82, with COPD and a pacemaker; his daughter acts for him by mandate',
        fr: '82 ans, BPCO et stimulateur cardiaque ; sa fille agit pour lui par mandat',
        pt: '82 anos, DPOC e pacemaker; a filha age por ele por mandato',
      },
    },
    {
      patient: 'fr-ines-lefevre',
      name: 'Inès Lefèvre',
      alias: 'ines',
      proxyFor: [],
      about: {
        en: 'Architect with Fabry disease, a rare disease',
        fr: 'Architecte, atteinte de la maladie de Fabry, une maladie rare',
        pt: 'Arquiteta com doença de Fabry, uma doença rara',
      },
    },
    {
      patient: 'fr-mamadou-diallo',
      name: 'Mamadou Diallo',
      alias: 'mamadou',
      proxyFor: [],
      about: {
        en: 'Bus driver with high blood pressure, type 2 diabetes and kidneys to protect',
        fr: 'Conducteur de bus, hypertension, diabète de type 2 et reins à protéger',
        pt: 'Motorista de autocarro com hipertensão, diabetes tipo 2 e rins a proteger',
      },
    },
  ],
  staff: [
    {
      practitioner: 'fr-sophie-bernard',
      alias: 'doctor',
      about: {
        en: 'General practitioner in Lyon; treats all the demonstration people',
        fr: 'Médecin généraliste à Lyon ; suit toutes les personnes de la démonstration',
        pt: 'Médica de família em Lyon; segue todas as pessoas da demonstração',
      },
    },
    {
      practitioner: 'fr-karim-haddad',
      alias: 'cardiologist',
      about: {
        en: 'Hospital cardiologist; treats Henri and Inès',
        fr: 'Cardiologue à l’hôpital ; suit Henri et Inès',
        pt: 'Cardiologista hospitalar; segue Henri e Inès',
      },
    },
    {
      practitioner: 'fr-julie-petit',
      alias: 'pharmacist',
      about: {
        en: 'Pharmacist; dispenses and vaccinates',
        fr: 'Pharmacienne ; délivre et vaccine',
        pt: 'Farmacêutica; dispensa e vacina',
      },
    },
  ],
  relations: [
    { practitioner: 'fr-sophie-bernard', origin: 'registration', patients: 'all' },
    { practitioner: 'fr-karim-haddad', origin: 'declared', patients: ['fr-henri-moreau', 'fr-ines-lefevre'] },
    {
      practitioner: 'fr-julie-petit',
      origin: 'declared',
      patients: ['fr-claire-moreau', 'fr-leo-moreau-silva', 'fr-henri-moreau', 'fr-mamadou-diallo'],
    },
  ],
};
