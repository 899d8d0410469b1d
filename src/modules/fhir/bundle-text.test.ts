import { describe, expect, it } from 'vitest';
import { rewriteReferences } from './rewrite-references.ts';
import { splitBundle } from './split-bundle.ts';
import { samples, sampleText, sharedDataPresent } from './testing-samples.ts';

describe('splitBundle', () => {
  it('cuts the exact text of each resource', () => {
    const text = `{"resourceType":"Bundle", "type":"transaction", "entry": [
      {"fullUrl":"urn:uuid:1","resource": {"resourceType":"Observation", "valueQuantity":{"value":1.10}} ,"request":{"method":"POST","url":"Observation","ifNoneExist":"a=b"}},
      {"request":{"method":"DELETE","url":"Patient/1"}}, {"search":{"mode":"match","score":0.5},"resource":{"resourceType":"Patient"}}]}`;
    const parts = splitBundle(text);
    if (!parts.ok) throw new Error('refused');
    const [first, second, third] = parts.value.entries;
    expect(first?.source).toBe('{"resourceType":"Observation", "valueQuantity":{"value":1.10}}');
    expect(first?.fullUrl).toBe('urn:uuid:1');
    expect(first?.request).toEqual({ method: 'POST', url: 'Observation', ifNoneExist: 'a=b' });
    expect(second).toEqual({ request: { method: 'DELETE', url: 'Patient/1' } });
    expect(third?.search).toEqual({ mode: 'match', score: 0.5 });
  });

  it.each([
    ['{"resourceType":"Patient"}', 'resource.type-mismatch'],
    ['{"resourceType":"Bundle","entry":{}}', 'structure.wrong-type'],
    ['{"resourceType":"Bundle","entry":[1]}', 'transaction.bad-entry'],
    ['{"resourceType":"Bundle","entry":[{"resource":[]}]}', 'transaction.bad-entry'],
    ['{"resourceType":"Bundle","entry":[{"resource":null}]}', 'transaction.bad-entry'],
    ['{', 'body.malformed'],
  ])('refuses %s', (text, code) => {
    const outcome = splitBundle(text);
    expect(!outcome.ok && outcome.fault.code).toBe(code);
  });

  it.skipIf(!sharedDataPresent)(
    'gives for every entry of a Synthea bundle text that parses to it (needs ../shared/data)',
    () => {
      const file = samples('synthea/patients', '.json')[0] ?? '';
      const parts = splitBundle(sampleText(file));
      if (!parts.ok) throw new Error('refused');
      expect(parts.value.entries.length).toBeGreaterThan(10);
      for (const entry of parts.value.entries) expect(JSON.parse(entry.source ?? '')).toEqual(entry.resource);
    },
  );
});

describe('rewriteReferences', () => {
  const map = (reference: string) =>
    ({ 'urn:uuid:1': 'Patient/p', 'Practitioner?identifier=7': 'Practitioner/d' })[reference];
  const rewrite = (source: string) => rewriteReferences(source, JSON.parse(source), map);

  it('changes references in text and object alike and keeps the rest of the text', () => {
    const { source, resource } = rewrite(
      '{"resourceType":"Observation", "subject":{"reference" : "urn:uuid:1"},"performer":[{"reference":"Practitioner?identifier=7"}],"valueQuantity":{"value":1.10}}',
    );
    expect(source).toBe(
      '{"resourceType":"Observation", "subject":{"reference" : "Patient/p"},"performer":[{"reference":"Practitioner/d"}],"valueQuantity":{"value":1.10}}',
    );
    expect(resource).toEqual(JSON.parse(source));
  });

  it('changes uri-like values and links in narrative, but no identifier and no prose', () => {
    const { resource } = rewrite(
      '{"resourceType":"Basic","extension":[{"url":"u","valueUri":"urn:uuid:1"}],"identifier":[{"system":"urn:uuid:1","value":"urn:uuid:1"}],"text":{"status":"generated","div":"<div><a href=\\"urn:uuid:1\\">urn:uuid:1</a></div>"}}',
    );
    expect(resource).toMatchObject({
      extension: [{ valueUri: 'Patient/p' }],
      identifier: [{ system: 'urn:uuid:1', value: 'urn:uuid:1' }],
      text: { div: '<div><a href="Patient/p">urn:uuid:1</a></div>' },
    });
  });

  it('hands back the same where nothing is known', () => {
    const source = '{"resourceType":"Observation","subject":{"reference":"urn:uuid:2"}}';
    const resource = JSON.parse(source);
    const result = rewriteReferences(source, resource, map);
    expect(result.source).toBe(source);
    expect(result.resource).toBe(resource);
  });
});
