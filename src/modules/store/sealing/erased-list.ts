import { open, readFile } from 'node:fs/promises';

/**
 * The persons who were erased, by the ids of their records, in a file beside the keys: one to a line, never shortened.
 * It outlives the database, so that no backup of that brings them back.
 */
export interface ErasedList {
  read(): Promise<ReadonlySet<string>>;
  /** Durable when it resolves. */
  add(persons: readonly string[]): Promise<void>;
}

export function openErasedList(path: string): ErasedList {
  return {
    async read() {
      try {
        return new Set((await readFile(path, 'utf8')).split('\n').filter((line) => line !== ''));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
        throw error;
      }
    },
    async add(persons) {
      if (persons.length === 0) return;
      const file = await open(path, 'a', 0o600);
      try {
        // A line that was broken off ends here.
        await file.write(`\n${persons.join('\n')}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
