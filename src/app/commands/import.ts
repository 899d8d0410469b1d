import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatProgress, formatResult, importFiles } from '../../features/bulk-import/index.ts';
import { type Command, nodeOption } from '../command.ts';
import { operatorCaller } from '../operator-caller.ts';
import { withNode } from '../running-node.ts';

export const importCommand: Command = {
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
