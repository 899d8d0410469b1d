export type { Change, Draft, PersonRecord, PersonTraits, Records } from './contract.ts';
