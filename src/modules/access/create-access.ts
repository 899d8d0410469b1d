import type { Database } from '#db';
import { type Clock, isResourceId } from '#kernel';
import { changeSharing } from './change-sharing.ts';
import type { Access, AccessRequest, Decision, PolicyInWords, SharingChoices } from './contract.ts';
import { emergencies, mayDeclareEmergency, openEmergency } from './emergencies.ts';
import {
  createFactsReader,
  factsBeside,
  factsOfAnswer,
  needsFacts,
  noFacts,
  questionBeside,
  relationsOf,
  sharingInForce,
  sharingVersions,
} from './facts.ts';
import { compilePolicy, type Facts } from './policy/decide.ts';
import type { Policy } from './policy/parse-policy.ts';
import { type PolicyName, policyOfCountry, readPolicy } from './policy/read-policies.ts';
import { addRelation, deriveRelations, endRelations, relationsEver } from './relations.ts';
import { withinScopes } from './scopes/within-scopes.ts';

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
  const policy = readPolicy(options.policy ?? policyOfCountry(country));
  const decideByPolicy = compilePolicy(policy);
  const isOutOfPlace = ({ caller, patient }: AccessRequest): boolean =>
    (caller.role === 'professional' && caller.country !== country) || (patient !== undefined && !isResourceId(patient));
  const decideOver = (request: AccessRequest, facts: Facts): Decision =>
    withinScopes(decideByPolicy({ ...request, now: clock.now(), facts }), request);
  const decideBy = async (request: AccessRequest, factsFor: () => Facts | Promise<Facts>): Promise<Decision> => {
    if (isOutOfPlace(request)) return { permit: false, rule: 'default-deny' };
    return decideOver(request, needsFacts(request) ? await factsFor() : noFacts);
  };
  const sharing = async (patient: string): Promise<SharingChoices> =>
    (await sharingInForce(db, patient)) ?? { patient, crossBorder: abroadUnasked(policy), restrictions: [] };
  return {
    decide: (request) => decideBy(request, () => factsOf(request)),
    decideBeside(request) {
      if (isOutOfPlace(request) || !needsFacts(request)) return undefined;
      return {
        beside: factsBeside,
        question: questionBeside(request, clock.now()),
        decide: (answer, patient) => decideOver(request, factsOfAnswer(request, patient, answer)),
      };
    },
    decideRole: ({ caller, act }) =>
      isOutOfPlace({ caller, act }) ? { permit: false, rule: 'default-deny' } : decideOver({ caller, act }, noFacts),
    sharing,
    sharingHistory: (patient) => sharingVersions(db, patient),
    suppose: (request, supposed) =>
      decideBy(request, async () => {
        const { patient } = request;
        const facts = supposed.treats === true ? noFacts : await factsOf(request);
        const related = supposed.treats === true ? [patient] : facts.related;
        const choices = supposed.sharing ?? (await sharingInForce(db, patient));
        return {
          ...facts,
          related,
          personal: supposed.treats === true ? [patient] : facts.personal,
          sharing: new Map(choices === undefined ? [] : [[patient, choices]]),
        };
      }),
    policy: () => inWords(policy),
    relations: (patient) => relationsOf(db, patient, clock.now()),
    changeSharing: (tx, choices, by) => changeSharing(tx, choices, by, clock.now()),
    addRelation,
    relationsEver: (patient) => relationsEver(db, patient),
    deriveRelations: (tx, derived) => deriveRelations(tx, derived, clock.now()),
    endRelations: (tx, patient, side, by) => endRelations(tx, patient, side, by, clock.now()),
    openEmergency,
    mayDeclareEmergency: (practitioner) => mayDeclareEmergency(db, practitioner, clock.now()),
    emergencies: (patient) => emergencies(db, patient),
  };
}

/** Whoever saves a first choice says all of them: what is open abroad then must have been so before. */
function abroadUnasked({ rules }: Pick<Policy, 'rules'>): boolean {
  return rules.every(({ persons }) => persons !== 'who shares abroad');
}

function inWords({ name, version, rules, labels, professions }: Policy): PolicyInWords {
  return {
    name,
    version,
    rules,
    labels,
    professions: professions.map(({ name, sees }) => ({ name, sees })),
    abroadUnasked: abroadUnasked({ rules }),
  };
}
