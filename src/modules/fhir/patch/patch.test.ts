import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { readFhirPathPatch } from './fhirpath-patch.ts';
import { readJsonPatch } from './json-patch.ts';

const observation =
  '{"resourceType":"Observation","id":"o","meta":{"versionId":"3","lastUpdated":"2026-01-01T00:00:00Z"},' +
  '"status":"final","code":{"text":"x"},"valueQuantity":{"value":7.10,"unit":"%"},' +
  '"component":[{"code":{"text":"a"},"valueDecimal":1.0},{"code":{"text":"b"}}]}';

function json(source: string, operations: unknown) {
  const patch = readJsonPatch(typeof operations === 'string' ? operations : JSON.stringify(operations));
  return patch.ok ? applyPatch(source, patch.value) : patch;
}

function codeOf(done: ReturnType<typeof json>): string {
  return done.ok ? 'ok' : done.fault.code;
}

type Part = Record<string, unknown>;
function fhirPath(source: string, ...operations: readonly Record<string, Part | string | number>[]) {
  const parameter = operations.map((operation) => ({
    name: 'operation',
    part: Object.entries(operation).map(([name, value]) => {
      if (typeof value === 'number') return { name, valueInteger: value };
      if (typeof value === 'string') return { name, [name === 'type' ? 'valueCode' : 'valueString']: value };
      return { name, ...value };
    }),
  }));
  const parameters = { resourceType: 'Parameters', ...(parameter.length === 0 ? {} : { parameter }) };
  const patch = readFhirPathPatch(parameters, JSON.stringify(parameters));
  return patch.ok ? applyPatch(source, patch.value) : patch;
}

