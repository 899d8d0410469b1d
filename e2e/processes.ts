import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../src/app/config.ts';
import { freePortPair } from './nodes.ts';

/** A process that serves a node beside the one that `npm start` keeps. */
export interface NodeProcess {
  readonly url: string;
  readonly pid: number;
  /** SIGTERM; resolves with what the process ended by. */
  stop(): Promise<number | string | null>;
}

/** The settings of a node as the supervisor of this run left them. */
export function environmentOf(stateDir: string, node: string): Readonly<Record<string, string>> {
  const nodes = JSON.parse(readFileSync(join(stateDir, 'nodes.json'), 'utf8')) as readonly {
    node: string;
    environment: Record<string, string>;
  }[];
  const found = nodes.find((one) => one.node === node);
  if (found === undefined) throw new Error(`No node ${node} in ${stateDir}`);
  return found.environment;
}

/** Process id of the process that serves a node at this address. */
export function pidOf(stateDir: string, node: string, url: string): number {
  return Number(readFileSync(join(stateDir, node, `node-${new URL(url).port}.pid`), 'utf8'));
}

/**
 * Starts another process of a node: the same database, keys and public address, ports of its own. Resolves as soon as
 * the process runs; `serving` waits until it answers.
 */
export async function startProcess(
  environment: Readonly<Record<string, string>>,
  publicUrl: string,
): Promise<NodeProcess> {
  const port = await freePortPair();
  const child = spawn(process.execPath, ['src/app/main.ts'], {
    cwd: projectRoot,
    env: {
      ...process.env,
      ...environment,
      CARNET_PORT: String(port),
      CARNET_GATEWAY_PORT: String(port + 1),
      CARNET_PUBLIC_URL: publicUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // What it logs stands beside what the first process logs, and is looked through with it.
  const log = join(environment.CARNET_STATE ?? '', 'node.log');
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => appendFileSync(log, chunk));
  return { url: `http://localhost:${port}`, pid: child.pid ?? 0, stop: () => stopped(child) };
}

async function stopped(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
  const exit = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  );
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const how = await exit;
  clearTimeout(late);
  return how;
}

/** Waits until a node answers at an address. */
export async function serving(url: string, milliseconds = 60_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    const there = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (there) return;
    await pause(50);
  }
  throw new Error(`${url} does not come back.`);
}
