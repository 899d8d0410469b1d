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
export { createIdentity, type NodeIdentity, type SignInOptions } from './create-identity.ts';
export { rotateIdentityKeys } from './keys.ts';
export { type CandidateSearch, candidateSearches } from './match/candidate-searches.ts';
export { type MatchGrade, matchPerson, type PersonMatch } from './match/match-person.ts';
export { type MatchTraits, personTraits } from './match/person-traits.ts';
export { identityMigrations } from './migrations.ts';
export type { IdentityOptions } from './options.ts';
export {
  type AskedTrait,
  checkPersonIdentifier,
  insDemonstrationSystem,
  insKey,
  insSystems,
  type PersonIdentifier,
  portugueseUserNumberSystem,
  traitsOfCountry,
} from './person-identifier.ts';
export { createRates, networkOf, type RateBounds, type RateName, type Rates, type RatesOptions } from './rates.ts';
export { registerSignIn } from './register-sign-in.ts';
