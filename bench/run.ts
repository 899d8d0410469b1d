import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { carnet, openNodes } from '../e2e/nodes.ts';
import { projectRoot } from '../src/app/config.ts';
import { client } from './client.ts';
import { measureExport, measureImport } from './long-work.ts';
import { measure } from './measure.ts';
import { processOf, watchMemory } from './memory.ts';
import { measurePrice } from './price.ts';
import { measureRaw } from './raw.ts';
import { type Row, table } from './report.ts';
import { keepSource, multiply, sealAll, settle } from './seed.ts';
import { measureTerminology } from './terminology.ts';
import { measureValidation } from './validation.ts';
import { laboratoryResult, personBundle, resultsBundle } from './workload.ts';

/**
 * Measures the running nodes over HTTP beside the raw limits of the same machine in the same run, on an almost empty
 * database and on one of a million Observations (`--large`: three millions). Prints a table and writes JSON to
 * `.carnet/reports/bench.json`.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '8' }, large: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
// What is measured is how much the node can do, not how much one account may ask for.
process.env.CARNET_RATES ??= 'sign-in=0, token=0, person-search=0, cross-border=0, requests=0';
const nodes = await openNodes();
const rows: Row[] = [];
const note = (row: Row) => {
  rows.push(row);
  console.error(`${row.figure.name}: ${row.figure.perSecond.toFixed(1)}/s`);
};

const running = JSON.parse(readFileSync(join(nodes.stateDir, 'nodes.json'), 'utf8')) as readonly {
  environment: Readonly<Record<string, string>>;
}[];
const environment = running[0]?.environment ?? {};
const databaseUrl = environment.CARNET_DATABASE_URL ?? '';
const urls = { records: databaseUrl, keys: environment.CARNET_KEYS_DATABASE_URL ?? databaseUrl };
const memory = watchMemory(processOf(nodes.stateDir, 'fr'));

/** Of each seeded person. */
const results = 100;
const inOrder = 'Observation?code=http://loinc.org|4548-4&date=ge2021&_sort=-date&_count=50';
const ofPerson = 'Observation?patient=Patient/bench-reader&code=http://loinc.org|4548-4&_count=20';

try {
  for (const row of measureValidation(seconds)) note(row);
  const adminUrl = new URL(databaseUrl);
  adminUrl.pathname = '/postgres';
  const raw = await measureRaw(adminUrl.href, seconds);
  for (const figure of [raw.insertSingle, raw.insertMany, raw.select, raw.emptyRoute]) note({ figure });

  const importerToken = await carnet(nodes.stateDir, 'token', '--node', 'fr', '--as', 'importer');
  const importer = client(nodes.fr, importerToken);
  const person = async (id: string, count: number) => {
    await importer.put(`/fhir/Patient/${id}`, JSON.stringify({ resourceType: 'Patient', id, birthDate: '1970-01-01' }));
    for (let done = 0; done < count; done += 500) {
      await importer.post('/fhir', resultsBundle(id, Math.min(500, count - done)));
    }
  };
  await person('bench-patient', 0);
  await person('bench-reader', 500);
  await person('bench-heavy', 5_000);
  await keepSource(urls, () => person('bench-seed', results));

  const measureCreate = (name: string) =>
    measure(name, { clients: 16, seconds }, async (turn) => {
      await importer.post('/fhir/Observation', laboratoryResult('bench-patient', turn));
      return undefined;
    });
  const ask = (name: string, clients: number, path: string) =>
    measure(name, { clients, seconds }, async () => {
      await importer.visit(`/fhir/${path}`);
      return undefined;
    });
  const seedTo = async (from: number, to: number) => {
    const began = performance.now();
    const copied = await multiply(databaseUrl, { of: 'bench-seed', prefix: 'bench-p-', from, to });
    await sealAll(urls);
    await settle(databaseUrl);
    console.error(`${copied} Observations seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  };

  await seedTo(1, 100);
  note({
    figure: await measureCreate('create'),
    limit: raw.insertSingle,
    atLeast: { perSecond: 3_000, share: 0.3 },
  });
  note({
    figure: await measure('transaction Bundle, resources', { clients: 4, seconds }, async (turn) => {
      const bundle = personBundle(turn);
      await importer.post('/fhir', bundle.text);
      return bundle.resources;
    }),
    limit: raw.insertMany,
    atLeast: { perSecond: 8_000, share: 0.2 },
  });
  note({
    figure: await measureImport(nodes.stateDir),
    limit: raw.insertMany,
    atLeast: { perSecond: 15_000 },
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
    atLeast: { perSecond: 10_000 },
  });
  note({
    figure: await ask('search by patient and code, _count=20', 16, ofPerson),
    limit: raw.emptyRoute,
    atLeast: { perSecond: 4_000 },
  });
  for (const row of await measurePrice({ stateDir: nodes.stateDir, environment, url: nodes.fr, seconds })) note(row);
  note({ figure: await ask('patient summary', 4, 'Patient/fr-claire-moreau/$summary'), limit: raw.emptyRoute });
  note({
    figure: await ask('$summary of 5,000 resources', 1, 'Patient/bench-heavy/$summary'),
    atLeast: { p99: 60 },
  });
  note({
    figure: await ask(
      '$everything of 5,000 resources, a page of 1,000',
      1,
      'Patient/bench-heavy/$everything?_count=1000',
    ),
    atLeast: { p99: 250 },
  });

  await seedTo(101, 1_000);
  note({ figure: await measureCreate('create beside 100,000') });
  note({ figure: await ask('search by patient and code beside 100,000', 16, ofPerson) });
  await seedTo(1_001, 10_000);
  note({
    figure: await ask('search by code and date over 1,000,000, newest first', 16, inOrder),
    atLeast: { perSecond: 300, p99: 80 },
  });
  note({ figure: await measureExport(nodes.fr, importerToken), atLeast: { perSecond: 60_000 } });
  if (values.large) await seedTo(10_001, 30_000);
  const size = values.large ? '3,000,000' : '1,000,000';
  note({ figure: await measureCreate(`create beside ${size}`) });
  note({ figure: await ask(`search by patient and code beside ${size}`, 16, ofPerson) });

  const doctor = await carnet(nodes.stateDir, 'token', '--node', 'pt', '--as', 'doctor');
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
  // What code systems take is a setting of its own (CARNET_TERMINOLOGY_MEMORY).
  memory.stop();
  await measureTerminology({ stateDir: nodes.stateDir, databaseUrl, importer, seconds }, note);
  await Promise.all([importer.close(), abroad.close()]);
} finally {
  memory.stop();
  await nodes.close();
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: projectRoot, encoding: 'utf8' }).trim(),
};
const most = Math.round(memory.most());
mkdirSync(join(projectRoot, '.carnet/reports'), { recursive: true });
writeFileSync(
  join(projectRoot, '.carnet/reports/bench.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, seconds, nodeProcessMiB: most, rows }, null, 2)}\n`,
);
console.log(
  `${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${machine.node}, commit ${machine.commit}; ${seconds} s each, load generator on the same machine\n`,
);
console.log(table(rows));
console.log(`\nMemory of the node process without code systems: ${most} MiB at most (asked for: under 300)`);
