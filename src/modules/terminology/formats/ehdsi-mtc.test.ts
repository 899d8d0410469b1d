import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readPackage } from '#fhir';
import { ehdsiMtc } from './ehdsi-mtc.ts';
import { openSource } from './open-source.ts';
import { readAll, sourceOf } from './testing-source.ts';

const shared = fileURLToPath(new URL('../../../../../shared/data/ehdsi-mtc-translations', import.meta.url));
const published = fileURLToPath(
  new URL('../../../../../shared/data/fhir-packages/hl7.eu.terminology.ehdsi-8.1.0.tgz', import.meta.url),
);
const isco = 'urn:oid:2.16.840.1.113883.2.9.6.2.7';

describe('the catalogues of MyHealth@EU', () => {
  it('are read as value sets and designations', async () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>

<ValueSet oid="1.2.3" name="eHDSIGlimmer">
  <concept codeSystem="2.16.840.1.113883.6.96" codeSystemName="SNOMED CT" code="11000001">
    <designation lang="en-GB">Glimmer</designation><designation lang="hu-HU">Fény</designation>
    <designation lang="??">x</designation><designation lang="fr-FR"> </designation>
  </concept>
  <concept codeSystem="9.9" codeSystemName="Own" code="a"><designation lang="fr-BE">A &amp; B</designation><designation lang="fr-FR">B</designation></concept>
  <concept codeSystem="9.9" codeSystemName="Own" code=""><designation lang="en-GB">x</designation></concept>
</ValueSet>`;
    const source = sourceOf('mtc', { '1.2.3.xml': text });
    expect(await ehdsiMtc.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(ehdsiMtc, source, { version: '7' });
    expect(parts).toMatchObject([
      {
        definition: {
          resourceType: 'ValueSet',
          url: 'http://terminology.ehdsi.eu/ValueSet/eHDSIGlimmer',
          identifier: [{ value: 'urn:oid:1.2.3' }],
          version: '7',
          name: 'eHDSIGlimmer',
          compose: {
            include: [
              { system: 'http://snomed.info/sct', concept: [{ code: '11000001' }] },
              { system: 'urn:oid:9.9', concept: [{ code: 'a' }] },
            ],
          },
        },
      },
      {
        rows: [
          { system: 'http://snomed.info/sct', code: '11000001', language: 'en', display: 'Glimmer' },
          { system: 'http://snomed.info/sct', code: '11000001', language: 'hu', display: 'Fény' },
          { system: 'urn:oid:9.9', code: 'a', language: 'fr-BE', display: 'A & B' },
          { system: 'urn:oid:9.9', code: 'a', language: 'fr-FR', display: 'B' },
        ],
      },
    ]);
    expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [6, 'language'],
      [6, 'no-display'],
      [9, 'no-code'],
    ]);
  });

  it.skipIf(!existsSync(shared))('are read whole (needs ../shared/data/ehdsi-mtc-translations)', async () => {
    const source = await openSource(shared);
    if (!source.ok) throw new Error('not opened');
    const { parts, refusals } = await readAll(ehdsiMtc, source.value);
    await source.value.close();
    const texts = readdirSync(shared)
      .filter((name) => name.endsWith('.xml'))
      .map((name) => readFileSync(`${shared}/${name}`, 'utf8'));
    const counted = (pattern: RegExp) => texts.reduce((sum, text) => sum + [...text.matchAll(pattern)].length, 0);
    const valueSets = parts.flatMap((part) => (part.kind === 'definition' ? [part.definition] : []));
    const rows = parts.flatMap((part) => (part.kind === 'designations' ? part.rows : []));
    console.log(`ehdsi-mtc: ${valueSets.length} value sets, ${rows.length} designations`);
    expect(valueSets).toHaveLength(50);
    expect(rows.length + refusals.length).toBe(counted(/<designation /g));
    expect(refusals.filter(({ reason }) => reason !== 'no-display')).toEqual([]);
    expect(
      rows.find(({ system, code, language }) => `${system} ${code} ${language}` === `${isco} 22 pt`)?.display,
    ).toBe('Profissionais de saúde');
    const members = valueSets.flatMap(({ compose }) => (compose as { include: { concept: unknown[] }[] }).include);
    const unique = new Set(
      texts.flatMap((text) => {
        const oid = /oid="([^"]*)"/.exec(text)?.[1];
        return [...text.matchAll(/<concept codeSystem="([^"]*)" codeSystemName="[^"]*" code="([^"]*)"/g)].map(
          ([, system, code]) => `${oid} ${system} ${code}`,
        );
      }),
    );
    expect(members.reduce((sum, { concept }) => sum + concept.length, 0)).toBe(unique.size);
  });

  const both = existsSync(shared) && existsSync(published);
  it.skipIf(!both)('have the codes and names of the published package (needs ../shared/data)', async () => {
    const whole = readPackage(readFileSync(published));
    const named = new Map((whole.ok ? whole.value.definitions : []).map((definition) => [definition.url, definition]));
    const source = await openSource(shared);
    if (!source.ok) throw new Error('not opened');
    const { parts } = await readAll(ehdsiMtc, source.value);
    await source.value.close();
    const words = new Map<string, string>();
    for (const part of parts) {
      if (part.kind !== 'designations') continue;
      for (const { code, language, display } of part.rows) if (language === 'en') words.set(code, display);
    }
    const counts = { valueSets: 0, codes: 0, published: 0, sameName: 0 };
    for (const part of parts) {
      if (part.kind !== 'definition') continue;
      const other = named.get(part.definition.url as string);
      if (other === undefined) continue;
      counts.valueSets += 1;
      const names = new Map(conceptsIn(other).map(({ code, display }) => [code, display]));
      for (const { code } of conceptsIn(part.definition)) {
        counts.codes += 1;
        if (!names.has(code)) continue;
        counts.published += 1;
        if (names.get(code)?.trim() === words.get(code)) counts.sameName += 1;
      }
    }
    console.log(`ehdsi-mtc beside the package 8.1.0: ${JSON.stringify(counts)}`);
    // The catalogue is some years older: what was renamed since differs.
    expect(counts.valueSets).toBeGreaterThan(35);
    expect(counts.published / counts.codes).toBeGreaterThan(0.99);
    expect(counts.sameName / counts.published).toBeGreaterThan(0.98);
  });
});

function conceptsIn(valueSet: object): readonly { readonly code: string; readonly display?: string }[] {
  const { compose } = valueSet as { compose?: { include: { concept?: { code: string; display?: string }[] }[] } };
  return compose?.include.flatMap(({ concept = [] }) => concept) ?? [];
}
