import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Outcome } from '#kernel';
import {
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  type KeptVersion,
  type SharedTerminology,
  terminologyFormats,
} from '#terminology';
import { type Command, nodeOption } from '../command.ts';
import { operatorEntry } from '../operator-entry.ts';
import { withNode } from '../running-node.ts';
import { importByJob } from './import-terminology.ts';

const options = {
  ...nodeOption,
  format: { type: 'string' },
  system: { type: 'string' },
  version: { type: 'string' },
  language: { type: 'string' },
  title: { type: 'string' },
  encoding: { type: 'string' },
  use: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const terminologyCommand: Command = {
  help: `npm run -s carnet -- terminology <what> [options]

Code systems as their publishers give them out, in several versions side by side. Running nodes see a change within two
seconds. docs/terminology-import.md tells what each layout needs.

  import <file or folder>      take in a release; nothing of a code system is seen before all of it is there. The first
                               version of a code system is in use at once, a further one after "use". It is a job:
                               "carnet status" tells how far it is; say it again where it was interrupted
      --use                    put it in use at once
      --format <layout>        where the content does not tell: ${terminologyFormats.map(({ name }) => name).join(', ')}
      --system <url>           which code system it is, where the files do not say it; --version and --title likewise
      --language <tag>         of displays, where the files do not say it, or the wanted one of several
      --encoding <name>        utf-8 or windows-1252, of tables without a byte order mark
  load <file>                  import --format designations: names of codes, CSV (system,code,language,display) or NDJSON
  list                         show the versions that are there; * marks the one in use
  use <url> <version>          put a version in use
  undo <url>                   put the version in use that was before
  remove <url> <version>       take a version away

  --node <name>     fr or pt (standard: the first)
  --json            print the result as JSON`,
  async run(args) {
    const called = readCall(args);
    if (typeof called === 'string') {
      console.error(called);
      return 2;
    }
    return withNode(called.node, async ({ audit, clock, jobs, terminology }, config) => {
      const { what } = called;
      if (what !== 'list') await audit.record([operatorEntry(config, clock, 'terminology', `terminology ${what}`)]);
      const shows = process.stderr.isTTY && !called.json;
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      const byJob = { ...terminology, import: importByJob(jobs, terminology.import, stop.signal) };
      const { code, output, trouble } = await runCall(byJob, called, shows ? showProgress : undefined);
      if (shows) process.stderr.write('\r\u001b[2K');
      if (trouble !== undefined) console.error(trouble);
      if (output !== undefined) console.log(output);
      return code;
    });
  },
};

/** What was asked for, checked. */
export interface TerminologyCall {
  readonly what: string;
  readonly names: readonly string[];
  readonly told: ImportOptions;
  readonly json: boolean;
  readonly node: string | undefined;
}

/** The call that the arguments make, or what is wrong with them. */
export function readCall(args: readonly string[]): TerminologyCall | string {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [what = '', ...names] = positionals;
  const act = acts[what];
  if (act === undefined || names.length !== act.names) return terminologyCommand.help;
  const [path = ''] = names;
  if (act.readsFile && !existsSync(path)) return `Not there: ${path}`;
  const { encoding, format, language, title, version, system: url, use } = values;
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'windows-1252') {
    return '--encoding is utf-8 or windows-1252.';
  }
  const told: ImportOptions = {
    ...(encoding === undefined ? {} : { encoding }),
    ...(format === undefined ? {} : { format }),
    ...(language === undefined ? {} : { language }),
    ...(title === undefined ? {} : { title }),
    ...(version === undefined ? {} : { version }),
    ...(url === undefined ? {} : { url }),
    ...(use === undefined ? {} : { use }),
  };
  return { what, names, told, json: values.json === true, node: values.node };
}

/** The exit code, and what goes to standard output or to standard error. */
export interface Said {
  readonly code: number;
  readonly output?: string;
  readonly trouble?: string;
}

/** Does what was asked for; `progress` is called now and then by what takes long. */
export async function runCall(
  terminology: SharedTerminology,
  { what, names, told, json }: TerminologyCall,
  progress?: ImportOptions['progress'],
): Promise<Said> {
  const done = await acts[what]?.run(terminology, names, progress === undefined ? told : { ...told, progress });
  if (done === undefined) return { code: 2, trouble: terminologyCommand.help };
  if (!done.ok) return { code: 1, trouble: done.fault.issues.map(({ text }) => text).join('\n') };
  return { code: 0, output: json ? JSON.stringify(done.value.result) : done.value.lines.join('\n') };
}

