import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#db';
import { createCodeJudge, createTerminology, type TerminologyRequest } from '#terminology';
import { carnet } from '../e2e/nodes.ts';
import type { client } from './client.ts';
import { figure } from './long-work.ts';
import { madeSystem, madeText, writeMadeCodes } from './made-codes.ts';
import { measure } from './measure.ts';
import type { Row } from './report.ts';

/** What terminology is measured on: a node that runs, and the database behind it. */
export interface Measured {
  readonly stateDir: string;
  readonly databaseUrl: string;
  readonly importer: ReturnType<typeof client>;
  readonly seconds: number;
}

const valueSet = 'http://carnet.example/ValueSet/made';
/** Calls of one turn in the same process: what is measured there is shorter than looking at the clock. */
const callsOfTurn = 500;
/** Milliseconds after which a node sees what was written to it. */
const untilSeen = 3_000;

/**
 * Imports a made code system of 400,000 concepts with a million designations, and asks about it: in this process, where
 * nothing but the engine counts, and over HTTP.
 */
export async function measureTerminology(measured: Measured, note: (row: Row) => void): Promise<void> {
  const { importer, seconds } = measured;
  note({ figure: await measureImport(measured.stateDir), atLeast: { perSecond: madeSystem.concepts / 60 } });
  const definition = { resourceType: 'ValueSet', id: 'bench-made', url: valueSet, status: 'active' };
  const compose = { include: [{ system: madeSystem.url }] };
  await importer.put('/fhir/ValueSet/bench-made', JSON.stringify({ ...definition, compose }));
  await new Promise((wake) => setTimeout(wake, untilSeen));

  await measureEngine(measured, note);

  const system = encodeURIComponent(madeSystem.url);
  const ask = (name: string, path: (turn: number) => string) =>
    measure(`${name} over HTTP`, { clients: 16, seconds }, async (turn) => {
      await importer.visit(`/fhir/CodeSystem/${path(turn)}`);
      return undefined;
    });
  const lookup = (turn: number) => `$lookup?system=${system}&code=${codeOfTurn(turn)}`;
  const validate = (turn: number) => `$validate-code?url=${system}&code=${codeOfTurn(turn)}`;
  note({ figure: await ask('$lookup', lookup), atLeast: { perSecond: 5_000 } });
  note({ figure: await ask('$validate-code', validate), atLeast: { perSecond: 5_000 } });
  const { typed } = madeText(3);
  const expand = await measure('$expand by text, first page, over HTTP', { clients: 1, seconds }, async () => {
    const filter = encodeURIComponent(typed());
    await importer.visit(`/fhir/ValueSet/$expand?url=${encodeURIComponent(valueSet)}&filter=${filter}&count=20`);
    return undefined;
  });
  note({ figure: expand, atLeast: { p99: 30 } });
}

/** `carnet terminology import`, the start of its process included. */
async function measureImport(stateDir: string) {
  const directory = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
  try {
    const path = join(directory, 'made.csv');
    await writeMadeCodes(path);
    const { url, version } = madeSystem;
    const began = performance.now();
    const options = ['--system', url, '--version', version, '--language', 'en', '--node', 'fr', '--json'];
    const told = JSON.parse(await carnet(stateDir, 'terminology', 'import', path, ...options)) as {
      readonly systems: readonly { readonly concepts: number }[];
    };
    const concepts = told.systems[0]?.concepts ?? 0;
    if (concepts !== madeSystem.concepts) throw new Error(`Of ${madeSystem.concepts} concepts ${concepts} came in.`);
    return figure('import of a code system, concepts', concepts, (performance.now() - began) / 1000);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureEngine({ databaseUrl, seconds }: Measured, note: (row: Row) => void): Promise<void> {
  const db = openDatabase({ url: databaseUrl, max: 2, name: 'carnet bench' });
  try {
    const terminology = await createTerminology({ db });
    await terminology.prepare([{ system: madeSystem.url }]);
    const inTurns = async (name: string, call: (turn: number) => Promise<{ readonly status: number }>) => {
      const found = await measure(name, { clients: 1, seconds, units: callsOfTurn }, async (turn) => {
        for (let one = 0; one < callsOfTurn; one += 1) {
          const { status } = await call(turn * callsOfTurn + one);
          if (status !== 200) throw new Error(`${name}: ${status}`);
        }
        return undefined;
      });
      // Times are those of a whole turn.
      return { ...found, p50: found.p50 / callsOfTurn, p99: found.p99 / callsOfTurn };
    };
    const asked = (member: string, code: string): TerminologyRequest => ({
      parameters: {
        resourceType: 'Parameters',
        id: 'asked',
        parameter: [
          { name: member, valueUri: madeSystem.url },
          { name: 'code', valueCode: code },
        ],
      },
      languages: [],
    });
    const lookup = (turn: number) => terminology.perform('CodeSystem/$lookup', asked('system', codeOfTurn(turn)));
    const validate = (turn: number) => terminology.perform('CodeSystem/$validate-code', asked('url', codeOfTurn(turn)));
    note({ figure: await inTurns('$lookup in-process', lookup), atLeast: { perSecond: 100_000 } });
    note({ figure: await inTurns('$validate-code in-process', validate), atLeast: { perSecond: 100_000 } });
    const judge = createCodeJudge(await terminology.source());
    const direct = async (turn: number) => {
      const { isGood } = judge.validate({ system: madeSystem.url, code: codeOfTurn(turn) });
      return { status: isGood ? 200 : 404 };
    };
    note({
      figure: await inTurns('a code judged without resources, in-process', direct),
      atLeast: { perSecond: 100_000 },
    });
  } finally {
    await db.close();
  }
}

/** One concept after the other, far apart, so that none is found where the last one was. */
function codeOfTurn(turn: number): string {
  return madeSystem.codeAt((turn * 7919) % madeSystem.concepts);
}
