import { canonicalTag } from '../language-tag.ts';

/** A language that somebody reads, and how gladly (RFC 9110, 12.5.4). */
export interface LanguageRange {
  /** BCP 47, or `*`. */
  readonly tag: string;
  readonly quality: number;
  /** Whether it is there without having been asked for. */
  readonly implied?: boolean;
  readonly parts: TagParts;
}

export interface TagParts {
  readonly language: string;
  readonly script: string;
  readonly region: string;
  readonly rest: string;
}

/** How far two tags must agree: whole, in language, script and region, or in language alone. */
export type Agreement = 'whole' | 'region' | 'language';
export const agreements: readonly Agreement[] = ['whole', 'region', 'language'];

const mostRanges = 20;

/**
 * Reads `displayLanguage` or an Accept-Language header: best first. `anyAtLast` adds English and then `*` behind them, so
 * that what is told in no language asked for is told in English, or else in its own. Undefined where a part is not a language.
 */
export function readLanguages(text: string, anyAtLast: boolean): readonly LanguageRange[] | undefined {
  const ranges: LanguageRange[] = [];
  const given = text.split(',', mostRanges);
  for (const one of given) {
    const [tag = '', weight] = one.split(';').map((part) => part.trim());
    const canonical = tag === '*' ? tag : canonicalTag(tag);
    if (canonical === undefined) return undefined;
    const quality = weight === undefined ? 1 : Number(/^q=([01](?:\.\d{0,3})?)$/.exec(weight)?.[1] ?? Number.NaN);
    if (Number.isNaN(quality)) return undefined;
    ranges.push({ tag: canonical, quality, parts: tagParts(canonical) });
  }
  if (anyAtLast && !ranges.some(({ tag }) => tag === '*')) {
    // English is read by more people than the language of any other code system.
    ranges.push({ tag: 'en', quality: 0.002, implied: true, parts: tagParts('en') });
    ranges.push({ tag: '*', quality: 0.001, implied: true, parts: tagParts('*') });
  }
  return ranges.sort((one, other) => other.quality - one.quality);
}

const known = new Map<string, TagParts>();

export function tagParts(tag: string): TagParts {
  const found = known.get(tag);
  if (found !== undefined) return found;
  const [language = '', ...more] = tag.split('-');
  const script = more[0]?.length === 4 && /^[a-z]{4}$/i.test(more[0]) ? (more.shift() ?? '') : '';
  const region = more[0] !== undefined && /^([a-z]{2}|\d{3})$/i.test(more[0]) ? (more.shift() ?? '') : '';
  const parts = {
    language: language.toLowerCase(),
    script: script.toLowerCase(),
    region: region.toUpperCase(),
    rest: more.join('-'),
  };
  // Tags come from the outside too, and must not fill the memory.
  if (known.size < 2_000) known.set(tag, parts);
  return parts;
}

/** Whether two tags agree as far as asked. */
export function agrees(one: TagParts, other: TagParts, how: Agreement): boolean {
  if (one.language !== other.language) return false;
  if (how === 'language') return true;
  if (one.script !== other.script || one.region !== other.region) return false;
  return how === 'region' || one.rest === other.rest;
}

/** Whether words in this language serve who reads these; words in no language serve everybody. */
export function serves(ranges: readonly LanguageRange[], tag: string | undefined, how: Agreement): boolean {
  if (tag === undefined) return true;
  return ranges.some((range) => rangeServes(range, tag, how));
}

export function rangeServes({ tag: asked, quality, parts }: LanguageRange, tag: string, how: Agreement): boolean {
  return quality > 0 && (asked === '*' || agrees(parts, tagParts(tag), how));
}

/** The languages as they were asked for, as an answer repeats them; `all` tells of `*` too. */
export function languagesText(ranges: readonly LanguageRange[], all: boolean): string {
  return ranges
    .filter(({ tag, implied }) => implied !== true && (all || tag !== '*'))
    .map(({ tag, quality }, place) => {
      const weighted = quality === 1 ? tag : `${tag}; q=${quality}`;
      // Weighted ranges are set apart by a blank as well.
      return place === 0 ? weighted : quality === 1 && all ? `,${weighted}` : `, ${weighted}`;
    })
    .join('');
}
