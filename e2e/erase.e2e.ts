import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '#db';
import { carnet, verifyLog } from './nodes.ts';
import { environmentOf } from './processes.ts';

const { stateDir, fr } = inject('carnet');
const tables = ['resource', 'resource_history', 'resource_locator', 'resource_string'];
const secret = 'Petitcolas';

let db: Database;
let importer: string;
let patient: string;

async function fhir(path: string, token: string, body?: unknown): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${fr}/fhir/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Every text, word and string that the database of the records has of anybody. */
async function everythingStored(): Promise<string> {
  const rows = await db.query<{ all: string | null }>(
    `select string_agg(concat_ws(' ', text, texts::text, words::text, codes::text), ' ') as all from resource
     union all select string_agg(text, ' ') from resource_history
     union all select string_agg(value || ' ' || folded, ' ') from resource_string`,
    [],
  );
  return rows.map((row) => row.all ?? '').join(' ');
}

/** What there is of her record, former versions as well. */
async function rowsOf(person: string): Promise<readonly string[]> {
  const rows = await db.query<{ type: string; deleted: boolean }>(
    `select type, deleted from resource where compartment = $1
     union all select type, deleted from resource_history where compartment = $1`,
    [person],
  );
  return rows.map(({ type, deleted }) => `${type}${deleted ? ' deleted' : ''}`);
}

beforeAll(async () => {
  db = openDatabase({ url: String(environmentOf(stateDir, 'fr').CARNET_DATABASE_URL), max: 1 });
  importer = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
  const made = await fhir('Patient', importer, {
    resourceType: 'Patient',
    name: [{ family: secret, given: ['Rosalie'] }],
    gender: 'female',
    birthDate: '1950-02-03',
  });
  expect(made.status).toBe(201);
  patient = JSON.parse(made.text).id;
  const condition = {
    resourceType: 'Condition',
    subject: { reference: `Patient/${patient}` },
    code: { text: `Gout of ${secret}` },
  };
  expect((await fhir('Condition', importer, condition)).status).toBe(201);
  await db.query(
    `insert into identity_account (id, name, role, language, patient, alias) values ('e2e-rosalie', 'Rosalie', 'citizen', 'fr', $1, 'rosalie')`,
    [patient],
  );
});
afterAll(() => db.close());

describe('carnet erase', () => {
  it('takes a person away, for every reader and in a backup that is put back', async () => {
    const hers = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'rosalie');
    expect((await fhir(`Patient/${patient}`, hers)).text).toContain(secret);
    expect(JSON.parse((await fhir(`Patient?family=${secret}&_total=accurate`, importer)).text).total).toBe(1);
    for (const table of tables) await db.query(`create table backup_${table} as select * from ${table}`, []);

    const said = await carnet(stateDir, 'erase', patient, '--node', 'fr', '--reason', 'Her request, case 17', '--yes');
    expect(said).toContain('erased');

    expect((await fhir(`Patient/${patient}`, importer)).status).toBe(410);
    expect(JSON.parse((await fhir(`Patient?family=${secret}&_total=accurate`, importer)).text).total).toBe(0);
    expect(JSON.parse((await fhir(`Condition?patient=${patient}`, importer)).text).entry ?? []).toEqual([]);
    expect((await fhir(`Patient/${patient}/_history`, importer)).text).not.toContain(secret);
    expect((await fhir(`Patient/${patient}`, hers)).status).toBe(401);
    expect((await everythingStored()).toLowerCase()).not.toContain(secret.toLowerCase());

    // What a backup holds comes back, and opens for nobody.
    for (const table of tables) {
      await db.query(
        `insert into ${table} select * from backup_${table} b where ${table === 'resource_locator' ? 'b.compartment' : 'compartment'} = $1 on conflict do nothing`,
        [patient],
      );
    }
    await db.query(
      `update resource r set deleted = false, text = b.text, version = b.version from backup_resource b
        where r.compartment = $1 and b.compartment = r.compartment and b.type = r.type and b.id = r.id`,
      [patient],
    );
    expect((await fhir(`Patient/${patient}`, importer)).status).toBe(404);
    expect((await fhir(`Condition?patient=${patient}`, importer)).text).not.toContain('Gout');
    for (const table of tables) await db.query(`drop table backup_${table}`, []);
    // The node that runs finds her rows and takes them away.
    await expect.poll(() => rowsOf(patient), { timeout: 60_000, interval: 500 }).toEqual(['Patient deleted']);
    expect(JSON.parse((await fhir(`Patient?family=${secret}&_total=accurate`, importer)).text).total).toBe(0);
    expect((await everythingStored()).toLowerCase()).not.toContain(secret.toLowerCase());
    const verdict = await verifyLog(stateDir, 'fr');
    expect(verdict).toMatchObject({ problems: [], witnesses: [{ testimony: { outcome: 'signed' } }] });
  });

  it('says what is missing, and asks before it erases', async () => {
    const failed = (...args: readonly string[]) =>
      carnet(stateDir, 'erase', ...args).then(
        () => '',
        (error: { stderr: string }) => error.stderr,
      );
    expect(await failed('nobody', '--node', 'fr')).toContain('--reason');
    expect(await failed('nobody', '--node', 'fr', '--reason', 'Her request, case 18')).toContain('--yes');
    expect(await failed('nobody', '--node', 'fr', '--reason', 'Her request, case 18', '--yes')).toContain(
      'no such resource',
    );
    expect(await failed(patient, '--node', 'fr', '--reason', 'short', '--yes')).toContain('10 to 500');
  });
});

describe('carnet keys rotate --persons', () => {
  it('wraps the keys anew while the node serves', async () => {
    const read = async () => (await fhir('Patient?_count=5', importer)).status;
    expect(await read()).toBe(200);
    expect(await carnet(stateDir, 'keys', 'rotate', '--persons', '--node', 'fr')).toContain('wrapped anew');
    expect(await read()).toBe(200);
    const made = await fhir('Patient', importer, { resourceType: 'Patient', name: [{ family: 'After' }] });
    expect(made.status).toBe(201);
    expect((await fhir(`Patient/${JSON.parse(made.text).id}`, importer)).text).toContain('After');
  });
});
