import { atc, sct, type Term } from './terms.ts';

export interface Vaccine {
  readonly term: Term;
  readonly targets: readonly Term[];
}

const disease = {
  diphtheria: sct('397430003', { fr: 'Diphtérie', pt: 'Difteria' }),
  tetanus: sct('76902006', { fr: 'Tétanos', pt: 'Tétano' }),
  pertussis: sct('27836007', { fr: 'Coqueluche', pt: 'Tosse convulsa' }),
  polio: sct('398102009', { fr: 'Poliomyélite', pt: 'Poliomielite' }),
  haemophilus: sct('709410003', {
    fr: 'Infection à Haemophilus influenzae de type b',
    pt: 'Infeção por Haemophilus influenzae tipo b',
  }),
  hepatitisB: sct('66071002', { fr: 'Hépatite B', pt: 'Hepatite B' }),
  pneumococcus: sct('16814004', { fr: 'Infection à pneumocoque', pt: 'Doença pneumocócica' }),
  meningococcus: sct('23511006', { fr: 'Infection à méningocoque', pt: 'Doença meningocócica' }),
  measles: sct('14189004', { fr: 'Rougeole', pt: 'Sarampo' }),
  mumps: sct('36989005', { fr: 'Oreillons', pt: 'Parotidite' }),
  rubella: sct('36653000', { fr: 'Rubéole', pt: 'Rubéola' }),
  influenza: sct('6142004', { fr: 'Grippe', pt: 'Gripe' }),
  covid: sct('840539006', { fr: 'COVID-19', pt: 'COVID-19' }),
  papilloma: sct('240532009', { fr: 'Infection à papillomavirus humain', pt: 'Infeção por vírus do papiloma humano' }),
  zoster: sct('4740000', { fr: 'Zona', pt: 'Zona' }),
  yellowFever: sct('16541001', { fr: 'Fièvre jaune', pt: 'Febre-amarela' }),
  rsv: sct('55735004', {
    fr: 'Infection à virus respiratoire syncytial',
    pt: 'Infeção por vírus sincicial respiratório',
  }),
} as const satisfies Record<string, Term>;

const { diphtheria, tetanus, pertussis, polio, haemophilus, hepatitisB, pneumococcus, meningococcus } = disease;

/** Vaccines by ATC code, with the diseases that they are given against. */
export const vaccines = {
  hexavalent: {
    term: atc('J07CA09', {
      fr: 'Vaccin diphtérie-tétanos-coqueluche-poliomyélite-Hib-hépatite B',
      pt: 'Vacina contra difteria, tétano, tosse convulsa, poliomielite, Hib e hepatite B',
    }),
    targets: [diphtheria, tetanus, pertussis, polio, haemophilus, hepatitisB],
  },
  tetravalent: {
    term: atc('J07CA02', {
      fr: 'Vaccin diphtérie-tétanos-coqueluche-poliomyélite',
      pt: 'Vacina contra difteria, tétano, tosse convulsa e poliomielite',
    }),
    targets: [diphtheria, tetanus, pertussis, polio],
  },
  trivalentBooster: {
    term: atc('J07CA01', {
      fr: 'Vaccin diphtérie-tétanos-poliomyélite',
      pt: 'Vacina contra difteria, tétano e poliomielite',
    }),
    targets: [diphtheria, tetanus, polio],
  },
  tetanusDiphtheria: {
    term: atc('J07AM51', { fr: 'Vaccin tétanos-diphtérie', pt: 'Vacina contra tétano e difteria' }),
    targets: [tetanus, diphtheria],
  },
  pneumococcal: {
    term: atc('J07AL02', { fr: 'Vaccin pneumococcique conjugué', pt: 'Vacina pneumocócica conjugada' }),
    targets: [pneumococcus],
  },
  pneumococcal23: {
    term: atc('J07AL01', { fr: 'Vaccin pneumococcique polyosidique', pt: 'Vacina pneumocócica polissacarídica' }),
    targets: [pneumococcus],
  },
  meningococcalC: {
    term: atc('J07AH07', { fr: 'Vaccin méningococcique C conjugué', pt: 'Vacina meningocócica C conjugada' }),
    targets: [meningococcus],
  },
  meningococcalB: {
    term: atc('J07AH09', { fr: 'Vaccin méningococcique B', pt: 'Vacina meningocócica B' }),
    targets: [meningococcus],
  },
  mmr: {
    term: atc('J07BD52', {
      fr: 'Vaccin rougeole-oreillons-rubéole',
      pt: 'Vacina contra sarampo, parotidite e rubéola',
    }),
    targets: [disease.measles, disease.mumps, disease.rubella],
  },
  hepatitisB: {
    term: atc('J07BC01', { fr: 'Vaccin hépatite B', pt: 'Vacina contra a hepatite B' }),
    targets: [hepatitisB],
  },
  papilloma: {
    term: atc('J07BM03', { fr: 'Vaccin papillomavirus humain (9 valences)', pt: 'Vacina contra o HPV (9 valências)' }),
    targets: [disease.papilloma],
  },
  influenza: {
    term: atc('J07BB02', { fr: 'Vaccin grippal inactivé', pt: 'Vacina inativada contra a gripe' }),
    targets: [disease.influenza],
  },
  covid: {
    term: atc('J07BN01', { fr: 'Vaccin à ARNm contre la COVID-19', pt: 'Vacina de mRNA contra a COVID-19' }),
    targets: [disease.covid],
  },
  zoster: {
    term: atc('J07BK03', { fr: 'Vaccin recombinant contre le zona', pt: 'Vacina recombinante contra a zona' }),
    targets: [disease.zoster],
  },
  yellowFever: {
    term: atc('J07BL01', { fr: 'Vaccin contre la fièvre jaune', pt: 'Vacina contra a febre-amarela' }),
    targets: [disease.yellowFever],
  },
  rsv: {
    term: atc('J07BX05', {
      fr: 'Vaccin contre le virus respiratoire syncytial',
      pt: 'Vacina contra o vírus sincicial respiratório',
    }),
    targets: [disease.rsv],
  },
} as const satisfies Record<string, Vaccine>;
export type VaccineName = keyof typeof vaccines;
