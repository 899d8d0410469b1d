import { describe, expect, it } from 'vitest';
import { referencesIn } from './person-record.ts';

describe('referencesIn', () => {
  it('finds relative references, of a version as well, and nothing else', () => {
    const text = JSON.stringify({
      resourceType: 'Encounter',
      subject: { reference: 'Patient/claire' },
      serviceProvider: { reference: 'Organization/org-1/_history/3' },
      participant: [{ individual: { reference: 'https://elsewhere.example/Practitioner/1' } }],
      contained: [{ resourceType: 'Location', id: 'l' }],
      location: [{ location: { reference: '#l' } }],
    });
    expect(referencesIn(text)).toEqual([
      { type: 'Patient', id: 'claire' },
      { type: 'Organization', id: 'org-1' },
    ]);
  });

  it('is not misled by text that looks like a reference', () => {
    const text = JSON.stringify({ note: [{ text: '"reference":"Patient/henri"' }] });
    expect(referencesIn(text)).toEqual([]);
  });
});
