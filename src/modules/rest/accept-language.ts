const tagForm = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

/** Accept-Language headers have a few members; the rest of a longer one is not read. */
const mostRanges = 32;

/** Is it the form of a language tag, as far as readers' languages go (BCP 47)? */
export function isLanguageTag(text: string): boolean {
  return tagForm.test(text);
}

/** The languages of an Accept-Language header, best first (RFC 9110, 12.5.4); what is no language tag is passed over. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  return languageRanges(header).filter(isLanguageTag);
}

/** The same with `*` for any language, where the header has it, and `*;q=0` where it wants none but those it names. */
export function languageRanges(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  const ranges = header.split(',', mostRanges).map((range) => {
    const [tag = '', ...parameters] = range.split(';');
    const weight = Number(/^\s*q\s*=\s*([0-9.]+)/i.exec(parameters.join(';'))?.[1] ?? '1');
    return { tag: tag.trim(), weight: Number.isFinite(weight) ? weight : 0 };
  });
  return ranges
    .filter(({ tag, weight }) => tag === '*' || (weight > 0 && tagForm.test(tag)))
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag, weight }) => (weight > 0 ? tag : `${tag};q=0`));
}
