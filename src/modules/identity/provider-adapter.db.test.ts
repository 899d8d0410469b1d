import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '#kernel';
import { createAdapter, revokeGrant } from './provider-adapter.ts';
import { openTestNode } from './test-node.ts';

const clock = fixedClock(new Date());
let node: Awaited<ReturnType<typeof openTestNode>>;
let adapter: ReturnType<typeof createAdapter>;

beforeAll(async () => {
  node = await openTestNode();
  adapter = createAdapter(node.db, clock);
});
afterAll(() => node.close());

describe('what the provider remembers', () => {
  it('lets exactly one of ten requests at the same moment use up a code', async () => {
    const codes = adapter('AuthorizationCode');
    await codes.upsert('code-1', { jti: 'code-1', grantId: 'g' }, 60);
    const used = await Promise.allSettled(Array.from({ length: 10 }, () => codes.consume('code-1')));
    expect(used.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect((await codes.find('code-1'))?.consumed).toEqual(expect.any(Number));
  });

  it('lets exactly one of ten requests at the same moment bring the same client assertion', async () => {
    const seen = adapter('ReplayDetection');
    const brought = await Promise.allSettled(
      Array.from({ length: 10 }, () => seen.upsert('assertion', { jti: 'assertion' }, 60)),
    );
    expect(brought.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps kinds apart, finds sessions by their other id, and replaces', async () => {
    const sessions = adapter('Session');
    await sessions.upsert('s-1', { jti: 's-1', uid: 'u-1', accountId: 'a' }, 60);
    await sessions.upsert('s-1', { jti: 's-1', uid: 'u-2', accountId: 'b' }, 60);
    expect(await adapter('Grant').find('s-1')).toBeUndefined();
    expect(await sessions.findByUid('u-1')).toBeUndefined();
    expect((await sessions.findByUid('u-2'))?.accountId).toBe('b');
    await sessions.destroy('s-1');
    expect(await sessions.find('s-1')).toBeUndefined();
  });

  it('revokes a grant with all that was issued under it, and nothing else', async () => {
    await adapter('Grant').upsert('g-1', { jti: 'g-1' }, 60);
    await adapter('AuthorizationCode').upsert('of-1', { grantId: 'g-1' }, 60);
    await adapter('AuthorizationCode').upsert('of-2', { grantId: 'g-2' }, 60);
    await revokeGrant(node.db, 'g-1');
    expect(await adapter('Grant').find('g-1')).toBeUndefined();
    expect(await adapter('AuthorizationCode').find('of-1')).toBeUndefined();
    expect(await adapter('AuthorizationCode').find('of-2')).toBeDefined();
  });

  it('finds nothing that has ended', async () => {
    await adapter('Interaction').upsert('i-1', { jti: 'i-1' }, 60);
    clock.set(new Date(clock.now().getTime() + 61_000));
    expect(await adapter('Interaction').find('i-1')).toBeUndefined();
  });
});
