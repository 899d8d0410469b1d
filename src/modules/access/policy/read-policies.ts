import { readFileSync } from 'node:fs';
import { type Policy, parsePolicy } from './parse-policy.ts';

/** The policies that come with the node: one for every country, its national variants, and one that trusts nobody. */
export const policyNames = ['standard', 'france', 'portugal', 'strict'] as const;
export type PolicyName = (typeof policyNames)[number];

const ofCountry: Readonly<Record<string, PolicyName>> = { FR: 'france', PT: 'portugal' };

/** The policy of a country (ISO 3166-1 alpha-2). */
export function policyOfCountry(country: string): PolicyName {
  return ofCountry[country] ?? 'standard';
}

/**
 * A policy by its name, with what it is based on: its rules take the place of those of the same id, and what is new
 * comes before them all, since the first rule that speaks decides.
 */
export function readPolicy(name: PolicyName): Policy {
  const policy = merged(parsePolicy(readFileSync(new URL(`../policies/${name}.policy`, import.meta.url), 'utf8')));
  for (const { labels, from } of policy.labels) {
    const unknown = from.find((word) => !groups.has(word) && !policy.professions.some((one) => one.name === word));
    if (unknown !== undefined)
      throw new Error(`The label ${labels.join()} is withheld from ${unknown}, which is no profession.`);
  }
  return policy;
}

const groups: ReadonlySet<string> = new Set(['everyone', 'abroad', 'the person']);

function merged(policy: Policy): Policy {
  if (policy.basedOn === undefined) return policy;
  const base = policyNames.find((one) => one === policy.basedOn);
  if (base === undefined || base === policy.name) {
    throw new Error(`The policy ${policy.name} is based on ${policy.basedOn}, which is not known.`);
  }
  const below = readPolicy(base);
  const own = new Map(policy.rules.map((rule) => [rule.id, rule]));
  const kept = below.rules.map((rule) => own.get(rule.id) ?? rule);
  const added = policy.rules.filter(({ id }) => !below.rules.some((rule) => rule.id === id));
  const professions = below.professions.filter(({ name }) => !policy.professions.some((one) => one.name === name));
  // A variant that speaks of a label says all that holds of it.
  const spoken = new Set(policy.labels.flatMap(({ labels }) => labels));
  const labels = below.labels.flatMap((rule) => {
    const left = rule.labels.filter((label) => !spoken.has(label));
    return left.length === 0 ? [] : [{ ...rule, labels: left }];
  });
  return {
    ...policy,
    professions: [...professions, ...policy.professions],
    labels: [...labels, ...policy.labels],
    rules: [...added, ...kept],
  };
}
