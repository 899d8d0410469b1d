import { describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import { personsNamedBy } from './search-records.ts';

const named = (type: string, query: string) => {
  const parsed = parseSearch(type, new URLSearchParams(query));
  if (!parsed.ok) throw new Error(parsed.fault.code);
  return personsNamedBy(parsed.value);
};

describe('personsNamedBy', () => {
  it('are those whom the criteria name', () => {
    expect(named('Patient', '_id=claire')).toEqual(['claire']);
    expect(named('Observation', 'patient=claire&status=final')).toEqual(['claire']);
    expect(named('Observation', 'patient=Patient/claire&subject=Patient/claire')).toEqual(['claire']);
    expect(named('Observation', 'subject:Patient=claire')).toEqual(['claire']);
    expect(named('Observation', 'patient=claire,henri')).toEqual(['claire', 'henri']);
    expect(named('Observation', 'patient=claire&subject=Patient/henri')).toEqual(['claire', 'henri']);
    const many = Array.from({ length: 400 }, (_each, index) => `p${index}`);
    expect(named('Observation', `patient=${many.join(',')}`)).toEqual(many.slice(0, 50));
  });

  it('are nobody where the criteria name none, or not a person', () => {
    expect(named('Observation', 'subject=Group/g')).toEqual([]);
    expect(named('Observation', '_id=claire')).toEqual([]);
    expect(named('Observation', 'performer=Patient/claire')).toEqual([]);
    expect(named('Observation', 'patient:missing=false')).toEqual([]);
  });
});
