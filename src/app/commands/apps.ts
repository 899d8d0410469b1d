import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { App } from '#identity';
import { type Command, nodeOption } from '../command.ts';
import { operatorCaller } from '../operator-caller.ts';
import { withNode } from '../running-node.ts';

/** Apps that ask for what people have here (SMART App Launch): who runs the node lets them in or not. */
export const appsCommand: Command = {
  help: `npm run -s carnet -- apps list --node fr
npm run -s carnet -- apps approve <id>
npm run -s carnet -- apps refuse <id>
npm run -s carnet -- apps add app.json

Lists the apps that made themselves known, lets one in or refuses it, or takes one out of a file of client metadata
(RFC 7591) and lets it in at once. An app that is refused loses every token.

  --node <name>   fr or pt (standard: the first)
  --json          print JSON`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, json: { type: 'boolean' } },
    });
    const [what, which] = positionals;
    const known = what === 'list' ? positionals.length === 1 : positionals.length === 2;
    if (!known || !['list', 'approve', 'refuse', 'add'].includes(what ?? '')) {
      console.error(this.help);
      return 2;
    }
    return withNode(values.node, async ({ identity }, config) => {
      const by = operatorCaller(config, 'apps');
      const print = (apps: readonly App[]) =>
        console.log(values.json ? JSON.stringify(apps, null, 2) : apps.map(lineOf).join('\n'));
      if (what === 'list') {
        print(await identity.apps.list());
        return 0;
      }
      if (what === 'add') {
        const made = await identity.apps.add(await metadataIn(which ?? ''), by);
        if (!made.ok) {
          console.error(made.fault.issues.map((issue) => issue.text).join('\n'));
          return 1;
        }
        print([made.value.app]);
        return 0;
      }
      const decided = await identity.apps.decide(which ?? '', what === 'approve' ? 'approved' : 'refused', by);
      if (decided === undefined) {
        console.error('There is no such app. `apps list` shows them.');
        return 1;
      }
      print([decided]);
      return 0;
    });
  },
};

async function metadataIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function lineOf({ status, kind, id, name, scope }: App): string {
  return `${status.padEnd(10)}${kind.padEnd(14)}${id}  ${name}\n${' '.repeat(24)}${scope}`;
}
