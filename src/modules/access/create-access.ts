import type { Database, Transaction } from '#db';
import { type Clock, isResourceId } from '#kernel';
import { changeSharing } from './change-sharing.ts';
import type { Access, CareRelation } from './contract.ts';
import { emergencies, mayDeclareEmergency, openEmergency } from './emergencies.ts';
import { createFactsReader, needsFacts, noFacts, sharingInForce } from './facts.ts';
import { compilePolicy } from './policy/decide.ts';
import { type PolicyName, policyOfCountry, readPolicy } from './policy/read-policies.ts';

export interface AccessOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** ISO 3166-1 alpha-2 of this node. */
  readonly country: string;
  /** By which policy access is decided; that of the country unless said. */
  readonly policy?: PolicyName;
}

/**
 * One decision for every request: the rules of the policy over what the database knows, at most one round trip.
 * A professional of another country never passes as one of this node's.
 */
export function createAccess(options: AccessOptions): Access {
  const { db, clock, country } = options;
  const factsOf = createFactsReader(db, clock);
  const decide = compilePolicy(readPolicy(options.policy ?? policyOfCountry(country)));
  return {
    async decide(request) {
      const { caller } = request;
      if (caller.role === 'professional' && caller.country !== country) return { permit: false, rule: 'default-deny' };
      if (request.patient !== undefined && !isResourceId(request.patient)) {
        return { permit: false, rule: 'default-deny' };
      }
      const facts = needsFacts(request) ? await factsOf(request) : noFacts;
      return decide({ ...request, now: clock.now(), facts });
    },
    async sharing(patient) {
      return (await sharingInForce(db, patient)) ?? { patient, crossBorder: true, restrictions: [] };
    },
    changeSharing: (tx, choices, by) => changeSharing(tx, choices, by, clock.now()),
    addRelation,
    openEmergency,
    mayDeclareEmergency: (practitioner) => mayDeclareEmergency(db, practitioner, clock.now()),
    emergencies: (patient) => emergencies(db, patient),
  };
}

/** Adding the same relation again changes its end alone. */
async function addRelation(tx: Transaction, relation: CareRelation): Promise<void> {
  await tx.query(
    `insert into access_relation (patient, organization, practitioner, origin, valid_from, valid_to)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (patient, organization, practitioner, origin, valid_from) do update set valid_to = excluded.valid_to`,
    [
      relation.patient,
      relation.organization,
      relation.practitioner ?? '',
      relation.origin,
      relation.from,
      relation.to ?? null,
    ],
  );
}
