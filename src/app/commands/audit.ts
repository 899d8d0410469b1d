import { parseArgs } from 'node:util';
import type { LogReport, Testimony } from '#audit';
import { silentLog } from '#kernel';
import { type Command, nodeOption } from '../command.ts';
import { openGateway } from '../open-gateway.ts';
import { withNode } from '../running-node.ts';

export const auditCommand: Command = {
  help: `npm run -s carnet -- audit verify [--node fr] [--alone] [--json]

Goes through the whole log of a node: hashes each entry anew and compares with the tree of hashes over the log and with
its signed heads; then asks the nodes that are its witnesses whether the log goes on from what they have signed (not
with --alone). Says what was touched and where. Exit code 1 where anything was.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, alone: { type: 'boolean' }, json: { type: 'boolean' } },
    });
    if (positionals.length !== 1 || positionals[0] !== 'verify') {
      console.error('Say "carnet audit verify"; carnet audit --help tells more.');
      return 2;
    }
    return withNode(values.node, async (core, config) => {
      const began = performance.now();
      const report = await core.logTree.verify(progressLine());
      const seconds = (performance.now() - began) / 1000;
      const gateway = openGateway(core, config, silentLog);
      const witnesses = values.alone ? [] : await gateway.askWitnesses();
      const isTouched =
        report.problems.length > 0 || witnesses.some(({ testimony }) => testimony.outcome.startsWith('log-'));
      if (values.json) {
        const verified = report.verified && {
          size: report.verified.size,
          root: report.verified.root.toString('base64'),
        };
        console.log(JSON.stringify({ node: config.node, ...report, verified, witnesses }));
      } else {
        for (const line of reportLines(report, seconds)) console.log(line);
        for (const { country, testimony } of witnesses) console.log(`Witness ${country}: ${testimonyWords(testimony)}`);
        if (!values.alone && witnesses.length === 0) {
          console.log('No other node is a witness of this log: its end could be cut off unseen.');
        }
      }
      return isTouched ? 1 : 0;
    });
  },
};

/** Tells on a terminal how far it is, at most four times a second. */
function progressLine(): (entries: number) => void {
  let told = 0;
  return (entries) => {
    if (!process.stderr.isTTY || performance.now() - told < 250) return;
    told = performance.now();
    process.stderr.write(`\r${entries} entries `);
  };
}

function reportLines({ entries, heads, waiting, verified, problems }: LogReport, seconds: number): readonly string[] {
  const heading = `${entries} entries and ${heads} signed heads gone through in ${seconds.toFixed(1)} s; ${waiting} entries wait for the tree.`;
  if (problems.length === 0) return [heading, 'The log is as it was written.'];
  const upTo = verified === undefined ? 'No head of it holds.' : `It holds up to place ${verified.size - 1}.`;
  return [
    heading,
    `The log was touched. ${upTo}`,
    ...problems.map(({ kind, entry, at, text }) => {
      const where = [entry === undefined ? '' : `entry ${entry}`, at?.toISOString() ?? ''].filter(
        (part) => part !== '',
      );
      return `  ${kind}${where.length === 0 ? '' : ` (${where.join(', ')})`}: ${text}`;
    }),
  ];
}

function testimonyWords(testimony: Testimony): string {
  switch (testimony.outcome) {
    case 'signed':
      return `has signed the head over ${testimony.size} entries.`;
    case 'nothing-new':
      return 'the log has no head yet.';
    case 'unreachable':
      return 'did not answer.';
    case 'refused':
      return `refused (${testimony.status}).`;
    case 'log-shorter':
      return `has signed ${testimony.seen} entries, and this log has ${testimony.size}: entries were lost, as when an old copy is put back.`;
    case 'log-differs':
      return `has signed another log under this name, of ${testimony.seen} entries: the past was rewritten.`;
  }
}
