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

/** A person with her results, as a transaction. */
export function personBundle(turn: number): { readonly text: string; readonly resources: number } {
  const id = `bench-person-${process.pid}-${turn}`;
  const entry: object[] = [
    {
      fullUrl: `http://localhost/fhir/Patient/${id}`,
      resource: {
        resourceType: 'Patient',
        id,
        birthDate: '1980-05-17',
        name: [{ family: 'Bench', given: ['Person'] }],
      },
      request: { method: 'PUT', url: `Patient/${id}` },
    },
  ];
  for (let index = 0; index < resultsOfOnePerson; index++) {
    entry.push({ resource: observation(id, index), request: { method: 'POST', url: 'Observation' } });
  }
  return { text: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }), resources: entry.length };
}
