import { describe, expect, it } from 'vitest';
import type { Gateway } from '#gateway';
import type { Caller, Rates } from '#identity';
import { fail, faultOf, ok } from '#kernel';
import type { Records } from '#records';
import { limitedQuestionsAbroad, limitedSearchesForPersons } from './limit-questions.ts';

const caller = { subject: 'sophie' } as Caller;
const refused = { ok: false as const, fault: { ...faultOf('request.too-often', 'Too often.'), retryAfter: 7 } };

/** Rates of which the first question passes, with what was counted for whom. */
function oncePerName() {
  const taken: string[] = [];
  const rates: Pick<Rates, 'take'> = {
    take: async (name, who) => {
      const key = `${name} ${who}`;
      const again = taken.includes(key);
      taken.push(key);
      return again ? refused : ok(undefined);
    },
  };
  return { rates, taken };
}

describe('searches for persons', () => {
  const nobody = fail('resource.not-found', 'There is no such person.');
  const door = { select: async () => ok([]), findPerson: async () => nobody } as unknown as Records;
  const traits = { identifier: { system: 'urn:x', value: '1' }, birthDate: '1970-01-01' };

  it('by $match and by exact traits count together for one account', async () => {
    const { rates, taken } = oncePerName();
    const limited = limitedSearchesForPersons(door, rates);
    expect(await limited.select(caller, { queries: [], select: () => [] }, '$match')).toEqual(ok([]));
    expect(await limited.findPerson(caller, traits, 'ITI-78')).toEqual(refused);
    expect(taken).toEqual(['person-search sophie', 'person-search sophie']);
  });

  it('are all that is counted', async () => {
    const { rates, taken } = oncePerName();
    await limitedSearchesForPersons(door, rates).select(caller, { queries: [], select: () => [] }, '$lastn');
    expect(taken).toEqual([]);
  });
});

describe('questions to other countries', () => {
  it('are counted for one account, before anything is sent', async () => {
    let sent = 0;
    const requestSummary = async () => {
      sent += 1;
      return fail('gateway.no-match', 'Nobody.');
    };
    const { rates } = oncePerName();
    const limited = limitedQuestionsAbroad({ requestSummary } as unknown as Gateway, rates);
    const ask = () => limited.requestSummary(caller, {} as Parameters<Gateway['requestSummary']>[1]);
    expect(await ask()).toMatchObject({ ok: false, fault: { code: 'gateway.no-match' } });
    expect(await ask()).toEqual(refused);
    expect(sent).toBe(1);
  });
});
