export { checkChoices } from './change-sharing.ts';
export { choicesLabel, choicesOfConsent, consentId, consentOf } from './consent.ts';
export type {
  Access,
  AccessRequest,
  CareRelation,
  Decision,
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
} from './contract.ts';
export { createAccess } from './create-access.ts';
export { accessMigrations } from './migrations.ts';
export type { PolicyName } from './policy/read-policies.ts';
export { grantOf, type ScopeAct } from './scopes/app-sight.ts';
export { withinScopes } from './scopes/within-scopes.ts';
