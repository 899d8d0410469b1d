import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { granted } from '#records/testing';
import type { ImportResult, ReportRow } from './contract.ts';
import { openImportWorld } from './testing.ts';

let world: Awaited<ReturnType<typeof openImportWorld>>;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(() => world.close());

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });
const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

function file(name: string, content: string | Buffer | object): string {
  const path = join(world.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

function rowsOf(path: string): readonly ReportRow[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ReportRow);
}

const counts = ({ byType }: ImportResult) =>
  Object.fromEntries(
    [...byType].map(([type, { read, created, unchanged, repeated, refused }]) => [
      type,
      { read, created, unchanged, repeated, refused },
    ]),
  );
const created = (number: number) => ({ read: number, created: number, unchanged: 0, repeated: 0, refused: 0 });
const unchanged = (number: number) => ({ read: number, created: 0, unchanged: number, repeated: 0, refused: 0 });

describe('importing files', () => {
  it('takes a transaction, gives entries their addresses, and leads references there; a second time changes nothing', async () => {
    const path = file('transaction.json', {
      entry: [
        {
          fullUrl: `urn:uuid:${uuid(2)}`,
          resource: {
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'pulse' },
            subject: { reference: `urn:uuid:${uuid(1)}` },
            performer: [{ reference: 'https://other.example/fhir/Organization/park' }],
            valueQuantity: { value: 1.5 },
          },
          request: { method: 'POST', url: 'Observation' },
        },
        { fullUrl: `urn:uuid:${uuid(1)}`, resource: patient('claire'), request: { method: 'POST', url: 'Patient' } },
        {
          fullUrl: 'https://other.example/fhir/Organization/park',
          resource: { resourceType: 'Organization', name: 'Cabinet' },
          request: { method: 'PUT', url: 'Organization/park' },
        },
      ],
      type: 'transaction',
      resourceType: 'Bundle',
    });
    expect(counts(granted(await world.import([path])))).toEqual({
      Observation: created(1),
      Organization: created(1),
      Patient: created(1),
    });
    expect(await world.read('Observation', uuid(2))).toMatchObject({
      subject: { reference: 'Patient/claire' },
      performer: [{ reference: 'Organization/park' }],
    });
    const again = granted(await world.import([path]));
    expect(counts(again)).toEqual({ Observation: unchanged(1), Organization: unchanged(1), Patient: unchanged(1) });
    expect((await world.read('Observation', uuid(2))).meta?.versionId).toBe('1');
  });

  it('takes folders with gzip, NDJSON, XML and single resources, and passes over what is not FHIR', async () => {
    file('mixed/a.json.gz', gzipSync(JSON.stringify(patient('gz-json'))));
    file('mixed/b.ndjson', `${JSON.stringify(patient('line-1'))}\n\n${JSON.stringify(patient('line-2'))}\n`);
    file(
      'mixed/c.ndjson.gz',
      gzipSync(
        `${JSON.stringify(patient('line-3'))}\n{"resourceType":"Bundle","type":"collection","entry":[{"resource":${JSON.stringify(patient('line-4'))}}]}`,
      ),
    );
    file(
      'mixed/d/deep.xml',
      '<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"><id value="from-xml"/></Patient>',
    );
    file('mixed/e.json', `${JSON.stringify(patient('line-5'))}\n${JSON.stringify(patient('line-6'))}`);
    file('mixed/notes.md', '# nothing');
    file('mixed/table.tsv', 'a\tb');
    file('mixed/package.json', { name: 'something' });
    file('mixed/page.xml', '<html><body/></html>');
    const reportPath = join(world.folder, 'mixed.report.ndjson');
    const result = granted(await world.import([join(world.folder, 'mixed')], { reportPath }));
    expect(counts(result)).toEqual({ Patient: created(8) });
    expect(result).toMatchObject({ files: 9, skippedFiles: 4, reported: 4 });
    expect(rowsOf(reportPath).map(({ what, file: name }) => [what, name.slice(world.folder.length + 7)])).toEqual([
      ['skipped', 'notes.md'],
      ['skipped', 'package.json'],
      ['skipped', 'page.xml'],
      ['skipped', 'table.tsv'],
    ]);
    for (const id of ['gz-json', 'line-1', 'line-4', 'line-6', 'from-xml']) {
      expect(await world.read('Patient', id)).toMatchObject({ id });
    }
  });

  it('takes a person identifier whose key fails, and says so without its value', async () => {
    const of = (id: string, value: string) =>
      patient(id, { identifier: [{ system: 'urn:oid:1.2.250.1.213.1.4.10', value }] });
    const path = file(
      'keys.ndjson',
      `${JSON.stringify(of('key-holds', '279035121518989'))}
${JSON.stringify(of('key-fails', '279035121518980'))}`,
    );
    const reportPath = join(world.folder, 'keys.report.ndjson');
    const result = granted(await world.import([path], { reportPath }));
    expect(counts(result)).toEqual({ Patient: created(2) });
    expect(rowsOf(reportPath)).toMatchObject([
      { what: 'warned', entry: 1, type: 'Patient', path: 'Patient.identifier[0].value', code: 'identifier.bad-key' },
    ]);
    expect(JSON.stringify(rowsOf(reportPath))).not.toContain('27903512');
    expect(await world.read('Patient', 'key-fails')).toMatchObject({ identifier: [{ value: '279035121518980' }] });
  });

  it('reports what it refuses with entry, path and reason, and takes the rest', async () => {
    const path = file('faulty.json', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { resource: patient('good-1') },
        { resource: patient('bad-1', { gender: 'purple', birthDate: 'yesterday' }) },
        { resource: patient('bad_id') },
        { request: { method: 'DELETE', url: 'Patient/good-1' } },
        { resource: patient('del'), request: { method: 'DELETE', url: 'Patient/del' } },
        { fullUrl: 'urn:uuid:nothing' },
        null,
        { resource: { resourceType: 'Nonsense', id: 'n' } },
        { resource: patient('good-2') },
        {
          resource: {
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'x' },
            subject: { reference: 'Patient?identifier=s|none' },
          },
        },
      ],
    });
    const reportPath = join(world.folder, 'faulty.report.ndjson');
    const result = granted(await world.import([path], { reportPath }));
    expect(result.total).toMatchObject({ read: 10, created: 2, refused: 8 });
    const rows = rowsOf(reportPath);
    expect(rows.every((row) => row.file === path && row.what === 'refused' && row.reason.length > 10)).toBe(true);
    expect(new Set(rows.map(({ entry }) => entry))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 9]));
    expect(rows.filter(({ entry }) => entry === 1).map((row) => row.path)).toEqual(
      expect.arrayContaining(['Patient.gender', 'Patient.birthDate']),
    );
    expect(rows.find(({ entry }) => entry === 9)?.code).toBe('transaction.unresolved-reference');
    expect(JSON.stringify(rows)).not.toContain('purple');
  });

  it('says where a file breaks off, and keeps what came before', async () => {
    const whole = JSON.stringify({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ resource: patient('cut-1') }, { resource: patient('cut-2') }, { resource: patient('cut-3') }],
    });
    const path = file('cut.json', whole.slice(0, -20));
    const zipped = gzipSync(
      Array.from({ length: 3000 }, (_, number) =>
        JSON.stringify(patient(`zip-${number}`, { gender: number % 2 ? 'male' : 'female' })),
      ).join('\n'),
    );
    const damaged = file('damaged.ndjson.gz', zipped.subarray(0, zipped.length - 40));
    const history = file('history.json', {
      resourceType: 'Bundle',
      type: 'history',
      entry: [{ resource: patient('old') }],
    });
    const reportPath = join(world.folder, 'cut.report.ndjson');
    const result = granted(await world.import([path, damaged, history], { reportPath }));
    expect(result.byType.get('Patient')?.created).toBeGreaterThan(2);
    expect(rowsOf(reportPath).map(({ file: name, code, entry }) => [name, code, entry])).toEqual([
      [path, 'body.malformed', 2],
      [damaged, 'body.malformed', undefined],
      [history, 'bundle.unsupported-type', undefined],
    ]);
  });

  it('keeps a document whole and puts its entries into the record', async () => {
    const path = file('document.json', {
      resourceType: 'Bundle',
      id: 'letter',
      type: 'document',
      timestamp: '2026-11-01T10:00:00Z',
      identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' },
      entry: [
        {
          fullUrl: `urn:uuid:${uuid(11)}`,
          resource: {
            resourceType: 'Composition',
            id: uuid(11),
            status: 'final',
            type: { text: 'Letter' },
            subject: { reference: `urn:uuid:${uuid(12)}` },
            date: '2026-11-01',
            author: [{ reference: `urn:uuid:${uuid(12)}` }],
            title: 'Letter',
          },
        },
        { fullUrl: `urn:uuid:${uuid(12)}`, resource: patient(uuid(12)) },
      ],
    });
    expect(counts(granted(await world.import([path])))).toEqual({
      Bundle: created(1),
      Composition: created(1),
      Patient: created(1),
    });
    expect(await world.read('Bundle', 'letter')).toMatchObject({
      entry: [{ resource: { subject: { reference: `urn:uuid:${uuid(12)}` } } }, {}],
    });
    expect(await world.read('Composition', uuid(11))).toMatchObject({ subject: { reference: `Patient/${uuid(12)}` } });
  });

  it('follows conditional references and conditional creates to what is there', async () => {
    const identifier = [{ system: 'urn:x', value: '42' }];
    const path = file('conditional.json', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          resource: {
            resourceType: 'Encounter',
            id: 'visit',
            status: 'finished',
            class: { code: 'AMB' },
            participant: [{ individual: { reference: 'Practitioner?identifier=urn:x|42' } }],
          },
        },
      ],
    });
    const directory = file('practitioner.json', { resourceType: 'Practitioner', id: 'sophie', identifier });
    granted(await world.import([directory, path]));
    expect(await world.read('Encounter', 'visit')).toMatchObject({
      participant: [{ individual: { reference: 'Practitioner/sophie' } }],
    });
    const second = file('conditional-create.json', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          fullUrl: `urn:uuid:${uuid(21)}`,
          resource: { resourceType: 'Practitioner', identifier },
          request: { method: 'POST', url: 'Practitioner', ifNoneExist: 'identifier=urn:x|42' },
        },
        {
          resource: {
            resourceType: 'PractitionerRole',
            id: 'role',
            practitioner: { reference: `urn:uuid:${uuid(21)}` },
          },
        },
      ],
    });
    const result = granted(await world.import([second]));
    expect(counts(result)).toEqual({ Practitioner: unchanged(1), PractitionerRole: created(1) });
    expect(await world.read('PractitionerRole', 'role')).toMatchObject({
      practitioner: { reference: 'Practitioner/sophie' },
    });
  });

  it("follows conditions by the node's own search parameters", async () => {
    const parameter = file('parameter.json', {
      resourceType: 'SearchParameter',
      id: 'qualified-in',
      url: 'http://example.org/SearchParameter/qualified-in',
      name: 'QualifiedIn',
      status: 'active',
      description: 'Where somebody is qualified',
      code: 'qualified-in',
      base: ['Practitioner'],
      type: 'string',
      expression: 'Practitioner.qualification.code.text',
    });
    const qualification = [{ code: { text: 'Radiology' } }];
    const directory = file('qualified.json', { resourceType: 'Practitioner', id: 'rami', qualification });
    granted(await world.import([parameter, directory]));
    await world.store.renewIndex({ signal: new AbortController().signal, progress: () => undefined });
    const visit = file('qualified-visit.json', {
      resourceType: 'Encounter',
      id: 'scan',
      status: 'finished',
      class: { code: 'AMB' },
      participant: [{ individual: { reference: 'Practitioner?qualified-in=radio' } }],
    });
    granted(await world.import([visit]));
    expect(await world.read('Encounter', 'scan')).toMatchObject({
      participant: [{ individual: { reference: 'Practitioner/rami' } }],
    });
  });

  it('keeps the first of two contents for one id, says so, and changes nothing the second time', async () => {
    const path = file(
      'repeats.ndjson',
      [patient('twice', { active: true }), patient('twice', { active: true }), patient('twice', { active: false })]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    const reportPath = join(world.folder, 'repeats.report.ndjson');
    const first = granted(await world.import([path], { reportPath }));
    expect(counts(first)).toEqual({ Patient: { read: 3, created: 1, unchanged: 0, repeated: 2, refused: 0 } });
    expect(rowsOf(reportPath)).toMatchObject([{ what: 'repeated', entry: 2, type: 'Patient' }]);
    expect(counts(granted(await world.import([path])))).toEqual({
      Patient: { read: 3, created: 0, unchanged: 1, repeated: 2, refused: 0 },
    });
    expect(await world.read('Patient', 'twice')).toMatchObject({ active: true, meta: { versionId: '1' } });
  });

  it('goes on where it was interrupted, and leaves no journal when it is done', async () => {
    const lines = Array.from({ length: 400 }, (_, number) => JSON.stringify(patient(`resume-${number}`)));
    const path = file('resume.ndjson', lines.join('\n'));
    const stop = new AbortController();
    let seen = 0;
    const records = {
      ...world.records,
      change: (async (...call) => {
        seen += call[1].length;
        if (seen >= 100) stop.abort();
        return world.records.change(...call);
      }) as typeof world.records.change,
    };
    const limits = { batchSize: 20, inFlight: 2 };
    const first = granted(await world.import([path], { records, signal: stop.signal, limits }));
    expect(first.interrupted).toBe(true);
    expect(first.total.created).toBeGreaterThanOrEqual(100);
    expect(first.total.created).toBeLessThan(400);
    const second = granted(await world.import([path], { limits }));
    expect(second.interrupted).toBe(false);
    expect(second.resumed.entries).toBeGreaterThan(50);
    expect(second.total.created).toBe(400 - first.total.created);
    expect(second.total.read).toBe(400 - second.resumed.entries);
    const third = granted(await world.import([path], { limits }));
    expect(third.total).toMatchObject({ read: 400, unchanged: 400 });
    expect(third.resumed).toEqual({ files: 0, entries: 0 });
  });

  it('begins anew when a file has changed since the interruption', async () => {
    const path = file(
      'changed.ndjson',
      Array.from({ length: 100 }, (_, number) => JSON.stringify(patient(`changed-${number}`))).join('\n'),
    );
    const failing = {
      ...world.records,
      change: (async (...call) => {
        if (call[1].some((change) => change.op === 'update' && change.id === 'changed-60'))
          throw new Error('node down');
        return world.records.change(...call);
      }) as typeof world.records.change,
    };
    expect(await world.import([path], { records: failing, limits: { batchSize: 10, inFlight: 1 } })).toMatchObject({
      ok: false,
      fault: { code: 'internal' },
    });
    writeFileSync(
      path,
      Array.from({ length: 100 }, (_, number) => JSON.stringify(patient(`changed-${number}`, { active: true }))).join(
        '\n',
      ),
    );
    const after = granted(await world.import([path]));
    expect(after.total).toMatchObject({ read: 100, repeated: 0, refused: 0, updated: 60, created: 40 });
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    const path = file('progress.json', patient('progress'));
    granted(
      await world.import([path], { onProgress: ({ bytesDone, bytesTotal }) => told.push(bytesDone / bytesTotal) }),
    );
    expect(told.at(-1)).toBe(1);
    expect(existsSync(join(world.folder, 'progress.report'))).toBe(false);
    expect(await world.import([join(world.folder, 'no-such-file')])).toMatchObject({ fault: { code: 'request.bad' } });
  });
});
