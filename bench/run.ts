import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { carnet, openNodes } from '../e2e/nodes.ts';
import { projectRoot } from '../src/app/config.ts';
import { client } from './client.ts';
import { measure } from './measure.ts';
import { measureRaw } from './raw.ts';
import { type Row, table } from './report.ts';
import { laboratoryResult, personBundle } from './workload.ts';

/**
 * Measures the running nodes over HTTP beside the raw limits of the same machine in the same run. Prints a table and
 * writes JSON to `.carnet/reports/bench.json`.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
const seconds = Number(values.seconds);
const nodes = await openNodes();
const rows: Row[] = [];
const note = (row: Row) => {
  rows.push(row);
  console.error(`${row.figure.name}: ${row.figure.perSecond.toFixed(1)}/s`);
};

try {
  const running = JSON.parse(readFileSync(join(nodes.stateDir, 'nodes.json'), 'utf8')) as readonly {
    environment: { CARNET_DATABASE_URL: string };
  }[];
  const adminUrl = new URL(running[0]?.environment.CARNET_DATABASE_URL ?? '');
  adminUrl.pathname = '/postgres';
  const raw = await measureRaw(adminUrl.href, seconds);
  for (const figure of [raw.insertSingle, raw.insertMany, raw.select, raw.emptyRoute]) note({ figure });

  const importer = client(nodes.fr, await carnet(nodes.stateDir, 'token', '--node', 'fr', '--as', 'importer'));
  const doctor = await carnet(nodes.stateDir, 'token', '--node', 'pt', '--as', 'doctor');
  const patient = 'bench-patient';
  await importer.put(
    `/fhir/Patient/${patient}`,
    JSON.stringify({ resourceType: 'Patient', id: patient, birthDate: '1970-01-01' }),
  );

  note({
    figure: await measure('create', { clients: 16, seconds }, async (turn) => {
      await importer.post('/fhir/Observation', laboratoryResult(patient, turn));
      return undefined;
    }),
    limit: raw.insertSingle,
  });
  note({
    figure: await measure('transaction Bundle, resources', { clients: 4, seconds }, async (turn) => {
      const bundle = personBundle(turn);
      await importer.post('/fhir', bundle.text);
      return bundle.resources;
    }),
    limit: raw.insertMany,
  });
  const ids: string[] = [];
  for (let turn = 0; turn < 500; turn++) {
    const stored = JSON.parse(await importer.post('/fhir/Observation', laboratoryResult('bench-reader', turn))) as {
      id: string;
    };
    ids.push(stored.id);
  }
  note({
    figure: await measure('read by id', { clients: 16, seconds }, async (turn) => {
      await importer.visit(`/fhir/Observation/${ids[turn % ids.length]}`);
      return undefined;
    }),
    limit: raw.emptyRoute,
  });
  note({
    figure: await measure('search by patient and code, _count=20', { clients: 16, seconds }, async () => {
      await importer.visit('/fhir/Observation?patient=Patient/bench-reader&code=http://loinc.org|4548-4&_count=20');
      return undefined;
    }),
    limit: raw.emptyRoute,
  });
  note({
    figure: await measure('patient summary', { clients: 4, seconds }, async () => {
      await importer.visit('/fhir/Patient/fr-claire-moreau/$summary');
      return undefined;
    }),
    limit: raw.emptyRoute,
  });
  const claire = JSON.parse(await importer.get('/fhir/Patient/fr-claire-moreau')) as {
    birthDate: string;
    identifier: readonly { system: string; value: string }[];
  };
  const ins = claire.identifier.find((identifier) => identifier.system === 'urn:oid:1.2.250.1.213.1.4.11')?.value ?? '';
  const abroad = client(nodes.pt, doctor, 'application/json');
  const question = JSON.stringify({
    country: 'FR',
    traits: { identifier: ins, birthDate: claire.birthDate },
    purpose: 'TREAT',
    language: 'pt',
  });
  note({
    figure: await measure('border crossing: three signed requests, translated', { clients: 4, seconds }, async () => {
      await abroad.post('/api/cross-border/summaries', question);
      return undefined;
    }),
    limit: raw.emptyRoute,
  });
  await Promise.all([importer.close(), abroad.close()]);
} finally {
  await nodes.close();
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: projectRoot, encoding: 'utf8' }).trim(),
};
mkdirSync(join(projectRoot, '.carnet/reports'), { recursive: true });
writeFileSync(
  join(projectRoot, '.carnet/reports/bench.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, seconds, rows }, null, 2)}\n`,
);
console.log(
  `${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${machine.node}, commit ${machine.commit}; ${seconds} s each, load generator on the same machine\n`,
);
console.log(table(rows));
