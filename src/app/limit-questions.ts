import type { Gateway } from '#gateway';
import type { Rates } from '#identity';
import type { Records } from '#records';

/**
 * The door, with which one account looks for persons by their traits no more often than it may: `$match`, and the exact
 * search by which partner countries' professionals find somebody. Who already knows a person's address is not concerned.
 */
export function limitedSearchesForPersons(door: Records, rates: Pick<Rates, 'take'>): Records {
  return {
    ...door,
    async select(caller, selection, interaction) {
      const taken = interaction === '$match' ? await rates.take('person-search', caller.subject) : undefined;
      return taken?.ok === false ? taken : door.select(caller, selection, interaction);
    },
    async findPerson(caller, traits, interaction) {
      const taken = await rates.take('person-search', caller.subject);
      return taken.ok ? door.findPerson(caller, traits, interaction) : taken;
    },
  };
}

/** The gateway, with which one account asks other countries no more often than it may. */
export function limitedQuestionsAbroad(gateway: Gateway, rates: Pick<Rates, 'take'>): Gateway {
  return {
    ...gateway,
    async requestSummary(caller, request) {
      const taken = await rates.take('cross-border', caller.subject);
      return taken.ok ? gateway.requestSummary(caller, request) : taken;
    },
  };
}
