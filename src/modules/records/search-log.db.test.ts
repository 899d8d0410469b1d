import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import type { AppScope } from '#identity';
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

describe('AuditEvent/id', () => {
  const logOf = async (of: typeof claire, patientId: string) => {
    const page = granted(await search(of, `patient=${patientId}&_count=50`));
    return page.matches.map(({ id, text }) => ({ id, text }));
  };
  const read = (caller: Parameters<Records['read']>[0], id: string) => records.read(caller, 'AuditEvent', id, 'read');

  it('gives each entry of her log as the search has it', async () => {
    const events = await logOf(claire, 'claire');
    for (const { id, text } of events) expect(granted(await read(claire, id)).text).toBe(text);
    const stored = granted(await read(claire, events[0]?.id ?? ''));
    expect(stored).toMatchObject({ compartment: 'claire', version: 1, deleted: false });
  });

  it('shows nobody an entry of another’s log, by the answer to what there is not', async () => {
    const [{ id } = { id: '' }] = await logOf(claire, 'claire');
    const absent = `${id.slice(0, -3)}998`;
    for (const other of [
      callers.citizen('henri'),
      callers.doctor(),
      callers.abroad(),
      callers.administrator(),
      callers.importer(),
    ]) {
      const [hidden, nothing] = [await read(other, id), await read(other, absent)];
      expect(hidden).toEqual(nothing);
      expect(hidden.ok).toBe(false);
    }
    for (const wrong of [absent, `0${id}`, '0', '999999999999999999', '1234567890123456789', 'from-elsewhere-not']) {
      expect(codeOf(await read(claire, wrong))).toBe('resource.not-found');
    }
    expect(granted(await read(callers.importer(), 'from-elsewhere')).id).toBe('from-elsewhere');
  });

  it('shows nobody an entry that is of no person', async () => {
    const { audit } = opened;
    granted(await records.search(callers.importer(), granted(parseSearch('Organization', new URLSearchParams())), 'x'));
    const { entries } = await audit.query({ count: 1_000 });
    const nobodys = entries.filter((entry) => entry.patient === undefined);
    expect(nobodys.length).toBeGreaterThan(0);
    for (const { id } of nobodys) expect(codeOf(await read(claire, id))).toBe('resource.not-found');
  });
});

describe('an app', () => {
  const app = (scopes: readonly string[], more: { patient?: string; of?: string } = {}) => ({
    ...callers.citizen(more.of ?? 'claire'),
    client: 'diary',
    app: { id: 'diary', name: 'Diary' },
    scopes: {
      granted: scopes.map((scope) => {
        const [, context, type, acts, query = ''] = /^(patient|user)\/(\w+|\*)\.(\w+)\??(.*)$/.exec(scope) ?? [];
        return { context, type, acts, parameters: [...new URLSearchParams(query)] } as AppScope;
      }),
      ...(more.patient === undefined ? {} : { patient: more.patient }),
    },
  });
  const inContext = { patient: 'claire' };
  const seen = async (caller: ReturnType<typeof app>, of = 'claire') => {
    const found = await search(caller, `patient=${of}`);
    const [newest] = granted(await search(claire, 'patient=claire&_count=1')).matches;
    const one = await records.read(caller, 'AuditEvent', newest?.id ?? '', 'read');
    return [found.ok && found.value.matches.length > 0, one.ok];
  };

  it.each([
    [['patient/AuditEvent.rs'], inContext, [true, true]],
    [['user/AuditEvent.rs'], {}, [true, true]],
    [['patient/AuditEvent.s'], inContext, [true, false]],
    [['patient/AuditEvent.r'], inContext, [false, true]],
    [['patient/*.rs'], inContext, [false, false]],
    [['patient/Observation.rs'], inContext, [false, false]],
    [['patient/AuditEvent.cud'], inContext, [false, false]],
    [['patient/AuditEvent.rs?type=rest'], inContext, [false, false]],
    [['patient/AuditEvent.rs'], { patient: 'leo' }, [false, false]],
    [['patient/AuditEvent.rs'], {}, [false, false]],
    [['user/AuditEvent.rs', 'patient/Patient.rs'], { patient: 'leo' }, [false, false]],
    [['user/AuditEvent.rs'], { of: 'henri' }, [false, false]],
    [['patient/AuditEvent.rs'], { of: 'henri', patient: 'claire' }, [false, false]],
  ] as const)('with %j and %j reads and searches her log %j', async (scopes, more, expected) => {
    expect(await seen(app(scopes, more))).toEqual(expected);
  });

  it('is in her log as the one who looked, and reads the log by no other way', async () => {
    const diary = app(['user/AuditEvent.rs']);
    await seen(diary);
    const entries = granted(await records.accessLog(claire, 'claire', { count: 50 })).entries;
    const looked = entries.filter(({ interaction, agent }) => interaction === 'access-log' && agent.client === 'diary');
    expect(looked.length).toBe(1);
    expect(codeOf(await records.accessLog(diary, 'claire', { count: 5 }))).not.toBe('ok');
    expect(codeOf(await records.sharing(diary, 'claire'))).not.toBe('ok');
  });
});
