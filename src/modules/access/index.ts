export type { Access, AccessRequest, CareRelation, Decision, RestrictionAudience, SharingChoices } from './contract.ts';
