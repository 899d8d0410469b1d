import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { carnet, openNodes } from '../e2e/nodes.ts';
import { client } from './client.ts';
import { endProcess, openFurtherProcess } from './further-process.ts';
import { measure } from './measure.ts';
import { laboratoryResult } from './workload.ts';

/**
 * What a request costs: microseconds of processor time in the node, in PostgreSQL and in the load generator, with
 * everything on and with the log, the decisions or the structure check taken away. Unlike a rate, these hardly depend on what else the
 * machine does. Reads /proc, so it runs on Linux alone.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } });
const seconds = Number(values.seconds);

/** Microseconds of one tick of /proc/<pid>/stat. */
const tick = 10_000;

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

function statOf(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** Ticks of a server's backends and helpers, by process: connections come and go. */
function ticksOfChildren(server: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const pid of readdirSync('/proc')) {
    const stat = /^\d+$/.test(pid) ? statOf(pid) : undefined;
    if (stat?.parent === server) found.set(pid, stat.ticks);
  }
  return found;
}

function increase(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [pid, ticks] of after) sum += ticks - (before.get(pid) ?? 0);
  return sum;
}

const nodes = await openNodes();
const lines: string[] = [];
try {
  const [running] = JSON.parse(readFileSync(join(nodes.stateDir, 'nodes.json'), 'utf8')) as readonly {
    readonly url: string;
    readonly environment: Readonly<Record<string, string>>;
  }[];
  if (running === undefined) throw new Error('No node runs.');
  const environment = { ...running.environment, CARNET_PUBLIC_URL: running.url };
  const server = Number(readFileSync(join(nodes.stateDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const port = Number(new URL(nodes.fr).port) + 500;
  const token = await carnet(nodes.stateDir, 'token', '--node', 'fr', '--as', 'importer');
  const seed = client(nodes.fr, token);
  const patient = 'cost-patient';
  await seed.put(`/fhir/Patient/${patient}`, JSON.stringify({ resourceType: 'Patient', id: patient }));
  const ids: string[] = [];
  for (let turn = 0; turn < 500; turn++) {
    const stored = JSON.parse(await seed.post('/fhir/Observation', laboratoryResult(patient, turn))) as { id: string };
    ids.push(stored.id);
  }
  await seed.close();

  for (const without of [undefined, 'log', 'access', 'structure-check'] as const) {
    const child = await openFurtherProcess(environment, port, without);
    const http = client(`http://127.0.0.1:${port}`, token);
    const kinds: Readonly<Record<string, (turn: number) => Promise<unknown>>> = {
      'read by id': (turn) => http.visit(`/fhir/Observation/${ids[turn % ids.length]}`),
      'search by patient and code, _count=20': () =>
        http.visit(`/fhir/Observation?patient=Patient/${patient}&code=http://loinc.org|4548-4&_count=20`),
      create: (turn) => http.post('/fhir/Observation', laboratoryResult('cost-writer', turn)),
      'patient summary': () => http.visit('/fhir/Patient/fr-claire-moreau/$summary'),
    };
    for (const [name, work] of Object.entries(kinds)) {
      if (without === 'structure-check' && name !== 'create') continue;
      await measure('warm', { clients: 16, seconds }, async (turn) => {
        await work(turn);
        return undefined;
      });
      let calls = 0;
      const [node, backends, own] = [statOf(child.pid ?? 0)?.ticks ?? 0, ticksOfChildren(server), process.cpuUsage()];
      await measure(name, { clients: 16, seconds }, async (turn) => {
        calls += 1;
        await work(turn);
        return undefined;
      });
      const spent = process.cpuUsage(own);
      const inNode = ((statOf(child.pid ?? 0)?.ticks ?? 0) - node) * tick;
      const inDatabase = increase(backends, ticksOfChildren(server)) * tick;
      const inClient = spent.user + spent.system;
      const figures = [inNode, inDatabase, inClient].map((sum) => (sum / calls).toFixed(0)).join(' | ');
      lines.push(`| ${name} | ${without === undefined ? 'everything on' : `without ${without}`} | ${figures} |`);
      console.error(lines.at(-1));
    }
    await http.close();
    await endProcess(child);
  }
} finally {
  await nodes.close();
}
console.log(`| what | with | us in the node | us in PostgreSQL | us in the load generator |\n|---|---|---:|---:|---:|`);
console.log(lines.join('\n'));
