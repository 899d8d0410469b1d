import { describe, expect, it } from 'vitest';
import { parseResource, sourceOf } from './parse-resource.ts';
import { printXml } from './print-xml.ts';
import type { Resource } from './resource.ts';
import { samples, sampleText, sharedDataPresent } from './testing-samples.ts';

function read(text: string): Resource {
  const outcome = parseResource(text, 'xml');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  return outcome.value;
}

function codeOf(text: string, limits = {}): string | undefined {
  const outcome = parseResource(text, 'xml', limits);
  return outcome.ok ? undefined : outcome.fault.code;
}

const patient = (inner: string) => `<Patient xmlns="http://hl7.org/fhir">${inner}</Patient>`;

describe('reading XML', () => {
  it('gives every element its JSON form', () => {
    const resource = read(
      patient(`<id value="p"/><contained><Organization><id value="o"/></Organization></contained>
        <extension url="http://x"><valueDecimal value="1.10"/></extension>
        <active value="true"/><name id="n"><given value="A"/><given value="B"><extension url="u"><valueCode value="c"/></extension></given></name>
        <birthDate><extension url="u"><valueString value="a&#10;b &amp; c"/></extension></birthDate><multipleBirthInteger value="2"/>`),
    );
    expect(resource).toEqual({
      resourceType: 'Patient',
      id: 'p',
      contained: [{ resourceType: 'Organization', id: 'o' }],
      extension: [{ url: 'http://x', valueDecimal: 1.1 }],
      active: true,
      name: [{ id: 'n', given: ['A', 'B'], _given: [null, { extension: [{ url: 'u', valueCode: 'c' }] }] }],
      _birthDate: { extension: [{ url: 'u', valueString: 'a\nb & c' }] },
      multipleBirthInteger: 2,
    });
    expect(sourceOf(resource)).toContain('"valueDecimal":1.10');
  });

  it('keeps narrative as text and mends its prefix', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b \u{1F600}</p>\r\n<br/></div>';
    expect(read(patient(`<text><status value="generated"/>${div}</text>`)).text).toEqual({ status: 'generated', div });
    const prefixed =
      '<text><status value="generated"/><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a</h:p></h:div></text>';
    expect(read(patient(prefixed)).text).toEqual({
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</p></div>',
    });
  });

  it('reads prefixed FHIR elements', () => {
    expect(read('<f:Patient xmlns:f="http://hl7.org/fhir"><f:active value="false"/></f:Patient>')).toEqual({
      resourceType: 'Patient',
      active: false,
    });
  });

  it.each([
    ['', 'body.malformed'],
    ['text', 'body.malformed'],
    ['<Patient xmlns="http://hl7.org/fhir">', 'body.malformed'],
    ['<Patient/>', 'body.malformed'],
    ['<Nonsense xmlns="http://hl7.org/fhir"/>', 'structure.unknown-type'],
    ['<!DOCTYPE Patient [<!ENTITY a "b">]><Patient xmlns="http://hl7.org/fhir"/>', 'body.malformed'],
    [patient('<id value="&a;"/>'), 'body.malformed'],
    [`<?php x ?>${patient('')}`, 'body.malformed'],
    [`<?xml version="1.0" encoding="ISO-8859-1"?>${patient('')}`, 'body.encoding'],
    [patient('<nonsense value="1"/>'), 'structure.unknown-element'],
    [patient('<active value="true" other="1"/>'), 'body.malformed'],
    [patient('<active value="true"/>text'), 'body.malformed'],
    [patient('<active value="true"/><active value="true"/>'), 'structure.cardinality'],
    [patient('<active/>'), 'structure.empty'],
    [patient('<contained/>'), 'body.malformed'],
    [patient('<contained><Patient/><Patient/></contained>'), 'body.malformed'],
    [patient('<x:active xmlns:x="http://other" value="true"/>'), 'body.malformed'],
    [patient('<text><status value="empty"/><div>a</div></text>'), 'body.malformed'],
  ])('refuses %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('bounds depth, in narrative too', () => {
    const deep = (levels: number) => '<b>'.repeat(levels) + '</b>'.repeat(levels);
    const div = (levels: number) =>
      patient(`<text><div xmlns="http://www.w3.org/1999/xhtml">${deep(levels)}</div></text>`);
    expect(codeOf(div(61))).toBeUndefined();
    expect(codeOf(div(62))).toBe('body.too-deep');
  });

  it('says nothing of the content', () => {
    const outcome = parseResource(patient('<name><family value="Secret"></name>'), 'xml');
    expect(outcome.ok).toBe(false);
    expect(JSON.stringify(outcome)).not.toContain('Secret');
    expect(JSON.stringify(outcome)).toContain('line 1');
  });
});

