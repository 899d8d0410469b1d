import { faultOf, type Outcome, ok } from '#kernel';
import { acceptedAt, type Exchange, type FhirDeps, type Perform, respondAsync } from '#rest';
import type { BulkExportOptions } from './bulk-export.ts';
import { type ExportRequest, type ExportScope, exportKind } from './contract.ts';
import { readExportRequest } from './read-request.ts';

/** Exports of one caller that may be under way at a time. */
const mostAtOnce = 3;

/** Begins an export (Bulk Data Access 2.0.0, export.html#bulk-data-kick-off-request): 202 and where its progress is told. */
export function kickOff({ jobs }: BulkExportOptions, level: ExportScope['level']): Perform {
  return async (deps, exchange) => {
    const { caller, request } = exchange;
    const prefers = respondAsync(exchange);
    if (!prefers.ok) return prefers;
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
    return acceptedAt(`${deps.baseUrl}/$export-status/${job}`);
  };
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
