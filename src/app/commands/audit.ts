import type { Command } from '../command.ts';
import { checkAudit, exportAudit } from './audit/export.ts';
import { rebuildAudit } from './audit/rebuild.ts';
import { verifyAudit } from './audit/verify.ts';

const acts: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  verify: verifyAudit,
  export: exportAudit,
  check: checkAudit,
  rebuild: rebuildAudit,
};

export const auditCommand: Command = {
  help: `npm run -s carnet -- audit verify [--node fr] [--alone] [--json]

Goes through the whole log of a node: hashes each entry anew and compares with the tree of hashes over the log and with
its signed heads; then asks the nodes that are its witnesses whether the log goes on from what they have signed (not
with --alone). Says what was touched and where. Exit code 1 where anything was.

npm run -s carnet -- audit export --from 2026-11-01 --to 2026-11-30 --out <directory> [--node fr]

Writes the entries of these days (UTC) as FHIR AuditEvents (IHE BALP), one a line, each with the proof that it stands in
the log, beside the signed head that the proofs lead to and the key of the log.

npm run -s carnet -- audit check <directory> [--key <key of the log>]

Checks such an export without the node: the head's signature, each proof, and that each event tells what the log says.
Exit code 1 where anything does not hold.

npm run -s carnet -- audit rebuild [--node fr]

Makes anew what people's logs are found by. Until it is done they are short of entries; nothing is lost.`,
  async run([name = '', ...args]) {
    const act = acts[name];
    if (act === undefined) {
      console.error('Say "carnet audit verify", "export", "check" or "rebuild"; carnet audit --help tells more.');
      return 2;
    }
    return act(args);
  },
};
