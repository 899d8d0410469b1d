import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepTypes } from '#fhir';
import type { Row } from './report.ts';

/** What one of the processes tells: operations in so many seconds of one thread, and the longest of the fastest tries. */
export interface Told {
  readonly name: string;
  readonly operations: number;
  readonly seconds: number;
}

/** What a process tells of its start. */
export interface ToldOfStart {
  readonly milliseconds: number;
  readonly mebibytes: number;
}

const kept = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));

function tell<T>(script: string, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const env = { ...process.env, NODE_COMPILE_CACHE: join(kept, 'node'), ...environment };
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', path, ...args], { encoding: 'utf8', env })) as T;
}

/** The figure of something that is done once. */
function once(name: string, milliseconds: number, most: number): Row {
  const figure = {
    name,
    clients: 1,
    operations: 1,
    perSecond: 1_000 / milliseconds,
    p50: milliseconds,
    p99: milliseconds,
  };
  return { figure, atLeast: { p99: most } };
}

const asked: Readonly<Record<string, number>> = {
  'validate Synthea, R4 core': 15_000,
  'validate European resources, R4 core': 15_000,
  'validate patient summaries, IPS and all entries': 400,
};

/**
 * The figures of validation on one thread, each in a process of its own that does nothing else: resources a second of
 * CPU, and what compiling R4 takes when a process starts. Rows whose data are not there are left out.
 */
export function measureValidation(seconds: number): readonly Row[] {
  const told = tell<readonly Told[]>('validation-process.ts', [String(seconds)]);
  rmSync(join(kept, 'carnet'), { recursive: true, force: true });
  const start = tell<ToldOfStart>('validation-start.ts', [], { NODE_DISABLE_COMPILE_CACHE: '1' });
  keepTypes();
  // The first keeps the compiled code, the second finds it.
  tell<ToldOfStart>('validation-start.ts');
  const again = tell<ToldOfStart>('validation-start.ts');
  const rows = told.map(
    ({ name, operations, seconds: spent }): Row => ({
      figure: { name, clients: 1, operations, perSecond: operations / spent, p50: 0, p99: 0 },
      atLeast: { perSecond: asked[name] ?? 0 },
    }),
  );
  const cold = `compile R4 core at start, cold (${start.mebibytes.toFixed(0)} MiB kept, asked for: under 150)`;
  return [
    ...rows,
    once(cold, start.milliseconds, 2_000),
    once('compile R4 core at start, from what is kept on disk', again.milliseconds, 300),
  ];
}
