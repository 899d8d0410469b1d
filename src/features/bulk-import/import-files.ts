import { type Fault, fail, faultOf, type Issue, type Outcome, ok } from '#kernel';
import { addressOf } from './address.ts';
import { defaultLimits, type ImportLimits, type ImportOptions, type ImportResult } from './contract.ts';
import { createDigestTable, digestOf } from './digest-table.ts';
import { type Journal, keyOf, openJournal } from './journal.ts';
import { type FoundFile, listFiles } from './list-files.ts';
import { prepareResource, type Ready } from './prepare-resource.ts';
import { createProgress } from './progress.ts';
import { type Group, type Item, readEntries } from './read-entries.ts';
import { createReport } from './report.ts';
import { type ConditionResolver, createConditionResolver } from './resolve-condition.ts';
import { type Sighted, surveyFile } from './survey-file.ts';
import { createTally } from './tally.ts';
import { createTargets, type Targets } from './targets.ts';
import { type BatchWriter, createBatchWriter } from './write-batches.ts';

const mostEntriesOfABundle = 16_000_000;

/**
 * Imports FHIR R4 from files and folders: transaction, batch, collection, document and searchset Bundles, single
 * resources and NDJSON, as JSON or XML, plain or gzipped. Memory does not grow with the size of a file but for a few
 * dozen bytes per entry. Entries stand alone: one that is refused goes to the report and the rest goes in. Repeating an
 * import changes nothing; an interrupted one goes on where it was.
 *
 * Fails as a whole when the node cannot write any more (`unavailable`, `busy`, `access.denied`, `internal`) or a path is
 * not there (`request.bad`).
 */
export async function importFiles(options: ImportOptions): Promise<Outcome<ImportResult>> {
  const limits: ImportLimits = { ...defaultLimits, ...options.limits };
  const files = await found(options.paths);
  if (!files.ok) return files;
  const remembered = createDigestTable(limits.remembered);
  const keys = new Map<FoundFile, string | undefined>();
  for (const file of files.value) keys.set(file, await keyOf(file).catch(() => undefined));
  const fileKeys = [...keys.values()].map((key) => key ?? 'unreadable');
  const journal = openJournal(options.stateDir, options.paths, fileKeys, remembered);
  const tally = createTally();
  const writer = createBatchWriter({ records: options.records, caller: options.caller, limits });
  const run: Run = {
    options,
    limits,
    journal,
    writer,
    tally,
    report: createReport(options.reportPath, journal.resumes),
    progress: createProgress(options, files.value, () => tally.total()),
    remembered,
    underWay: new Map(),
    conditions: createConditionResolver(options.records, options.caller, () => writer.settle()),
  };
  let complete = false;
  try {
    let skippedFiles = 0;
    const resumed = { files: 0, entries: 0 };
    for (const [file, key] of keys) {
      if (options.signal?.aborted) break;
      const imported = await importFile(run, file, key);
      if (!imported.ok) return imported;
      if (imported.value === 'skipped') skippedFiles++;
      else if (imported.value === 'done-before') resumed.files++;
      else resumed.entries += imported.value.resumed;
    }
    const fatal = await writer.settle();
    if (fatal !== undefined) return { ok: false, fault: fatal };
    run.progress.finish();
    const interrupted = options.signal?.aborted ?? false;
    complete = !interrupted;
    return ok({
      byType: tally.byType(),
      total: tally.total(),
      files: files.value.length,
      skippedFiles,
      resumed,
      interrupted,
      reported: run.report.rows(),
    });
  } finally {
    // A fault or a defect may leave writes under way: their marks belong in the journal too.
    if (!complete) await writer.settle().catch(() => undefined);
    journal.close(complete);
  }
}

interface Run {
  readonly options: ImportOptions;
  readonly limits: ImportLimits;
  readonly journal: Journal;
  readonly writer: BatchWriter;
  readonly tally: ReturnType<typeof createTally>;
  readonly report: ReturnType<typeof createReport>;
  readonly progress: ReturnType<typeof createProgress>;
  /** Type/id of what was written in this import, to a word that stands for its content. */
  readonly remembered: ReturnType<typeof createDigestTable>;
  /** The same for what is being written now. */
  readonly underWay: Map<string, number>;
  readonly conditions: ConditionResolver;
}

