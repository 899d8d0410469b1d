import { expect, it } from 'vitest';
import { ok } from '#kernel';
import { createConditionResolver } from './resolve-condition.ts';

it('searches once for what is named again and again, however many others are named between', async () => {
  let searches = 0;
  const records = {
    searchParameters: async () => undefined,
    async search() {
      searches += 1;
      return ok({ matches: [{ type: 'Practitioner', id: `p${searches}` }] });
    },
  };
  type Arguments = Parameters<typeof createConditionResolver>;
  const conditions = createConditionResolver(
    records as unknown as Arguments[0],
    {} as Arguments[1],
    async () => undefined,
  );
  const resolve = (number: string) => conditions.resolve('Practitioner', `identifier=urn:x|${number}`);
  for (let n = 0; n < 60_000; n += 1) {
    await resolve(`once-${n}`);
    if (n % 1_000 === 0) for (let often = 0; often < 10; often += 1) await resolve(`often-${often}`);
  }
  expect(searches).toBe(60_010);
});
