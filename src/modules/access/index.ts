export type { Access, AccessRequest, CareRelation, Decision, RestrictionAudience, SharingChoices } from './contract.ts';
export { type AccessOptions, createAccess } from './create-access.ts';
export { accessMigrations } from './migrations.ts';
export { clinicalCategories, closeRestrictions, restrictableCategories } from './restrictions.ts';
export { type Rule, rules } from './rules.ts';
