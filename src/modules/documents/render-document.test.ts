import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { composeSummary } from './compose-summary.ts';
import { documentStylesheet } from './document-stylesheet.ts';
import { renderDocument } from './render-document.ts';
import { patient, records, snomed, summaryInput, terminology } from './sample-record.ts';
import { translateDocument } from './translate-document.ts';

const document = translateDocument(composeSummary(summaryInput()), 'pt', terminology).document;
const page = renderDocument(document, { language: 'pt', terminology });

describe('a rendered document', () => {
  it('is a whole page in the reader’s language that needs nothing but its stylesheet', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="pt">/);
    expect(page).toContain('<link rel="stylesheet" href="/assets/document.css">');
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|<img|<iframe|javascript:/i);
    expect(documentStylesheet).not.toMatch(/url\(|@import/);
  });

  it('has a heading per section and tables with headed columns and rows', () => {
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<h2 id="section-\d+">/g)).toHaveLength(12);
    expect(page.match(/<table /g)).toHaveLength(12);
    expect(page.match(/<th(?! scope="(?:col|row)")[ >]/g)).toBeNull();
    expect(page).toContain('<th scope="row">Diabetes tipo 1</th>');
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('shows the original beside the translation on demand', () => {
    const original = '<span lang="fr">Diabète de type 1</span>';
    expect(page).not.toContain(original);
    expect(renderDocument(document, { language: 'pt', terminology, showOriginal: true })).toContain(original);
  });

  it('marks what is not translated', () => {
    expect(page).toContain('<span lang="fr">Vue en 1991</span> <span class="untranslated">(não traduzido)</span>');
  });

  it('lets no text of the record become markup, in the page or in a narrative', () => {
    const nasty = fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='x",
        ']]><!--',
        '&lt;b&gt;',
        '\u0000\u0008\uFFFF\uD800',
      ),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const evil: Resource = {
          resourceType: 'Condition',
          id: 'evil',
          language: text,
          clinicalStatus: { text },
          code: { coding: [{ system: snomed, code: text, display: text }], text },
          note: [{ text }],
          onsetDateTime: text,
          subject: { reference: 'Patient/p1' },
        };
        const composed = composeSummary(
          summaryInput({
            patient: { ...patient, name: [{ text, family: text }], birthDate: text },
            resources: [...records, evil],
            custodian: { name: text, country: 'FR' },
          }),
        );
        const options = { language: 'pt', terminology, showOriginal: true, stylesheet: text };
        const html = renderDocument(translateDocument(composed, 'pt', terminology).document, options);
        expectWellFormed(html.replace('<!doctype html>', '').replace(/<(meta|link)([^>]*)>/g, '<$1$2/>'));
        expect(html.match(/<script|<img/i)).toBeNull();
        for (const { text } of (composed.entry[0]?.resource.section ?? []) as { text: { div: string } }[]) {
          expectWellFormed(text.div);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const elements = new Set(
  'html head meta title link body header h1 h2 p time main section dl dt dd nav ul li a table thead tbody tr th td span div br'.split(
    ' ',
  ),
);
const attributes = new Set(
  'lang charset name content rel href datetime id class scope xmlns aria-labelledby aria-label'.split(' '),
);

/** Parses as XML, and holds only the elements and attributes that the templates write. */
function expectWellFormed(markup: string): void {
  const parser = new SaxesParser();
  parser.on('error', (problem) => {
    throw problem;
  });
  parser.on('opentag', (tag) => {
    expect(elements.has(tag.name), tag.name).toBe(true);
    for (const name of Object.keys(tag.attributes)) expect(attributes.has(name), `${tag.name} ${name}`).toBe(true);
  });
  parser.write(markup).close();
}
