import { fail, faultOf, type Outcome, ok } from '#kernel';
import type { Answer, Exchange, FhirDeps, Perform } from '#rest';
import type { BulkExportOptions } from './bulk-export.ts';
import { type ExportRequest, type ExportScope, exportKind } from './contract.ts';
import { readExportRequest } from './read-request.ts';

/** Exports of one caller that may be under way at a time. */
const mostAtOnce = 3;

/** Begins an export (Bulk Data Access 2.0.0, export.html#bulk-data-kick-off-request): 202 and where its progress is told. */
export function kickOff({ jobs }: BulkExportOptions, level: ExportScope['level']): Perform {
  return async (deps, exchange) => {
    const { caller, request } = exchange;
    if (!respondAsync(request.headers.prefer)) {
      return fail('request.bad', 'An export is answered later: send the header Prefer: respond-async.');
    }
    const asked = await readExportRequest(deps, exchange, level);
    if (!asked.ok) return asked;
    const scope = await scopeOf(deps, exchange, level);
    if (!scope.ok) return scope;
    const open = await jobs.list({ kind: exportKind, owner: caller.subject, open: true, limit: mostAtOnce });
    if (open.length >= mostAtOnce) {
      const busy = faultOf('request.too-many', `You have ${mostAtOnce} exports under way.`);
      return { ok: false, fault: { ...busy, retryAfter: 60 } };
    }
    const begun = await deps.records.beginExport(caller, asked.value.types ?? ['*']);
    if (!begun.ok) return begun;
    const address = `${deps.baseUrl}${(request.raw.url ?? '').replace(/^\/fhir/, '')}`;
    const input: ExportRequest = { ...asked.value, request: address, caller, scope: scope.value };
    const job = await jobs.enqueue(exportKind, input, { owner: caller.subject });
    return accepted(`${deps.baseUrl}/$export-status/${job}`);
  };
}

function accepted(where: string): Outcome<Answer> {
  return ok({ status: 202, headers: { 'content-location': where } });
}

/** `Prefer: respond-async` among other preferences (RFC 7240). */
function respondAsync(header: string | readonly string[] | undefined): boolean {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  return /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(text.slice(0, 1_000));
}

async function scopeOf(
  deps: FhirDeps,
  { caller, request }: Exchange,
  level: ExportScope['level'],
): Promise<Outcome<ExportScope>> {
  if (level !== 'group') return ok({ level });
  const { id } = request.params as { readonly id: string };
  const group = await deps.records.read(caller, 'Group', id, 'export');
  return group.ok ? ok({ level, id, version: group.value.version }) : group;
}
