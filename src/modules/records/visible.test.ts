import { describe, expect, it } from 'vitest';
import type { Visibility } from '#fhir';
import { everything, isWithinReach, nothing, seesAll } from './visible.ts';

const some: Visibility = { common: 'directory', persons: [{ patient: 'claire', hidden: ['pregnancy'] }] };

describe('visibility', () => {
  it('lets something new be written into a category that is hidden, lest the refusal tell of it', () => {
    expect(isWithinReach(some, { compartment: 'claire', type: 'Condition', category: 'pregnancy' })).toBe(true);
    expect(isWithinReach(some, { compartment: 'henri', type: 'Condition', category: 'pregnancy' })).toBe(false);
  });

  it('lets nothing be written of a type that is out of sight, and nothing into the directory by who does not see it', () => {
    const apps = { ...some, types: ['Observation', 'Organization'] };
    expect(isWithinReach(apps, { compartment: 'claire', type: 'Condition', category: 'problems' })).toBe(false);
    expect(isWithinReach(apps, { compartment: 'claire', type: 'Observation', category: 'results' })).toBe(true);
    expect(isWithinReach(apps, { compartment: '', type: 'Organization', category: 'shared' })).toBe(true);
    expect(isWithinReach(nothing, { compartment: '', type: 'Organization', category: 'shared' })).toBe(false);
  });

  it('is whole only where both persons and common are', () => {
    expect(seesAll(everything)).toBe(true);
    expect(seesAll({ common: 'directory', persons: 'all' })).toBe(false);
    expect(seesAll({ ...everything, types: ['Patient'] })).toBe(false);
  });
});
