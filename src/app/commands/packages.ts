import { parseArgs } from 'node:util';
import { type AddReport, createPackages, type HeldPackage, openRegistry, type Packages } from '#definitions';
import type { Outcome } from '#kernel';
import { type Command, nodeOption } from '../command.ts';
import { operatorEntry } from '../operator-entry.ts';
import { withNode } from '../running-node.ts';

export const packagesCommand: Command = {
  help: `npm run -s carnet -- packages <what> [options]

FHIR packages are the published profiles, value sets and code systems that a node judges and translates by. Running nodes
see a change within two seconds. The lock file keeps what is there; docs/packages.md tells more.

  add <file, folder or name#version> [...]   add packages, and what they build on as far as it is at hand
      --locked                               only what the lock file names, all of it, byte for byte
  list                                       show what the node has, and what is missing
  remove <name#version> [--force]            --force even where others build on it
  pin <name#version>                         mean this version where none is named; unpin takes it back

  --node <name>     fr or pt (standard: the first)
  --json            print the result as JSON`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...nodeOption,
        json: { type: 'boolean' },
        locked: { type: 'boolean' },
        force: { type: 'boolean' },
      },
    });
    const [what = '', ...names] = positionals;
    const act = acts[what];
    const expected = what === 'list' ? names.length === 0 : what === 'add' || names.length === 1;
    if (act === undefined || !expected || (what === 'add' && names.length === 0 && values.locked !== true)) {
      console.error(packagesCommand.help);
      return 2;
    }
    return withNode(values.node, async ({ audit, db, clock }, config) => {
      if (what !== 'list') await audit.record([operatorEntry(config, clock, 'packages', `packages ${what}`)]);
      const packages = createPackages({
        db,
        clock,
        lockFile: config.packagesLock,
        ...(config.packageRegistry === undefined ? {} : { registry: openRegistry({ url: config.packageRegistry }) }),
      });
      const done = await act(packages, names, { locked: values.locked === true, force: values.force === true });
      if (!done.ok) {
        console.error(done.fault.issues.map(({ text }) => text).join('\n'));
        return 1;
      }
      console.log(values.json ? JSON.stringify(done.value.result) : done.value.lines.join('\n'));
      return 0;
    });
  },
};

/** What is printed: as JSON, or for people. */
interface Done {
  readonly result: object;
  readonly lines: readonly string[];
}

interface ActOptions {
  readonly locked: boolean;
  readonly force: boolean;
}

const acts: Readonly<
  Record<string, (packages: Packages, names: readonly string[], options: ActOptions) => Promise<Outcome<Done>>>
> = {
  async add(packages, sources, { locked }) {
    const report = await packages.add({ sources, locked });
    return report.ok ? done(report.value, linesOfAdd(report.value)) : report;
  },
  async list(packages) {
    const [held, missing] = await Promise.all([packages.list(), packages.missing()]);
    const lines = held.map(lineOfPackage);
    return done({ packages: held, missing }, [
      ...(lines.length === 0 ? ['There are no packages; R4 itself is built in.'] : lines),
      ...linesOfMissing(missing),
    ]);
  },
  async remove(packages, [name = ''], { force }) {
    const report = await packages.remove(name, { force });
    if (!report.ok) return report;
    const { removed, broken, idle } = report.value;
    return done(report.value, [
      `Removed ${removed.name}#${removed.version}, ${removed.definitions} definitions.`,
      ...(broken.length === 0 ? [] : [`Built on it, and stay: ${broken.join(', ')}`]),
      ...(idle.length === 0 ? [] : [`Nothing builds on these any more: ${idle.join(', ')}`]),
    ]);
  },
  async pin(packages, [name = '']) {
    const pinned = await packages.pin(name, true);
    return pinned.ok ? done(pinned.value, [lineOfPackage(pinned.value)]) : pinned;
  },
  async unpin(packages, [name = '']) {
    const pinned = await packages.pin(name, false);
    return pinned.ok ? done(pinned.value, [lineOfPackage(pinned.value)]) : pinned;
  },
};

function done(result: object, lines: readonly string[]): Outcome<Done> {
  return { ok: true, value: { result, lines } };
}

function lineOfPackage({ name, version, definitions, pinned, requested, title = '' }: HeldPackage): string {
  const marks = [pinned ? 'pinned' : '', requested ? '' : 'for others'].filter((mark) => mark !== '').join(', ');
  return `${`${name}#${version}`.padEnd(48)}${String(definitions).padStart(5)}  ${[title, marks].filter(Boolean).join('; ')}`;
}

/** Addresses of one kind that are shown. */
const mostShown = 10;

function linesOfAdd({ added, unchanged, missing, unknown }: AddReport): readonly string[] {
  return [
    ...added.map((held) => `Added ${held.name}#${held.version}, ${held.definitions} definitions.`),
    ...unchanged.map((name) => `There already: ${name}`),
    ...linesOfMissing(missing),
    ...linesOfUnknown('profiles and extensions', unknown.profiles),
    ...linesOfUnknown('value sets', unknown.valueSets),
  ];
}

function linesOfMissing(missing: AddReport['missing']): readonly string[] {
  if (missing.length === 0) return [];
  const bySame = Map.groupBy(missing, ({ name, wanted, reason }) => `${name}#${wanted}: ${reason}`);
  return [
    'Missing, so that what it defines is not known:',
    ...Array.from(bySame, ([words, some]) => `  ${words} (for ${some.map(({ neededBy }) => neededBy).join(', ')})`),
  ];
}

function linesOfUnknown(what: string, canonicals: readonly string[]): readonly string[] {
  if (canonicals.length === 0) return [];
  const more = canonicals.length - mostShown;
  return [
    `Named, but defined nowhere here; nothing is judged by these ${what}:`,
    ...canonicals.slice(0, mostShown).map((canonical) => `  ${canonical}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
