import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clock, newTraceId, type Outcome } from '#kernel';
import type { NodeIdentity } from '../create-identity.ts';
import { createIdentity, type ProxyScope } from '../index.ts';
import { openTestNode } from '../test-node.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
/** Two processes of one node. */
let here: NodeIdentity;
let there: NodeIdentity;
let now = new Date('2026-11-22T12:00:00Z');
const clock: Clock = { now: () => now };

const given = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return outcome.value;
};
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? undefined : outcome.fault.code);
const transact = <T>(work: Parameters<typeof node.db.transaction<T>>[0]) => node.db.transaction(work);
const invite = (scope: ProxyScope, patient = 'henri') =>
  transact((tx) => here.proxies.invite(tx, patient, scope, patient)).then(given);
const accept = (code: string, account: string, on = here) => transact((tx) => on.proxies.accept(tx, code, account));

/** Whom an account may act for, as a process sees it for whoever brings a token. */
const actsFor = async (identity: NodeIdentity, subject: string) =>
  (await identity.onBehalfOf(subject, 'test'))?.proxyFor ?? [];

beforeAll(async () => {
  node = await openTestNode();
  const options = { ...node.options(), clock, country: 'FR' };
  [here, there] = [createIdentity(options), createIdentity(options)];
  for (const [id, role] of [
    ['henri', 'citizen'],
    ['antoine', 'citizen'],
    ['claire', 'citizen'],
    ['sophie', 'professional'],
  ] as const) {
    await here.putAccount({
      id,
      name: id,
      role,
      language: 'fr',
      alias: id,
      ...(role === 'citizen' && { patient: id }),
    });
  }
});
afterAll(() => node.close());

