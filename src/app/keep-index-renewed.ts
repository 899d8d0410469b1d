import type { Jobs } from '#db';
import { type Log, ok } from '#kernel';
import type { Store } from '#store';

const kind = 'renew-index';
/** Milliseconds between two looks for something to do. */
const every = 10_000;

interface Renewing {
  readonly store: Pick<Store<never>, 'indexPending' | 'renewIndex'>;
  readonly jobs: Jobs;
  readonly log: Log;
}

/**
 * Renews the index in the background where an older version or a new SearchParameter asks for it: as a job, of which the
 * processes of a node together run one. To be called before the jobs start; what it gives, when they have.
 */
export function keepIndexRenewed({ store, jobs, log }: Renewing): () => void {
  jobs.register({
    kind,
    async run({ signal, progress }) {
      const resources = await store.renewIndex({ signal, progress: (done, total) => progress({ done, total }) });
      if (resources > 0) log.info('index.renewed', { resources });
      return ok({ resources });
    },
  });
  const look = async () => {
    if (await store.indexPending()) await jobs.enqueue(kind, {}, { owner: 'node', single: true });
  };
  return () => {
    const safely = () => void look().catch(() => log.warn('index.renewal-failed'));
    safely();
    setInterval(safely, every).unref();
  };
}
