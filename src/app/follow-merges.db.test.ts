import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, identityMigrations } from '#identity';
import { newTraceId } from '#kernel';
import { openTestRecords, patient, type TestRecords } from '#records/testing';
import { followingMerges } from './follow-merges.ts';

let node: TestRecords;

const operator: Caller = {
  subject: 'op',
  name: 'Operator',
  role: 'administrator',
  country: 'FR',
  purpose: 'SYSADMIN',
  client: 'carnet-web',
  traceId: newTraceId(),
  proxyFor: [],
};

beforeAll(async () => {
  node = await openTestRecords({ migrations: identityMigrations, listener: () => followingMerges });
});
afterAll(() => node.close());

it('moves the account of whom the desk merges with the merge, and back when it is undone', async () => {
  const importer: Caller = { ...operator, role: 'backend', purpose: 'HOPERAT' };
  for (const id of ['one', 'other', 'third']) {
    const resource = patient(id);
    const draft = { resource, source: JSON.stringify(resource) };
    expect((await node.records.change(importer, [{ op: 'update', id, draft }], 'update')).ok).toBe(true);
    await node.db.query(
      `insert into identity_account (id, name, role, language, patient) values ($1, $1, 'citizen', 'fr', $2)`,
      [`acc-${id}`, id],
    );
  }
  const patients = async () => {
    const rows = await node.db.query<{ patient: string }>('select patient from identity_account order by id', []);
    return rows.map((row) => row.patient);
  };
  const pair = { source: 'one', target: 'other' };
  const { identityDesk } = node.records;
  expect(await identityDesk.relate(operator, 'merge', pair, 'The same identity card.')).toMatchObject({ ok: true });
  expect(await patients()).toEqual(['other', 'other', 'third']);
  expect(await identityDesk.relate(operator, 'unmerge', pair, 'They are two cousins.')).toMatchObject({ ok: true });
  expect(await patients()).toEqual(['one', 'other', 'third']);
});

it('leaves accounts where they are when a merge is refused', async () => {
  const refused = await node.records.identityDesk.relate(
    operator,
    'merge',
    { source: 'third', target: 'nobody' },
    'The same identity card.',
  );
  expect(refused.ok).toBe(false);
  const [row] = await node.db.query<{ patient: string }>(
    "select patient from identity_account where id = 'acc-third'",
    [],
  );
  expect(row?.patient).toBe('third');
});

it('leaves accounts where they are when a professional writes that another Patient replaces the one he treats', async () => {
  const doctor: Caller = {
    ...operator,
    role: 'professional',
    organization: 'org-park',
    practitioner: 'sophie',
    purpose: 'TREAT',
  };
  const importer: Caller = { ...operator, role: 'backend', purpose: 'HOPERAT' };
  const from = new Date('2026-01-01T00:00:00Z');
  const treated = { patient: 'third', organization: 'org-park', origin: 'declared', from } as const;
  expect((await node.records.declareRelation(importer, treated)).ok).toBe(true);
  const write = (link: object, id = 'third') => {
    const resource = patient(id, link);
    return node.records.change(
      doctor,
      [{ op: 'update', id, draft: { resource, source: JSON.stringify(resource) } }],
      'update',
    );
  };
  const link = [{ type: 'replaced-by', other: { reference: 'Patient/other' } }];
  expect(await write({ gender: 'female' })).toMatchObject({ ok: true });
  expect(await write({ link })).toMatchObject({ ok: false, fault: { code: 'access.denied' } });
  const resource = patient('new', { link });
  const created = await node.records.change(
    doctor,
    [{ op: 'create', draft: { resource, source: JSON.stringify(resource) } }],
    'create',
  );
  expect(created).toMatchObject({ ok: false, fault: { code: 'access.denied' } });
  const reached = async () => {
    const [row] = await node.db.query<{ patient: string }>(
      "select patient from identity_account where id = 'acc-third'",
      [],
    );
    return row?.patient;
  };
  expect(await reached()).toBe('third');
  const { identityDesk } = node.records;
  const pair = { source: 'third', target: 'other' };
  expect(await identityDesk.relate(operator, 'merge', pair, 'The same identity card.')).toMatchObject({ ok: true });
  // Nor does he part whom the desk has merged.
  expect(await write({ gender: 'female' })).toMatchObject({ ok: false, fault: { code: 'access.denied' } });
  expect(await reached()).toBe('other');
});
