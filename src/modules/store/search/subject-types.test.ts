import { describe, expect, it } from 'vitest';
import { compartmentOf, searchParametersOf } from '#fhir';
import { typesOfOneSubject } from './subject-types.ts';

describe('types of one subject', () => {
  it.each([...typesOfOneSubject])('%s belongs to whom its patient and subject parameters find', (type) => {
    const found = ['patient', 'subject'].flatMap((code) => searchParametersOf(type).get(code)?.expression ?? []);
    expect(found.length).toBeGreaterThan(0);
    for (const expression of found) {
      const element = /^\w+\.(\w+)/.exec(expression)?.[1] ?? '';
      const someoneElse = { reference: 'Patient/other' };
      const resource = {
        resourceType: type,
        performer: [someoneElse],
        author: someoneElse,
        recorder: someoneElse,
        source: someoneElse,
        [element]: { reference: 'Patient/ann' },
      };
      expect(compartmentOf(resource).patient, expression).toBe('ann');
    }
  });
});