async function found(paths: readonly string[]): Promise<Outcome<readonly FoundFile[]>> {
  try {
    return ok(await listFiles(paths));
  } catch {
    return fail('request.bad', 'A file or folder to import is not there or cannot be read.');
  }
}

interface FileRun {
  readonly path: string;
  /** Marks items of a number as begun and done; the journal learns up to where all are done. */
  readonly begin: (index: number) => void;
  readonly done: (index: number) => void;
}

/** What became of a file; `resumed` counts its entries that an earlier run had dealt with. */
type FileFate = 'skipped' | 'done-before' | { readonly resumed: number };

async function importFile(run: Run, file: FoundFile, key: string | undefined): Promise<Outcome<FileFate>> {
  try {
    if (key === undefined) {
      refuse(run, file.path, undefined, '?', faultOf('request.bad', 'The file cannot be read.'));
      return ok({ resumed: 0 });
    }
    const before = run.journal.doneOf(key);
    return before === Number.POSITIVE_INFINITY ? ok('done-before') : await importReadable(run, file, key, before);
  } catch (problem) {
    if (!isFileProblem(problem)) throw problem;
    // A cut or damaged gzip, a disk that fails: what came before the damage is in.
    const reason = 'The file cannot be read to its end; it may be cut or damaged.';
    refuse(run, file.path, undefined, '?', faultOf('body.malformed', reason));
    return ok({ resumed: 0 });
  } finally {
    run.progress.fileDone(file);
  }
}

async function importReadable(run: Run, file: FoundFile, key: string, before: number): Promise<Outcome<FileFate>> {
  const targets = createTargets(mostEntriesOfABundle);
  const survey = await surveyFile(file.path, run.limits, (entry) => sight(run, targets, entry));
  if (survey.kind === 'foreign') {
    run.report.add({ file: file.path, what: 'skipped', code: 'body.media-type', reason: survey.reason });
    return ok('skipped');
  }
  if (survey.kind === 'refused') {
    refuse(run, file.path, undefined, '?', survey.fault);
    return ok({ resumed: 0 });
  }
  const marks = createMarks((entries) => run.journal.markDone(key, entries), before);
  const fileRun: FileRun = { path: file.path, begin: marks.begin, done: marks.done };
  const reader = await readEntries(file.path, survey, run.limits);
  let resumed = 0;
  for await (const group of reader.groups) {
    const links = group.ownLinks ? await ownTargets(run, group) : targets;
    for (const item of group.items) {
      if (run.options.signal?.aborted) return ok({ resumed });
      if (item.index < before) resumed++;
      else {
        const fatal = await importItem(run, fileRun, item, links);
        if (fatal !== undefined) return { ok: false, fault: fatal };
      }
    }
    run.progress.at(file, reader.position());
  }
  marks.end();
  return ok({ resumed });
}

async function ownTargets(run: Run, group: Group): Promise<Targets> {
  const targets = createTargets(group.items.length);
  for (const item of group.items) {
    if ('resource' in item) await sight(run, targets, item);
  }
  return targets;
}

/** Learns where an entry will be. A conditional create whose match is there already leads to that. */
async function sight(run: Run, targets: Targets, entry: Sighted): Promise<void> {
  if (entry.fullUrl === undefined) return;
  const address = addressOf(entry);
  if (!address.ok) return;
  const { request } = entry;
  if (request?.ifNoneExist !== undefined && request.method === 'POST') {
    const there = await run.conditions.resolve(address.value.type, request.ifNoneExist);
    if (there.ok && there.value !== undefined && there.value.id !== address.value.id) {
      targets.put(entry.fullUrl, there.value, true);
      return;
    }
  }
  targets.put(entry.fullUrl, address.value, false);
}

