import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Database, Job, Jobs } from '#db';
import { informationOutcome, isResourceType, type Resource } from '#fhir';
import { type Clock, fail, faultOf, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import {
  acceptedAt,
  createPollLimit,
  type Exchange,
  type FhirOperation,
  inProgress,
  type Perform,
  readParameters,
  respondAsync,
} from '#rest';
import { type ImportOutcome, type ImportRequest, importJob, importKind } from './import-job.ts';
import { importLines } from './import-lines.ts';
import { type ImportRefusals, importRefusals, refusalText } from './import-refusals.ts';
import { type ImportSources, importSources } from './import-source.ts';

// `$import` as the proposal of SMART and HL7 for bulk import has it: NDJSON by addresses, answered later; and beside it a
// body of NDJSON, taken in as it comes.

export interface BulkImportOptions {
  readonly jobs: Jobs;
  /** With `importMigrations`. */
  readonly db: Database;
  readonly records: Records;
  readonly clock: Clock;
  /** Addresses below which inputs may be read. */
  readonly sources: readonly string[];
}

interface Context extends Pick<BulkImportOptions, 'jobs' | 'clock' | 'records'> {
  readonly sources: ImportSources;
  readonly refusals: ImportRefusals;
}

const ndjson = 'application/fhir+ndjson';
const ndjsonForms: ReadonlySet<string> = new Set([ndjson, 'application/ndjson', 'ndjson']);
const mostInputs = 1_000;
/** Imports of one caller that may be under way at a time. */
const mostAtOnce = 3;

/** `$import` with the addresses where it is followed. */
export function bulkImport(options: BulkImportOptions): readonly FhirOperation[] {
  const { jobs, clock, records } = options;
  const sources = importSources(options.sources);
  const refusals = importRefusals(options.db);
  const context: Context = { jobs, clock, records, sources, refusals };
  jobs.register(importJob({ records, sources, refusals, now: () => clock.now() }));
  const part = { on: 'system', at: 'system' } as const;
  return [
    {
      ...part,
      name: 'import',
      url: '/$import',
      interactions: [{ method: 'POST', formats: 'own', perform: importWhatComes(context) }],
      definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/import',
    },
    {
      ...part,
      name: 'import-status',
      url: '/$import-status/:job',
      interactions: [
        { method: 'GET', formats: 'own', perform: status(context) },
        { method: 'DELETE', formats: 'own', perform: cancel(context) },
      ],
    },
    {
      ...part,
      name: 'import-refusals',
      url: '/$import-refusals/:job/:input',
      interactions: [{ method: 'GET', formats: 'own', perform: refusalsOf(context) }],
    },
  ];
}

function importWhatComes(context: Context): Perform {
  const begin = kickOff(context);
  return async (deps, exchange) => {
    // What a person adds to her record she adds entry by entry; whoever imports writes for others.
    if (exchange.caller.role === 'citizen') return fail('access.denied', 'Your role does not allow this kind of act.');
    return exchange.request.body instanceof Readable ? importBody(exchange, context) : begin(deps, exchange);
  };
}

/**
 * Takes the lines of the body in as they come. The answer is NDJSON too: an OperationOutcome for each line that is refused,
 * and one at the end with the numbers. It begins when the body has ended.
 */
async function importBody(exchange: Exchange, { records }: Context) {
  const { request, caller } = exchange;
  const body = request.body as Readable;
  const coding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (coding !== 'identity' && coding !== 'gzip') {
    return fail('body.media-type', 'The Content-Encoding is not served here: send gzip or none.');
  }
  const chunks = coding === 'gzip' ? body.pipe(createGunzip()) : body;
  body.on('error', (error) => chunks.destroy(error));
  const told: string[] = [];
  const stop = new AbortController();
  request.raw.on('aborted', () => stop.abort());
  let imported: Awaited<ReturnType<typeof importLines>>;
  try {
    imported = await importLines({
      chunks,
      records,
      caller,
      signal: stop.signal,
      refuse: (refused) => {
        for (const each of refused) if (told.length < mostTold) told.push(refusalText(each));
      },
    });
  } catch (thrown) {
    if (stop.signal.aborted || body.errored !== null || chunks.errored !== null) {
      return fail('body.malformed', 'The body was cut or cannot be inflated; the lines before are in the record.');
    }
    throw thrown;
  }
  if (!imported.ok) return imported;
  const { written, refused } = imported.value;
  const text = `${written} resources are in the record, ${refused} lines were refused.`;
  const end = informationOutcome(text);
  return ok({
    status: 200 as const,
    content: { type: ndjson, body: Buffer.from(`${[...told, JSON.stringify(end)].join('\n')}\n`) },
  });
}

/** Refusals that the answer to a body holds; all are counted. */
const mostTold = 10_000;

function kickOff({ jobs, sources, records }: Context): Perform {
  return async (deps, exchange) => {
    const { caller } = exchange;
    const prefers = respondAsync(exchange);
    if (!prefers.ok) return prefers;
    const body = await readParameters(deps, exchange);
    if (!body.ok) return body;
    const inputs = inputsOf(body.value.resource);
    if (!inputs.ok) return inputs;
    // A change of nothing asks whether the caller may write at all.
    const allowed = await records.change(caller, [], 'import');
    if (!allowed.ok) return allowed;
    for (const { url } of inputs.value) {
      const checked = sources.check(url);
      if (!checked.ok) return checked;
    }
    const open = await jobs.list({ kind: importKind, owner: caller.subject, open: true, limit: mostAtOnce });
    if (open.length >= mostAtOnce) {
      const busy = faultOf('request.too-many', `You have ${mostAtOnce} imports under way.`);
      return { ok: false, fault: { ...busy, retryAfter: 60 } };
    }
    const input: ImportRequest = { request: `${deps.baseUrl}/$import`, caller, inputs: inputs.value };
    const job = await jobs.enqueue(importKind, input, { owner: caller.subject });
    return acceptedAt(`${deps.baseUrl}/$import-status/${job}`);
  };
}

interface Parameter {
  readonly name?: unknown;
  readonly part?: readonly Parameter[];
  readonly [value: string]: unknown;
}

function inputsOf({ resourceType, parameter }: Resource): Outcome<ImportRequest['inputs']> {
  if (resourceType !== 'Parameters') return fail('request.bad', 'The body of an operation is a Parameters resource.');
  const listed = Array.isArray(parameter) ? (parameter as readonly Parameter[]) : [];
  const known = new Set(['inputFormat', 'inputSource', 'input', 'storageDetail']);
  if (listed.some(({ name }) => !known.has(String(name)))) {
    return fail('search.unknown-parameter', 'An import has inputFormat, inputSource, storageDetail and input.');
  }
  const format = listed.find(({ name }) => name === 'inputFormat');
  if (format !== undefined && !ndjsonForms.has(textOf(format))) {
    return fail('request.bad', `The format of the input is ${ndjson}.`);
  }
  const inputs = listed
    .filter(({ name }) => name === 'input')
    .map(({ part = [] }) => {
      const of = (name: string) => textOf(part.find((each) => each.name === name));
      return { type: of('type'), url: of('url') };
    });
  if (inputs.length === 0 || inputs.length > mostInputs) {
    return fail('request.bad', `An import has 1 to ${mostInputs} inputs.`);
  }
  return inputs.every(({ type }) => isResourceType(type))
    ? ok(inputs)
    : fail('request.bad', 'Each input has the parts type, a resource type of FHIR R4, and url.');
}

function textOf(parameter: Parameter | undefined): string {
  const value = Object.entries(parameter ?? {}).find(([key]) => key.startsWith('value'))?.[1];
  return typeof value === 'string' ? value : '';
}

function status(context: Context): Perform {
  const mayPoll = createPollLimit(context.clock);
  return async (deps, exchange) => {
    const job = await importOf(context, exchange);
    if (!job.ok) return job;
    const { id, state, fault, progress, created } = job.value;
    if (state === 'failed') return { ok: false, fault: fault ?? faultOf('internal', 'The import failed.') };
    if (state === 'done') return ok(manifest(deps.baseUrl, job.value));
    const polled = mayPoll(id);
    if (!polled.ok) return polled;
    const { done, total, words } = progress;
    const far =
      total === undefined ? 'waiting' : `${done} of ${total} inputs${words === undefined ? '' : `, ${words}`}`;
    return inProgress(far, created, context.clock.now());
  };
}

function manifest(baseUrl: string, job: Job) {
  const { inputs, request } = job.input as ImportRequest;
  const { at, inputs: told } = job.result as ImportOutcome;
  const rows = inputs.map(({ type, url }, number) => ({ type, inputUrl: url, number, ...told[number] }));
  const body = JSON.stringify({
    transactionTime: at,
    request,
    output: rows.map(({ type, inputUrl, written = 0 }) => ({ type, inputUrl, count: written })),
    error: rows.flatMap(({ inputUrl, refused = 0, warned = 0, fault, number }) => [
      ...(refused + warned === 0
        ? []
        : [
            {
              type: 'OperationOutcome',
              inputUrl,
              count: refused + warned,
              url: `${baseUrl}/$import-refusals/${job.id}/${number}`,
            },
          ]),
      ...(fault === undefined ? [] : [{ type: 'OperationOutcome', inputUrl, reason: fault.issues[0]?.text }]),
    ]),
  });
  const content = { type: 'application/json; charset=utf-8', body };
  return { status: 200, content, headers: { 'cache-control': 'private, no-cache' } } as const;
}

/** Cancels an import, or forgets one that is done; what it has written stays. */
function cancel(context: Context): Perform {
  return async (_deps, exchange) => {
    const job = await importOf(context, exchange);
    if (!job.ok) return job;
    if (!(await context.jobs.cancel(job.value.id))) await context.jobs.forget(job.value.id);
    return ok({ status: 202 });
  };
}

function refusalsOf(context: Context): Perform {
  return async (_deps, exchange) => {
    const job = await importOf(context, exchange);
    if (!job.ok) return job;
    const { input } = exchange.request.params as { readonly input: string };
    const told = job.value.state === 'done' ? (job.value.result as ImportOutcome).inputs : [];
    if (!/^\d{1,4}$/.test(input) || told[Number(input)] === undefined) return noImport();
    const lines = context.refusals.read(job.value.id, Number(input));
    return ok({ status: 200, content: { type: ndjson, body: Readable.from(lines, { objectMode: false }) } });
  };
}

/** For everybody but the one who began it there is no such import. */
async function importOf(context: Context, { request, caller }: Exchange): Promise<Outcome<Job>> {
  const { job: id } = request.params as { readonly job: string };
  const job = await context.jobs.find(id);
  const there =
    job !== undefined &&
    job.kind === importKind &&
    job.state !== 'cancelled' &&
    job.owner === caller.subject &&
    (job.input as ImportRequest).caller.role === caller.role;
  return there ? ok(job) : noImport();
}

function noImport(): Outcome<never> {
  return fail('resource.not-found', 'There is no such import, or you may not know of it.');
}
