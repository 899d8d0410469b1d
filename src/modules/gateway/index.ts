export type { ForeignSummary, Gateway, PartnerCountry, SummaryRequest, TraitQuestion } from './contract.ts';
