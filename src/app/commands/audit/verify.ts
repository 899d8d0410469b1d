import { parseArgs } from 'node:util';
import { type LogProblem, type LogReport, type Testimony, wordsDigest } from '#audit';
import { silentLog } from '#kernel';
import { emergencyInteraction } from '#records';
import { nodeOption } from '../../command.ts';
import type { Core } from '../../compose.ts';
import { openGateway } from '../../open-gateway.ts';
import { withNode } from '../../running-node.ts';

/** `carnet audit verify`: 1 where anything was touched. */
export function verifyAudit(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...nodeOption, alone: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  return withNode(values.node, async (core, config) => {
    const began = performance.now();
    const verified = await core.logTree.verify(progressLine());
    const { worded: _, ...report } = {
      ...verified,
      problems: [...verified.problems, ...(await changedReasons(core, verified))],
    };
    const seconds = (performance.now() - began) / 1000;
    const gateway = openGateway(core, config, silentLog);
    const witnesses = values.alone ? [] : await gateway.askWitnesses();
    const isTouched =
      report.problems.length > 0 || witnesses.some(({ testimony }) => testimony.outcome.startsWith('log-'));
    if (values.json) {
      const head = report.verified && { size: report.verified.size, root: report.verified.root.toString('base64') };
      console.log(JSON.stringify({ node: config.node, ...report, verified: head, witnesses }));
    } else {
      for (const line of reportLines(report, seconds)) console.log(line);
      for (const { country, testimony } of witnesses) console.log(`Witness ${country}: ${testimonyWords(testimony)}`);
      if (!values.alone && witnesses.length === 0) {
        console.log('No other node is a witness of this log: its end could be cut off unseen.');
      }
    }
    return isTouched ? 1 : 0;
  });
}

/** Reasons of emergencies that are told of one person at most; older ones are not compared. */
const mostReasons = 100;

/** Emergencies whose reason, kept beside the log for its person to read, is not the one that their entry was made with. */
async function changedReasons({ access, persons }: Core, { worded }: LogReport): Promise<readonly LogProblem[]> {
  const problems: LogProblem[] = [];
  // Breach cases have words as well, which stand with the case.
  const emergencies = worded.filter(({ interaction }) => interaction === emergencyInteraction);
  const byPatient = Map.groupBy(emergencies, (entry) => entry.patient ?? '');
  // With a person the reasons of emergencies are erased that she could read.
  const erased = await persons.erased([...byPatient.keys()]);
  for (const [patient, entries] of byPatient) {
    if (erased.has(patient)) continue;
    const kept = await access.emergencies(patient);
    if (kept.length === mostReasons) continue;
    for (const { entry, at, traceId, words } of entries) {
      if (kept.some(({ reason }) => wordsDigest(traceId, reason) === words)) continue;
      const text = 'The reason that was given for this emergency is gone, or another stands in its place.';
      problems.push({ kind: 'words-changed', entry, at, text });
    }
  }
  return problems;
}

/** Tells on a terminal how far it is, at most four times a second. */
function progressLine(): (entries: number) => void {
  let told = 0;
  return (entries) => {
    if (!process.stderr.isTTY || performance.now() - told < 250) return;
    told = performance.now();
    process.stderr.write(`\r${entries} entries `);
  };
}

function reportLines(report: Omit<LogReport, 'worded'>, seconds: number): readonly string[] {
  const { entries, heads, waiting, dropped, verified, problems } = report;
  const heading = `${entries} entries and ${heads} signed heads gone through in ${seconds.toFixed(1)} s; ${waiting} entries wait for the tree.`;
  const past = dropped.map(
    (month) => `  ${month.month}: the time of ${month.entries} entries is past; the tree has their hashes.`,
  );
  if (problems.length === 0) return [heading, ...past, 'The log is as it was written.'];
  const upTo = verified === undefined ? 'No head of it holds.' : `It holds up to place ${verified.size - 1}.`;
  return [
    heading,
    ...past,
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
