import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { carnet } from '../e2e/nodes.ts';
import { client } from './client.ts';
import type { Figure } from './measure.ts';
import { personLines } from './workload.ts';

/** Work that has no single answer: so many things in so many seconds. */
export function figure(name: string, operations: number, seconds: number): Figure {
  return { name, clients: 1, operations, perSecond: operations / seconds, p50: 0, p99: 0 };
}

const persons = 500;

/** `carnet import` of an NDJSON file of results, the start of its process included. */
export async function measureImport(stateDir: string): Promise<Figure> {
  const directory = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
  try {
    const path = join(directory, 'results.ndjson');
    const lines = Array.from({ length: persons }, (_, person) => personLines(person)).flat();
    writeFileSync(path, `${lines.join('\n')}\n`);
    const began = performance.now();
    const told = JSON.parse(await carnet(stateDir, 'import', path, '--node', 'fr', '--json')) as {
      total: { created: number };
    };
    const seconds = (performance.now() - began) / 1000;
    if (told.total.created !== lines.length)
      throw new Error(`Of ${lines.length} resources ${told.total.created} came in.`);
    return figure('import of NDJSON, resources', lines.length, seconds);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly output: readonly { readonly url: string; readonly count?: number }[];
}

/** `$export` of all Observations: from the request to the last byte of the last file, two files at a time. */
export async function measureExport(origin: string, token: string): Promise<Figure> {
  const headers = { authorization: `Bearer ${token}`, prefer: 'respond-async' };
  const began = performance.now();
  const started = await fetch(`${origin}/fhir/$export?_type=Observation`, { headers });
  if (started.status !== 202) throw new Error(`$export: ${started.status} ${(await started.text()).slice(0, 300)}`);
  const status = started.headers.get('content-location') ?? '';
  let manifest: Manifest | undefined;
  while (manifest === undefined) {
    const answer = await fetch(status, { headers });
    if (answer.status === 200) {
      manifest = (await answer.json()) as Manifest;
    } else if (answer.status === 202 || answer.status === 429) {
      await setTimeout(1000 * Number(answer.headers.get('retry-after') ?? 1));
    } else throw new Error(`The status of $export: ${answer.status}`);
  }
  const http = client(origin, token);
  const files = [...manifest.output];
  let resources = 0;
  const fetchFiles = async () => {
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      const { pathname, search } = new URL(file.url);
      await http.visit(`${pathname}${search}`);
      resources += file.count ?? 0;
    }
  };
  await Promise.all([fetchFiles(), fetchFiles()]);
  await http.close();
  return figure('$export, resources', resources, (performance.now() - began) / 1000);
}
