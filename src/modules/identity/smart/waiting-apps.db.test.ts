import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAppNode, operator, redirectUri } from './testing-apps.ts';

let node: Awaited<ReturnType<typeof openAppNode>>;
let now = new Date('2026-11-01T10:00:00Z');
beforeAll(async () => {
  node = await openAppNode({ clock: { now: () => now } });
});
afterAll(() => node.close());

const metadata = { client_name: 'Waiting', redirect_uris: [redirectUri], scope: 'patient/Observation.rs' };
const register = (address: string) => node.identity.apps.register(metadata, address);
const isTaken = async (address: string) => (await register(address)).ok;
const waiting = async () => (await node.identity.apps.list()).filter(({ status }) => status === 'pending');

async function forgetAll() {
  await node.db.query(`delete from identity_app`, []);
}

describe('apps that wait for the operator', () => {
  it('are twenty from one network, however many come at the same moment', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, (_, n) => register(`2001:db8::${n + 1}`)));
    expect(many.filter(({ ok }) => ok).length).toBe(20);
    expect(many.find(({ ok }) => !ok)).toMatchObject({ fault: { code: 'request.too-many', retryAfter: 3_600 } });
    expect(await isTaken('2001:db8:0:1::1')).toBe(true);
    expect((await waiting()).length).toBe(21);
    await forgetAll();
  });

  it('are two hundred in all', async () => {
    const many = await Promise.all(Array.from({ length: 210 }, (_, n) => register(`192.0.2.${n}`)));
    expect(many.filter(({ ok }) => ok).length).toBe(200);
    expect(await isTaken('198.51.100.1')).toBe(false);
    expect((await node.identity.apps.add(metadata, operator)).ok).toBe(true);
    const [first] = await waiting();
    await node.identity.apps.decide(first?.id ?? '', 'refused', operator);
    expect(await isTaken('198.51.100.1')).toBe(true);
    await forgetAll();
  });

  it('make place after thirty days, and cannot be let in any more', async () => {
    const old = await register('192.0.2.1');
    const id = old.ok ? old.value.app.id : '';
    const kept = await node.identity.apps.add(metadata, operator);
    now = new Date(now.getTime() + 30 * 86_400_000);
    expect(await waiting()).toEqual([]);
    expect(await node.identity.apps.decide(id, 'approved', operator)).toBeUndefined();
    await node.identity.purge();
    expect((await node.db.query('select id from identity_app', [])).length).toBe(1);
    const { id: letIn, name } = kept.ok ? kept.value.app : { id: '', name: '' };
    expect(await node.identity.apps.find(letIn)).toMatchObject({ status: 'approved' });
    expect([...(await node.identity.apps.names([letIn, 'carnet-web']))]).toEqual([[letIn, name]]);
  });

  it('leave no trace of from where they came once they were decided on', async () => {
    const made = await register('192.0.2.77');
    const networks = () => node.db.query('select network from identity_app where network is not null', []);
    expect(await networks()).toEqual([{ network: '192.0.2.77' }]);
    await node.identity.apps.decide(made.ok ? made.value.app.id : '', 'approved', operator);
    expect(await networks()).toEqual([]);
    await forgetAll();
  });
});

it('knows the origins of all approved apps without a server of their own, more than a list shows', async () => {
  const origin = (n: number) => `https://app-${n}.example`;
  await node.db.query(
    `insert into identity_app (id, name, kind, status, scope, metadata, registered)
     select 'app-' || n, 'App', case n when 3 then 'confidential' else 'public' end,
            case n when 4 then 'refused' when 5 then 'pending' else 'approved' end, '',
            jsonb_build_object('redirect_uris', jsonb_build_array('https://app-' || n || '.example/back')), $1
       from generate_series(1, 1205) n`,
    [now],
  );
  // What was asked before is remembered for two seconds.
  await expect.poll(async () => (await node.identity.apps.origins()).size, { timeout: 5_000 }).toBe(1202);
  const origins = await node.identity.apps.origins();
  expect([1, 2, 3, 4, 5, 1205].map((n) => origins.has(origin(n)))).toEqual([true, true, false, false, false, true]);
});
