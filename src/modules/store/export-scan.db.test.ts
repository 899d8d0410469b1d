import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Resource, type Visibility } from '#fhir';
import type { ExportPart, ExportQuery } from './contract.ts';
import { openTestStore, put, type TestStore, unitOf } from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;
const { signal } = new AbortController();

function observation(id: string, of: string, more: Partial<Resource> = {}): Resource & { readonly id: string } {
  const subject = { reference: `Patient/${of}` };
  return { resourceType: 'Observation', id, status: 'final', code: { text: 'x' }, subject, ...more };
}

async function write(...resources: readonly (Resource & { readonly id: string })[]): Promise<void> {
  const written = await test.store.commit(unitOf(...resources.map((resource) => put(resource))));
  if (!written.ok) throw new Error(written.fault.code);
}

async function remove(type: string, id: string): Promise<void> {
  const written = await test.store.commit(unitOf({ op: 'delete', type, id }));
  if (!written.ok) throw new Error(written.fault.code);
}

function tick(): void {
  test.clock.set(new Date(test.clock.now().getTime() + 1_000));
}

/** A moment, and then a later time for what is written next. */
async function moment(): Promise<Date> {
  const at = await test.store.exportMoment(signal);
  tick();
  return at;
}

async function linesOf(query: ExportQuery, visibility: Visibility = seesAll): Promise<readonly string[]> {
  const lines: string[] = [];
  let after = query.after;
  do {
    const chunk = await test.store.exportChunk({ ...query, ...(after === undefined ? {} : { after }) }, visibility);
    if (!chunk.ok) throw new Error(chunk.fault.code);
    for (const text of chunk.value.texts) lines.push(...text.split('\n'));
    after = chunk.value.next;
  } while (after !== undefined);
  return lines;
}

async function namesOf(query: ExportQuery, visibility?: Visibility): Promise<readonly string[]> {
  const lines = await linesOf(query, visibility);
  return lines.map((line) => {
    const { id, meta } = JSON.parse(line) as { id: string; meta: { versionId: string } };
    return `${id}/${meta.versionId}`;
  });
}

async function partsOf(query: ExportQuery, size: number): Promise<readonly ExportPart[]> {
  const parts: ExportPart[] = [];
  for (let after = query.after; ; after = parts.at(-1)?.upTo) {
    const part = await test.store.exportPart({ ...query, ...(after && { after }) }, seesAll, { size });
    if (!part.ok) throw new Error(part.fault.code);
    if (part.value === undefined) return parts;
    parts.push(part.value);
  }
}

beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

