import { describe, expect, it } from 'vitest';
import { decodeText, parseResource } from './parse-resource.ts';
import { samples, sampleText, sharedDataPresent } from './testing-samples.ts';

function faultOf(text: string, limits = {}) {
  const outcome = parseResource(text, 'json', limits);
  if (outcome.ok) throw new Error('expected a fault');
  return outcome.fault;
}

describe('reading JSON', () => {
  it('reads a resource, with or without a byte order mark and white space', () => {
    for (const text of [
      '{"resourceType":"Patient"}',
      '\ufeff{"resourceType":"Patient"}',
      ' \n{"resourceType":"Patient"} ',
    ]) {
      expect(parseResource(text, 'json')).toEqual({ ok: true, value: { resourceType: 'Patient' } });
    }
  });

  it('names line and column of a syntax error, and nothing of the content', () => {
    const fault = faultOf('{"resourceType":"Patient",\n "name":[{"family":"Secret" "given":[]}]}');
    expect(fault.code).toBe('body.malformed');
    expect(fault.issues[0]?.text).toContain('line 2, column 29');
    expect(JSON.stringify(fault)).not.toContain('Secret');
  });

  it.each([
    ['', 1],
    ['{', 2],
    ['{"a":1', 7],
    ['{"a":01}', 7],
    ['{"a":"x', 8],
    ['{"a":1,}', 8],
    ['[1,2', 5],
    ['{"a":"\\x"}', 6],
    ['{"a":tru}', 6],
    ['{"a":1}}', 8],
    ['{"a" 1}', 6],
    ['nonsense', 1],
  ])('finds where %j breaks off', (text, column) => {
    expect(faultOf(text).issues[0]?.text).toContain(`line 1, column ${column})`);
  });

  it.each(['[]', '"Patient"', '1', 'null', 'true'])('refuses %s, which is no object', (text) => {
    expect(faultOf(text).code).toBe('body.malformed');
  });

  it.each(['{}', '{"resourceType":"Nonsense"}', '{"resourceType":5}', '{"resourceType":"toString"}'])(
    'refuses %s, which is no resource of R4',
    (text) => {
      expect(faultOf(text).code).toBe('structure.unknown-type');
    },
  );

  it('refuses a key that occurs twice in one object, however it is written', () => {
    expect(faultOf('{"resourceType":"Patient","id":"a","id":"b"}').code).toBe('body.malformed');
    expect(faultOf('{"resourceType":"Patient","id":"a","\\u0069d":"b"}').code).toBe('body.malformed');
    const many = Array.from({ length: 50 }, (_, index) => `"k${index}":0`).join(',');
    expect(faultOf(`{"resourceType":"Patient",${many},"k7":1}`).issues[0]?.text).toContain('occurs twice');
    expect(parseResource('{"resourceType":"Patient","name":[{"id":"a"},{"id":"a"}],"id":"a"}', 'json').ok).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])('refuses the key %s at any depth', (key) => {
    expect(faultOf(`{"resourceType":"Patient","a":[{"${key}":{"x":1}}]}`).code).toBe('body.malformed');
  });

  it('takes such a word as a value', () => {
    expect(parseResource('{"resourceType":"Patient","id":"constructor"}', 'json').ok).toBe(true);
  });

  it('bounds depth and size', () => {
    const deep = (levels: number) => `{"resourceType":"Patient","a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(parseResource(deep(63), 'json').ok).toBe(true);
    expect(faultOf(deep(64)).code).toBe('body.too-deep');
    expect(faultOf('['.repeat(1_000_000)).code).toBe('body.too-deep');
    expect(faultOf('{"resourceType":"Patient","a":"éé"}', { maxBytes: 34 }).code).toBe('body.too-large');
    expect(parseResource('{"resourceType":"Patient","a":"éé"}', 'json', { maxBytes: 37 }).ok).toBe(true);
  });

  it('never throws on broken text', () => {
    const text = '{"resourceType":"Patient","id":"\\u00e9x","n":[1.10,{"a":null,"b":"\\\\"}],"m":-1e5}';
    for (let cut = 0; cut < text.length; cut++) {
      expect(parseResource(text.slice(0, cut), 'json').ok).toBe(false);
      parseResource(text.slice(cut), 'json');
      parseResource(`${text.slice(0, cut)}\u0000${text.slice(cut)}`, 'json');
    }
  });

  it('takes time in proportion to the text, whatever the text', () => {
    const started = performance.now();
    parseResource(`{"a":"${'\\'.repeat(2_000_000)}`, 'json');
    parseResource(`{${Array.from({ length: 100_000 }, (_, index) => `"${index}":{}`).join(',')}}`, 'json');
    parseResource('"'.repeat(2_000_000), 'json');
    parseResource(`{"a":"${'x\\n'.repeat(1_000_000)}"`, 'json');
    parseResource('{"a":'.repeat(60) + '"'.repeat(500_000), 'json');
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('decoding bytes', () => {
  it('takes UTF-8 with or without a mark and refuses the rest', () => {
    expect(decodeText(Buffer.from('\ufeffé'))).toEqual({ ok: true, value: 'é' });
    for (const bytes of [Buffer.from([0xff, 0xfe, 0x7b, 0]), Buffer.from([0x7b, 0xe9, 0x7d])]) {
      const outcome = decodeText(bytes);
      expect(!outcome.ok && outcome.fault.code).toBe('body.encoding');
    }
  });
});

describe.skipIf(!sharedDataPresent)('reading the shared samples (needs ../shared/data)', () => {
  it('reads every JSON example of R4 as the engine does', () => {
    const files = samples('fhir-r4-examples', '.json');
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const text = sampleText(file);
      expect(parseResource(text, 'json')).toEqual({ ok: true, value: JSON.parse(text.replace(/^\ufeff/, '')) });
    }
  });
});
