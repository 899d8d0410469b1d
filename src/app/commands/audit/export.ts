import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { checkExport, exportLog, readVerifier, verifierText } from '#audit';
import { nodeOption } from '../../command.ts';
import { operatorEntry } from '../../operator-entry.ts';
import { withNode } from '../../running-node.ts';

const eventsFile = 'AuditEvent.ndjson';
const checkpointFile = 'checkpoint.txt';
const keyFile = 'log-key.txt';
const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const day = 86_400_000;

/** `carnet audit export`: the entries of some days as AuditEvents with their proofs, in files of a directory. */
export function exportAudit(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...nodeOption, from: { type: 'string' }, to: { type: 'string' }, out: { type: 'string' } },
  });
  const { from = '', to = '', out } = values;
  const [first, last] = [from, to].map((text) => (dateForm.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN));
  if (first === undefined || last === undefined || !(first <= last) || out === undefined) {
    console.error(
      'Say the first and the last day, and a directory: --from 2026-11-01 --to 2026-11-30 --out log-of-november',
    );
    return Promise.resolve(2);
  }
  return withNode(values.node, async ({ audit, clock, db, logTree }, config) => {
    await audit.record([
      { ...operatorEntry(config, clock, 'audit-export', `export the log from ${from} to ${to}`), action: 'export' },
    ]);
    await mkdir(out, { recursive: true, mode: 0o700 });
    const events = createWriteStream(join(out, eventsFile), { mode: 0o600 });
    const exported = await exportLog(db, {
      from: new Date(first),
      to: new Date(last + day),
      observer: { name: config.name, url: `${config.publicUrl}/fhir` },
      write: async (line) => {
        if (!events.write(`${line}\n`)) await new Promise((drained) => events.once('drain', drained));
      },
    });
    events.end();
    await finished(events);
    const [key = logTree.keys.log] = await logTree.keys.logNow();
    await writeFile(join(out, checkpointFile), exported.checkpoint ?? '', { mode: 0o600 });
    await writeFile(join(out, keyFile), `${verifierText(key)}\n`, { mode: 0o600 });
    console.log(`${exported.entries} entries are in ${join(out, eventsFile)}.`);
    console.log('Whoever has the key of the log from you by another way checks them with carnet audit check.');
    return 0;
  });
}

/** `carnet audit check`: needs no node; 1 where anything of an export is not as the log has it. */
export async function checkAudit(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { key: { type: 'string' } },
  });
  const [directory] = positionals;
  if (directory === undefined || positionals.length !== 1) {
    console.error('Say the directory of the export: carnet audit check log-of-november --key <key of the log>');
    return 2;
  }
  const given = values.key ?? (await readFile(join(directory, keyFile), 'utf8').catch(() => ''));
  const verifier = readVerifier(given.trim());
  if (verifier === undefined) {
    console.error('The key of the log is a text such as node.example/log+8f3a...+AQ...');
    return 2;
  }
  const checkpoint = await readFile(join(directory, checkpointFile), 'utf8');
  const lines = createInterface({ input: createReadStream(join(directory, eventsFile)) });
  const report = await checkExport(checkpoint, verifier, lines);
  if (report === undefined) {
    console.log('The head is not signed by this key: nothing here is proved.');
    return 1;
  }
  const made = report.time === undefined ? '' : `, of ${report.time.toISOString()}`;
  console.log(`${report.entries} entries, and a head over ${report.size}${made}.`);
  for (const { line, kind } of report.problems) console.log(`  line ${line}: ${kind}`);
  if (report.problems.length === 0) console.log('Each entry stands in the log as it is told here.');
  if (values.key === undefined) console.log('The key came with the export: compare it with the one that you know.');
  return report.problems.length === 0 ? 0 : 1;
}
