import type { FastifyInstance, FastifyRequest } from 'fastify';
import { composeSummary, fullUrlOf, summaryTypes, summaryView } from '#documents';
import { type Resource, shortNameOf } from '#fhir';
import type { Caller, Identity } from '#identity';
import { type Clock, fail, isResourceId, type Outcome, ok, systemClock } from '#kernel';
import type { PersonRecord, Records } from '#records';
import { apiRoute, languageOf } from '#rest';
import type { Terminology } from '#terminology';
import type { PersonChoice, RecordSummary, Timeline } from './contract.ts';
import { timelineOf } from './timeline.ts';

export interface MyRecordOptions {
  readonly identity: Identity;
  readonly records: Records;
  readonly terminology: Terminology;
  /** The node as author of the summary. */
  readonly custodian: { readonly name: string; readonly country: string };
  /** By whose day "current" is judged; the system's where it is left out. */
  readonly clock?: Clock;
}

/** The pages' view of one record: `/api/my-record/:patient/summary`, `/timeline`, and `/api/my-record/people`. */
export function registerMyRecord(app: FastifyInstance, options: MyRecordOptions): void {
  const { identity } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/my-record/people',
    identity,
    handler: (caller) => people(options, caller),
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/my-record/:patient/summary',
    identity,
    handler: (caller, request) => summary(options, caller, request),
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/my-record/:patient/timeline',
    identity,
    handler: (caller, request) => timeline(options, caller, request),
  });
}

/** Herself first, then those she may act for, with their names; one who may no longer be read is left out. */
async function people({ records }: MyRecordOptions, caller: Caller): Promise<Outcome<readonly PersonChoice[]>> {
  const wanted = [
    ...(caller.patient ? [{ patient: caller.patient, origin: 'self' as const }] : []),
    // Somebody may act for one person in two ways.
    ...new Map(caller.proxyFor.map(({ patient, origin }) => [patient, { patient, origin }])).values(),
  ];
  const found = await Promise.all(
    wanted.map(async ({ patient, origin }): Promise<readonly PersonChoice[]> => {
      const read = await records.read(caller, 'Patient', patient, 'read');
      return read.ok ? [{ patient, origin, name: shortNameOf(JSON.parse(read.value.text)) }] : [];
    }),
  );
  return ok(found.flat());
}

async function summary(
  options: MyRecordOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<RecordSummary>> {
  const { records, terminology, custodian } = options;
  const record = await recordOf(records, caller, request, '$summary', summaryTypes);
  if (!record.ok) return record;
  const language = languageOf(request);
  const resources = record.value.resources.map(parse);
  await terminology.prepare(resources);
  const document = composeSummary({
    patient: parse(record.value.patient),
    resources,
    referenced: record.value.referenced.map(parse),
    custodian,
    language,
    terminology,
    asOf: (options.clock ?? systemClock).now().toISOString().slice(0, 10),
  });
  const view = summaryView(document, { language, terminology });
  const addresses = new Map(
    resources.map(({ resourceType, id }) => {
      const address = `${resourceType}/${id}`;
      return [fullUrlOf({ custodian }, address), address];
    }),
  );
  return ok({
    ...view,
    sections: view.sections.map((section) => ({
      ...section,
      entries: section.entries.map((entry) => {
        const address = addresses.get(entry.id);
        return address === undefined ? entry : { ...entry, address };
      }),
    })),
  });
}

async function timeline(options: MyRecordOptions, caller: Caller, request: FastifyRequest): Promise<Outcome<Timeline>> {
  const record = await recordOf(options.records, caller, request, 'timeline');
  if (!record.ok) return record;
  const resources = record.value.resources.map(parse);
  await options.terminology.prepare(resources);
  return ok(
    timelineOf({
      resources,
      referenced: record.value.referenced.map(parse),
      language: languageOf(request),
      terminology: options.terminology,
    }),
  );
}

async function recordOf(
  records: Records,
  caller: Caller,
  request: FastifyRequest,
  interaction: string,
  types?: readonly string[],
): Promise<Outcome<PersonRecord>> {
  const { patient } = request.params as { readonly patient: string };
  if (!isResourceId(patient)) return fail('resource.not-found', 'There is no such person, or you may not know of it.');
  return records.personRecord(caller, patient, interaction, types);
}

function parse(stored: { readonly text: string }): Resource {
  return JSON.parse(stored.text) as Resource;
}
