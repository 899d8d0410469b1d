import type { BreachView } from './contract.ts';
import { wordsIn } from './words/words.ts';

export interface BreachFileOptions {
  readonly view: BreachView;
  readonly node: { readonly name: string; readonly country: string };
  /** BCP 47. */
  readonly language: string;
  readonly at: Date;
}

/** The 72-hour file for machines: what article 33(3) GDPR asks for, and no person. */
export function breachFile({ view, node, at }: Omit<BreachFileOptions, 'language'>) {
  const { id, scope, known, due, totals, words, letters } = view;
  return {
    regulation: 'GDPR article 33(3)',
    id,
    written: at.toISOString(),
    controller: { name: node.name, country: node.country },
    known,
    due,
    late: at.getTime() > Date.parse(due),
    nature: { description: words.what, accesses: { from: totals.first, to: totals.last }, foundBy: scope },
    personsApproximately: totals.persons,
    recordsApproximately: totals.resources,
    categories: totals.categories,
    contact: words.contact,
    consequences: words.consequences,
    measures: words.measures,
    personsWrittenTo: letters,
  };
}

const hour = 3_600_000;

/** The same for people, as a page of its own without anything from elsewhere. */
export function breachFileHtml({ view, node, language, at }: BreachFileOptions): string {
  const { locale, parts, file } = wordsIn(language);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(locale);
  const moment = (instant: string | undefined) =>
    instant === undefined ? '–' : `${time.format(new Date(instant))} UTC`;
  const { totals, words, scope } = view;
  const left = Math.floor((Date.parse(view.due) - at.getTime()) / hour);
  const rows: readonly (readonly [string, string])[] = [
    [file.controller, `${node.name} (${node.country})`],
    [file.known, moment(view.known)],
    [file.due, `${moment(view.due)}. ${left < 0 ? file.late : file.left(left)}`],
    [file.time, `${moment(totals.first)} – ${moment(totals.last)}`],
    [
      file.scope,
      [scope.subject, scope.client, `${moment(scope.from)} – ${moment(scope.to)}`].filter(Boolean).join('; '),
    ],
    [file.persons, number.format(totals.persons)],
    [file.records, number.format(totals.resources)],
    [
      file.categories,
      totals.categories.map(({ category, persons }) => `${parts[category]}: ${number.format(persons)}`).join('; ') ||
        '–',
    ],
    [file.letters, number.format(view.letters)],
  ];
  const { headings } = wordsIn(language).letter;
  const told = [
    [file.nature, words.what],
    [headings.consequences, words.consequences],
    [headings.measures, words.measures],
    [headings.contact, words.contact],
  ] as const;
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><title>${escaped(file.title)}</title></head>
<body>
<h1>${escaped(file.title)}</h1>
<p>${escaped(file.law)}</p>
<table>
${rows.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('\n')}
</table>
${told.map(([name, text]) => `<h2>${escaped(name)}</h2>\n<p>${escaped(text === '' ? file.missing : text).replaceAll('\n', '<br>')}</p>`).join('\n')}
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
