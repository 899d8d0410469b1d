import { describe, expect, it } from 'vitest';
import { resourceTypes } from './resource-types.ts';
import { readShortForm } from './short-form.ts';
import { keepTypes, shortTypeOf } from './type-table.ts';

describe('the types that are kept on disk', () => {
  it('are those of the published definitions, to the last element', () => {
    keepTypes();
    const kept = readShortForm();
    expect(Object.keys(kept)).toEqual(expect.arrayContaining([...resourceTypes, 'HumanName', 'Extension', 'Element']));
    for (const [name, type] of Object.entries(kept)) expect(type, name).toEqual(shortTypeOf(name));
  });
});
