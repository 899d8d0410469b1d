import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { careCategoryOf } from './care-category.ts';
import { compartmentOf } from './compartment.ts';
import { extractIndex } from './index-terms/extract-index.ts';
import { parseResource, sourceOf } from './parse-resource.ts';
import { printXml } from './print-xml.ts';
import { rewriteReferences } from './rewrite-references.ts';
import { parseSearch } from './search/parse-search.ts';
import { splitBundle } from './split-bundle.ts';
import { stampResource } from './stamp.ts';
import { checkStructure } from './structure/check-structure.ts';

const stamp = { id: 'x', versionId: '1', lastUpdated: '2026-01-01T00:00:00Z' };

/** Takes a text through everything that a request can bring it to; nothing may throw. */
function exercise(text: string, format: 'json' | 'xml'): void {
  const outcome = parseResource(text, format);
  if (!outcome.ok) {
    expect(outcome.fault.issues.length).toBeGreaterThan(0);
    return;
  }
  const resource = outcome.value;
  // Stamping drops a byte order mark; what comes after it works on text without one.
  const source = format === 'json' ? text.replace(/^\ufeff/, '') : sourceOf(resource);
  checkStructure(resource);
  extractIndex(resource);
  compartmentOf(resource);
  careCategoryOf(resource);
  splitBundle(source);
  printXml(resource, source);
  expect(JSON.parse(stampResource(format === 'json' ? text : source, stamp))).toMatchObject({
    id: 'x',
    meta: { versionId: '1' },
  });
  const rewritten = rewriteReferences(source, resource, () => 'Patient/p');
  expect(rewritten.resource).toEqual(JSON.parse(rewritten.source));
}

const seeds = {
  json: [
    '{"resourceType":"Patient","id":"p","name":[{"family":"A","given":["B",null],"_given":[null,{"id":"x"}]}],"birthDate":"1984-03-12"}',
    '{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]},"subject":{"reference":"urn:uuid:1"},"valueQuantity":{"value":1.10}}',
    '{"resourceType":"Bundle","type":"document","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Composition","subject":{"reference":"urn:uuid:2"},"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">a</div>"}}}]}',
  ],
  xml: [
    '<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div></text><name><given value="B"/></name><birthDate value="1984"><extension url="u"><valueDecimal value="1.10"/></extension></birthDate></Patient>',
    '<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><resource><Patient><active value="true"/></Patient></resource></entry></Bundle>',
  ],
};

const insertions = [
  '\u0000',
  '\ud800',
  '\ufeff',
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '<',
  '>',
  '&',
  '&a;',
  '<!DOCTYPE a>',
  '<?a?>',
  ']]>',
  'null',
  '1e999',
  '-0',
  '9'.repeat(400),
  '"__proto__":{"x":1},',
  '"constructor":{},',
  '"id":"p",',
  '"a":'.repeat(3),
  '['.repeat(200),
  '\\u0000',
  '\\ud800',
  'é',
  '\u{1F600}',
];

describe('hostile input', () => {
  it.each(['json', 'xml'] as const)('never makes %s throw', (format) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds[format]),
        fc.array(fc.tuple(fc.nat(600), fc.nat(12), fc.constantFrom('', ...insertions)), { maxLength: 4 }),
        (seed, edits) => {
          let text = seed;
          for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
          exercise(text, format);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('never makes any JSON of a resource type throw', () => {
    const types = fc.constantFrom('Patient', 'Observation', 'Bundle', 'Questionnaire', 'Parameters', 'Timing');
    const keys = fc.constantFrom(
      'id',
      'meta',
      'name',
      '_birthDate',
      'contained',
      'entry',
      'resource',
      'text',
      'extension',
      'subject',
      'item',
      'code',
      'reference',
      'value',
      'valueString',
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom(null, true, 1.5, '', 'x', '2020-01-01', 'Patient/p', '#x'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
        fc.record({ resourceType: types, id: fc.constant('x') }),
      ),
    })).value;
    fc.assert(
      fc.property(types, fc.dictionary(keys, json, { maxKeys: 6 }), (resourceType, members) => {
        exercise(JSON.stringify({ resourceType, ...members }), 'json');
      }),
      { numRuns: 1500 },
    );
  });

  it('never makes a search throw', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'name',
        'birthdate',
        'identifier',
        '_sort',
        '_count',
        '_cursor',
        'general-practitioner',
        '_lastUpdated',
        '_has:a:b:c',
        '_filter',
        '_text',
        '_content',
        '_contained',
        '_containedType',
        '_list',
        'gender:below',
        'value-quantity',
        'name:exact',
        'link.name',
        ':',
        '.',
        '__proto__',
      ),
      fc.string({ unit: 'binary' }),
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'ge2020',
        '\\',
        ',',
        '|',
        'a|b',
        '\u0000',
        '-',
        '2020-99',
        'eq',
        '1e5',
        '$current-problems',
        'true',
      ),
      fc
        .array(
          fc.constantFrom(
            'name',
            'gender',
            'eq',
            'co',
            'pr',
            'and',
            'or',
            'not',
            '(',
            ')',
            '[',
            ']',
            '.',
            '"x"',
            '"',
            'a*',
            ' ',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (pairs) => {
        parseSearch('Patient', new URLSearchParams(pairs));
        parseSearch('Observation', new URLSearchParams(pairs), { handling: 'lenient' });
      }),
      { numRuns: 1500 },
    );
  });
});
