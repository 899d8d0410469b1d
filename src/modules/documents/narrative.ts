import type { DetailView, DocumentBundle, EntryView, SectionView, ViewOptions } from './contract.ts';
import { elementsAt } from './element.ts';
import { escaped, languageAttribute } from './markup.ts';
import { summaryView } from './summary-view.ts';
import { type Words, wordsOf } from './words.ts';

/**
 * The document with the narrative of each section (R4, Narrative) written from its entries in the reader's language. A
 * section of which nothing is coded keeps its own.
 */
export function withNarratives(document: DocumentBundle, options: ViewOptions): DocumentBundle {
  const [first, ...rest] = document.entry;
  if (first === undefined) return document;
  const view = summaryView(document, options);
  const section = elementsAt(first.resource, 'section').map((one, at) => {
    const shown = view.sections[at];
    if (shown === undefined || shown.narrative !== undefined) return one;
    return { ...one, text: { status: 'generated', div: narrativeDiv(shown, view.language) } };
  });
  if (section.length === 0) return document;
  return { ...document, entry: [{ ...first, resource: { ...first.resource, section } }, ...rest] };
}

function narrativeDiv(section: SectionView, language: string): string {
  const open = `<div xmlns="http://www.w3.org/1999/xhtml"${languageAttribute(language)}>`;
  if (section.empty) {
    const said = section.entries.map((entry) => `<p>${escaped(entry.title)}</p>`).join('');
    return `${open}${said === '' ? `<p>${escaped(section.narrative ?? section.title)}</p>` : said}</div>`;
  }
  const { columns, page } = wordsOf(language);
  const hasDate = section.entries.some((entry) => entry.date !== undefined);
  const hasStatus = section.entries.some((entry) => entry.status !== undefined);
  const heads = [
    columns.name,
    ...(hasDate ? [columns.date] : []),
    ...(hasStatus ? [columns.status] : []),
    columns.details,
  ];
  const rows = section.entries.map((entry) => row(entry, hasDate, hasStatus, page.ownBy)).join('');
  return `${open}<table><thead><tr>${heads.map((head) => `<th>${escaped(head)}</th>`).join('')}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function row(entry: EntryView, hasDate: boolean, hasStatus: boolean, ownBy: Words['page']['ownBy']): string {
  const cells = [
    spoken(entry.title, entry) + (entry.ownBy === undefined ? '' : ` (${escaped(ownBy[entry.ownBy])})`),
    ...(hasDate ? [escaped(entry.date ?? '')] : []),
    ...(hasStatus ? [escaped(entry.status ?? '')] : []),
    entry.details.map((one) => `${escaped(one.label)}: ${spoken(one.value, one)}`).join('<br/>'),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function spoken(text: string, { untranslated, originalLanguage }: EntryView | DetailView): string {
  const attribute = untranslated ? languageAttribute(originalLanguage) : '';
  return attribute === '' ? escaped(text) : `<span${attribute}>${escaped(text)}</span>`;
}
