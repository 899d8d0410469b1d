import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readPackage } from '#fhir';
import { fhirResources } from './fhir-resources.ts';
import { openSource } from './open-source.ts';
import { readAll, sourceOf } from './testing-source.ts';

const ehdsi = fileURLToPath(
  new URL('../../../../../shared/data/fhir-packages/hl7.eu.terminology.ehdsi-8.1.0.tgz', import.meta.url),
);

const codeSystem = {
  resourceType: 'CodeSystem',
  id: 'c',
  url: 'http://example.org/c',
  version: '1',
  status: 'active',
  content: 'complete',
  concept: [
    {
      code: 'a',
      display: 'A',
      designation: [{ language: 'fr', value: 'Â' }],
      property: [{ code: 'weight', valueInteger: 3 }],
      concept: [{ code: 'b' }, { code: 'a' }, { display: 'no code' }],
    },
  ],
};

describe('FHIR resources', () => {
  it('are read from JSON, XML and Bundles', async () => {
    const supplement = { ...codeSystem, url: 'http://example.org/s', content: 'supplement' };
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        { resource: { resourceType: 'ValueSet', id: 'v', url: 'http://example.org/v' } },
        { resource: supplement },
      ],
    };
    const xml = `<CodeSystem xmlns="http://hl7.org/fhir"><url value="http://example.org/x"/><status value="active"/>
      <content value="complete"/><concept><code value="x"/><display value="X"/></concept></CodeSystem>`;
    const source = sourceOf('folder', {
      'a.json': JSON.stringify(codeSystem),
      'b.json': JSON.stringify(bundle),
      'c.xml': xml,
      'd.json': '{"resourceType":"CodeSystem"',
      'patient.json': '{"resourceType":"Patient"}',
    });
    expect(await fhirResources.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(fhirResources, source);
    expect(parts).toMatchObject([
      {
        kind: 'code-system',
        header: { url: 'http://example.org/c', version: '1' },
        concepts: [
          {
            code: 'a',
            display: 'A',
            designations: [{ language: 'fr', value: 'Â' }],
            properties: [{ code: 'weight', type: 'integer', value: '3' }],
          },
          { code: 'b', parents: ['a'] },
        ],
      },
      { kind: 'definition', definition: { resourceType: 'ValueSet' } },
      { kind: 'definition', definition: { url: 'http://example.org/s' } },
      { header: { url: 'http://example.org/x' }, concepts: [{ code: 'x', display: 'X' }] },
    ]);
    expect(parts[0]).not.toHaveProperty('header.concept');
    expect(refusals.map(({ file, reason }) => [file, reason])).toEqual([
      ['a.json', 'duplicate'],
      ['a.json', 'no-code'],
      ['d.json', 'broken'],
    ]);
  });

  it.skipIf(!existsSync(ehdsi))(
    'are read from the package of the eHDSI (needs ../shared/data/fhir-packages)',
    async () => {
      const source = await openSource(ehdsi);
      if (!source.ok) throw new Error('not opened');
      const { parts, refusals } = await readAll(fhirResources, source.value);
      const whole = readPackage(readFileSync(ehdsi));
      const valueSets = whole.ok
        ? whole.value.definitions.filter(({ resourceType }) => resourceType === 'ValueSet')
        : [];
      expect(valueSets.length).toBeGreaterThan(50);
      expect(parts.filter((part) => part.kind === 'definition')).toHaveLength(valueSets.length);
      const systems = parts.filter((part) => part.kind === 'code-system');
      console.log(
        `ehdsi package: ${systems.map(({ header, concepts }) => `${header.url} ${concepts.length}`).join(', ')}`,
      );
      expect(systems.map(({ concepts }) => concepts.length)).toEqual([1232, expect.any(Number)]);
      expect(refusals).toEqual([]);
    },
  );
});
