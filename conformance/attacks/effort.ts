import { readFileSync } from 'node:fs';
import type { Database } from '#db';

/** What it took to answer. */
export interface Effort {
  /** Milliseconds of CPU time, of the node and of its connections in the database. */
  readonly cpu: number;
  /** Milliseconds from the question to the answer. */
  readonly wait: number;
}

/** An answer that costs more is an attack that came through: five times what the dearest refusal costs. */
const mostCpu = 1_500;
/** What waits longer waits for nothing that comes: no neighbour's load explains it. */
const mostWait = 20_000;

export function isBounded({ cpu, wait }: Effort): boolean {
  return cpu < mostCpu && wait < mostWait;
}

export function tellEffort({ cpu, wait }: Effort): string {
  return `${Math.round(cpu)} ms of CPU in ${Math.round(wait)} ms`;
}

/** Milliseconds of one tick of /proc/<pid>/stat. */
const tick = 10;
/** Milliseconds for which the list of connections holds. */
const lease = 200;

/**
 * Measures what a node does for an answer. CPU time tells the same on a machine that others keep busy, which the time that
 * goes by does not. The node runs in the process of the test; its connections are read from /proc, where there is one.
 */
export function effortMeter(db: Pick<Database, 'query'>) {
  let connections: readonly number[] = [];
  let listed = Number.NEGATIVE_INFINITY;
  async function list(): Promise<void> {
    if (performance.now() - listed < lease) return;
    const rows = await db.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database()',
      [],
    );
    connections = rows.map(({ pid }) => pid);
    listed = performance.now();
  }
  const ticks = () => new Map(connections.map((pid) => [pid, ticksOf(pid)]));

  return async function measured<T>(work: () => Promise<T>): Promise<{ readonly answer: T; readonly effort: Effort }> {
    await list();
    const [before, own, begun] = [ticks(), process.cpuUsage(), performance.now()];
    const answer = await work();
    const [{ user, system }, wait] = [process.cpuUsage(own), performance.now() - begun];
    // A connection that is new since the list was read has worked for others no longer than the lease.
    await list();
    let worked = 0;
    for (const [pid, now] of ticks()) worked += Math.max(0, now - (before.get(pid) ?? 0));
    return { answer, effort: { cpu: (user + system) / 1000 + worked * tick, wait } };
  };
}

/** User and system time of a server process of PostgreSQL on this machine: fields 14 and 15 of proc(5); else 0. */
function ticksOf(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' (postgres) ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return (user ?? 0) + (system ?? 0);
  } catch {
    return 0;
  }
}
