export { findAccount, followMerge } from './accounts.ts';
export { type Assurance, acrOf, assuranceOf } from './assurance.ts';
export type { CitizenTraits, SignInDirectory, UpstreamOffer } from './brokers/contract.ts';
export { SignInFileError } from './brokers/file-place.ts';
export { readSignInFile } from './brokers/read-sign-in-file.ts';
export { type SimulatedUpstreams, simulatedUpstreams } from './brokers/simulated/register-simulated.ts';
export { type UpstreamSetup, upstreamsOffered } from './brokers/upstream-setup.ts';
export type {
  RecordLink,
  WaitingCause,
  WaitingLine,
  WaitingSignIn,
  WaitingSignIns,
} from './brokers/waiting/contract.ts';
export { createWaitingSignIns } from './brokers/waiting/create-waiting.ts';
export type {
  Account,
  AppScope,
  AppScopes,
  AuthenticationRequest,
  Caller,
  Identity,
  ProfessionalIdentity,
  ProxyAct,
  ProxyGrant,
  PurposeOfUse,
  Role,
} from './contract.ts';
export { createIdentity, type NodeIdentity, type SignInOptions } from './create-identity.ts';
export type { Insi, InsiIdentity } from './insi/contract.ts';
export { createInsiClient } from './insi/insi-client.ts';
export { type InsiTrait, insiQuestionOf, judgeInsiAnswer } from './insi/judge-answer.ts';
export { readInsiFile } from './insi/read-insi-file.ts';
export { registeredIdentity, registerSimulatedInsi, simulatedInsiPath } from './insi/simulated-insi.ts';
export { rotateIdentityKeys } from './keys.ts';
export { type CandidateSearch, candidateSearches } from './match/candidate-searches.ts';
export { type MatchGrade, matchPerson, type PersonMatch } from './match/match-person.ts';
export { type ComparedTrait, matchedTraits } from './match/matched-traits.ts';
export { type MatchTraits, personTraits } from './match/person-traits.ts';
export { identityMigrations } from './migrations.ts';
export type { IdentityOptions } from './options.ts';
export { longestPasskeyName, mostPasskeys, type NewPasskey, type Passkey, type Passkeys } from './passkeys/contract.ts';
export { createPasskeys } from './passkeys/create-passkeys.ts';
export { endAccountAccess } from './passkeys/end-access.ts';
export { createInvitations, type Invitations, mostInvitationDays } from './passkeys/invitations.ts';
export { hasOtherMeans } from './passkeys/other-means.ts';
export {
  type AskedTrait,
  checkPersonIdentifier,
  type PersonIdentifier,
  traitsOfCountry,
} from './person-identifier.ts';
export {
  type IdentityStatus,
  identityReliability,
  identityStatusOf,
  insOf,
  withIdentityStatus,
} from './persons/identity-status.ts';
export { watchIdentity } from './persons/identity-watch.ts';
export { datamatrixPicture, insPayloadOf } from './persons/ins-code.ts';
export { type InsDatamatrix, readInsDatamatrix, writeInsDatamatrix } from './persons/ins-datamatrix.ts';
export { insDemonstrationSystem, insKey, insSystems, isInsSystem } from './persons/kinds/france.ts';
export { portugueseUserNumberSystem } from './persons/kinds/south.ts';
export { mergePersons, type PersonPair, partPersons, replacementOf } from './persons/merge-persons.ts';
export {
  birthGivenNamesUrl,
  birthPlaceUrl,
  inseeCodeUrl,
  isQualified,
  missingForQualification,
  travelsBy,
  withoutUnqualifiedIns,
} from './persons/strict-traits.ts';
export { type AgeRules, ageRulesOf, birthdayOf, dayIn, lastDayIn } from './proxies/age-rules.ts';
export type {
  Proxies,
  ProxyInvitation,
  ProxyOrigin,
  ProxyRecord,
  ProxyRegistration,
  ProxyScope,
} from './proxies/contract.ts';
export { proxyParts } from './proxies/create-proxies.ts';
export { type KeptGrant, reservedOfMinors } from './proxies/in-force.ts';
export { createRates, networkOf, type RateBounds, type RateName, type Rates, type RatesOptions } from './rates.ts';
export { registerSignIn } from './register-sign-in.ts';
export { requireOwnPages } from './require-own-pages.ts';
export { requireRecent, stepUpChallenge } from './require-recent.ts';
export type { KnownSession, Sessions } from './sessions/contract.ts';
export { createSessions } from './sessions/create-sessions.ts';
export { personOf, type SignInEvent, type SignInPerson } from './sign-in-entry.ts';
export type { App, Apps, Connection, LaunchContexts, LaunchPatient, RegisteredApp } from './smart/contract.ts';
export { describeProvider } from './smart/describe-provider.ts';
export { grantedScopes, plainScopes, type ReadScope, readScope, readScopes } from './smart/read-scope.ts';
