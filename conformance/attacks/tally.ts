/** Counts what was tried against a node, and keeps what came through. */
export function newTally(name: string) {
  let attempts = 0;
  let told = 0;
  const through: string[] = [];
  return {
    /** What came through since this was asked last. */
    through(): readonly string[] {
      const since = through.slice(told);
      told = through.length;
      return since;
    },
    /** One attempt: `holds` says whether the node stood, `words` what happened where it did not. */
    attempt(holds: boolean, words: () => string): void {
      attempts += 1;
      if (!holds) through.push(words());
    },
    print(): void {
      process.stdout.write(`attack ${name}: ${attempts} attempts, ${through.length} came through\n`);
      for (const each of through.slice(0, 200)) process.stdout.write(`  ${each.slice(0, 400)}\n`);
    },
  };
}
