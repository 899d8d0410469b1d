import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import type { Records } from './contract.ts';
import { logSearchOf } from './search-log.ts';
import { callers, codeOf, granted, observation, openTestRecords, patient, put } from './testing.ts';

let opened: Awaited<ReturnType<typeof openTestRecords>>;
let records: Records;
const claire = callers.citizen('claire');

beforeAll(async () => {
  opened = await openTestRecords();
  records = opened.records;
  granted(
    await records.change(
      callers.importer(),
      [
        put({ ...patient('claire'), id: 'claire' }),
        put({ ...patient('henri'), id: 'henri' }),
        put({ ...observation('hb', 'claire'), id: 'hb' }),
      ],
      'batch',
    ),
  );
  for (let n = 0; n < 5; n += 1) granted(await records.read(claire, 'Observation', 'hb', 'read'));
});
afterAll(() => opened.close());

const query = (text: string, cursor?: string) => ({
  ...granted(parseSearch('AuditEvent', new URLSearchParams(text))),
  ...(cursor === undefined ? {} : { cursor }),
});
const search = (caller: Parameters<Records['search']>[0], text: string, cursor?: string) =>
  records.search(caller, query(text, cursor), 'search-type');

describe('AuditEvent?patient=', () => {
  it('gives a person her log as AuditEvents, newest first, in pages', async () => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = granted(await search(claire, 'patient=claire&_count=3', next));
      seen.push(...page.matches.map(({ text }) => text));
      next = page.next;
    } while (next !== undefined);
    const events = seen.map((text) => JSON.parse(text));
    expect(events.length).toBeGreaterThanOrEqual(6);
    expect(events[0]).toMatchObject({
      resourceType: 'AuditEvent',
      outcome: '0',
      entity: expect.arrayContaining([expect.objectContaining({ what: { reference: 'Patient/claire' } })]),
    });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('is narrowed by date', async () => {
    const today = '2026-11-01';
    expect(granted(await search(claire, `patient=Patient/claire&date=${today}`)).matches.length).toBeGreaterThan(5);
    expect(granted(await search(claire, 'patient=claire&date=lt2026-11-01')).matches).toEqual([]);
    expect(granted(await search(claire, 'patient=claire&date=gt2026-11-01')).matches).toEqual([]);
    expect(granted(await search(claire, `patient=claire&date=ge${today}&date=le${today}`)).matches).not.toEqual([]);
  });

  it('shows nobody the log of another, nor that she is known here', async () => {
    const others = [
      await search(claire, 'patient=henri'),
      await search(claire, 'patient=nobody'),
      await search(callers.abroad(), 'patient=claire'),
    ];
    for (const other of others) expect(other.ok ? other.value.matches : []).toEqual([]);
    expect(codeOf(others[0] as never)).toBe(codeOf(others[1] as never));
    for (const caller of [callers.doctor(), callers.administrator(), callers.importer()]) {
      const outcome = await search(caller, 'patient=claire');
      expect(outcome.ok ? outcome.value.matches : []).toEqual([]);
    }
  });

  it('is a search of what was written for who reads no log', async () => {
    const written = {
      resourceType: 'AuditEvent',
      id: 'from-elsewhere',
      type: { code: 'rest' },
      recorded: '2026-10-01T10:00:00Z',
      agent: [{ requestor: true, who: { reference: 'Patient/henri' } }],
      source: { observer: { display: 'Elsewhere' } },
    };
    granted(await records.change(callers.importer(), [put(written)], 'batch'));
    const found = granted(await search(callers.importer(), 'patient=henri'));
    expect(found.matches.map(({ id }) => id)).toEqual(['from-elsewhere']);
  });

  it('leaves every other search to the AuditEvents that somebody has written', () => {
    for (const text of ['', 'date=2026-11-01', 'patient=a,b', 'patient=a&action=R', 'patient=a&_count=0']) {
      expect([text, logSearchOf(query(text))]).toEqual([text, undefined]);
    }
    expect(logSearchOf(query('patient=a&date=ge2026-11-01'))).toEqual({
      patient: 'a',
      from: new Date('2026-11-01T00:00:00Z'),
    });
  });
});
