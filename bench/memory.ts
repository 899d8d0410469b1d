import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const every = 200;

/** Watches how much memory a process holds; `most` is in MiB. Reads /proc, so that it says 0 elsewhere than on Linux. */
export function watchMemory(pid: number): { most(): number; stop(): void } {
  let most = 0;
  const look = () => {
    most = Math.max(most, residentOf(pid));
  };
  look();
  const timer = setInterval(look, every).unref();
  return {
    most: () => most,
    stop: () => clearInterval(timer),
  };
}

function residentOf(pid: number): number {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(found ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** The process of a node, as it has written its number into the node's state. */
export function processOf(stateDir: string, node: string): number {
  const directory = join(stateDir, node);
  const file = readdirSync(directory).find((name) => /^node.*\.pid$/.test(name));
  if (file === undefined) throw new Error(`The node ${node} has not said its process number.`);
  return Number(readFileSync(join(directory, file), 'utf8'));
}
