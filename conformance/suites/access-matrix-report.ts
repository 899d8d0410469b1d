/** What was judged and what was found wrong: each finding by the name of its combination. */
export interface Report {
  /** One combination of the table and one way of asking: does the answer show it, and should it? */
  judge(name: () => string, shown: boolean, should: boolean): void;
  /** A combination of which more is asked than whether it shows: a code, a count, a number of statements. */
  same(name: () => string, found: unknown, wanted: unknown): void;
  /** Looked at, and not counted as a combination. */
  also(name: () => string, shown: boolean, should: boolean): void;
  readonly combinations: number;
  readonly leaks: readonly string[];
  readonly denials: readonly string[];
  /** One line, and one for each finding up to a hundred. */
  print(title: string): void;
}

const mostPrinted = 100;

export function newReport(): Report {
  let combinations = 0;
  const leaks: string[] = [];
  const denials: string[] = [];
  const look = (name: () => string, shown: boolean, should: boolean) => {
    if (shown && !should) leaks.push(name());
    if (!shown && should) denials.push(name());
  };
  return {
    judge(name, shown, should) {
      combinations += 1;
      look(name, shown, should);
    },
    also: look,
    same(name, found, wanted) {
      combinations += 1;
      if (found !== wanted) leaks.push(`${name()}: ${String(found)} instead of ${String(wanted)}`);
    },
    get combinations() {
      return combinations;
    },
    leaks,
    denials,
    print(title) {
      for (const leak of leaks.slice(0, mostPrinted)) console.info(`leak: ${leak}`);
      for (const denial of denials.slice(0, mostPrinted)) console.info(`denied too much: ${denial}`);
      console.info(`${title}: ${combinations} combinations, ${leaks.length} leaks, ${denials.length} denials too many`);
    },
  };
}
