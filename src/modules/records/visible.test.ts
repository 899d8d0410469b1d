import { describe, expect, it } from 'vitest';
import type { Visibility } from '#fhir';
import { everything, isVisible, isWithinReach, nothing, seesAll } from './visible.ts';

const some: Visibility = { common: 'directory', persons: [{ patient: 'claire', hidden: ['pregnancy'] }] };

describe('visibility', () => {
  it('shows a person’s record but for what is hidden of it', () => {
    expect(isVisible(some, { compartment: 'claire', category: 'problems' })).toBe(true);
    expect(isVisible(some, { compartment: 'claire', category: 'pregnancy' })).toBe(false);
    expect(isVisible(some, { compartment: 'henri', category: 'problems' })).toBe(false);
  });

  it('shows the directory, and what is nobody’s but personal only to those who see all', () => {
    expect(isVisible(some, { compartment: '', category: 'shared' })).toBe(true);
    expect(isVisible(some, { compartment: '', category: 'unassigned' })).toBe(false);
    expect(isVisible(everything, { compartment: '', category: 'unassigned' })).toBe(true);
    expect(isVisible(nothing, { compartment: '', category: 'shared' })).toBe(false);
  });

  it('lets something new be written into a category that is hidden, lest the refusal tell of it', () => {
    expect(isWithinReach(some, { compartment: 'claire', category: 'pregnancy' })).toBe(true);
    expect(isWithinReach(some, { compartment: 'henri', category: 'pregnancy' })).toBe(false);
  });

  it('is whole only where both persons and common are', () => {
    expect(seesAll(everything)).toBe(true);
    expect(seesAll({ common: 'directory', persons: 'all' })).toBe(false);
  });
});
