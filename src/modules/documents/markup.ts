const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for the content or a quoted attribute of HTML and XHTML. Characters that XML 1.0 does not allow are left out. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** `lang` where the text is in another language than what surrounds it; only what has the form of a tag is written. */
export function languageAttribute(language: string | undefined): string {
  return language !== undefined && /^[A-Za-z0-9-]{2,35}$/.test(language) ? ` lang="${language}"` : '';
}
