import type { DetailView, DocumentBundle, EntryView, PatientView, RenderOptions, SectionView } from './contract.ts';
import { escaped, languageAttribute } from './markup.ts';
import { summaryView } from './summary-view.ts';
import { type Words, wordsOf } from './words.ts';

const standardStylesheet = '/assets/document.css';

interface Page {
  readonly words: Words;
  readonly showOriginal: boolean;
}

/**
 * A document as a whole HTML page in the reader's language: headings, tables with headed columns, no scripts, no inline
 * styles. Every text of the document is escaped; of narratives only the plain text is shown.
 */
export function renderDocument(document: DocumentBundle, options: RenderOptions): string {
  const view = summaryView(document, options);
  const words = wordsOf(options.language);
  const page: Page = { words, showOriginal: options.showOriginal === true };
  const title = `${view.title} – ${view.patient.name}`;
  return `<!doctype html>
<html${languageAttribute(view.language)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(options.stylesheet ?? standardStylesheet)}">
</head>
<body>
<header>
<h1>${escaped(view.title)}</h1>
${view.custodian === undefined ? '' : `<p>${escaped(words.page.from)}: ${escaped(view.custodian)}</p>`}
<p>${escaped(words.page.changed)}: <time datetime="${escaped(view.instant)}">${escaped(view.date)}</time></p>
</header>
<main>
${patientPart(view.patient, page)}
<nav aria-label="${escaped(words.page.contents)}"><ul>${view.sections
    .map((section, at) => `<li><a href="#section-${at}">${escaped(section.title)}</a></li>`)
    .join('')}</ul></nav>
${view.sections.map((section, at) => sectionPart(section, at, page)).join('\n')}
</main>
</body>
</html>
`;
}

function patientPart(patient: PatientView, { words }: Page): string {
  const rows: DetailView[] = [
    ...(patient.born === undefined ? [] : [{ label: words.labels.born, value: patient.born }]),
    ...(patient.gender === undefined ? [] : [{ label: words.labels.gender, value: patient.gender }]),
    ...patient.details,
  ];
  return `<section aria-labelledby="patient">
<h2 id="patient">${escaped(patient.name === '' ? words.page.patient : patient.name)}</h2>
<dl>${rows.map(({ label, value }) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
</section>`;
}

function sectionPart(section: SectionView, at: number, page: Page): string {
  const heading = `<h2 id="section-${at}">${escaped(section.title)}</h2>`;
  return `<section aria-labelledby="section-${at}">${heading}\n${sectionBody(section, at, page)}</section>`;
}

function sectionBody(section: SectionView, at: number, page: Page): string {
  if (section.empty || section.entries.length === 0) {
    const said = section.entries.map((entry) => `<p class="empty">${escaped(entry.title)}</p>`).join('');
    return said + (section.narrative === undefined ? '' : `<p class="narrative">${escaped(section.narrative)}</p>`);
  }
  const { columns } = page.words;
  const hasDate = section.entries.some((entry) => entry.date !== undefined);
  const hasStatus = section.entries.some((entry) => entry.status !== undefined);
  const heads = [
    columns.name,
    ...(hasDate ? [columns.date] : []),
    ...(hasStatus ? [columns.status] : []),
    columns.details,
  ];
  return `<table aria-labelledby="section-${at}">
<thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>${section.entries.map((entry) => entryRow(entry, hasDate, hasStatus, page)).join('\n')}</tbody>
</table>`;
}

function entryRow(entry: EntryView, hasDate: boolean, hasStatus: boolean, page: Page): string {
  const details = entry.details.map(
    (one) => `<li><span class="label">${escaped(one.label)}:</span> ${words(one.value, one, page)}</li>`,
  );
  const date =
    entry.date === undefined ? '' : `<time datetime="${escaped(entry.when ?? '')}">${escaped(entry.date)}</time>`;
  return [
    `<tr><th scope="row">${words(entry.title, entry, page)}${ownMark(entry, page)}</th>`,
    hasDate ? `<td class="date">${date}</td>` : '',
    hasStatus ? `<td class="status">${escaped(entry.status ?? '')}</td>` : '',
    `<td>${details.length === 0 ? '' : `<ul>${details.join('')}</ul>`}</td></tr>`,
  ].join('');
}

/** Who added an entry, where no professional did. */
function ownMark({ ownBy }: EntryView, { words }: Page): string {
  return ownBy === undefined ? '' : ` <span class="own">${escaped(words.page.ownBy[ownBy])}</span>`;
}

/** The reader's words, marked where they are not in his language, and the record's own below them on demand. */
function words(text: string, shown: EntryView | DetailView, page: Page): string {
  const { untranslated, original, originalLanguage } = shown;
  const own = languageAttribute(originalLanguage);
  const main = untranslated
    ? `<span${own}>${escaped(text)}</span> <span class="untranslated">(${escaped(page.words.page.untranslated)})</span>`
    : escaped(text);
  if (!page.showOriginal || original === undefined) return main;
  const label = `<span class="label">${escaped(page.words.page.original)}:</span>`;
  return `${main}<span class="original">${label} <span${own}>${escaped(original)}</span></span>`;
}
