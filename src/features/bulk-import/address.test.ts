import { describe, expect, it } from 'vitest';
import { addressOf, canonicalText } from './address.ts';
import { createDigestTable, digestOf } from './digest-table.ts';
import { createTargets } from './targets.ts';

const uuid = '2b90dd2b-2dab-4c75-9bb9-a355e07401e8';
const patient = { resourceType: 'Patient', gender: 'male' };

describe('the address of an entry', () => {
  it('is its own id first', () => {
    expect(addressOf({ resource: { ...patient, id: 'a1' }, fullUrl: `urn:uuid:${uuid}` })).toMatchObject({
      value: { type: 'Patient', id: 'a1' },
    });
  });

  it('comes from the URL of a PUT, from the fullUrl, or from the content', () => {
    expect(addressOf({ resource: patient, request: { url: 'Patient/put-id' } })).toMatchObject({
      value: { id: 'put-id' },
    });
    expect(addressOf({ resource: patient, fullUrl: `urn:uuid:${uuid.toUpperCase()}` })).toMatchObject({
      value: { id: uuid },
    });
    expect(addressOf({ resource: patient, fullUrl: 'https://a.example/fhir/Patient/77' })).toMatchObject({
      value: { id: '77' },
    });
    expect(addressOf({ resource: patient, fullUrl: 'https://a.example/fhir/Person/77' })).not.toMatchObject({
      value: { id: '77' },
    });
    const made = addressOf({ resource: patient });
    expect(made).toEqual(addressOf({ resource: { gender: 'male', resourceType: 'Patient' } }));
    expect(made).not.toEqual(addressOf({ resource: { ...patient, gender: 'female' } }));
  });

  it('refuses an id that FHIR does not allow', () => {
    for (const id of ['', 'a_b', 'x'.repeat(65), 7, null]) {
      expect(addressOf({ resource: { ...patient, id } as never })).toMatchObject({
        fault: { code: 'resource.id-form' },
      });
    }
  });
});

it('writes equal content as equal text, whatever the order of members', () => {
  expect(canonicalText({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

describe('compact tables', () => {
  it('remember thousands of entries exactly, and take no more than they may', () => {
    const table = createDigestTable(5_000);
    for (let number = 0; number < 5_000; number++) expect(table.put(digestOf(`k${number}`), number * 2)).toBe(true);
    expect(table.put(digestOf('one more'), 1)).toBe(false);
    expect(table.put(digestOf('k7'), 71)).toBe(true);
    expect(table.get(digestOf('k7'))).toBe(71);
    for (let number = 8; number < 5_000; number++) expect(table.get(digestOf(`k${number}`))).toBe(number * 2);
    expect(table.get(digestOf('absent'))).toBeUndefined();
    expect(table.size()).toBe(5_000);
  });

  it('lead from a fullUrl to its address', () => {
    const targets = createTargets(100_000);
    targets.put(`urn:uuid:${uuid}`, { type: 'Patient', id: uuid }, false);
    targets.put('https://a.example/Organization/9', { type: 'Organization', id: '9' }, true);
    for (let number = 0; number < 3_000; number++) {
      targets.put(`urn:x:${number}`, { type: 'Observation', id: `observation-${'x'.repeat(40)}-${number}` }, false);
    }
    expect(targets.get(`urn:uuid:${uuid}`)).toEqual({ type: 'Patient', id: uuid, isThere: false });
    expect(targets.get('https://a.example/Organization/9')).toEqual({ type: 'Organization', id: '9', isThere: true });
    expect(targets.get('urn:x:2999')?.id).toBe(`observation-${'x'.repeat(40)}-2999`);
    expect(targets.get('urn:uuid:none')).toBeUndefined();
  });
});
