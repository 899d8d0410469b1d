export type { DocumentBundle, SummaryInput } from './contract.ts';