describe('a JSON Patch', () => {
  it('leaves number literals as they were written, its own included', () => {
    const done = json(observation, '[{"op":"add","path":"/referenceRange","value":[{"low":{"value":4.50}}]}]');
    expect(done.ok && done.value.source).toContain('"value":7.10');
    expect(done.ok && done.value.source).toContain('"low":{"value":4.50}');
    const moved = json(observation, [{ op: 'copy', from: '/component/0', path: '/component/-' }]);
    expect(moved.ok && moved.value.source.match(/"valueDecimal":1\.0/g)).toHaveLength(2);
  });

  it('copies values and does not share them', () => {
    const done = json(observation, [
      { op: 'copy', from: '/component/0', path: '/component/-' },
      { op: 'replace', path: '/component/2/code/text', value: 'c' },
    ]);
    expect(done.ok && (done.value.resource.component as Part[]).map((one) => (one.code as Part).text)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('compares numbers by their value', () => {
    expect(codeOf(json(observation, [{ op: 'test', path: '/valueQuantity/value', value: 7.1 }]))).toBe('ok');
    expect(codeOf(json(observation, [{ op: 'test', path: '/valueQuantity/value', value: '7.1' }]))).toBe(
      'patch.test-failed',
    );
  });

  it.each<[string, unknown, string]>([
    ['an array index with a leading zero', [{ op: 'remove', path: '/component/01' }], 'patch.not-applicable'],
    ['an index past the end', [{ op: 'add', path: '/component/3', value: {} }], 'patch.not-applicable'],
    ['- where something must be', [{ op: 'remove', path: '/component/-' }], 'patch.not-applicable'],
    ['a member of an array', [{ op: 'add', path: '/component/length', value: 1 }], 'patch.not-applicable'],
    ['a member of a number', [{ op: 'add', path: '/valueQuantity/value/literal', value: 1 }], 'patch.not-applicable'],
    ['replace of what is not there', [{ op: 'replace', path: '/note', value: [] }], 'patch.not-applicable'],
    ['an inherited member', [{ op: 'copy', from: '/toString', path: '/note' }], 'patch.not-applicable'],
    ['a pointer into a prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 'patch.malformed'],
    ['a constructor', [{ op: 'copy', from: '/constructor', path: '/note' }], 'patch.malformed'],
    ['a value with a prototype', '[{"op":"add","path":"/note","value":{"__proto__":{"a":1}}}]', 'body.malformed'],
    ['a broken escape', [{ op: 'remove', path: '/a~2' }], 'patch.malformed'],
    ['a pointer without a slash', [{ op: 'remove', path: 'status' }], 'patch.malformed'],
    ['an operation that is none', [{ op: 'merge', path: '/status' }], 'patch.malformed'],
    ['a missing value', [{ op: 'add', path: '/status' }], 'patch.malformed'],
    ['a move into itself', [{ op: 'move', from: '/component', path: '/component/0' }], 'patch.malformed'],
    ['no array', { op: 'remove', path: '/status' }, 'patch.malformed'],
    ['no JSON', '[{]', 'body.malformed'],
    ['another id', [{ op: 'replace', path: '/id', value: 'p' }], 'patch.immutable'],
    ['no id', [{ op: 'remove', path: '/id' }], 'patch.immutable'],
    ['another type', [{ op: 'replace', path: '/resourceType', value: 'Patient' }], 'patch.immutable'],
    ['another version', [{ op: 'replace', path: '/meta/versionId', value: '9' }], 'patch.immutable'],
    ['no resource', [{ op: 'replace', path: '', value: 1 }], 'patch.not-applicable'],
    ['too many operations', Array(1001).fill({ op: 'test', path: '/id', value: 'o' }), 'patch.too-costly'],
  ])('refuses %s', (_what, operations, code) => {
    expect(codeOf(json(observation, operations))).toBe(code);
  });

  it('gives up on copies of copies before they fill the memory', () => {
    const bomb = Array(40).fill({ op: 'copy', from: '/component', path: '/component/-' });
    expect(codeOf(json(observation, bomb))).toBe('patch.too-costly');
  });

  it('never throws and never reaches a prototype, whatever it is sent', () => {
    const pointer = fc.array(fc.constantFrom('component', '0', '1', '-', '~0', '~1', '__proto__', 'meta', 'code', ''));
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
        path: pointer.map((steps) => steps.map((step) => `/${step}`).join('')),
        from: pointer.map((steps) => steps.map((step) => `/${step}`).join('')),
        value: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 8 }), (operations) => {
        const done = json(observation, operations);
        if (done.ok) expect(done.value.resource).toMatchObject({ resourceType: 'Observation', id: 'o' });
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a FHIRPath Patch', () => {
  it('may put a resource into another, and refer to what that one contains', () => {
    const contained = { resource: { resourceType: 'Patient', id: 'p' } };
    const done = fhirPath(
      observation,
      { type: 'add', path: 'Observation', name: 'contained', value: contained },
      { type: 'add', path: 'Observation', name: 'subject', value: { valueReference: { reference: '#p' } } },
    );
    expect(done.ok && done.value.resource).toMatchObject({ contained: [{ id: 'p' }], subject: { reference: '#p' } });
    const misplaced = fhirPath(observation, { type: 'add', path: 'Observation', name: 'subject', value: contained });
    expect(codeOf(misplaced)).toBe('patch.not-applicable');
  });

  const patient =
    '{"resourceType":"Patient","id":"p","name":[{"given":["A","B"],"_given":[null,{"id":"g"}]},{"use":"official","text":"x"}],' +
    '"birthDate":"1984-03-12","_birthDate":{"extension":[{"url":"http://x","valueString":"y"}]},"deceasedBoolean":false}';

  it('keeps values and what stands beside them together', () => {
    const moved = fhirPath(patient, { type: 'move', path: 'Patient.name[0].given', source: 1, destination: 0 });
    expect(moved.ok && moved.value.resource.name).toMatchObject([
      { given: ['B', 'A'], _given: [{ id: 'g' }, null] },
      {},
    ]);
    const deleted = fhirPath(patient, { type: 'delete', path: 'Patient.name[0].given[1]' });
    expect(deleted.ok && deleted.value.resource.name).toEqual([{ given: ['A'] }, { use: 'official', text: 'x' }]);
    const gone = fhirPath(patient, { type: 'delete', path: 'Patient.birthDate' });
    expect(gone.ok && Object.keys(gone.value.resource)).not.toContain('_birthDate');
    const plain = fhirPath(patient, { type: 'delete', path: "Patient.birthDate.extension('http://x')" });
    expect(plain.ok && plain.value.resource).toMatchObject({ birthDate: '1984-03-12' });
    expect(plain.ok && Object.keys(plain.value.resource)).not.toContain('_birthDate');
  });

  it('finds elements by what they hold', () => {
    const done = fhirPath(patient, {
      type: 'replace',
      path: "Patient.name.where(use = 'official' and text = 'x').text",
      value: { valueString: 'y' },
    });
    expect(done.ok && done.value.resource.name).toMatchObject([{}, { text: 'y' }]);
  });

  it('chooses the type of a choice by that of the value', () => {
    const done = fhirPath(patient, { type: 'replace', path: 'Patient.deceased', value: { valueDateTime: '2026' } });
    expect(done.ok && done.value.resource).toMatchObject({ deceasedDateTime: '2026' });
    expect(done.ok && Object.keys(done.value.resource)).not.toContain('deceasedBoolean');
    const second = fhirPath(patient, {
      type: 'add',
      path: 'Patient',
      name: 'deceased',
      value: { valueDateTime: '2026' },
    });
    expect(codeOf(second)).toBe('patch.not-applicable');
  });

  it('writes beside a primitive', () => {
    const value = {
      part: [
        { name: 'url', valueUri: 'http://z' },
        { name: 'value', valueCode: 'c' },
      ],
    };
    const done = fhirPath(patient, { type: 'add', path: 'Patient.name[1].text', name: 'extension', value });
    expect(done.ok && done.value.resource.name).toMatchObject([
      {},
      { text: 'x', _text: { extension: [{ url: 'http://z', valueCode: 'c' }] } },
    ]);
  });

  it.each<[string, Record<string, Part | string | number>, string]>([
    [
      'a path to several',
      { type: 'replace', path: 'Patient.name', value: { valueString: 'x' } },
      'patch.not-applicable',
    ],
    [
      'an unknown element',
      { type: 'add', path: 'Patient', name: 'nose', value: { valueString: 'x' } },
      'patch.not-applicable',
    ],
    [
      'a second of one',
      { type: 'add', path: 'Patient', name: 'birthDate', value: { valueDate: '2020' } },
      'patch.not-applicable',
    ],
    [
      'a place outside of the list',
      { type: 'move', path: 'Patient.name', source: 2, destination: 0 },
      'patch.not-applicable',
    ],
    ['the whole resource', { type: 'delete', path: 'Patient' }, 'patch.not-applicable'],
    ['the id', { type: 'replace', path: 'Patient.id', value: { valueId: 'q' } }, 'patch.immutable'],
    [
      'a function that is not simple',
      { type: 'delete', path: 'Patient.name.where(given.exists())' },
      'patch.malformed',
    ],
    ['a path that is none', { type: 'delete', path: 'Patient..name' }, 'patch.malformed'],
    ['an operation that is none', { type: 'merge', path: 'Patient.name' }, 'patch.malformed'],
    [
      'a negative place',
      { type: 'insert', path: 'Patient.name', index: -1, value: { valueString: 'x' } },
      'patch.malformed',
    ],
  ])('refuses %s', (_what, operation, code) => {
    expect(codeOf(fhirPath(patient, operation))).toBe(code);
  });
});
