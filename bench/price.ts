import type { ChildProcess } from 'node:child_process';
import { carnet } from '../e2e/nodes.ts';
import { client } from './client.ts';
import { endProcess, openFurtherProcess } from './further-process.ts';
import { measure } from './measure.ts';
import type { Row } from './report.ts';
import { laboratoryResult } from './workload.ts';

export interface PriceOptions {
  readonly stateDir: string;
  /** Of the node whose price is told. */
  readonly environment: Readonly<Record<string, string>>;
  readonly url: string;
  readonly seconds: number;
}

const rounds = 4;
/** As many as it takes for a throughput, not a waiting time, to be measured: what is durable before the answer waits for a disk. */
const clients = 64;

/**
 * What decisions and the log take of the throughput of a professional's reads and creates: two further processes of the
 * node, one of them without both, measured by turns so that neither has the better minutes.
 */
export async function measurePrice({ stateDir, environment, url, seconds }: PriceOptions): Promise<readonly Row[]> {
  const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'doctor');
  const shared = { ...environment, CARNET_PUBLIC_URL: url };
  const port = Number(new URL(url).port) + 500;
  const processes: ChildProcess[] = [];
  const first = client(`http://127.0.0.1:${port}`, token);
  const sides = [first, client(`http://127.0.0.1:${port + 2}`, token)];
  try {
    processes.push(await openFurtherProcess(shared, port));
    processes.push(await openFurtherProcess(shared, port + 2, 'access-and-log'));
    const born = { resourceType: 'Patient', name: [{ family: 'Price' }], birthDate: '1970-01-01' };
    const { id: patient } = JSON.parse(await first.post('/fhir/Patient', JSON.stringify(born))) as { id: string };
    const ids: string[] = [];
    for (let turn = 0; turn < 200; turn++) {
      const made = await first.post('/fhir/Observation', laboratoryResult(patient, turn));
      ids.push((JSON.parse(made) as { id: string }).id);
    }
    const kinds = {
      read: (side: typeof first, turn: number) => side.visit(`/fhir/Observation/${ids[turn % ids.length]}`),
      search: (side: typeof first) =>
        side.visit(`/fhir/Observation?patient=Patient/${patient}&code=http://loinc.org|4548-4&_count=20`),
      create: (side: typeof first, turn: number) => side.post('/fhir/Observation', laboratoryResult(patient, turn)),
    };
    const rows: Row[] = [];
    for (const [name, work] of Object.entries(kinds)) {
      const rates = [0, 0];
      for (let round = 0; round < rounds * sides.length; round++) {
        const at = round % sides.length;
        const side = sides[at] as typeof first;
        const figure = await measure(name, { clients, seconds: seconds / rounds }, async (turn) => {
          await work(side, turn);
          return undefined;
        });
        rates[at] = (rates[at] ?? 0) + figure.perSecond / rounds;
      }
      const [withBoth = 0, without = 1] = rates;
      const told = { clients, operations: 0, p50: 0, p99: 0 };
      rows.push({
        figure: { ...told, name: `${name} by a professional, with access and log`, perSecond: withBoth },
        limit: { ...told, name: `${name} without either`, perSecond: without },
        atLeast: { share: 0.85 },
      });
    }
    return rows;
  } finally {
    await Promise.all(sides.map((side) => side.close()));
    await Promise.all(processes.map(endProcess));
  }
}
