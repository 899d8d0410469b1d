import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkStructure, type Resource } from '#fhir';
import { composeSummary } from './compose-summary.ts';
import type { DocumentBundle } from './contract.ts';
import { condition, records, snomed, summaryInput, terminology } from './sample-record.ts';
import { summaryView } from './summary-view.ts';
import { translateDocument } from './translate-document.ts';
import { translationUrl, untranslatedUrl } from './translation-marks.ts';

const rare = condition('rare', '999999', 'Maladie sans nom', 'active', { note: [{ text: 'À revoir' }] });
const worded: Resource = { ...rare, id: 'worded', code: { text: 'Vertiges au réveil' } };
const original = composeSummary(summaryInput({ resources: [...records, rare, worded] }));
const { document, translated, untranslated } = translateDocument(original, 'pt', terminology);

function find(type: string, display: string, where: DocumentBundle = document): Resource | undefined {
  return where.entry.find(
    ({ resource }) => resource.resourceType === type && JSON.stringify(resource).includes(display),
  )?.resource;
}

describe('a translated document', () => {
  it('names codes in the language, the words of the record beside them', () => {
    expect(find('Condition', '46635009')?.code).toEqual({
      coding: [
        {
          system: snomed,
          code: '46635009',
          display: 'Diabetes tipo 1',
          _display: {
            extension: [
              {
                url: translationUrl,
                extension: [
                  { url: 'lang', valueCode: 'fr' },
                  { url: 'content', valueString: 'Diabète de type 1' },
                ],
              },
            ],
          },
        },
      ],
      text: 'Diabetes tipo 1',
      _text: {
        extension: [
          {
            url: translationUrl,
            extension: [
              { url: 'lang', valueCode: 'fr' },
              { url: 'content', valueString: 'Diabète de type 1' },
            ],
          },
        ],
      },
    });
  });

  it('leaves what it cannot name in the original, and marks it', () => {
    expect(find('Condition', '999999')?.code).toEqual({
      coding: [
        {
          system: snomed,
          code: '999999',
          display: 'Maladie sans nom',
          extension: [{ url: untranslatedUrl, valueBoolean: true }],
          _display: {
            extension: [{ url: 'https://carnet.example/fhir/StructureDefinition/display-language', valueCode: 'fr' }],
          },
        },
      ],
      text: 'Maladie sans nom',
    });
    expect(find('Condition', 'Vertiges')?.code).toEqual({ text: 'Vertiges au réveil' });
  });

  it('counts the coded entries of both kinds', () => {
    const without = translateDocument(composeSummary(summaryInput()), 'pt', terminology);
    expect(without.untranslated).toBe(0);
    expect(untranslated).toBe(1);
    // The condition without a name brings a clinical and a verification status, which have one.
    expect(translated).toBe(without.translated + 4);
  });

  it('leaves free text as it is, in a resource that says its language', () => {
    const found = find('Condition', '999999');
    expect(found?.note).toEqual([{ text: 'À revoir' }]);
    expect(found?.language).toBe('fr');
  });

  it('has titles and narratives in the language', () => {
    const composition = document.entry[0]?.resource;
    expect(composition).toMatchObject({ language: 'pt', title: 'Resumo de saúde do doente' });
    const [allergies, problems] = (composition?.section ?? []) as { title: string; text: { div: string } }[];
    expect(allergies?.title).toBe('Alergias e intolerâncias');
    expect(allergies?.text.div).toContain('lang="pt"');
    expect(allergies?.text.div).toContain('Alergia à penicilina');
    expect(problems?.text.div).toContain('<span lang="fr">Maladie sans nom</span>');
  });

  it('is another document that says which one it was made from', () => {
    expect(document.id).not.toBe(original.id);
    expect(document.entry[0]?.resource.relatesTo).toEqual([
      { code: 'transforms', targetIdentifier: original.identifier },
    ]);
    expect(JSON.stringify(translateDocument(original, 'pt', terminology).document)).toBe(JSON.stringify(document));
  });

  it('fits its R4 definitions', () => {
    expect(checkStructure(document).map((issue) => `${issue.path}: ${issue.text}`)).toEqual([]);
  });

  it('leaves the original untouched', () => {
    expect(JSON.stringify(composeSummary(summaryInput({ resources: [...records, rare, worded] })))).toBe(
      JSON.stringify(original),
    );
  });

  it('keeps its words where the reader speaks the language of the record', () => {
    const same = translateDocument(original, 'fr-BE', terminology);
    expect(same.untranslated).toBe(0);
    expect(find('Condition', '999999', same.document)?.code).toEqual(find('Condition', '999999', original)?.code);
  });

  it('can be translated on: the first words stay the original', () => {
    const view = summaryView(translateDocument(document, 'de', terminology).document, { language: 'de', terminology });
    const entry = view.sections.flatMap(({ entries }) => entries).find(({ title }) => title === 'Typ-1-Diabetes');
    expect(entry).toMatchObject({ original: 'Diabète de type 1', originalLanguage: 'fr' });
    const back = translateDocument(document, 'fr', terminology).document;
    expect(find('Condition', '46635009', back)?.code).toEqual(find('Condition', '46635009', original)?.code);
  });
});

const examples = '../shared/data/eu-eps-fhir';

describe.skipIf(!existsSync(examples))('European patient summaries (needs ../shared/data/eu-eps-fhir)', () => {
  const files = existsSync(examples) ? readdirSync(examples).filter((name) => name.endsWith('.json')) : [];

  it('are translated without new faults of structure', () => {
    expect(files.length).toBeGreaterThan(10);
    for (const name of files) {
      const example = JSON.parse(readFileSync(`${examples}/${name}`, 'utf8')) as DocumentBundle;
      const result = translateDocument(example, 'pt', terminology);
      expect(result.translated, name).toBeGreaterThan(10);
      expect(checkStructure(result.document).length, name).toBe(checkStructure(example).length);
      const view = summaryView(result.document, { language: 'pt', terminology });
      expect(view.patient.name, name).not.toBe('');
      expect(
        view.sections.some(({ entries }) => entries.length > 3),
        name,
      ).toBe(true);
    }
  });
});
