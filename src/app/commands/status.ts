import { parseArgs } from 'node:util';
import type { Job } from '#db';
import { type Command, nodeOption } from '../command.ts';
import { withNode } from '../running-node.ts';

/** Jobs that are shown: those that wait or run, and as many of those that ended last. */
const mostOpen = 100;
const mostEnded = 5;

export const statusCommand: Command = {
  help: `npm run -s carnet -- status [--node fr] [--json]

Shows the number of current resources by type, whether records are sealed, the packages, and the jobs that wait, run or ended last: kind, state, progress, since
when, and how often they were begun.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { ...nodeOption, json: { type: 'boolean' } } });
    return withNode(values.node, async ({ store, jobs, definitions, persons }, config) => {
      const counts = Object.fromEntries([...(await store.counts())].sort(([a], [b]) => a.localeCompare(b)));
      const open = await jobs.list({ open: true, limit: mostOpen });
      const ended = (await jobs.list({ limit: mostOpen + mostEnded })).filter((job) => job.ended !== undefined);
      const shown = [...open, ...ended.slice(0, mostEnded)];
      const packages = (await definitions.current()).packages.map(({ name, version }) => `${name}#${version}`);
      const sealing = await persons.phase();
      if (values.json) {
        console.log(
          JSON.stringify({ node: config.node, resources: counts, sealing, packages, jobs: shown.map(jobFacts) }),
        );
        return 0;
      }
      console.log(`${config.name} (${config.publicUrl})`);
      for (const [type, count] of Object.entries(counts)) {
        console.log(`  ${type.padEnd(32)}${String(count).padStart(10)}`);
      }
      console.log(`\n${sealingWords[sealing]}`);
      if (packages.length > 0) console.log('\nPackages');
      for (const name of packages) console.log(`  ${name}`);
      if (shown.length > 0) console.log('\nJobs');
      for (const job of shown) console.log(`  ${jobLine(job)}`);
      return 0;
    });
  },
};

const sealingWords = {
  off: 'Records are not sealed: "carnet keys seal" begins to.',
  new: 'Records are sealed as they are written; those from before are being sealed.',
  all: 'Records are sealed with the keys of their persons.',
};

/** What may be told of a job: nothing of whom or what it is about. */
function jobFacts({ id, kind, state, progress, attempts, created, started, ended, fault }: Job) {
  return { id, kind, state, progress, attempts, created, started, ended, ...(fault && { fault: fault.code }) };
}

export function jobLine(job: Job): string {
  const { kind, state, progress, attempts, created, fault } = job;
  const { done, total, words = '' } = progress;
  const far = total === undefined ? '' : `${done} of ${total}`;
  const since = `since ${created.toISOString().slice(0, 19).replace('T', ' ')}`;
  const times = attempts > 1 ? `begun ${attempts} times` : '';
  const parts = [kind.padEnd(14), state.padEnd(10), far, words, since, times, fault?.code ?? ''];
  return parts.filter((part) => part !== '').join('  ');
}
