import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

function tell<T>(script: string, ...args: readonly string[]): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', path, ...args], { encoding: 'utf8' })) as T;
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
  const told = tell<readonly Told[]>('validation-process.ts', String(seconds));
  const start = tell<ToldOfStart>('validation-start.ts');
  const rows = told.map(
    ({ name, operations, seconds: spent }): Row => ({
      figure: { name, clients: 1, operations, perSecond: operations / spent, p50: 0, p99: 0 },
      atLeast: { perSecond: asked[name] ?? 0 },
    }),
  );
  const { milliseconds, mebibytes } = start;
  const name = `compile R4 core at start, cold (${mebibytes.toFixed(0)} MiB kept, asked for: under 150)`;
  const figure = {
    name,
    clients: 1,
    operations: 1,
    perSecond: 1_000 / milliseconds,
    p50: milliseconds,
    p99: milliseconds,
  };
  return [...rows, { figure, atLeast: { p99: 2_000 } }];
}