/** The fault that ends the import, if any. */
async function importItem(run: Run, file: FileRun, item: Item, targets: Targets): Promise<Fault | undefined> {
  if (!('resource' in item)) {
    refuse(run, file.path, item.index, item.type ?? '?', item.fault);
    return undefined;
  }
  const type = item.resource.resourceType;
  const target = targets.get(item.fullUrl ?? '');
  if (target?.isThere === true) {
    run.tally.count(type, 'unchanged');
    return undefined;
  }
  const ready = await prepareResource(item, targets.get, run.conditions);
  if (!ready.ok) {
    refuse(run, file.path, item.index, type, ready.fault);
    return undefined;
  }
  return write(run, file, item.index, ready.value);
}

async function write(run: Run, file: FileRun, index: number, ready: Ready): Promise<Fault | undefined> {
  const { type, id } = ready.address;
  const address = `${type}/${id}`;
  const key = digestOf(address);
  // White space aside; the order of members is seldom another in two copies of one resource.
  const [content] = digestOf(JSON.stringify(ready.resource));
  if ((run.underWay.get(address) ?? content) !== content) {
    // Which of the two stays must not depend on whether the first one is accepted in time.
    const fatal = await run.writer.settle();
    if (fatal !== undefined) return fatal;
  }
  const before = run.underWay.get(address) ?? run.remembered.get(key);
  if (before !== undefined) {
    repeat(run, file, index, type, before === content);
    return undefined;
  }
  run.underWay.set(address, content);
  file.begin(index);
  return run.writer.add({
    change: { op: 'update', draft: { resource: ready.resource, source: ready.source }, id, ifChanged: true },
    onWritten(outcome, doubts) {
      tell(run, { file: file.path, entry: index, type }, 'warned', doubts);
      run.underWay.delete(address);
      if (run.remembered.put(key, content)) run.journal.remember(key, content);
      run.tally.count(type, outcome);
      file.done(index);
    },
    onRefused(fault) {
      run.underWay.delete(address);
      refuse(run, file.path, index, type, fault);
      file.done(index);
    },
  });
}

function repeat(run: Run, file: FileRun, entry: number, type: string, isSame: boolean): void {
  run.tally.count(type, 'repeated');
  if (isSame) return;
  run.report.add({
    file: file.path,
    entry,
    type,
    what: 'repeated',
    code: 'transaction.duplicate',
    reason: 'This import brought the same type and id before with other content; the first is kept.',
  });
}

function refuse(run: Run, file: string, entry: number | undefined, type: string, fault: Fault): void {
  run.tally.count(type, 'refused');
  const where = { file, ...(entry !== undefined && { entry }), ...(type !== '?' && { type }) };
  tell(run, where, 'refused', fault.issues);
}

function tell(
  run: Run,
  where: { readonly file: string; readonly entry?: number; readonly type?: string },
  what: 'refused' | 'warned',
  issues: readonly Issue[],
): void {
  for (const { code, text, path } of issues) {
    run.report.add({ ...where, what, ...(path !== undefined && { path }), code, reason: text });
  }
}

/** Keeps track of which items of a file are under way, and tells up to which number all are done. */
function createMarks(tell: (entries: number) => void, before: number) {
  const begun = new Map<number, number>();
  let next = before;
  let ended = false;
  const low = () => {
    let least = ended ? Number.POSITIVE_INFINITY : next;
    for (const index of begun.keys()) least = Math.min(least, index);
    return least;
  };
  return {
    begin(index: number) {
      begun.set(index, (begun.get(index) ?? 0) + 1);
      next = Math.max(next, index);
    },
    done(index: number) {
      const left = (begun.get(index) ?? 1) - 1;
      if (left > 0) begun.set(index, left);
      else begun.delete(index);
      if (begun.size === 0 || index % 64 === 0) tell(low());
    },
    end() {
      ended = true;
      if (begun.size === 0) tell(low());
    },
  };
}

/** Faults of the file system and of unpacking, as opposed to defects. */
function isFileProblem(problem: unknown): boolean {
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
  return /^(?:E[A-Z]+|Z_[A-Z_]+|ERR_.*)$/.test(code);
}
