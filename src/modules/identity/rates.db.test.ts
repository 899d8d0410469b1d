import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock, type Outcome, silentLog } from '#kernel';
import { purgeExpired } from './consume-once.ts';
import { createRates, networkOf, type RateBounds, type Rates } from './rates.ts';
import { openTestNode } from './test-node.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
});
afterAll(() => node.close());

const clock = fixedClock('2026-11-22T10:00:00Z');
const later = (seconds: number) => clock.set(new Date(clock.now().getTime() + seconds * 1000));
const bounds: RateBounds = { 'sign-in': 6, token: 2, 'person-search': 60, 'cross-border': 0 };
/** A process of the node; each has a memory of its own. */
const newProcess = (): Rates => createRates({ db: node.db, clock, log: silentLog, bounds });
const waitOf = (outcome: Outcome<void>) => (outcome.ok ? 0 : outcome.fault.retryAfter);
const times = async (count: number, act: () => Promise<Outcome<void>>) => {
  const all = await Promise.all(Array.from({ length: count }, act));
  return all.filter((each) => each.ok).length;
};

describe('rates', () => {
  it('let that many through at once, and then one after the other, whichever process is asked', async () => {
    const [one, other] = [newProcess(), newProcess()];
    expect(await times(20, () => one.take('sign-in', 'a'))).toBe(6);
    const refused = await other.take('sign-in', 'a');
    expect(refused).toMatchObject({ ok: false, fault: { code: 'request.too-often', kind: 'busy', retryAfter: 10 } });
    later(10);
    expect(await times(5, () => newProcess().take('sign-in', 'a'))).toBe(1);
    later(3600);
    expect(await times(20, () => newProcess().take('sign-in', 'a'))).toBe(6);
  });

  it('count for each by himself, and what is counted by itself', async () => {
    const rates = newProcess();
    await times(20, () => rates.take('sign-in', 'b'));
    expect((await rates.take('sign-in', 'c')).ok).toBe(true);
    expect((await rates.take('token', 'b')).ok).toBe(true);
  });

  it('can be looked at without counting, and are switched off by 0', async () => {
    const rates = newProcess();
    expect(await times(10, () => rates.look('token', 'd'))).toBe(10);
    expect(await times(3, () => rates.take('token', 'd'))).toBe(2);
    expect(waitOf(await newProcess().look('token', 'd'))).toBe(30);
    expect(await times(50, () => rates.take('cross-border', 'd'))).toBe(50);
  });

  it('answer a flood from memory', async () => {
    let asked = 0;
    const db = {
      ...node.db,
      query: <Row extends object>(text: string, values?: readonly unknown[]) => {
        asked += 1;
        return node.db.query<Row>(text, values);
      },
    };
    const rates = createRates({ db, clock, log: silentLog, bounds });
    for (let each = 0; each < 200; each++) await rates.take('token', 'e');
    expect(asked).toBeLessThanOrEqual(4);
  });

  it('keep no address and no account that could be read', async () => {
    await newProcess().take('sign-in', '192.0.2.77');
    const rows = await node.db.query<{ row: string }>("select convert_from(id, 'LATIN1') as row from identity_rate");
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes('192.0.2'))).toBe(false);
  });
});

describe('attempts', () => {
  const pair = (account: string, address: string) => `${account} ${address}`;

  it('cost nothing four times, then each wait is twice the one before, up to a quarter of an hour', async () => {
    const waits: number[] = [];
    for (let failures = 1; failures <= 16; failures++) {
      expect((await newProcess().attempt(pair('claire', '192.0.2.1'))).ok, `attempt ${failures}`).toBe(true);
      const [row] = await node.db.query<{ seconds: number }>(
        `select extract(epoch from due - $1)::double precision as seconds from identity_rate where failures = $2`,
        [clock.now(), failures],
      );
      waits.push(row?.seconds ?? -1);
      later(row?.seconds ?? 0);
    }
    expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('do not lock out the same account at another address, nor another account at the same one', async () => {
    const rates = newProcess();
    await times(30, () => rates.attempt(pair('maria', '192.0.2.66')));
    expect((await rates.attempt(pair('maria', '192.0.2.66'))).ok).toBe(false);
    expect((await newProcess().attempt(pair('maria', '198.51.100.1'))).ok).toBe(true);
    expect((await newProcess().attempt(pair('rui', '192.0.2.66'))).ok).toBe(true);
  });

  it('at the same moment do not pass each other', async () => {
    expect(await times(50, () => newProcess().attempt(pair('tiago', '192.0.2.2')))).toBe(5);
  });

  it('are forgotten by one that succeeds, and after a day', async () => {
    const rates = newProcess();
    await times(5, () => rates.attempt(pair('leo', '192.0.2.3')));
    await rates.succeeded(pair('leo', '192.0.2.3'));
    expect(await times(5, () => rates.attempt(pair('leo', '192.0.2.3')))).toBe(5);
    later(86_400 + 1_000);
    await purgeExpired(node.db, clock.now());
    expect(await node.db.query('select 1 from identity_rate')).toEqual([]);
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['somewhere', 'somewhere'],
  ])('%s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});
