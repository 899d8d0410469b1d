import { describe, expect, it } from 'vitest';
import type { Resource } from '../resource.ts';
import { coreCodes } from './core-codes.ts';
import { createValidator } from './create-validator.ts';
import { coreDefinitions } from './definitions-source.ts';

const definitions = coreDefinitions();
const validator = createValidator({ definitions, codes: coreCodes });

/** A Patient without narrative, which R4 warns of, with contacts that name nobody, which it refuses. */
function patient(contacts: number): Resource {
  return {
    resourceType: 'Patient',
    contact: Array.from({ length: contacts }, () => ({ gender: 'female' })),
  } as unknown as Resource;
}

function severitiesOf(issues: readonly { readonly severity: string }[]): ReadonlySet<string> {
  return new Set(issues.map(({ severity }) => severity));
}

describe('the bounds of a validation', () => {
  it('leave warnings out where only errors are asked for', () => {
    expect(severitiesOf(validator.validate(patient(1)))).toEqual(new Set(['error', 'warning']));
    expect(severitiesOf(validator.validate(patient(1), { warnings: false }))).toEqual(new Set(['error']));
  });

  it('end the list of issues', () => {
    expect(validator.validate(patient(300)).length).toBe(200);
    expect(validator.validate(patient(300), { mostIssues: 5 }).length).toBe(5);
  });

  it('end the search when its time is over, and say so as an error', () => {
    const entry = Array.from({ length: 2_000 }, () => ({ resource: patient(1) }));
    const bundle = { resourceType: 'Bundle', type: 'collection', entry } as unknown as Resource;
    const issues = validator.validate(bundle, { mostMilliseconds: 0 });
    expect(issues.filter(({ severity }) => severity === 'error').map(({ code, path }) => [code, path])).toEqual([
      ['conformance.unfinished', 'Bundle'],
    ]);
    expect(validator.validate(patient(1), { mostMilliseconds: 5_000 }).map(({ code }) => code)).not.toContain(
      'conformance.unfinished',
    );
  });
});
