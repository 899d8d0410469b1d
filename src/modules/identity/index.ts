export { findAccount, followMerge } from './accounts.ts';
export type { SignInDirectory } from './brokers/contract.ts';
export { SignInFileError } from './brokers/file-place.ts';
export { readSignInFile } from './brokers/read-sign-in-file.ts';
export { simulatedUpstreams } from './brokers/simulated/register-simulated.ts';
export type { UpstreamSetup } from './brokers/upstream-setup.ts';
export type { RecordLink, WaitingLine, WaitingSignIn, WaitingSignIns } from './brokers/waiting/contract.ts';
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
export { createIdentity } from './create-identity.ts';
export type { Insi } from './insi/contract.ts';
export { createInsiClient } from './insi/insi-client.ts';
export { type InsiTrait, insiQuestionOf, judgeInsiAnswer } from './insi/judge-answer.ts';
export { readInsiFile } from './insi/read-insi-file.ts';
export { registeredIdentity, registerSimulatedInsi, simulatedInsiPath } from './insi/simulated-insi.ts';
export { rotateIdentityKeys } from './keys.ts';
export { candidateSearches } from './match/candidate-searches.ts';
export { type MatchGrade, matchPerson, type PersonMatch } from './match/match-person.ts';
export { type ComparedTrait, matchedTraits } from './match/matched-traits.ts';
export { personTraits } from './match/person-traits.ts';
export { identityMigrations } from './migrations.ts';
export { longestPasskeyName, mostPasskeys, type Passkey, type Passkeys } from './passkeys/contract.ts';
export { createPasskeys } from './passkeys/create-passkeys.ts';
export { endAccountAccess } from './passkeys/end-access.ts';
export { createInvitations, mostInvitationDays } from './passkeys/invitations.ts';
export { hasOtherMeans } from './passkeys/other-means.ts';
export {
  type AskedTrait,
  checkPersonIdentifier,
  type PersonIdentifier,
  traitsOfCountry,
} from './person-identifier.ts';
export { type IdentityStatus, identityReliability, identityStatusOf, insOf } from './persons/identity-status.ts';
export { watchIdentity } from './persons/identity-watch.ts';
export { datamatrixPicture, insPayloadOf } from './persons/ins-code.ts';
export { readInsDatamatrix } from './persons/ins-datamatrix.ts';
export { insDemonstrationSystem, insKey } from './persons/kinds/france.ts';
export { portugueseUserNumberSystem } from './persons/kinds/south.ts';
export { mergePersons, type PersonPair, partPersons, replacementOf } from './persons/merge-persons.ts';
export {
  birthGivenNamesUrl,
  birthPlaceUrl,
  inseeCodeUrl,
  isQualified,
  travelsBy,
  withoutUnqualifiedIns,
} from './persons/strict-traits.ts';
export { ageRulesOf, birthdayOf, dayIn, lastDayIn } from './proxies/age-rules.ts';
export type { Proxies, ProxyInvitation, ProxyOrigin, ProxyRecord, ProxyScope } from './proxies/contract.ts';
export { proxyParts } from './proxies/create-proxies.ts';
export type { KeptGrant } from './proxies/in-force.ts';
export { createRates, networkOf, type RateBounds, type RateName, type Rates } from './rates.ts';
export { registerSignIn } from './register-sign-in.ts';
export { requireOwnPages } from './require-own-pages.ts';
export { requireRecent, stepUpChallenge } from './require-recent.ts';
export type { KnownSession, Sessions } from './sessions/contract.ts';
export { createSessions } from './sessions/create-sessions.ts';
export { personOf, type SignInEvent } from './sign-in-entry.ts';
export type { App, Apps, Connection, LaunchContexts, LaunchPatient } from './smart/contract.ts';
export { describeProvider } from './smart/describe-provider.ts';
export { grantedScopes, readScope, readScopes } from './smart/read-scope.ts';
