import type { ProxyGrant } from '../contract.ts';
import { ageRulesOf, birthdayOf } from './age-rules.ts';

/**
 * What a minor keeps to herself once she has a say of her own: what tells of pregnancy and contraception, and what carries
 * a label of mental, sexual or addictive health (HL7 v3-ActCode, InformationSensitivityPolicy).
 */
export const reservedOfMinors: NonNullable<ProxyGrant['reserved']> = {
  parts: ['pregnancy'],
  labels: ['BH', 'ETH', 'GDIS', 'HIV', 'MH', 'PSY', 'PSYTHPN', 'SDV', 'SEX', 'SPI', 'STD', 'SUD'],
};

/** A proxy as it is kept, before the ages of the country are applied to it. */
export interface KeptGrant extends Omit<ProxyGrant, 'reserved'> {
  /** Birth date of a minor whose parent or guardian this is; without it ages play no part. */
  readonly born?: string;
}

/**
 * What a kept proxy means under the ages of a country: from her own say on a minor's guardian does not see what is
 * reserved and decides no more who else sees her record; at majority the right ends by itself.
 */
export function underAgeRules({ born, ...grant }: KeptGrant, country: string): readonly ProxyGrant[] {
  if (born === undefined || grant.origin === 'mandate') return [grant];
  const rules = ageRulesOf(country);
  const [ownSay, ofAge] = [rules.ownSay, rules.majority].map((years) => birthdayOf(born, years, rules.zone));
  // A date that cannot be read says nothing about her age: nobody acts for her on the strength of it.
  if (ownSay === undefined || ofAge === undefined) return [];
  const end = earlier(grant.to, ofAge);
  const before: ProxyGrant = { ...grant, to: earlier(end, ownSay) };
  const after: ProxyGrant = {
    ...grant,
    from: grant.from > ownSay ? grant.from : ownSay,
    to: end,
    acts: (grant.acts ?? ['read', 'write']).filter((act) => act !== 'change-sharing'),
    reserved: reservedOfMinors,
  };
  return [before, after].filter(({ from, to }) => to === undefined || from < to);
}

function earlier(one: Date | undefined, other: Date): Date {
  return one === undefined || other < one ? other : one;
}