describe('a code', () => {
  it('makes who enters it a proxy, within its limits, once', async () => {
    const { code, invitation } = await invite({
      origin: 'mandate',
      parts: ['medicines', 'encounters'],
      acts: ['read'],
      to: new Date('2027-06-01T00:00:00Z'),
    });
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(given(await there.proxies.look(code))).toEqual(invitation);
    const made = given(await accept(code.toLowerCase().replaceAll('-', ' '), 'antoine'));
    expect(await actsFor(there, 'antoine')).toEqual([
      {
        id: made.id,
        patient: 'henri',
        origin: 'mandate',
        from: now,
        to: new Date('2027-06-01T00:00:00Z'),
        parts: ['medicines', 'encounters'],
        acts: ['read'],
      },
    ]);
    expect(codeOf(await accept(code, 'claire'))).toBe('proxy.code');
    expect(codeOf(await here.proxies.look(code))).toBe('proxy.code');
    expect(await here.proxies.of('henri')).toEqual([expect.objectContaining({ name: 'antoine', madeBy: 'henri' })]);
    expect(await here.proxies.by('antoine')).toHaveLength(1);
  });

  it('is kept as a digest alone', async () => {
    const { code } = await invite({ origin: 'trusted' });
    const rows = await node.db.query<{ whole: string }>(
      'select row_to_json(identity_proxy_invitation)::text as whole from identity_proxy_invitation',
      [],
    );
    expect(rows.map(({ whole }) => whole).join()).not.toContain(code.replaceAll('-', ''));
    expect(rows.map(({ whole }) => whole).join()).not.toContain(code);
  });

  it('is taken by one of two who enter it at the same moment', async () => {
    await node.db.query(`delete from identity_proxy where account in ('claire', 'antoine')`, []);
    const { code } = await invite({ origin: 'mandate' });
    const both = await Promise.all([accept(code, 'claire'), accept(code, 'antoine', there)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.map(codeOf)).toContain('proxy.code');
  });

  it('makes nobody a proxy twice who enters two codes at the same moment', async () => {
    await node.db.query(`delete from identity_proxy where account in ('claire', 'antoine')`, []);
    const [one, other] = [await invite({ origin: 'mandate' }), await invite({ origin: 'mandate' })];
    const both = await Promise.all([accept(one.code, 'claire'), accept(other.code, 'claire', there)]);
    expect(both.map(codeOf).toSorted()).toEqual(['proxy.self', undefined]);
  });

  it('is over after three days, and when it was withdrawn', async () => {
    const late = await invite({ origin: 'mandate' }, 'claire');
    const withdrawn = await invite({ origin: 'mandate' }, 'claire');
    expect(await here.proxies.invitations('claire')).toHaveLength(2);
    const withdraw = (patient: string) =>
      transact((tx) => here.proxies.withdraw(tx, patient, withdrawn.invitation.id)).then(codeOf);
    expect(await withdraw('henri')).toBe('proxy.code');
    expect(await withdraw('claire')).toBeUndefined();
    expect(codeOf(await accept(withdrawn.code, 'antoine'))).toBe('proxy.code');
    const before = now;
    now = new Date(late.invitation.expires.getTime());
    expect(codeOf(await accept(late.code, 'antoine'))).toBe('proxy.code');
    expect(await here.proxies.invitations('claire')).toEqual([]);
    now = before;
  });

  it.each(['', 'AAAA', 'UUUU-UUUU-UUUU-UUUU', '0000-0000-0000-0000', `${'A'.repeat(80)}`, "'; drop table x; --"])(
    'is answered alike when it is wrong: %j',
    async (code) => {
      expect(codeOf(await here.proxies.look(code))).toBe('proxy.code');
      expect(codeOf(await accept(code, 'antoine'))).toBe('proxy.code');
    },
  );

  it('is for another citizen, who does not lose it by trying as somebody else', async () => {
    await node.db.query(`delete from identity_proxy`, []);
    const { code } = await invite({ origin: 'mandate' });
    expect(codeOf(await accept(code, 'henri'))).toBe('proxy.self');
    expect(codeOf(await accept(code, 'sophie'))).toBe('proxy.self');
    expect(codeOf(await accept(code, 'nobody'))).toBe('proxy.self');
    given(await accept(code, 'claire'));
    const again = await invite({ origin: 'mandate' });
    expect(codeOf(await accept(again.code, 'claire'))).toBe('proxy.self');
  });

  it('makes no parent or guardian, and no scope that makes no sense', async () => {
    const refused = (scope: object) =>
      transact((tx) => here.proxies.invite(tx, 'henri', scope as ProxyScope, 'henri')).then(codeOf);
    for (const scope of [
      { origin: 'parent' },
      { origin: 'mandate', parts: [] },
      { origin: 'mandate', parts: ['identity'] },
      { origin: 'mandate', parts: ['everything'] },
      { origin: 'mandate', acts: ['write'] },
      { origin: 'mandate', acts: ['read', 'administer'] },
      { origin: 'mandate', to: new Date('2020-01-01T00:00:00Z') },
      { origin: 'mandate', to: new Date('3020-01-01T00:00:00Z') },
      { origin: 'mandate', to: new Date('soon') },
    ]) {
      expect(await refused(scope)).toBe('request.bad');
    }
  });

  it('is made for twenty at most', async () => {
    await node.db.query(`delete from identity_proxy_invitation`, []);
    for (let made = 0; made < 20; made++) await invite({ origin: 'trusted' }, 'antoine');
    expect(codeOf(await transact((tx) => here.proxies.invite(tx, 'antoine', { origin: 'trusted' }, 'antoine')))).toBe(
      'proxy.most',
    );
  });
});

describe('a trusted person', () => {
  it('is known, and sees nothing by that alone', async () => {
    await node.db.query('delete from identity_proxy', []);
    const { code } = await invite({ origin: 'trusted' });
    given(await accept(code, 'antoine'));
    expect(await here.proxies.of('henri')).toEqual([expect.objectContaining({ origin: 'trusted' })]);
    expect(await actsFor(there, 'antoine')).toEqual([]);
  });
});

describe('ending', () => {
  it('holds at once here and within two seconds in every other process', async () => {
    const { code } = await invite({ origin: 'mandate' });
    const made = given(await accept(code, 'antoine'));
    const token = given(await here.demonstrationToken('antoine'));
    const request = { method: 'GET', headers: { authorization: `Bearer ${token}` }, traceId: newTraceId() };
    const seen = async (identity: NodeIdentity) => given(await identity.authenticate(request)).proxyFor.length;
    expect([await seen(here), await seen(there)]).toEqual([1, 1]);
    given(await transact((tx) => here.proxies.end(tx, made.id, 'henri')));
    here.proxies.changed();
    expect(await seen(here)).toBe(0);
    await expect.poll(() => seen(there), { timeout: 2_500, interval: 50 }).toBe(0);
    expect(codeOf(await transact((tx) => here.proxies.end(tx, made.id, 'henri')))).toBe('resource.not-found');
    expect(await here.proxies.find(made.id)).toMatchObject({
      endedBy: { account: 'henri', side: 'person' },
      endedAt: now,
    });
  });

  it('stays ended when the account is put again with the proxy that it came with', async () => {
    const grant = { patient: 'claire', origin: 'mandate', from: new Date('2024-01-01T00:00:00Z') } as const;
    const account = { id: 'henri', name: 'henri', role: 'citizen', language: 'fr', patient: 'henri' } as const;
    await here.putAccount(account, [grant]);
    const [held] = await actsFor(here, 'henri');
    given(await transact((tx) => here.proxies.end(tx, held?.id ?? '', 'claire')));
    await here.putAccount(account, [grant]);
    expect(await actsFor(here, 'henri')).toEqual([]);
  });
});

describe('an operator', () => {
  const register = (fields: object) =>
    transact((tx) =>
      here.proxies.register(
        tx,
        {
          account: 'claire',
          patient: 'emma',
          origin: 'parent',
          from: new Date('2011-10-01T00:00:00Z'),
          born: '2011-11-23',
          proof: 'DocumentReference/livret',
          ...fields,
        },
        'fr-admin',
      ),
    );

  it('registers a parent, whose right narrows and ends by the child’s age', async () => {
    const made = given(await register({}));
    expect(made).toMatchObject({
      proof: 'DocumentReference/livret',
      to: new Date('2029-11-22T23:00:00Z'),
      reservedFrom: new Date('2026-11-22T23:00:00Z'),
    });
    expect(await actsFor(here, 'claire')).toEqual([expect.not.objectContaining({ reserved: expect.anything() })]);
    now = new Date('2026-11-22T23:00:00Z');
    expect(await actsFor(there, 'claire')).toEqual([
      expect.objectContaining({ acts: ['read', 'write'], reserved: expect.anything() }),
    ]);
    now = new Date('2029-11-22T23:00:00Z');
    expect(await actsFor(there, 'claire')).toEqual([]);
    now = new Date('2026-11-22T12:00:00Z');
  });

  it.each([
    [{ born: '2001-01-01' }, 'proxy.of-age'],
    [{ born: undefined }, 'request.bad'],
    [{ born: '2011-02-30' }, 'request.bad'],
    [{ proof: ' ' }, 'request.bad'],
    [{ proof: 'x'.repeat(501) }, 'request.bad'],
    [{ to: new Date('2011-01-01T00:00:00Z') }, 'request.bad'],
    [{ patient: 'no id!' }, 'request.bad'],
    [{ account: 'sophie' }, 'proxy.self'],
    [{ account: 'claire' }, 'proxy.self'],
  ])('is refused %o', async (fields, code) => {
    expect(codeOf(await register(fields))).toBe(code);
  });
});
