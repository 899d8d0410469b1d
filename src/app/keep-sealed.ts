import type { Jobs } from '#db';
import { type Log, ok } from '#kernel';
import type { PersonSealing } from '#store';

const kind = 'seal-records';
/** Milliseconds between two looks for something to do. */
const every = 10_000;

interface Sealing {
  readonly persons: PersonSealing;
  readonly jobs: Jobs;
  readonly log: Log;
}

/**
 * Seals what was written before the node was told to seal, and ends erasures that were broken off or whose persons a backup
 * has brought back: as a job, of which the processes of a node together run one. To be called before the jobs start; what
 * it gives, when they have.
 */
export function keepSealed({ persons, jobs, log }: Sealing): () => void {
  jobs.register({
    kind,
    async run({ signal, progress }) {
      const erased = await persons.sweep(signal);
      const versions = await persons.sealOlder({
        signal,
        progress: (done) => progress({ done, words: `${done} versions` }),
      });
      if (erased > 0) log.info('persons.erased', { persons: erased });
      if (versions > 0) log.info('records.sealed', { versions });
      return ok({ erased, versions });
    },
  });
  const look = async () => {
    const back = await persons.repeatErasures();
    if (back > 0) log.warn('persons.brought-back', { persons: back });
    const todo = (await persons.phase()) === 'new' || (await persons.sweepPending());
    if (todo) await jobs.enqueue(kind, {}, { owner: 'node', single: true });
  };
  return () => {
    const safely = () => void look().catch(() => log.warn('records.sealing-failed'));
    safely();
    setInterval(safely, every).unref();
  };
}
