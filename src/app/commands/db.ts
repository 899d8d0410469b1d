import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { distribute } from '#store';
import { backupScripts } from '../backup-scripts.ts';
import { type Command, nodeOption } from '../command.ts';
import type { Core } from '../compose.ts';
import { operatorEntry } from '../operator-entry.ts';
import { placements } from '../placements.ts';
import { withNode } from '../running-node.ts';
import type { NodeConfig } from '../settings.ts';

export const dbCommand: Command = {
  help: `npm run -s carnet -- db distribute [--node fr] [--dry-run]
npm run -s carnet -- db backup-scripts <directory> [--node fr]
npm run -s carnet -- db reindex [--node fr]

"distribute" spreads the tables of a node over the workers of a Citus cluster, each person's record on one of them. The
database of the node is the coordinator: it has the extension citus and knows its workers. Stop the node first: tables are
locked while their rows move. What is spread already is left alone, so an interrupted run can be repeated.

"backup-scripts" writes save.psql and load.psql into the directory: by the first, psql saves the rows of the database there
as of one moment, by the second it loads them. Texts of persons stand there sealed, and nothing of what they are found by
(docs/erasure.md).

"reindex" has what records are found by made anew in the background. Until then searches are refused.

  --node <name>     fr or pt (standard: the first)
  --dry-run         print the statements instead of running them`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, 'dry-run': { type: 'boolean' } },
    });
    const [act, directory, ...others] = positionals;
    const fits = act === 'backup-scripts' ? directory !== undefined : directory === undefined;
    if (others.length === 0 && fits) {
      if (act === 'distribute') {
        const dryRun = values['dry-run'] === true;
        return withNode(values.node, (core, config) => spread(core, config, dryRun));
      }
      if (act === 'reindex') return withNode(values.node, reindex);
      if (act === 'backup-scripts')
        return withNode(values.node, (core) => writeScripts(core, resolve(directory ?? '')));
    }
    console.error(dbCommand.help);
    return 2;
  },
};

async function spread({ audit, clock, db }: Core, config: NodeConfig, dryRun: boolean): Promise<number> {
  if (!dryRun) await audit.record([operatorEntry(config, clock, 'db', 'db distribute')]);
  const distributed = await distribute(db, placements, { dryRun });
  if (!distributed.ok) {
    console.error(distributed.fault.issues.map((issue) => issue.text).join('\n'));
    return 1;
  }
  const { statements, already } = distributed.value;
  if (dryRun) for (const statement of statements) console.log(`${statement};`);
  else console.log(`${placements.length - already.length} tables spread, ${already.length} were already.`);
  return 0;
}

async function reindex({ audit, clock, store }: Core, config: NodeConfig): Promise<number> {
  await audit.record([operatorEntry(config, clock, 'db', 'db reindex')]);
  await store.forgetIndex();
  console.log(
    'The index is made anew in the background; carnet status tells how far. Until then searches are refused.',
  );
  return 0;
}

async function writeScripts({ db }: Core, directory: string): Promise<number> {
  const { save, load } = await backupScripts(db, directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, 'save.psql'), save);
  await writeFile(join(directory, 'load.psql'), load);
  console.log(
    `psql -v ON_ERROR_STOP=1 -f ${join(directory, 'save.psql')} "$CARNET_DATABASE_URL" saves the rows there.`,
  );
  return 0;
}
