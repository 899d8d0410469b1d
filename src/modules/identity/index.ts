export type {
  Account,
  AuthenticationRequest,
  Caller,
  Identity,
  ProfessionalIdentity,
  ProxyGrant,
  PurposeOfUse,
  Role,
} from './contract.ts';
export { identityMigrations } from './migrations.ts';
export {
  checkPersonIdentifier,
  insDemonstrationSystem,
  insKey,
  insSystems,
  type PersonIdentifier,
  portugueseUserNumberSystem,
} from './person-identifier.ts';
