import { describe, expect, it } from 'vitest';
import { locateIssues } from './locate.ts';
import type { ValidationIssue } from './run.ts';

const json = `{
  "resourceType": "Observation",
  "contained": [{ "resourceType": "Patient",
    "_birthDate": { "extension": [{ "url": "x" }] } }],
  "valueQuantity": {
    "value": 1, "code": "\\"}" },
  "code": { "coding": [{}, { "code": "b" }] }
}`;

const xml = `<?xml version="1.0"?>
<Observation xmlns="http://hl7.org/fhir">
  <contained><Patient>
    <birthDate><extension url="x"/></birthDate></Patient></contained>
  <code><coding/>
    <coding><code value="b"/></coding></code>
  <valueQuantity><value value="1"/></valueQuantity>
</Observation>`;

function placeOf(text: string, format: 'json' | 'xml', path: string): string {
  const issue: ValidationIssue = { severity: 'error', code: 'conformance.value', type: 'value', text: '', path };
  const [found] = locateIssues(text, format, [issue]);
  return `${found?.position?.line}:${found?.position?.column}`;
}

describe('the place of an issue in the text', () => {
  it.each([
    ['Observation', '1:1', '2:1'],
    ['Observation.code.coding[1].code', '7:38', '6:13'],
    ['Observation.value.ofType(Quantity)', '5:20', '7:3'],
    ['Observation.contained[0].birthDate.extension[0]', '4:35', '4:16'],
    // What is not there is placed at what lacks it.
    ['Observation.value.ofType(Quantity).unit', '5:20', '7:3'],
    ['Observation.code.coding[5]', '7:11', '5:3'],
  ])('%s is at %s in JSON and at %s in XML', (path, inJson, inXml) => {
    expect(placeOf(json, 'json', path)).toBe(inJson);
    expect(placeOf(xml, 'xml', path)).toBe(inXml);
  });
});
