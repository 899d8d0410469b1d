import type { Job } from '#db';
import type { Caller } from '#identity';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import { createPollLimit, type Exchange, inProgress, type Perform } from '#rest';
import type { BulkExportOptions } from './bulk-export.ts';
import { type ExportFile, type ExportPlan, type ExportRequest, exportKind } from './contract.ts';

// What becomes of an export that was begun (Bulk Data Access 2.0.0, export.html#bulk-data-status-request). For everybody
// but the one who began it there is no such export.

const hour = 3_600_000;
/** Progress while it runs, the manifest when it is done. */
export function status(options: BulkExportOptions): Perform {
  const mayPoll = createPollLimit(options.clock);
  return async (deps, exchange) => {
    const job = await exportOf(options, exchange);
    if (!job.ok) return job;
    const { id, state, fault, progress, created } = job.value;
    if (state === 'failed') return { ok: false, fault: fault ?? faultOf('internal', 'The export failed.') };
    if (state === 'done') return ok(manifest(deps.baseUrl, job.value, expiry(options, job.value)));
    const polled = mayPoll(id);
    if (!polled.ok) return polled;
    const { done, total, words } = progress;
    const far = total === undefined ? 'waiting' : `${done} of ${total} types${words === undefined ? '' : `, ${words}`}`;
    return inProgress(far, created, options.clock.now());
  };
}

/** Cancels an export, or forgets one that is done. */
export function cancel(options: BulkExportOptions): Perform {
  return async (_deps, exchange) => {
    const job = await exportOf(options, exchange);
    if (!job.ok) return job;
    if (!(await options.jobs.cancel(job.value.id))) await options.jobs.forget(job.value.id);
    return ok({ status: 202 });
  };
}

/** A file of an export of the caller's own, with the request that it belongs to. */
export async function fileOf(
  options: BulkExportOptions,
  exchange: Exchange,
): Promise<Outcome<{ readonly asked: ExportRequest; readonly at: Date; readonly file: ExportFile }>> {
  const job = await exportOf(options, exchange);
  if (!job.ok) return job;
  const plan = job.value.state === 'done' ? (job.value.result as ExportPlan) : undefined;
  const { file: number = '' } = exchange.request.params as { readonly file?: string };
  const file = /^\d{1,9}$/.test(number) ? plan?.files[Number(number)] : undefined;
  if (plan === undefined || file === undefined) return noExport();
  return ok({ asked: job.value.input as ExportRequest, at: new Date(plan.at), file });
}

async function exportOf(options: BulkExportOptions, exchange: Exchange): Promise<Outcome<Job>> {
  const { job: id } = exchange.request.params as { readonly job: string };
  const job = await options.jobs.find(id);
  const there =
    job !== undefined &&
    job.kind === exportKind &&
    job.state !== 'cancelled' &&
    isOwn(job, exchange.caller) &&
    expiry(options, job).getTime() > options.clock.now().getTime();
  return there ? ok(job) : noExport();
}

function isOwn(job: Job, caller: Caller): boolean {
  return job.owner === caller.subject && (job.input as ExportRequest).caller.role === caller.role;
}

/** What still runs does not expire. */
function expiry({ keepHours, clock }: BulkExportOptions, { ended }: Job): Date {
  return new Date((ended ?? clock.now()).getTime() + keepHours * hour);
}

function noExport(): Outcome<never> {
  return fail('resource.not-found', 'There is no such export, or you may not know of it.');
}

function manifest(baseUrl: string, job: Job, expires: Date) {
  const { at, files } = job.result as ExportPlan;
  const { request, since } = job.input as ExportRequest;
  const listed = files.map(({ type, deleted = false, count }, number) => ({
    deleted,
    entry: { type: deleted ? 'Bundle' : type, url: `${baseUrl}/$export-file/${job.id}/${number}`, count },
  }));
  const body = JSON.stringify({
    transactionTime: at,
    request,
    requiresAccessToken: true,
    output: listed.filter((file) => !file.deleted).map((file) => file.entry),
    ...(since === undefined
      ? {}
      : { deleted: listed.filter((file) => file.deleted).map(({ entry: { type, url } }) => ({ type, url })) }),
    error: [],
  });
  return {
    status: 200,
    content: { type: 'application/json; charset=utf-8', body },
    headers: { expires: expires.toUTCString(), 'cache-control': 'private, no-cache' },
  } as const;
}
