import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeSummary } from './compose-summary.ts';
import type { DocumentBundle, SectionView } from './contract.ts';
import { loinc, observation, records, summaryInput, terminology } from './sample-record.ts';
import { summaryView } from './summary-view.ts';
import { translateDocument } from './translate-document.ts';

const document = composeSummary(summaryInput());
const inPortuguese = summaryView(translateDocument(document, 'pt', terminology).document, {
  language: 'pt',
  terminology,
});
const inFrench = summaryView(document, { language: 'fr-FR', terminology });

function section(view: { readonly sections: readonly SectionView[] }, code: string): SectionView | undefined {
  return view.sections.find((one) => one.code === code);
}

describe('a view of a summary', () => {
  it('shows the person', () => {
    expect(inPortuguese.patient).toEqual({
      name: 'Claire Moreau',
      born: '12 de março de 1984',
      birthDate: '1984-03-12',
      gender: 'Feminino',
      details: [
        { label: 'Identificador', value: '284037512345640' },
        { label: 'Morada', value: '1 rue X, Lyon, FR' },
        { label: 'Língua', value: 'Francês' },
        { label: 'Médico de família', value: 'Dr Sophie Bernard' },
      ],
    });
    expect(inPortuguese).toMatchObject({ language: 'pt', custodian: 'Carnet France', instant: document.timestamp });
  });

  it('shows the words of the record to who speaks its language', () => {
    expect(section(inFrench, '48765-2')?.entries[0]).toMatchObject({
      title: 'Allergie à la pénicilline',
      status: 'Active',
      details: [
        { label: 'Risque', value: 'Risque élevé' },
        { label: 'Réaction', value: 'Urticaire (sévère)' },
        { label: 'Remarque', value: 'Vue en 1991' },
      ],
    });
    expect(JSON.stringify(inFrench)).not.toMatch(/original|untranslated/);
  });

  it('shows translated words to others, with the original, and marks what nobody translated', () => {
    expect(section(inPortuguese, '48765-2')?.entries[0]).toMatchObject({
      title: 'Alergia à penicilina',
      original: 'Allergie à la pénicilline',
      originalLanguage: 'fr',
      details: [
        { label: 'Risco', value: 'Risco elevado' },
        { label: 'Reação', value: 'Urticária (grave)', original: 'Urticaire', originalLanguage: 'fr' },
        { label: 'Nota', value: 'Vue en 1991', originalLanguage: 'fr', untranslated: true },
      ],
    });
    expect(section(inPortuguese, '10160-0')?.entries[0]).toMatchObject({
      title: 'Insulina lispro (ação rápida)',
      original: 'Insuline lispro 100 UI/mL',
      date: 'desde 24 de março de 2014',
      details: [
        {
          label: 'Posologia',
          value: '12 unidades, 2 × por dia, de manhã, à noite, Via subcutânea',
          original: '2 fois par jour',
          originalLanguage: 'fr',
        },
        { label: 'Forma', value: 'Solução injetável' },
        { label: 'Motivo', value: 'Diabetes tipo 1', original: 'Diabète de type 1' },
      ],
    });
  });

  it('sees the same in an original as in its translation', () => {
    const direct = summaryView(document, { language: 'pt', terminology });
    expect(direct.sections).toEqual(inPortuguese.sections);
  });

  it('writes numbers and dates as the language does', () => {
    const [hba1c] = section(inFrench, '30954-2')?.entries.filter(({ title }) => title === 'HbA1c') ?? [];
    expect(hba1c).toMatchObject({ date: '3 février 2024', when: '2024-02-03', details: [{ value: '7,25 %' }] });
    const pressure = section(summaryView(document, { language: 'en', terminology }), '8716-3')?.entries[0];
    expect(pressure).toMatchObject({ date: '1 March 2026 08:00', details: [{ value: '117 mm[Hg]' }] });
  });

  it('says where nothing is recorded', () => {
    const empty = summaryView(composeSummary(summaryInput({ resources: [] })), { language: 'pt', terminology });
    expect(empty.sections.map(({ code, empty, entries }) => [code, empty, entries[0]?.title])).toEqual([
      ['48765-2', true, 'Sem informação sobre alergias'],
      ['11450-4', true, 'Sem informação sobre problemas de saúde'],
      ['10160-0', true, 'Sem informação sobre medicamentos'],
    ]);
    expect(inFrench.sections.some(({ empty }) => empty)).toBe(false);
  });

  it('reads every form of value', () => {
    const values: [Record<string, unknown>, string][] = [
      [{ valueQuantity: { value: 0.000001, comparator: '<', unit: 'g' } }, '< 0,000001 g'],
      [{ valueQuantity: { value: 123456.5, unit: 'g' } }, '123456,5 g'],
      [{ valueRange: { low: { value: 1, unit: 'g' }, high: { value: 2, unit: 'g' } } }, '1 – 2 g'],
      [{ valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }, '1 / 128'],
      [{ valueBoolean: false }, 'Non'],
      [{ valueInteger: 0 }, '0'],
      [{ valueTime: '08:30:00' }, '08:30:00'],
      [{ valuePeriod: { start: '2020-01', end: '2020-02-03' } }, 'janvier 2020 – 3 février 2020'],
      [
        {
          dataAbsentReason: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
          },
        },
        'Inconnu',
      ],
    ];
    for (const [value, text] of values) {
      const one = observation('x', 'laboratory', '1-1', 'X', value);
      const view = summaryView(composeSummary(summaryInput({ resources: [one] })), { language: 'fr', terminology });
      expect(section(view, '30954-2')?.entries[0]?.details[0]?.value).toBe(text);
    }
  });

  it('reads sections of other producers, and of those without coded entries the plain text', () => {
    const foreign = {
      resourceType: 'Bundle',
      type: 'document',
      timestamp: '2026-01-01T00:00:00Z',
      entry: [
        {
          fullUrl: 'urn:uuid:1',
          resource: {
            resourceType: 'Composition',
            title: 'Letter',
            section: [
              {
                title: 'Reason',
                code: { coding: [{ system: loinc, code: '29299-5' }] },
                text: { div: '<div><p>a &lt;b&gt; &amp;</p><script>x</script><p>c</p></div>' },
              },
              {
                code: { coding: [{ system: loinc, code: '46264-8' }] },
                emptyReason: {
                  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason', code: 'nilknown' }],
                },
              },
              { title: 'Empty' },
            ],
          },
        },
      ],
    } as unknown as DocumentBundle;
    const view = summaryView(foreign, { language: 'en', terminology });
    expect(view.title).toBe('Letter');
    expect(view.sections).toEqual([
      {
        category: 'documents',
        code: '29299-5',
        title: 'Reason',
        empty: false,
        entries: [],
        narrative: 'a <b> &\nc',
      },
      {
        category: 'devices',
        code: '46264-8',
        title: 'Devices and implants',
        empty: true,
        entries: [],
        narrative: 'None known',
      },
      { category: 'documents', code: '', title: 'Empty', empty: true, entries: [] },
    ]);
  });

  it('passes over what has another form than it should', () => {
    const spoiled = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.string(),
        fc.array(tie('any')),
        fc.dictionary(
          fc.constantFrom(
            'coding',
            'code',
            'text',
            'reference',
            'value',
            'start',
            'toString',
            'name',
            'extension',
            'system',
          ),
          tie('any'),
        ),
      ),
    })).any;
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.infiniteStream(spoiled), (sample, stream) => {
        const broken = Object.fromEntries(
          Object.entries(sample).map(([name, value]) => [
            name,
            /resourceType|id/.test(name) ? value : stream.next().value,
          ]),
        );
        const composition = {
          resourceType: 'Composition',
          section: [{ entry: [{ reference: 'urn:uuid:2' }] }],
          subject: stream.next().value,
        };
        const whole = {
          ...document,
          entry: [
            { fullUrl: 'urn:uuid:1', resource: composition },
            { fullUrl: 'urn:uuid:2', resource: broken },
          ],
        } as unknown as DocumentBundle;
        const { document: translated } = translateDocument(whole, 'pt', terminology);
        expect(summaryView(translated, { language: 'pt', terminology }).sections).toHaveLength(1);
      }),
      { numRuns: 150 },
    );
  });
});
