import { describe, expect, it } from 'vitest';
import type { Caller, Identity } from '#identity';
import { fail, ok } from '#kernel';
import { boundAccounts } from './bound-accounts.ts';

/** An identity that takes a header for who is asking. */
const identity: Pick<Identity, 'authenticate'> = {
  authenticate: async ({ headers }) =>
    typeof headers.who === 'string'
      ? ok({ subject: headers.who, role: headers.role ?? 'citizen' } as unknown as Caller)
      : fail('sign-in.required', 'Sign in.'),
};

function bounded(perMinute: number) {
  let time = 0;
  const limited = boundAccounts(identity, perMinute, () => time);
  return {
    ask: (who?: string, role = 'citizen') =>
      limited.authenticate({ method: 'GET', headers: { who, role }, traceId: 'a'.repeat(32) }),
    later: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

const passed = async (count: number, ask: () => Promise<{ readonly ok: boolean }>) => {
  let through = 0;
  for (let each = 0; each < count; each++) through += (await ask()).ok ? 1 : 0;
  return through;
};

describe('the requests of one account', () => {
  it('pass as often as a minute allows, and then evenly', async () => {
    const { ask, later } = bounded(60);
    expect(await passed(100, () => ask('claire'))).toBe(60);
    expect(await ask('claire')).toMatchObject({
      ok: false,
      fault: { kind: 'busy', code: 'request.too-often', retryAfter: 1 },
    });
    later(5_000);
    expect(await passed(100, () => ask('claire'))).toBe(5);
    later(3_600_000);
    expect(await passed(100, () => ask('claire'))).toBe(60);
  });

  it('do not count against another account, and those of services not at all', async () => {
    const { ask } = bounded(10);
    await passed(100, () => ask('claire'));
    expect((await ask('henri')).ok).toBe(true);
    expect(await passed(100, () => ask('importer', 'backend'))).toBe(100);
  });

  it('that are not signed in are refused as before', async () => {
    expect(await bounded(1).ask()).toMatchObject({ ok: false, fault: { code: 'sign-in.required' } });
  });

  it('stay counted while thousands of other accounts ask', async () => {
    const { ask, later } = bounded(2);
    for (let each = 0; each < 9_000; each++) await ask(`a${each}`);
    await passed(5, () => ask('claire'));
    later(1);
    for (let each = 0; each < 3_000; each++) await ask(`b${each}`);
    expect((await ask('claire')).ok).toBe(false);
  });

  it('pay next to nothing for it', async () => {
    const free = boundAccounts(identity, 0);
    expect(free).toBe(identity);
    const limited = boundAccounts(identity, 1_000_000_000);
    const request = { method: 'GET', headers: { who: 'claire' }, traceId: 'a'.repeat(32) };
    const cost = async (with_: Pick<Identity, 'authenticate'>) => {
      const before = process.cpuUsage();
      for (let each = 0; each < 200_000; each++) await with_.authenticate(request);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 200_000;
    };
    await cost(limited);
    const [without, withBound] = [await cost(identity), await cost(limited)];
    console.log(`bound of accounts: ${(withBound - without).toFixed(3)} us of CPU per request`);
    expect(withBound - without).toBeLessThan(2);
  });
});
