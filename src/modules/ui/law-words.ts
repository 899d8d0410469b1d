import type { Formats } from './formats.ts';
import type { Translate } from './i18n.tsx';
import type { MessageKey } from './languages/index.ts';

/** What sentences are put together with, in the reader's language. */
export interface Words {
  readonly t: Translate;
  readonly list: Formats['list'];
}

/** `9(2)(c)`: an article, its paragraph and its point. */
interface Article {
  readonly number: string;
  readonly paragraph?: string;
  readonly point?: string;
}

interface Citation {
  readonly law: string;
  readonly articles: readonly Article[];
}

const citationForm = /^(.+?) (?:articles?|artigos?) (\S+(?:(?:, | and | e )\S+)*)$/;
const articleForm = /^([A-Z]*\d[\d-]*)(?:\.º)?(?:\((\d+)\))?(?:\(([a-z])\))?$/;
const lawOfUnion = /^(Directive|Regulation) \(EU\) (\d+\/\d+)$/;

/** The citations of a clause `law`: `EHDS articles 8 and 11; Lei n.º 12/2005 artigo 6.º`. Undefined where one is not understood. */
export function citationsOf(law: string): readonly Citation[] | undefined {
  const found = law.split('; ').map((text): Citation | undefined => {
    const [, name, numbers] = citationForm.exec(text) ?? [];
    const articles = (numbers ?? '').split(/, | and | e /).map(articleOf);
    return name === undefined || articles.includes(undefined)
      ? undefined
      : { law: name, articles: articles.filter((one) => one !== undefined) };
  });
  return found.includes(undefined) ? undefined : found.filter((one) => one !== undefined);
}

function articleOf(text: string): Article | undefined {
  const [, number, paragraph, point] = articleForm.exec(text) ?? [];
  if (number === undefined) return undefined;
  return { number, ...(paragraph === undefined ? {} : { paragraph }), ...(point === undefined ? {} : { point }) };
}

/**
 * The articles that a rule rests on, as lawyers of the reader's language cite them; laws of one country keep their name, and
 * what is not understood stays as the policy writes it.
 */
export function lawWords(law: string, words: Words): string {
  const { t } = words;
  const citations = citationsOf(law);
  if (citations === undefined) return law;
  return citations
    .map((citation) => citationWords(citation, words))
    .reduce((first, next) => t('law.then', { first, next }));
}

function citationWords({ law, articles }: Citation, words: Words): string {
  const { t, list } = words;
  const named = articles.map((article) => articleWords(article, words));
  // `articles 4(2) and 5` could be read as two paragraphs of one.
  if (named.length > 1 && articles.some(({ paragraph }) => paragraph !== undefined)) {
    const each = named.map((article) => t('law.each', { article }));
    return t('law.cites.each', { law: nameWords(law, words), articles: list(each) });
  }
  return t('law.cites', { law: nameWords(law, words), count: named.length, articles: list(named) });
}

function nameWords(name: string, { t }: Words): string {
  if (name === 'EHDS' || name === 'GDPR') return t(`law.${name}`);
  const [, kind, number] = lawOfUnion.exec(name) ?? [];
  if (number === undefined) return name;
  return t(kind === 'Directive' ? 'law.directive' : 'law.regulation', { number });
}

function articleWords({ number, paragraph, point }: Article, { t }: Words): string {
  // Articles of codes (L1110-4) are names, not ordinals.
  if (/\D/.test(number)) return number;
  const form: MessageKey =
    paragraph === undefined ? 'law.article' : point === undefined ? 'law.paragraph' : 'law.point';
  return t(form, { article: number, paragraph: paragraph ?? '', point: point ?? '' });
}
