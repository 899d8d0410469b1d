import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { removeEmbeddedData } from '#db';
import { silentLog } from '#kernel';
import { projectRoot } from '../src/app/config.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    carnet: { stateDir: string; fr: string; pt: string };
  }
}

export interface OpenNodes {
  readonly stateDir: string;
  readonly fr: string;
  readonly pt: string;
  close(): Promise<void>;
}

/** Vitest calls this once for all end-to-end files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { close, ...nodes } = await openNodes();
  project.provide('carnet', nodes);
  return close;
}

/** Opens both nodes as `npm start` does, with a state and ports of their own. `close` forgets everything. */
export async function openNodes(): Promise<OpenNodes> {
  const stateDir = join(projectRoot, '.carnet', `e2e-${process.pid}`);
  const [frPort, ptPort] = [await freePortPair(), await freePortPair()];
  const supervisor = spawn(
    process.execPath,
    ['src/app/cli.ts', 'start', '--fr-port', String(frPort), '--pt-port', String(ptPort)],
    {
      cwd: projectRoot,
      // Pages of its own: another start in this clone would build its own over them, under other names.
      env: { ...process.env, CARNET_STATE: stateDir, CARNET_WEB_ROOT: join(stateDir, 'web') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const close = async () => {
    await ended(supervisor);
    await removeEmbeddedData({ dataDir: join(stateDir, 'postgres'), log: silentLog });
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    await ready(supervisor);
  } catch (error) {
    await close();
    throw error;
  }
  return { stateDir, fr: `http://localhost:${frPort}`, pt: `http://localhost:${ptPort}`, close };
}

async function ready(supervisor: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Carnet is ready')) resolve();
    };
    supervisor.stdout?.on('data', hear);
    supervisor.stderr?.on('data', hear);
    supervisor.once('exit', (code) => reject(new Error(`The nodes did not open (exit ${code}):\n${said}`)));
    setTimeout(() => reject(new Error(`The nodes did not open in time:\n${said}`)), 180_000).unref();
  });
}

async function ended(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  supervisor.kill('SIGTERM');
  const late = setTimeout(() => supervisor.kill('SIGKILL'), 20_000);
  await exit;
  clearTimeout(late);
}

/** Two neighbouring ports that nobody uses: the pages and the gateway of one node. */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const first = await listenOn(0);
    const port = first.port;
    const second = await listenOn(port + 1).catch(() => undefined);
    await first.close();
    if (second === undefined) continue;
    await second.close();
    return port;
  }
}

function listenOn(port: number): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}

/** What `carnet <arguments>` prints, for the nodes of this run. */
export async function carnet(stateDir: string, ...args: readonly string[]): Promise<string> {
  const run = await promisify(execFile)(process.execPath, ['src/app/cli.ts', ...args], {
    cwd: projectRoot,
    env: { ...process.env, CARNET_STATE: stateDir },
    maxBuffer: 16 * 1024 * 1024,
  });
  return run.stdout.trim();
}

export interface LogVerdict {
  readonly entries: number;
  readonly problems: readonly { readonly kind: string; readonly entry?: number }[];
  readonly witnesses: readonly { readonly country: string; readonly testimony: { readonly outcome: string } }[];
}

/** What `carnet audit verify` says of a log, whether it was touched or not. */
export async function verifyLog(stateDir: string, node: string): Promise<LogVerdict> {
  return JSON.parse(
    await carnet(stateDir, 'audit', 'verify', '--node', node, '--json').catch(({ stdout }) => String(stdout)),
  );
}

/** Everything that a node of this run has logged. */
export function nodeLog(stateDir: string, node: string): string {
  return readFileSync(join(stateDir, node, 'node.log'), 'utf8');
}

/** The address of the database of a node of this run. */
export function databaseOf(stateDir: string, node: string): string {
  const nodes = JSON.parse(readFileSync(join(stateDir, 'nodes.json'), 'utf8')) as readonly {
    readonly node: string;
    readonly environment: Readonly<Record<string, string>>;
  }[];
  return nodes.find((each) => each.node === node)?.environment.CARNET_DATABASE_URL ?? '';
}