describe('an export', () => {
  it('gives what was current at its moment, whatever is written, deleted or made anew afterwards', async () => {
    const type = 'Observation';
    await write(observation('a', 'p1'), observation('b', 'p1'), observation('c', 'p2'), observation('d', 'p2'));
    await write(observation('b', 'p1', { status: 'amended' }));
    await remove(type, 'd');
    const at = await moment();
    const before = await namesOf({ type, at });
    expect(before).toEqual(['a/1', 'b/2', 'c/1']);
    await write(observation('a', 'p1', { status: 'amended' }), observation('e', 'p1'));
    tick();
    await write(observation('a', 'p1', { status: 'final' }), observation('d', 'p2'));
    await remove(type, 'c');
    expect([...(await namesOf({ type, at }))].sort()).toEqual(before);
    expect(await namesOf({ type, at: await moment() })).toEqual(['a/3', 'b/2', 'e/1', 'd/3']);
  });

  it('comes in parts that hold each resource once', async () => {
    const type = 'Condition';
    const ids = Array.from({ length: 25 }, (_, n) => `c${String(n).padStart(2, '0')}`);
    const condition = (id: string) => ({
      resourceType: type,
      id,
      subject: { reference: `Patient/q${id.length % 2}${id.at(-1)}` },
    });
    await write(...ids.map((id) => condition(id)));
    const at = await moment();
    await write(...ids.slice(5, 15).map((id) => condition(id)), condition('new'));
    await remove(type, 'c20');
    const parts = await partsOf({ type, at }, 10);
    expect(parts.map(({ count }) => count)).toEqual([10, 10, 5]);
    const found: string[] = [];
    for (const { after, upTo } of parts) found.push(...(await namesOf({ type, at, upTo, ...(after && { after }) })));
    expect(found.sort()).toEqual(ids.map((id) => `${id}/1`));
    expect(await partsOf({ type: 'Goal', at }, 10)).toEqual([]);
  });

  it('gives what was written since, and tells of what was deleted since', async () => {
    const type = 'Procedure';
    const procedure = (id: string, of = 'p1') => ({ resourceType: type, id, subject: { reference: `Patient/${of}` } });
    await write(procedure('old'), procedure('gone'), procedure('changed'), procedure('back'));
    await remove(type, 'back');
    const since = await moment();
    await write(procedure('new'), procedure('changed', 'p1'));
    await remove(type, 'gone');
    const at = await moment();
    await write(procedure('old'), procedure('gone'), procedure('later'));
    await remove(type, 'new');
    expect([...(await namesOf({ type, at, since }))].sort()).toEqual(['changed/2', 'new/1']);
    expect(await linesOf({ type, at, since, deleted: true })).toEqual([
      '{"resourceType":"Bundle","type":"transaction","entry":[{"request" : {"method" : "DELETE", "url" : "Procedure/gone"}}]}',
    ]);
  });

  it('shows what the visibility shows, and only the records that are asked for', async () => {
    const type = 'AllergyIntolerance';
    const allergy = (id: string, of: string) => ({ resourceType: type, id, patient: { reference: `Patient/${of}` } });
    await write(allergy('one', 'p1'), allergy('two', 'p2'), allergy('three', 'p3'));
    const at = await moment();
    await write(allergy('one', 'p1'), allergy('two', 'p2'), allergy('three', 'p3'));
    const visibility: Visibility = {
      common: 'directory',
      persons: [
        { patient: 'p1', hidden: [] },
        { patient: 'p2', hidden: ['allergies'] },
      ],
    };
    expect(await namesOf({ type, at }, visibility)).toEqual(['one/1']);
    expect(await namesOf({ type, at, within: ['p3', 'p2'] })).toEqual(['two/1', 'three/1']);
    const chunk = await test.store.exportChunk({ type, at }, visibility);
    expect(chunk.ok && chunk.value.tally).toEqual([{ compartment: 'p1', category: 'allergies', count: 1 }]);
    await write({ resourceType: 'Organization', id: 'org', name: 'x' });
    const now = await moment();
    expect(await namesOf({ type: 'Organization', at: now })).toEqual(['org/1']);
    expect(await namesOf({ type: 'Organization', at: now, personal: true })).toEqual([]);
  });

  it('takes the searches of a filter as alternatives', async () => {
    const type = 'Encounter';
    const encounter = (id: string, status: string) => ({
      resourceType: type,
      id,
      status,
      class: { code: 'AMB' },
      subject: { reference: 'Patient/p1' },
    });
    await write(encounter('x', 'finished'), encounter('y', 'planned'), encounter('z', 'cancelled'));
    const at = await moment();
    const filters = ['status=finished', 'status=planned&class=AMB', '_id=nothing'].map((criteria) => {
      const parsed = parseSearch(type, new URLSearchParams(criteria), { handling: 'strict', baseUrl: 'http://x/fhir' });
      if (!parsed.ok) throw new Error(parsed.fault.code);
      return parsed.value;
    });
    expect(await namesOf({ type, at, filters })).toEqual(['x/1', 'y/1']);
  });

  it('has each resource on a line of its own, and large ones in chunks of their own', async () => {
    const type = 'Basic';
    const basic = (id: string, length: number) =>
      ({ resourceType: type, id, code: { text: 'é'.repeat(length) } }) as Resource & { readonly id: string };
    await write(basic('b1', 700_000), basic('b2', 700_000), basic('b3', 700_000));
    const pretty = basic('b4', 3);
    const source = JSON.stringify(pretty, null, 2).replaceAll('\n', '\r\n');
    await test.store.commit(unitOf({ ...put(pretty), source }));
    const at = await moment();
    const first = await test.store.exportChunk({ type, at }, seesAll);
    expect(first.ok && [first.value.tally[0]?.count, first.value.next]).toEqual([2, { compartment: '', id: 'b2' }]);
    const lines = await linesOf({ type, at });
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['b1', 'b2', 'b3', 'b4']);
  });

  it('reads a large type in the order of its key, without sorting on disk or looking through the table', async () => {
    const type = 'Flag';
    const [sample] = await test.db.query<Record<string, unknown>>(
      `select * from resource where type = 'Basic' limit 1`,
      [],
    );
    const columns = Object.keys(sample ?? {}).filter(
      (name) => !['compartment', 'type', 'id', 'text', 'size', 'updated'].includes(name),
    );
    // They stand there as an older build wrote them.
    await test.db.query(`update person_sealing set phase = 'new'`, []);
    await wait(2 * test.lease);
    await test.db.query(
      `insert into resource (compartment, type, id, text, updated, ${columns.join(', ')})
       select 'p' || n % 50, $1, 'f' || n, $2, case when n % 10 = 0 then $3::bigint + 1000 else 0 end, ${columns.join(', ')}
         from generate_series(1, 20000) n, (select * from resource where type = 'Basic' limit 1) sample`,
      [type, '{"resourceType":"Flag"}', test.clock.now().getTime()],
    );
    await test.db.query('vacuum analyze resource');
    const scans = async () => {
      const [row] = await test.db.query<{ scans: number; spilled: number }>(
        `select seq_scan::int as scans, (select temp_bytes::int from pg_stat_database where datname = current_database()) as spilled
           from pg_stat_user_tables where relname = 'resource'`,
        [],
      );
      return row;
    };
    const settled = () => test.db.query('select pg_stat_force_next_flush()', []);
    await settled();
    // Connections that have just worked tell their counts within a second.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const before = await scans();
    const at = test.clock.now();
    expect(await partsOf({ type, at }, 15_000)).toMatchObject([{ count: 15_000 }, { count: 3_000 }]);
    expect(await linesOf({ type, at })).toHaveLength(18_000);
    await settled();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await scans()).toEqual(before);
  });

  it('waits for the writes that were under way at its moment', async () => {
    let settled = false;
    let asked: Promise<void> | undefined;
    await test.db.transaction(async (tx) => {
      await tx.query('select 1', []);
      await new Promise((resolve) => setTimeout(resolve, 20));
      asked = test.store.exportMoment(signal).then(() => {
        settled = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(settled).toBe(false);
    });
    await asked;
    expect(settled).toBe(true);
  });
});
