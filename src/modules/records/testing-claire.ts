import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import type { Change } from './contract.ts';
import { callers, granted, observation, openTestRecords, patient, put, strictPatient } from './testing.ts';
import { insSystem } from './testing-strict.ts';

export const claireIns = '284037512345640';

export type ClairesRecord = Awaited<ReturnType<typeof openClairesRecord>>;

/** A door behind which stand Claire, whom the doctor of `callers` treats, and Henri, whom he does not. */
export async function openClairesRecord() {
  const world = await openTestRecords();
  const { records, audit } = world;
  const declare = (of: string) =>
    records.declareRelation(callers.doctor(), {
      patient: of,
      organization: 'org-park',
      origin: 'declared',
      from: new Date('2026-01-01T00:00:00Z'),
    });
  const changes: Change[] = [
    put(strictPatient('claire', claireIns, 'QUAL')),
    put(patient('henri', { birthDate: '1944-01-02', identifier: [{ system: insSystem, value: '144017512345678' }] })),
    put({ resourceType: 'Organization', id: 'org-park', name: 'Cabinet du parc' }),
    put({ resourceType: 'Practitioner', id: 'sophie', name: [{ family: 'Bernard' }] }),
    put(observation('claire-pulse', 'claire', { performer: [{ reference: 'Practitioner/sophie' }] })),
    put(observation('henri-pulse', 'henri')),
    put({
      resourceType: 'AllergyIntolerance',
      id: 'claire-penicillin',
      patient: { reference: 'Patient/claire' },
      code: { text: 'Penicillin' },
    }),
  ];
  granted(await records.change(callers.importer(), changes, 'transaction'));
  granted(await declare('claire'));
  return {
    ...world,
    declare,
    /** What the log has of one request. */
    logOf: async ({ traceId }: Caller) => (await audit.query({ traceId, count: 1_000 })).entries,
  };
}

export function searchOf(type: string, query: string) {
  return granted(parseSearch(type, new URLSearchParams(query), {}));
}
