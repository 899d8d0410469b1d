import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ehdsiMtc } from './ehdsi-mtc.ts';
import { openSource } from './open-source.ts';
import { readAll, sourceOf } from './testing-source.ts';

const shared = fileURLToPath(new URL('../../../../../shared/data/ehdsi-mtc-translations', import.meta.url));
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
          url: 'urn:oid:1.2.3',
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
});