describe('printing XML', () => {
  it('escapes what attributes would lose and keeps written decimals', () => {
    const source = '{"resourceType":"Observation","valueQuantity":{"value":1.10,"unit":"a\\n\\t\\"<&>"}}';
    const xml = printXml(JSON.parse(source), source);
    expect(xml).toContain('<value value="1.10"/><unit value="a&#10;&#9;&quot;&lt;&amp;&gt;"/>');
  });

  it('stays well-formed when narrative is not', () => {
    const xml = printXml({ resourceType: 'Patient', text: { status: 'generated', div: '<div><p>a&nbsp;</div>' } });
    expect(parseResource(xml, 'xml').ok).toBe(true);
  });
});

describe.skipIf(!sharedDataPresent)('XML of the shared samples (needs ../shared/data)', () => {
  it('reads each R4 example in XML as its JSON sibling says', () => {
    const siblings = samples('fhir-r4-examples', '.xml').flatMap((xml) =>
      samples('fhir-r4-examples', '.json')
        .filter((json) => json === xml.replace(/xml$/, 'json'))
        .map((json) => [xml, json] as const),
    );
    expect(siblings.length).toBeGreaterThan(3);
    for (const [xml, json] of siblings) expect(read(sampleText(xml)), xml).toEqual(JSON.parse(sampleText(json)));
  });

  it.each(['fhir-r4-examples', 'ips-fhir', 'eu-eps-fhir'])(
    'loses nothing from JSON to XML and back in %s',
    (folder) => {
      const files = [...samples(folder, '.json').slice(0, 40), ...samples(folder, '.xml')];
      expect(files.length).toBeGreaterThan(10);
      for (const file of files) {
        const text = sampleText(file);
        const outcome = parseResource(text, file.endsWith('.xml') ? 'xml' : 'json');
        if (!outcome.ok) throw new Error(`${file}: ${JSON.stringify(outcome.fault)}`);
        const source = file.endsWith('.xml') ? sourceOf(outcome.value) : text;
        const back = read(printXml(outcome.value, source));
        expect(back, file).toEqual(outcome.value);
        const literals = (json: string) =>
          (json.match(/:\s*-?\d+\.\d+/g) ?? []).map((one) => one.replace(/\s/g, '')).sort();
        expect(literals(sourceOf(back)), file).toEqual(literals(source));
      }
    },
  );
});

describe('with what has no place told of', () => {
  it('reads the rest, and tells where each thing stood', () => {
    const told: (readonly [string | undefined, string])[] = [];
    const text = patient(
      '<active value="true" colour="red"/><wings value="2"><deep><er/></deep></wings>text' +
        '<name><family value="A"/></name><name><family value="B"/><family value="C"/><given/></name>' +
        '<deceasedBoolean value="false"><nothing/></deceasedBoolean><gender value="female"/>',
    );
    const read = parseResource(text, 'xml', { passOver: ({ path, text: words }) => told.push([path, words]) });
    expect(read).toMatchObject({
      ok: true,
      value: {
        active: true,
        name: [{ family: 'A' }, { family: 'B' }],
        deceasedBoolean: false,
        gender: 'female',
      },
    });
    expect(JSON.stringify(read)).not.toMatch(/wings|deep|"C"/);
    expect(told.map(([path, words]) => [path, words.replace(/ \(.*/, '')])).toEqual([
      ['Patient.active', 'An attribute is not defined here'],
      ['Patient', 'The element is not defined here'],
      ['Patient', 'Text stands where only elements may'],
      ['Patient.name[1]', 'The element family may occur only once here'],
      ['Patient.name[1].given[0]', 'The element has neither a value nor an extension'],
      ['Patient.deceased.ofType(boolean)', 'The element is not defined here'],
    ]);
  });

  it('ends where there is too much of it', () => {
    let told = 0;
    const text = patient('<x/>'.repeat(1_200));
    const read = parseResource(text, 'xml', {
      passOver: () => {
        told += 1;
      },
    });
    expect([read.ok, told]).toEqual([false, 1_000]);
  });
});
