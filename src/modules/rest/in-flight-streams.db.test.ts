import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestNode } from './testing.ts';

describe('requests under way', () => {
  let node: Awaited<ReturnType<typeof openTestNode>>;
  beforeAll(async () => {
    node = await openTestNode();
    await node.ask('importer', 'PUT', 'Patient/p0', { body: { resourceType: 'Patient', id: 'p0' } });
  });
  afterAll(() => node.close());

  it('end with a streamed answer, however many there are', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 600; n++)
      statuses.add((await node.ask('importer', 'GET', 'Patient/p0/$everything')).statusCode);
    expect([...statuses]).toEqual([200]);
  });
});
