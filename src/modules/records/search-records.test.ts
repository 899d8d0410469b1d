import { describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import { personNamedBy } from './search-records.ts';

const named = (type: string, query: string) => {
  const parsed = parseSearch(type, new URLSearchParams(query));
  if (!parsed.ok) throw new Error(parsed.fault.code);
  return personNamedBy(parsed.value);
};

describe('personNamedBy', () => {
  it('is the one person whom the criteria name', () => {
    expect(named('Patient', '_id=claire')).toBe('claire');
    expect(named('Observation', 'patient=claire&status=final')).toBe('claire');
    expect(named('Observation', 'patient=Patient/claire&subject=Patient/claire')).toBe('claire');
    expect(named('Observation', 'subject:Patient=claire')).toBe('claire');
  });

  it('is nobody where the criteria name several, none, or not a person', () => {
    expect(named('Observation', 'patient=claire,henri')).toBeUndefined();
    expect(named('Observation', 'patient=claire&subject=Patient/henri')).toBeUndefined();
    expect(named('Observation', 'subject=Group/g')).toBeUndefined();
    expect(named('Observation', '_id=claire')).toBeUndefined();
    expect(named('Observation', 'performer=Patient/claire')).toBeUndefined();
    expect(named('Observation', 'patient:missing=false')).toBeUndefined();
  });
});
