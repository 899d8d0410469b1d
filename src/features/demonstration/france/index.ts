import type { Country } from '../country.ts';
import { antoineMoreau } from './antoine-moreau.ts';
import { claireMoreau } from './claire-moreau.ts';
import { facilities, professionals, registers } from './directory.ts';
import { jadeGarnier, nathalieGarnier, noeGarnier } from './garnier-family.ts';
import { henriMoreau } from './henri-moreau.ts';
import { inesLefevre } from './ines-lefevre.ts';
import { leoMoreauSilva } from './leo-moreau-silva.ts';
import { mamadouDiallo } from './mamadou-diallo.ts';
import { tiagoSilva } from './tiago-silva.ts';

export const france: Country = {
  registers,
  facilities,
  professionals,
  records: () => [
    claireMoreau(),
    leoMoreauSilva(),
    tiagoSilva(),
    henriMoreau(),
    inesLefevre(),
    mamadouDiallo(),
    antoineMoreau(),
    nathalieGarnier(),
    jadeGarnier(),
    noeGarnier(),
  ],
  citizens: [
    {
      patient: 'fr-claire-moreau',
      name: 'Claire Moreau',
      alias: 'citizen',
      proxyFor: [
        { patient: 'fr-leo-moreau-silva', origin: 'parent', from: '2019-04-23', born: '2019-04-23' },
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
      proxyFor: [{ patient: 'fr-leo-moreau-silva', origin: 'parent', from: '2019-04-23', born: '2019-04-23' }],
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
    {
      patient: 'fr-antoine-moreau',
      name: 'Antoine Moreau',
      alias: 'antoine',
      proxyFor: [
        {
          patient: 'fr-henri-moreau',
          origin: 'mandate',
          from: '2026-07-01',
          to: '2027-06-30T22:00:00Z',
          parts: ['medicines', 'allergies', 'plan'],
          acts: ['read'],
        },
      ],
      about: {
        en: 'Winegrower; sees to the medicines of his father Henri, until June 2027',
        fr: 'Vigneron ; veille aux médicaments de son père Henri, jusqu’en juin 2027',
        pt: 'Viticultor; cuida dos medicamentos do pai, Henri, até junho de 2027',
      },
    },
    {
      patient: 'fr-nathalie-garnier',
      name: 'Nathalie Garnier',
      alias: 'nathalie',
      proxyFor: [
        { patient: 'fr-jade-garnier', origin: 'parent', from: '2010-03-30', born: '2010-03-30' },
        { patient: 'fr-noe-garnier', origin: 'parent', from: '2017-05-14', born: '2017-05-14' },
      ],
      about: {
        en: 'Teacher with migraine; mother of Jade, 16, and Noé, 9',
        fr: 'Enseignante, migraineuse ; mère de Jade, 16 ans, et de Noé, 9 ans',
        pt: 'Professora, com enxaqueca; mãe de Jade, 16 anos, e de Noé, 9 anos',
      },
    },
    {
      patient: 'fr-jade-garnier',
      name: 'Jade Garnier',
      alias: 'jade',
      proxyFor: [],
      about: {
        en: '16, with asthma; old enough to keep some things to herself',
        fr: '16 ans, asthmatique ; en âge de garder certaines choses pour elle',
        pt: '16 anos, com asma; com idade para guardar algumas coisas para si',
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
