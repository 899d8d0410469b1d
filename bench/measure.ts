/** What one measurement found. Times are milliseconds. */
export interface Figure {
  readonly name: string;
  readonly clients: number;
  readonly operations: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Runs `work` from `clients` loops at once for `seconds`, after a warm-up of a fifth of that, and counts what was done
 * and how long each took. `units` is how many things one call does (resources of a Bundle).
 */
export async function measure(
  name: string,
  options: { readonly clients: number; readonly seconds: number; readonly units?: number },
  work: (turn: number, client: number) => Promise<number | undefined>,
): Promise<Figure> {
  let turn = 0;
  const round = async (seconds: number, times: number[] | undefined): Promise<{ units: number; elapsed: number }> => {
    const began = performance.now();
    const end = began + seconds * 1000;
    let units = 0;
    const loop = async (client: number) => {
      while (performance.now() < end) {
        const from = performance.now();
        const done = await work(turn++, client);
        times?.push(performance.now() - from);
        units += done ?? options.units ?? 1;
      }
    };
    await Promise.all(Array.from({ length: options.clients }, (_, client) => loop(client)));
    return { units, elapsed: (performance.now() - began) / 1000 };
  };
  await round(options.seconds / 5, undefined);
  const times: number[] = [];
  const { units, elapsed } = await round(options.seconds, times);
  times.sort((a, b) => a - b);
  return {
    name,
    clients: options.clients,
    operations: units,
    perSecond: units / elapsed,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

/** The value below which `share` of the sorted times lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
