/** A laboratory result as a hospital sends it; every one differs. */
export function laboratoryResult(patient: string, turn: number): string {
  return JSON.stringify(observation(patient, turn));
}

function observation(patient: string, turn: number): object {
  const day = new Date(Date.UTC(2020, 0, 1 + (turn % 2000))).toISOString();
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: turn % 5 === 0 ? '4548-4' : '2160-0', display: 'Result' }] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: day,
    issued: day,
    valueQuantity: { value: 40 + (turn % 60), unit: 'umol/L', system: 'http://unitsofmeasure.org', code: 'umol/L' },
  };
}

const resultsOfOnePerson = 99;

/** A person with her results: what is to be put and what is to be posted. */
function personWithResults(id: string): readonly { readonly resource: object; readonly method: 'PUT' | 'POST' }[] {
  const patient = {
    resourceType: 'Patient',
    id,
    birthDate: '1980-05-17',
    name: [{ family: 'Bench', given: ['Person'] }],
  };
  const results = Array.from({ length: resultsOfOnePerson }, (_, index) => observation(id, index));
  return [{ resource: patient, method: 'PUT' }, ...results.map((resource) => ({ resource, method: 'POST' as const }))];
}

/** A person with her results, as a transaction. */
export function personBundle(turn: number): { readonly text: string; readonly resources: number } {
  const id = `bench-person-${process.pid}-${turn}`;
  const entry = personWithResults(id).map(({ resource, method }) =>
    method === 'PUT'
      ? { fullUrl: `http://localhost/fhir/Patient/${id}`, resource, request: { method, url: `Patient/${id}` } }
      : { resource, request: { method, url: 'Observation' } },
  );
  return { text: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }), resources: entry.length };
}

/** The same as lines of NDJSON, each with an id. */
export function personLines(turn: number): readonly string[] {
  const id = `bench-import-${process.pid}-${turn}`;
  return personWithResults(id).map(({ resource }, index) => JSON.stringify({ id: `${id}-${index}`, ...resource }));
}

/** `count` results of one person, as a transaction. */
export function resultsBundle(patient: string, count: number): string {
  const entry = Array.from({ length: count }, (_, turn) => ({
    resource: observation(patient, turn),
    request: { method: 'POST', url: 'Observation' },
  }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}
