import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDesignations } from '#terminology';
import { formatProgress, formatResult, importFiles } from '../features/bulk-import/index.ts';
import { operatorCaller } from './operator-caller.ts';
import { findNode, withNode } from './running-node.ts';

/** One command of `carnet`. `run` answers the exit code. */
export interface Command {
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

const nodeOption = { node: { type: 'string' as const } };

const token: Command = {
  summary: 'print an access token for a demonstration identity',
  help: `npm run -s carnet -- token --node fr --as citizen

Prints an access token for a demonstration person, on a node in demonstration mode only.

  --node <name>   fr or pt (standard: the first)
  --as <alias>    citizen, doctor, admin, importer, or another alias; --list shows them
  --list          list the aliases`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...nodeOption, as: { type: 'string' }, list: { type: 'boolean' } },
    });
    return withNode(values.node, async ({ identity }) => {
      if (values.list || values.as === undefined) {
        for (const account of await identity.accounts()) {
          if (account.alias !== undefined)
            console.log(`${account.alias.padEnd(14)}${account.role.padEnd(16)}${account.name}`);
        }
        return values.list ? 0 : 2;
      }
      const issued = await identity.demonstrationToken(values.as);
      if (!issued.ok) {
        console.error(`${issued.fault.issues.map((issue) => issue.text).join('\n')} --list shows the aliases.`);
        return 1;
      }
      console.log(issued.value);
      return 0;
    });
  },
};

const importCommand: Command = {
  summary: 'take in FHIR files: Bundles, resources, NDJSON, plain or gzipped',
  help: `npm run -s carnet -- import <file or folder> [...] [--node fr]

Takes in FHIR R4 transaction, batch, collection and document Bundles, single resources and NDJSON, as JSON or XML, plain
or gzipped, streamed. Repeating it is safe; an interrupted import goes on where it was.

  --node <name>     fr or pt (standard: the first)
  --report <file>   where refused entries are listed (standard: import-report.ndjson in the state of the node)
  --json            print the result as JSON`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, report: { type: 'string' }, json: { type: 'boolean' } },
    });
    if (positionals.length === 0) {
      console.error('Name a file or a folder to import.');
      return 2;
    }
    const missing = positionals.filter((path) => !existsSync(path));
    if (missing.length > 0) {
      console.error(`Not there: ${missing.join(', ')}`);
      return 2;
    }
    return withNode(values.node, async (core, config) => {
      const reportPath = values.report ?? join(config.stateDir, 'import-report.ndjson');
      const show = process.stderr.isTTY && !values.json;
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const imported = await importFiles({
        paths: positionals,
        records: core.records,
        caller: operatorCaller(config, 'import'),
        stateDir: join(config.stateDir, 'import'),
        reportPath,
        clock: core.clock,
        signal: stop.signal,
        ...(show ? { onProgress: (progress) => process.stderr.write(`\r\u001b[2K${formatProgress(progress)}`) } : {}),
      });
      if (show) process.stderr.write('\n');
      if (!imported.ok) {
        console.error(imported.fault.issues.map((issue) => issue.text).join('\n'));
        return 1;
      }
      const result = imported.value;
      const json = () => JSON.stringify({ ...result, byType: Object.fromEntries(result.byType) });
      console.log(values.json ? json() : formatResult(result));
      if (!values.json && result.reported > 0) console.log(`What was refused or skipped, and why: ${reportPath}`);
      return result.total.refused > 0 ? 1 : 0;
    });
  },
};

const status: Command = {
  summary: 'show what a node holds',
  help: `npm run -s carnet -- status [--node fr] [--json]

Shows the number of current resources by type.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { ...nodeOption, json: { type: 'boolean' } } });
    return withNode(values.node, async ({ store }, config) => {
      const counts = Object.fromEntries([...(await store.counts())].sort(([a], [b]) => a.localeCompare(b)));
      if (values.json) console.log(JSON.stringify({ node: config.node, resources: counts }));
      else {
        console.log(`${config.name} (${config.publicUrl})`);
        for (const [type, count] of Object.entries(counts))
          console.log(`  ${type.padEnd(32)}${String(count).padStart(10)}`);
      }
      return 0;
    });
  },
};

const terminology: Command = {
  summary: 'load names of codes in more languages',
  help: `npm run -s carnet -- terminology load <file> [--node fr]

Loads designations from CSV (system,code,language,display) or NDJSON. Running nodes see them within a minute.`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: nodeOption });
    const [action, file] = positionals;
    if (action !== 'load' || file === undefined) {
      console.error(terminology.help);
      return 2;
    }
    return withNode(values.node, async (core) => {
      const { loaded } = await core.terminology.load(readDesignations(file));
      console.log(`${loaded} designations loaded`);
      return 0;
    });
  },
};

const nodes: Command = {
  summary: 'show how a node is configured',
  help: 'npm run -s carnet -- config [--node fr]\n\nShows the settings of a node as they are read, without the address of its database.',
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: nodeOption });
    const { databaseUrl: _secret, ...shown } = await findNode(values.node);
    console.log(JSON.stringify(shown, null, 2));
    return 0;
  },
};

export const commands: Readonly<Record<string, Command>> = {
  import: importCommand,
  token,
  status,
  terminology,
  config: nodes,
};