/** What is printed: as JSON, or for people. */
interface Done {
  readonly result: unknown;
  readonly lines: readonly string[];
}

interface Act {
  /** How many it takes. */
  readonly names: number;
  /** The first of them is a file or folder. */
  readonly readsFile?: true;
  run(terminology: SharedTerminology, names: readonly string[], told: ImportOptions): Promise<Outcome<Done>>;
}

const acts: Readonly<Record<string, Act>> = {
  import: {
    names: 1,
    readsFile: true,
    async run(terminology, [path = ''], told) {
      const report = await terminology.import(path, told);
      return report.ok ? done(report.value, linesOfImport(report.value)) : report;
    },
  },
  load: {
    names: 1,
    readsFile: true,
    async run(terminology, [path = ''], told) {
      const report = await terminology.import(path, { ...told, format: 'designations' });
      return report.ok ? done(report.value, linesOfImport(report.value)) : report;
    },
  },
  list: {
    names: 0,
    async run(terminology) {
      const versions = await terminology.versions();
      const result = versions.map(({ header: _header, content: _content, ...told }) => told);
      return done(result, versions.length === 0 ? ['No code system was imported.'] : linesOfVersions(versions));
    },
  },
  use: {
    names: 2,
    async run(terminology, [url = '', version = '']) {
      const switched = await terminology.use(url, version);
      if (!switched.ok) return switched;
      const { former } = switched.value;
      const words = former === undefined || former === version ? '' : `, instead of ${called(former)}`;
      return done(switched.value, [`${called(version)} is in use${words}`]);
    },
  },
  undo: {
    names: 1,
    async run(terminology, [url = '']) {
      const switched = await terminology.undo(url);
      if (!switched.ok) return switched;
      const { version, former = '' } = switched.value;
      return done(switched.value, [`${called(version)} is in use again, instead of ${called(former)}`]);
    },
  },
  remove: {
    names: 2,
    async run(terminology, [url = '', version = '']) {
      const removed = await terminology.remove(url, version);
      return removed.ok ? done({ removed: true }, [`${version} is removed`]) : removed;
    },
  },
};

function done(result: unknown, lines: readonly string[]): Outcome<Done> {
  return { ok: true, value: { result, lines } };
}

function showProgress({ concepts, bytesRead, bytes }: ImportProgress): void {
  const share = bytes === 0 ? 0 : Math.min(100, Math.round((100 * bytesRead) / bytes));
  process.stderr.write(`\r\u001b[2K${concepts} rows, ${share} % of the files read`);
}

function linesOfImport({ format, systems, designations, definitions, refused }: ImportReport): readonly string[] {
  return [
    `Layout: ${format}`,
    ...systems.map((one) => {
      const { url, version, concepts, inUse, replaced, unknownParents } = one;
      const marks = [
        replaced ? 'replaces what was there' : '',
        inUse ? 'in use' : 'not in use yet',
        unknownParents > 0 ? `${unknownParents} parents never came` : '',
      ].filter((mark) => mark !== '');
      return `${url} ${called(version)}: ${concepts} concepts, ${one.designations} designations; ${marks.join(', ')}`;
    }),
    ...(designations > 0 ? [`${designations} designations for codes of any code system`] : []),
    ...(definitions > 0 ? [`${definitions} value sets and maps`] : []),
    ...refused.map(({ reason, count, first }) => {
      const places = first.map(({ file, line }) => `${file}:${line}`).join(', ');
      return `${count} passed over (${reason}), first at ${places}`;
    }),
  ];
}

/** A code system may be published without one. */
function called(version: string): string {
  return version === '' ? '(no version)' : version;
}

function linesOfVersions(versions: readonly KeptVersion[]): readonly string[] {
  const byUrl = Map.groupBy(versions, ({ url }) => url);
  return [...byUrl.keys()].sort().flatMap((url) => [url, ...(byUrl.get(url) ?? []).map(lineOfVersion)]);
}

function lineOfVersion({ version, inUse, concepts, designations, size, format, imported }: KeptVersion): string {
  const name = called(version).padEnd(24);
  const counts = `${String(concepts).padStart(9)} concepts ${String(designations).padStart(9)} designations`;
  const megabytes = `${(size / 1e6).toFixed(1).padStart(7)} MB`;
  return `  ${inUse ? '*' : ' '} ${name} ${counts} ${megabytes}  ${format}, ${imported.toISOString().slice(0, 10)}`;
}
