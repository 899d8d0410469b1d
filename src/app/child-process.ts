import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A process that is started again whenever it ends without having been asked to. */
export interface KeptProcess {
  readonly pid: () => number | undefined;
  /** Asks it to end, and makes it end after `milliseconds`. */
  stop(milliseconds: number): Promise<void>;
}

export interface KeepOptions {
  readonly program: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly onRestart: (reason: string) => void;
}

const largestLog = 20 * 1024 * 1024;
const steadyAfter = 30_000;

/** Starts a process, writes what it says to a file, and restarts it with growing pauses (0.2 s to 5 s) when it falls. */
export function keepRunning(options: KeepOptions): KeptProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  if ((statSync(options.logFile, { throwIfNoEntry: false })?.size ?? 0) > largestLog) {
    renameSync(options.logFile, `${options.logFile}.1`);
  }
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  let child: ChildProcess | undefined;
  let stopping = false;
  let wait = 200;

  const start = () => {
    const startedAt = Date.now();
    // The channel tells the child when the supervisor is gone, so that it cannot outlive it.
    const current = spawn(process.execPath, [...options.program], {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = current;
    current.stdout?.pipe(log, { end: false });
    current.stderr?.pipe(log, { end: false });
    current.on('exit', (code, signal) => {
      if (stopping) return;
      wait = Date.now() - startedAt > steadyAfter ? 200 : Math.min(wait * 2, 5000);
      options.onRestart(signal ?? `exit ${code}`);
      void pause(wait).then(() => {
        if (!stopping) start();
      });
    });
  };
  start();

  return {
    pid: () => child?.pid,
    async stop(milliseconds) {
      stopping = true;
      const current = child;
      if (current === undefined || current.exitCode !== null || current.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => current.once('exit', () => resolve()));
      current.kill('SIGTERM');
      const late = setTimeout(() => current.kill('SIGKILL'), milliseconds);
      await ended;
      clearTimeout(late);
    },
  };
}
