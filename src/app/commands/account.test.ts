import { afterEach, describe, expect, it, vi } from 'vitest';
import { accountCommand } from './account.ts';

describe('carnet account', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    [[]],
    [['invite']],
    [['remove', '--id', 'acc-1']],
    [['invite', 'close', '--id', 'acc-1']],
    [['invite', '--id', 'acc-1', '--days', '31']],
    [['invite', '--id', 'acc-1', '--days', '0']],
    [['invite', '--id', 'acc-1', '--days', 'soon']],
    [['invite', '--id', 'no id']],
  ])('says what it takes before it opens a node: %j', async (args) => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await accountCommand.run(args)).toBe(2);
    expect(said).toHaveBeenCalledOnce();
  });
});
