import { fail, ok } from '#kernel';
import { type Assurance, acrOf } from '../../assurance.ts';
import { foreignCitizen } from '../foreign-citizen.ts';
import type { BrokerKind } from './broker-kind.ts';
import { dateOf, textOf } from './claims.ts';

/** The country that vouches, the one it vouches to, and what it calls the person (eIDAS attribute profile, 2.2.3). */
const personIdentifier = /^([A-Z]{2})\/([A-Z]{2})\/([\x21-\x7e]{1,120})$/;

const levels: Readonly<Record<string, Assurance>> = {
  [acrOf.low]: 'low',
  [acrOf.substantial]: 'substantial',
  [acrOf.high]: 'high',
};

/**
 * An OpenID Connect front of an eIDAS node: the minimum data set of a natural person (Implementing Regulation (EU)
 * 2015/1501), by the names of the SAML attributes or those of OpenID Connect. For citizens of other countries.
 */
export const eidas: BrokerKind = {
  kind: 'eidas',
  label: 'eIDAS',
  scope: 'openid profile',
  levels,
  assurance: 'substantial',
  read(claims, node) {
    const named = textOf(claims, 'PersonIdentifier', 'person_identifier');
    const [, country, destination, value] = personIdentifier.exec(named ?? '') ?? [];
    const family = textOf(claims, 'FamilyName', 'family_name');
    const given = textOf(claims, 'FirstName', 'given_name');
    const birthDate = dateOf(textOf(claims, 'DateOfBirth', 'birthdate', 'date_of_birth'));
    if (named === undefined || country === undefined || value === undefined || !family || !given || !birthDate) {
      return fail('upstream.refused', 'The sign-in lacks the minimum data set.');
    }
    // An identifier is given out for one country of destination: that of another names somebody else here.
    if (destination !== node.country) return fail('upstream.refused', 'The identity was stated for another country.');
    return ok(foreignCitizen({ country, value, family, given, birthDate, eidasIdentifier: named }));
  },
};
