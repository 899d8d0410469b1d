import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  for (const id of ['first', 'second', 'whole']) {
    await node.ask('importer', 'PUT', `Observation/${id}`, { body: pulse('claire', { id }) });
  }
});
afterAll(() => node.close());

it('answers a text that was exchanged in the database with 500 and a trace, and logs it without naming anybody', async () => {
  await node.db.query(
    `update resource a set text = b.text from resource b where a.id = 'first' and b.id = 'second' and b.type = a.type`,
    [],
  );
  const before = node.lines.length;
  for (const url of ['Observation/first', 'Observation?patient=claire', 'Patient/claire/$everything']) {
    const answer = await node.ask('doctor', 'GET', url);
    expect([url, answer.statusCode]).toEqual([url, 500]);
    expect(answer.json().issue[0].details.coding[0].code).toBe('internal');
    expect(answer.body).not.toContain('second');
    expect(answer.body).not.toContain('valueQuantity');
  }
  expect((await node.ask('doctor', 'GET', 'Observation/whole')).statusCode).toBe(200);
  const logged = node.lines.slice(before).filter((line) => line.includes('"error":"BrokenSeal"'));
  expect(logged.length).toBeGreaterThan(0);
  for (const line of logged) expect(line).not.toMatch(/claire|first|second/);
});
