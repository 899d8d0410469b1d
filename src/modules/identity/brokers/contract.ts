import type { Resource } from '#fhir';
import type { Outcome } from '#kernel';
import type { Assurance } from '../assurance.ts';
import type { ProfessionalIdentity } from '../contract.ts';
import type { CandidateSearch } from '../match/candidate-searches.ts';

/** Where a country vouches for people: a broker that speaks OpenID Connect in its own claims, or the person's wallet. */
export type UpstreamKind = BrokerKindName | 'eudi-wallet';
export type BrokerKindName = 'pro-sante-connect' | 'franceconnect' | 'eidas';

/** What the sign-in page offers. */
export interface UpstreamOffer {
  readonly name: string;
  readonly kind: UpstreamKind;
  /** As people know it. */
  readonly label: string;
}

/** Somebody as her country knows her, in the node's words. Nothing of it is kept that is not part of an account. */
export type UpstreamIdentity = UpstreamProfessional | UpstreamCitizen;

export interface UpstreamProfessional {
  readonly role: 'professional';
  readonly language: string;
  /** Where she works, each with what she is there; at least one. */
  readonly activities: readonly [Activity, ...Activity[]];
}

/** One profession at one place of work. */
export interface Activity {
  /** Tells this activity from her others, and stays the same. */
  readonly part: string;
  readonly professional: ProfessionalIdentity;
  /** Under which the directory may have her and the place, as search values `system|value`. */
  readonly practitioner: readonly string[];
  readonly organization: readonly string[];
}

export interface UpstreamCitizen {
  readonly role: 'citizen';
  readonly language: string;
  readonly name: string;
  readonly traits: CitizenTraits;
}

/** By what a citizen's record is found. */
export type CitizenTraits =
  | {
      /** The pivot identity: every strict trait of the French civil registers. */
      readonly by: 'strict-traits';
      readonly birthName: string;
      readonly givenNames: readonly string[];
      readonly sex: 'male' | 'female' | 'unknown';
      /** YYYY-MM-DD, with 00 for a day or month that is not known. */
      readonly birthDate: string;
      /** INSEE code of the commune, or of the country for who is born abroad; left out where it is not known. */
      readonly birthPlace?: string;
    }
  | {
      /** A number that her country gave her and that her record has, with names and birth date as the check of it. */
      readonly by: 'identifier';
      readonly identifiers: readonly { readonly system: string; readonly value: string }[];
      readonly family: string;
      readonly given: string;
      readonly birthDate: string;
    };

/** What `identity` must be told of the records to bind an account; made by `src/app`, which hands it in. */
export interface SignInDirectory {
  /**
   * The resources of a type that one of the searches finds and that `fits` takes. Who was only compared does not stand in
   * the log of accesses. A fault where there are too many to compare.
   */
  find(
    type: 'Patient' | 'Practitioner' | 'PractitionerRole' | 'Organization',
    searches: readonly CandidateSearch[],
    fits: (resource: Resource) => boolean,
  ): Promise<Outcome<readonly Resource[]>>;
}

/** Who an upstream says is there, and how surely. */
export interface Proven {
  readonly upstream: UpstreamOffer;
  /** `iss` and `sub` at the upstream, by which she is known again. */
  readonly issuer: string;
  readonly subject: string;
  readonly assurance: Assurance;
  readonly identity: UpstreamIdentity;
}
