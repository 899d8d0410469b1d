import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { observation, openExportWorld, patient, type Who } from './testing.ts';

let world: Awaited<ReturnType<typeof openExportWorld>>;

const later = { headers: { prefer: 'respond-async' } };
const posted = (parameter: readonly object[]): RequestInit => ({
  headers: { prefer: 'respond-async', 'content-type': 'application/fhir+json' },
  body: JSON.stringify({ resourceType: 'Parameters', parameter }),
});

interface Entry {
  readonly type: string;
  readonly url: string;
  readonly count?: number;
}

interface Manifest {
  readonly transactionTime: string;
  readonly request: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly Entry[];
  readonly deleted?: readonly Entry[];
  readonly error: readonly Entry[];
}

async function begin(who: Who, address: string, init: RequestInit = later): Promise<string> {
  const answer = await world.ask(who, init.body === undefined ? 'GET' : 'POST', address, init);
  expect([answer.status, await answer.text()]).toEqual([202, '']);
  return answer.headers.get('content-location') ?? '';
}

async function done(who: Who, where: string): Promise<Manifest> {
  for (let asked = 0; asked < 200; asked++) {
    const answer = await world.ask(who, 'GET', where);
    if (answer.status === 200) return (await answer.json()) as Manifest;
    if (answer.status !== 202 && answer.status !== 429) throw new Error(`${answer.status} ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The export does not end');
}

async function linesOf(who: Who, files: readonly Entry[]): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  for (const { url, type } of files) {
    const answer = await world.ask(who, 'GET', url);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/fhir+ndjson']);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    for (const line of lines) {
      const resource = JSON.parse(line) as Resource;
      expect(resource.resourceType).toBe(type);
      found.push(resource);
    }
  }
  return found;
}

async function exported(who: Who, address: string, init?: RequestInit): Promise<readonly string[]> {
  const { output } = await done(who, await begin(who, address, init));
  return namesOf(await linesOf(who, output));
}

function namesOf(resources: readonly Resource[]): readonly string[] {
  return resources.map(({ resourceType, id }) => `${resourceType}/${id}`).sort();
}

async function codeOf(answer: Response): Promise<unknown> {
  const outcome = (await answer.json()) as { issue: { details: { coding: { code: string }[] } }[] };
  return [answer.status, outcome.issue[0]?.details.coding[0]?.code];
}

beforeAll(async () => {
  world = await openExportWorld({ fileSize: 4 });
  await world.write(
    { resourceType: 'Organization', id: 'org-park', name: 'Park' },
    ...['claire', 'henri', 'lina'].map((id) => patient(id)),
    ...['o1', 'o2', 'o3', 'o4', 'o5'].map((id) => observation(id, 'claire')),
    observation('o6', 'henri', { status: 'preliminary' }),
    { resourceType: 'AllergyIntolerance', id: 'a1', patient: { reference: 'Patient/claire' } },
    { resourceType: 'AllergyIntolerance', id: 'a2', patient: { reference: 'Patient/henri' } },
    {
      resourceType: 'Group',
      id: 'cohort',
      type: 'person',
      actual: true,
      member: [
        { entity: { reference: 'Patient/henri' } },
        { entity: { reference: 'Patient/lina' } },
        { entity: { reference: 'Patient/claire' }, inactive: true },
      ],
    },
  );
  await world.db.transaction(async (tx) => {
    for (const person of ['claire', 'henri']) {
      await world.access.addRelation(tx, {
        patient: person,
        organization: 'org-park',
        origin: 'declared',
        from: new Date('2020-01-01T00:00:00Z'),
      });
    }
    await world.access.changeSharing(
      tx,
      { patient: 'henri', crossBorder: true, restrictions: [{ category: 'allergies', audience: 'everyone' }] },
      'henri',
    );
  });
});
afterAll(() => world.close());

describe('$export', () => {
  it('gives everything of the node in files of a bounded size, with the moment they stand for', async () => {
    const before = new Date();
    const where = await begin('importer', '/$export');
    const first = await world.ask('importer', 'GET', where);
    if (first.status === 202) {
      expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(first.headers.get('x-progress')).toMatch(/types|waiting/);
    }
    const manifest = await done('importer', where);
    expect(manifest).toMatchObject({
      request: 'http://node.example/fhir/$export',
      requiresAccessToken: true,
      error: [],
    });
    expect(Date.parse(manifest.transactionTime)).toBeGreaterThanOrEqual(before.getTime());
    const tally = manifest.output.map(({ type, count }) => [type, count]);
    expect(tally).toContainEqual(['Observation', 4]);
    expect(tally).toContainEqual(['Observation', 2]);
    const resources = await linesOf('importer', manifest.output);
    expect(namesOf(resources)).toEqual([
      'AllergyIntolerance/a1',
      'AllergyIntolerance/a2',
      'Group/cohort',
      'Observation/o1',
      'Observation/o2',
      'Observation/o3',
      'Observation/o4',
      'Observation/o5',
      'Observation/o6',
      'Organization/org-park',
      'Patient/claire',
      'Patient/henri',
      'Patient/lina',
    ]);
    const again = await world.ask('importer', 'GET', where);
    expect(Date.parse(again.headers.get('expires') ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  });

  it('gives persons’ records, of all or of a Group, and of those whom a Parameters resource names', async () => {
    expect(await exported('importer', '/Patient/$export?_type=Patient,Organization')).toEqual([
      'Patient/claire',
      'Patient/henri',
      'Patient/lina',
    ]);
    expect(await exported('importer', '/Group/cohort/$export')).toEqual([
      'AllergyIntolerance/a2',
      'Observation/o6',
      'Patient/henri',
      'Patient/lina',
    ]);
    const named = posted([
      { name: 'patient', valueReference: { reference: 'Patient/henri' } },
      { name: 'patient', valueReference: { reference: 'Patient/claire' } },
      { name: '_type', valueString: 'Patient' },
    ]);
    expect(await exported('importer', '/Group/cohort/$export', named)).toEqual(['Patient/henri']);
    expect(await exported('importer', '/Patient/$export', named)).toEqual(['Patient/claire', 'Patient/henri']);
    const absent = await world.ask('importer', 'GET', '/Group/nobody/$export', later);
    expect(await codeOf(absent)).toEqual([404, 'resource.not-found']);
  });

  it('takes filters and elements', async () => {
    const filter = encodeURIComponent('Observation?status=preliminary,Patient?_id=lina,Patient?_id=claire');
    expect(await exported('importer', `/$export?_type=Observation,Patient&_typeFilter=${filter}`)).toEqual([
      'Observation/o6',
      'Patient/claire',
      'Patient/lina',
    ]);
    const where = await begin('importer', '/$export?_type=Patient,Observation&_elements=Patient.birthDate,status');
    const resources = await linesOf('importer', (await done('importer', where)).output);
    const claire = resources.find(({ id }) => id === 'claire');
    expect(Object.keys(claire ?? {}).sort()).toEqual(['birthDate', 'id', 'meta', 'resourceType']);
    expect(JSON.stringify(claire?.meta)).toContain('SUBSETTED');
    expect(Object.keys(resources.find(({ id }) => id === 'o1') ?? {}).sort()).toEqual([
      'code',
      'id',
      'meta',
      'resourceType',
      'status',
    ]);
  });

  it('gives what was written since, and tells of what was deleted since', async () => {
    await world.write(observation('kept', 'claire'), observation('gone', 'claire'));
    const { transactionTime } = await done('importer', await begin('importer', '/$export?_type=Observation'));
    await world.write(observation('new', 'henri'));
    await world.remove('Observation', 'gone');
    const where = await begin('importer', `/$export?_since=${encodeURIComponent(transactionTime)}`);
    const { output, deleted } = await done('importer', where);
    expect(namesOf(await linesOf('importer', output))).toEqual(['Observation/new']);
    const [bundle] = await linesOf('importer', deleted ?? []);
    expect(bundle).toEqual({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [{ request: { method: 'DELETE', url: 'Observation/gone' } }],
    });
    for (const id of ['kept', 'new']) await world.remove('Observation', id);
  });

  it('gives exactly the versions of its moment while others write', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `w${n}`);
    await world.write(...ids.map((id) => observation(id, 'lina')));
    let writing = true;
    const others = (async () => {
      for (let round = 0; writing; round++) {
        const id = ids[round % ids.length] ?? 'w0';
        if (round % 7 === 3) await world.remove('Observation', id);
        else
          await world.write(
            observation(id, 'lina', { note: [{ text: String(round) }] }),
            observation(`x${round}`, 'lina'),
          );
      }
    })();
    try {
      const where = await begin('importer', '/$export?_type=Observation');
      const { output, transactionTime } = await done('importer', where);
      const first = await linesOf('importer', output);
      const second = await linesOf('importer', output);
      expect(namesOf(second)).toEqual(namesOf(first));
      expect(first.reduce((sum) => sum + 1, 0)).toBe(output.reduce((sum, { count = 0 }) => sum + count, 0));
      writing = false;
      await others;
      const expected = await versionsAt(transactionTime);
      expect([...first, ...second].map(versionOf).sort()).toEqual([...expected, ...expected].sort());
    } finally {
      writing = false;
      await others;
    }
  });

  it('shows a professional his patients’ records less what they restrict, and a citizen her own', async () => {
    expect(await exported('doctor', '/Patient/$export?_type=Patient,AllergyIntolerance')).toEqual([
      'AllergyIntolerance/a1',
      'Patient/claire',
      'Patient/henri',
    ]);
    expect(await exported('claire', '/$export?_type=Patient,AllergyIntolerance,Organization')).toEqual([
      'AllergyIntolerance/a1',
      'Organization/org-park',
      'Patient/claire',
    ]);
    expect(await exported('admin', '/$export')).toEqual(['Organization/org-park']);
    expect(
      await exported(
        'doctor',
        '/Patient/$export?_type=Patient',
        posted([{ name: 'patient', valueReference: { reference: 'Patient/lina' } }]),
      ),
    ).toEqual([]);
    const hidden = await world.ask('doctor', 'GET', '/Group/cohort/$export', later);
    const absent = await world.ask('doctor', 'GET', '/Group/nobody/$export', later);
    expect([hidden.status, await hidden.text()]).toEqual([absent.status, await absent.text()]);
  });

  it('gives when it leaves what may then be seen', async () => {
    const { output } = await done('doctor', await begin('doctor', '/$export?_type=AllergyIntolerance'));
    const choices = { patient: 'claire', crossBorder: true } as const;
    const restrict = (restrictions: readonly { category: 'allergies'; audience: 'everyone' }[]) =>
      world.db.transaction((tx) => world.access.changeSharing(tx, { ...choices, restrictions }, 'claire'));
    await restrict([{ category: 'allergies', audience: 'everyone' }]);
    expect(await linesOf('doctor', output)).toEqual([]);
    await restrict([]);
    expect(namesOf(await linesOf('doctor', output))).toEqual(['AllergyIntolerance/a1']);
  });

  it('leaves an entry in the log of each person, with the categories, before anything leaves', async () => {
    const { output } = await done(
      'warehouse',
      await begin('warehouse', '/$export?_type=Observation,AllergyIntolerance'),
    );
    const entries = async (person: string) => {
      const { entries } = await world.audit.accessLog({ patient: person, count: 100 });
      return entries.filter(({ action, agent }) => action === 'export' && agent.subject === 'warehouse');
    };
    expect(await entries('henri')).toEqual([]);
    await linesOf('warehouse', output);
    const [allergies] = (await entries('henri')).filter(({ objects }) => objects[0]?.type === 'AllergyIntolerance');
    expect(allergies).toMatchObject({
      outcome: 'success',
      interaction: 'export',
      purpose: 'HOPERAT',
      objects: [{ type: 'AllergyIntolerance', category: 'allergies' }],
    });
    expect((await entries('claire')).map(({ objects, more }) => [objects[0]?.type, more ?? 0])).toContainEqual([
      'Observation',
      expect.any(Number),
    ]);
    expect(JSON.stringify(await entries('claire'))).not.toContain('"id":"o1"');
  });

  it('leaves an entry too where it only tells that there is something, unless the caller sees everybody', async () => {
    const plans = async () => {
      const { entries } = await world.audit.accessLog({ patient: 'claire', count: 100 });
      return entries.filter(({ action, agent }) => action === 'export' && agent.role === 'professional').length;
    };
    const before = await plans();
    const filter = encodeURIComponent('AllergyIntolerance?patient=claire');
    await done('doctor', await begin('doctor', `/$export?_typeFilter=${filter}&_type=AllergyIntolerance`));
    expect(await plans()).toBe(before + 1);
  });

  it('is nobody else’s: neither its progress nor its files nor its end', async () => {
    const where = await begin('importer', '/$export?_type=Patient');
    const { output } = await done('importer', where);
    const nowhere = 'http://node.example/fhir/$export-status/2b2f1b52-7f30-4a2e-9f6e-0d3f9a3f1c11';
    const strange = async (method: string, address: string) => {
      const answer = await world.ask('warehouse', method, address);
      return [answer.status, await answer.text()];
    };
    expect(await strange('GET', where)).toEqual(await strange('GET', nowhere));
    expect(await strange('DELETE', where)).toEqual(await strange('DELETE', nowhere));
    expect(await strange('GET', output[0]?.url ?? '')).toEqual(await strange('GET', nowhere));
    expect((await strange('GET', where))[0]).toBe(404);
    expect((await world.ask('importer', 'GET', `${where}x`)).status).toBe(404);
    expect((await world.ask('importer', 'GET', (output[0]?.url ?? '').replace(/\d+$/, '77'))).status).toBe(404);
  });

  it('is gone when it was cancelled, and some time after it was done', async () => {
    const where = await begin('importer', '/$export?_type=Patient');
    const { output } = await done('importer', where);
    const file = output[0]?.url ?? '';
    expect((await world.ask('importer', 'DELETE', where)).status).toBe(202);
    for (const address of [where, file]) expect((await world.ask('importer', 'GET', address)).status).toBe(404);
    expect((await world.ask('importer', 'DELETE', where)).status).toBe(404);
    const under = await begin('importer', '/$export');
    expect((await world.ask('importer', 'DELETE', under)).status).toBe(202);
    expect((await world.ask('importer', 'GET', under)).status).toBe(404);
    const kept = await begin('importer', '/$export?_type=Patient');
    const manifest = await done('importer', kept);
    world.letPass(25 * 3_600_000);
    for (const address of [kept, manifest.output[0]?.url ?? '']) {
      expect((await world.ask('importer', 'GET', address)).status).toBe(404);
    }
    world.letPass(-25 * 3_600_000);
  });

  it('comes compressed when that is asked for', async () => {
    const { output } = await done('importer', await begin('importer', '/$export?_type=Organization'));
    const plain = await world.ask('importer', 'GET', output[0]?.url ?? '', {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    const packed = await world.ask('importer', 'GET', output[0]?.url ?? '', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe(await plain.text());
  });

  it.each([
    ['GET', '/$export?_type=Nose', later, 400, 'search.bad-value'],
    ['GET', '/$export?_since=soon', later, 400, 'search.bad-value'],
    ['GET', '/$export?_outputFormat=text/csv', later, 400, 'request.bad'],
    ['GET', '/$export?_typeFilter=Nose', later, 400, 'search.bad-value'],
    ['GET', '/$export?_typeFilter=Patient%3Fcolour%3Dred', later, 400, 'search.unknown-parameter'],
    ['GET', '/$export?_typeFilter=Patient%3F_sort%3D_id', later, 400, 'search.bad-value'],
    ['GET', '/$export?_type=Group&_typeFilter=Patient%3F_id%3D1', later, 400, 'search.bad-value'],
    ['GET', '/$export?_elements=Patient.colour', later, 400, 'search.bad-value'],
    ['GET', '/$export?includeAssociatedData=LatestProvenanceResources', later, 400, 'search.unknown-parameter'],
    ['GET', '/Patient/$export?patient=Patient/claire', later, 400, 'search.unknown-parameter'],
    [
      'POST',
      '/Patient/$export',
      posted([{ name: 'patient', valueReference: { reference: 'x y' } }]),
      400,
      'search.bad-value',
    ],
    ['GET', '/$export', {}, 400, 'request.bad'],
    ['GET', '/$export?_type=Patient', { headers: { prefer: 'respond-asynchronously' } }, 400, 'request.bad'],
  ])('refuses %s %s', async (method, address, init, status, code) => {
    expect(await codeOf(await world.ask('importer', method, address, init))).toEqual([status, code]);
  });

  it('refuses whom the rules refuse, and passes over what it does not know where that is wished', async () => {
    expect(await codeOf(await world.ask('abroad', 'GET', '/$export', later))).toEqual([403, 'access.denied']);
    const lenient = { headers: { prefer: 'respond-async, handling=lenient' } };
    expect(await exported('importer', '/$export?_type=Nose,Organization&colour=red', lenient)).toEqual([
      'Organization/org-park',
    ]);
  });

  it('asks for patience where one caller begins many, or asks all the time', async () => {
    const running = [];
    for (let n = 0; n < 12; n++) {
      const answer = await world.ask('warehouse', 'GET', '/$export', later);
      if (answer.status === 429) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        break;
      }
      running.push(answer.headers.get('content-location') ?? '');
    }
    expect(running.length).toBeLessThan(12);
    const statuses = [];
    const last = running.at(-1) ?? '';
    for (let n = 0; n < 15; n++) statuses.push((await world.ask('warehouse', 'GET', last)).status);
    expect(statuses.includes(429) || statuses.includes(200)).toBe(true);
    for (const where of running) await world.ask('warehouse', 'DELETE', where);
  });
});

/** Every version of an Observation that was current at a moment, as the histories tell. */
async function versionsAt(moment: string): Promise<readonly string[]> {
  const rows = await world.db.query<{ name: string }>(
    `select distinct on (id) id || '/' || version as name, deleted from (
       select id, version, deleted, updated from resource where type = 'Observation'
       union all select id, version, deleted, updated from resource_history where type = 'Observation') v
      where updated <= $1 order by id, version desc`,
    [Date.parse(moment)],
  );
  return rows.filter((row) => !(row as unknown as { deleted: boolean }).deleted).map(({ name }) => name);
}

function versionOf(resource: Resource): string {
  return `${resource.id}/${(resource.meta as { versionId: string }).versionId}`;
}
