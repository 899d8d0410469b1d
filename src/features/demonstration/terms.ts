/** The languages in which the demonstration records are written. */
export type RecordLanguage = 'fr' | 'pt';

/** A code with the name that the record gives it, in its own language or in both. */
export interface Term {
  readonly system: string;
  readonly code: string;
  readonly name: string | Readonly<Record<RecordLanguage, string>>;
}

type Name = Term['name'];

export const snomed = 'http://snomed.info/sct';
export const loincSystem = 'http://loinc.org';
export const atcSystem = 'http://www.whocc.no/atc';
export const edqmSystem = 'http://standardterms.edqm.eu';
export const orphaSystem = 'https://www.orpha.net';

const hl7 = 'http://terminology.hl7.org/CodeSystem';

const maker =
  (system: string) =>
  (code: string, name: Name): Term => ({ system, code, name });

/** SNOMED CT, LOINC, ATC, EDQM Standard Terms and ORPHAcodes, by code. */
export const sct = maker(snomed);
export const loinc = maker(loincSystem);
export const atc = maker(atcSystem);
export const edqm = maker(edqmSystem);
export const orpha = maker(orphaSystem);

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

export interface Concept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}

export function nameOf(term: Term, language: RecordLanguage): string {
  return typeof term.name === 'string' ? term.name : term.name[language];
}

export function codingOf(term: Term, language: RecordLanguage): Coding {
  return { system: term.system, code: term.code, display: nameOf(term, language) };
}

/** A CodeableConcept in the language of the record; its text is the name of the first term, or `text`. */
export function conceptOf(terms: Term | readonly Term[], language: RecordLanguage, text?: string): Concept {
  const list = Array.isArray(terms) ? (terms as readonly Term[]) : [terms as Term];
  const first = list[0];
  return {
    coding: list.map((term) => codingOf(term, language)),
    text: text ?? (first === undefined ? '' : nameOf(first, language)),
  };
}

/** A CodeableConcept of one code of an HL7 code system; such codes carry no display, readers have their own words. */
export function hl7Concept(codeSystem: string, code: string): Concept {
  return { coding: [{ system: `${hl7}/${codeSystem}`, code }] };
}

export function hl7Coding(codeSystem: string, code: string): Coding {
  return { system: `${hl7}/${codeSystem}`, code };
}

/** Routes of administration (EDQM Standard Terms). */
export const routes = {
  oral: edqm('20053000', { fr: 'Voie orale', pt: 'Via oral' }),
  inhalation: edqm('20020000', { fr: 'Voie inhalée', pt: 'Via inalatória' }),
  subcutaneous: edqm('20066000', { fr: 'Voie sous-cutanée', pt: 'Via subcutânea' }),
  intravenous: edqm('20045000', { fr: 'Voie intraveineuse', pt: 'Via intravenosa' }),
  intramuscular: edqm('20035000', { fr: 'Voie intramusculaire', pt: 'Via intramuscular' }),
  nasal: edqm('20049000', { fr: 'Voie nasale', pt: 'Via nasal' }),
  cutaneous: edqm('20003000', { fr: 'Voie cutanée', pt: 'Via cutânea' }),
} as const satisfies Record<string, Term>;
export type Route = keyof typeof routes;

/** Pharmaceutical dose forms (EDQM Standard Terms). */
export const doseForms = {
  tablet: edqm('10219000', { fr: 'Comprimé', pt: 'Comprimido' }),
  filmCoated: edqm('10221000', { fr: 'Comprimé pelliculé', pt: 'Comprimido revestido por película' }),
  hardCapsule: edqm('10210000', { fr: 'Gélule', pt: 'Cápsula' }),
  inhalationPowder: edqm('11109000', { fr: 'Poudre pour inhalation', pt: 'Pó para inalação' }),
  pressurised: edqm('11107000', {
    fr: 'Suspension pour inhalation en flacon pressurisé',
    pt: 'Suspensão pressurizada para inalação',
  }),
  injection: edqm('11201000', { fr: 'Solution injectable', pt: 'Solução injetável' }),
  infusionConcentrate: edqm('50043000', {
    fr: 'Poudre pour solution à diluer pour perfusion',
    pt: 'Pó para concentrado para solução para perfusão',
  }),
} as const satisfies Record<string, Term>;
export type DoseForm = keyof typeof doseForms;
