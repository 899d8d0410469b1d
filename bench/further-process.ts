import { type ChildProcess, spawn } from 'node:child_process';
import { projectRoot } from '../src/app/config.ts';

/** Which part of the node is taken away, by a module of `bench/without`. */
export type Without = 'log' | 'access' | 'access-and-log' | 'structure-check';

/** A further process of a node at a port of its own, without a part where one is named. End it with `endProcess`. */
export async function openFurtherProcess(
  environment: Readonly<Record<string, string>>,
  port: number,
  without?: Without,
): Promise<ChildProcess> {
  const preload = without === undefined ? [] : ['--import', `./bench/without/${without}.ts`];
  const child = spawn(process.execPath, [...preload, 'src/app/main.ts'], {
    cwd: projectRoot,
    env: { ...process.env, ...environment, CARNET_PORT: String(port), CARNET_GATEWAY_PORT: String(port + 1) },
    stdio: 'ignore',
  });
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return child;
    if (child.exitCode !== null) throw new Error('The node did not open.');
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

export async function endProcess(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
