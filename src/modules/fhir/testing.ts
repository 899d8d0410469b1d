import type { Resource } from './resource.ts';

// Resources for tests, of this module and of those above: as little as the standard asks for.

export function patient(id: string, more: object = {}): Resource & { readonly id: string } {
  return { resourceType: 'Patient', id, birthDate: '1984-03-12', name: [{ family: 'Moreau' }], ...more };
}

/** An Observation of a person, without a value. */
export function observation(id: string, of: string, more: object = {}): Resource & { readonly id: string } {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: `Patient/${of}` },
    ...more,
  };
}

/** A heart rate of a person, to be created: it has no id. */
export function pulse(of: string, more: object = {}): Resource {
  const { id: _none, ...resource } = observation('', of);
  return {
    ...resource,
    effectiveDateTime: '2026-01-01T10:00:00Z',
    valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    ...more,
  };
}
