import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { ExportQuery, Records } from '#records';
import type { ExportRequest, ExportScope } from './contract.ts';
import { parseFilter } from './read-request.ts';

/** A caller as he was when he asked, out of JSON. */
export function callerOf({ caller }: ExportRequest): Caller {
  const proxyFor = caller.proxyFor.map(({ from, to, ...grant }) => ({
    ...grant,
    from: new Date(from),
    ...(to === undefined ? {} : { to: new Date(to) }),
  }));
  return { ...caller, proxyFor };
}

/** What of every type is asked of the records: whose, since when, found by which searches. */
export async function exportQueries(
  { records, baseUrl }: { readonly records: Records; readonly baseUrl: string },
  caller: Caller,
  asked: ExportRequest,
  at: Date,
): Promise<Outcome<(type: string) => ExportQuery>> {
  const members = await membersOf(records, caller, asked.scope);
  if (!members.ok) return members;
  const within = intersection(members.value, asked.patients);
  const filters = new Map<string, NonNullable<ExportQuery['filters']>>();
  const parameters = await records.searchParameters();
  for (const text of asked.filters) {
    const filter = parseFilter(text, { baseUrl, parameters });
    if (!filter.ok) return filter;
    const { type } = filter.value;
    filters.set(type, [...(filters.get(type) ?? []), filter.value]);
  }
  return ok((type) => {
    const ofType = filters.get(type);
    return {
      type,
      at,
      ...(asked.since === undefined ? {} : { since: new Date(asked.since) }),
      ...(asked.scope.level === 'system' ? {} : { personal: true }),
      ...(within === undefined ? {} : { within }),
      ...(ofType === undefined ? {} : { filters: ofType }),
    };
  });
}

/** The ids of the Patients that belong to a Group; undefined where the scope is none. */
async function membersOf(
  records: Records,
  caller: Caller,
  scope: ExportScope,
): Promise<Outcome<readonly string[] | undefined>> {
  if (scope.level !== 'group') return ok(undefined);
  const group = await records.readVersion(caller, 'Group', scope.id, scope.version, 'export');
  if (!group.ok) return group;
  const { member } = JSON.parse(group.value.text) as Resource;
  const members = Array.isArray(member) ? (member as readonly GroupMember[]) : [];
  return ok(
    members.flatMap(({ entity, inactive }) => {
      const id = /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(entity?.reference ?? '')?.[1];
      return id === undefined || inactive === true ? [] : [id];
    }),
  );
}

interface GroupMember {
  readonly entity?: { readonly reference?: string };
  readonly inactive?: boolean;
}

function intersection(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return [...new Set(one).intersection(new Set(other))];
}
