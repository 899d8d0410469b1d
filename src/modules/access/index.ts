export { checkChoices } from './change-sharing.ts';
export { choicesLabel, choicesOfConsent, consentId, consentOf } from './consent.ts';
export type {
  Access,
  AccessRequest,
  CareRelation,
  Decision,
  DecisionBeside,
  DerivedRelations,
  EmergencyAccess,
  KeptRelation,
  LabelInWords,
  PolicyInWords,
  RelationSide,
  Restriction,
  RestrictionAudience,
  RuleInWords,
  SharingChoices,
  SharingVersion,
  Supposition,
} from './contract.ts';
export { type AccessOptions, createAccess } from './create-access.ts';
export { accessMigrations } from './migrations.ts';
export type { PolicyName } from './policy/read-policies.ts';
export { clinicalCategories, closeRestrictions, restrictableCategories } from './restrictions.ts';
export { grantOf, type ScopeAct, type ScopeGrant } from './scopes/app-sight.ts';
export { withinScopes } from './scopes/within-scopes.ts';
