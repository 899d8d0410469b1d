import type { Resource } from '#fhir';
import type { Terminology } from '#terminology';
import type { DocumentBundle, TranslatedDocument } from './contract.ts';
import { uuidOf } from './document-id.ts';
import { type Element, elementAt, elementsAt, isElement, textAt } from './element.ts';
import { withNarratives } from './narrative.ts';
import { sections } from './sections.ts';
import { primaryOf } from './term.ts';
import { displayLanguageUrl, untranslatedUrl, withOriginal, withoutTranslation } from './translation-marks.ts';
import { wordsOf } from './words.ts';

const deepest = 60;

/**
 * A copy of a document for a reader of another language. Each coded entry for which the terminology has a name in the
 * language gets it as display (and text), with the original beside it (see `translation-marks.ts`); each other keeps its
 * words and is marked. What people wrote freely stays as it is; resources say in which language that is. Titles and
 * narratives are written anew from the coded entries.
 *
 * A coded entry is a CodeableConcept (translated when one of its codes is) or a Coding that stands alone. Where the
 * document is in the reader's language already, its words stand and count as translated.
 */
export function translateDocument(
  document: DocumentBundle,
  language: string,
  terminology: Pick<Terminology, 'designate'>,
): TranslatedDocument {
  const whole = textAt(document, 'language');
  const counts = { translated: 0, untranslated: 0 };
  const entry = document.entry.map(({ fullUrl, resource }) => {
    const written = textAt(resource, 'language') ?? (isComposed(resource) ? whole : undefined);
    const translated = translateResource(resource, { written, language, terminology, counts });
    const content = isComposed(resource)
      ? transformed(withTitles(translated, language), document)
      : said(translated, written);
    return { fullUrl, resource: content };
  });
  const copy: DocumentBundle = { ...document, ...identityOf(document, language), language, entry };
  return { document: withNarratives(copy, { language, terminology }), ...counts };
}

/** A translation is another document than its original: its id follows from the original's and the language. */
function identityOf(document: DocumentBundle, language: string): { readonly id: string; readonly identifier: Element } {
  const of = textAt(document.identifier, 'value') ?? document.id ?? '';
  const id = uuidOf('translation', of, language);
  return { id, identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` } };
}

/** The Composition that says which document it was made from. */
function transformed(composition: Resource, { identifier }: DocumentBundle): Resource {
  if (!isElement(identifier)) return composition;
  const relatesTo = [...elementsAt(composition, 'relatesTo'), { code: 'transforms', targetIdentifier: identifier }];
  return { ...composition, relatesTo };
}

interface Translating {
  readonly written: string | undefined;
  readonly language: string;
  readonly terminology: Pick<Terminology, 'designate'>;
  readonly counts: { translated: number; untranslated: number };
}

function isComposed(resource: Resource): boolean {
  return resource.resourceType === 'Composition';
}

/** The resource with the language of its free text, where that is known. */
function said(resource: Resource, written: string | undefined): Resource {
  return written === undefined ? resource : { ...resource, language: written };
}

function translateResource(resource: Resource, translating: Translating): Resource {
  const copy = (value: unknown, depth: number): unknown => {
    if (depth > deepest) return value;
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    if (!isElement(value)) return value;
    if (isConcept(value)) return translateConcept(value, translating);
    if (isCoding(value)) return translateConcept({ coding: [value] }, translating).coding[0];
    return copyMembers(value, depth);
  };
  const copyMembers = (value: Element, depth: number): Element =>
    Object.fromEntries(
      Object.entries(value).map(([name, content]) => [name, name === 'meta' ? content : copy(content, depth + 1)]),
    );
  return copyMembers(resource, 0) as unknown as Resource;
}

function isConcept(value: Element): boolean {
  return Array.isArray(value.coding) && value.coding.every(isElement);
}

/** A Coding, and not a Quantity or an Identifier, which have a system too. */
function isCoding(value: Element): boolean {
  return (
    typeof value.system === 'string' && typeof value.code === 'string' && !('value' in value) && !('unit' in value)
  );
}

function translateConcept(given: Element, translating: Translating): Element & { readonly coding: readonly Element[] } {
  const { written, language, terminology, counts } = translating;
  // A translation of a translation starts from the record's own words.
  const concept = withoutTranslation(given, 'text');
  const codings = elementsAt(concept, 'coding').map((coding) => withoutTranslation(coding, 'display'));
  if (written !== undefined && primaryOf(written) === primaryOf(language)) {
    counts.translated += codings.length > 0 ? 1 : 0;
    return { ...concept, coding: codings };
  }
  const names = codings.map((coding) => {
    const { system, code } = coding;
    if (typeof system !== 'string' || typeof code !== 'string') return undefined;
    return terminology.designate(system, code, [language])?.display;
  });
  const chosen =
    names[codings.findIndex((one, at) => one.userSelected === true && names[at] !== undefined)] ??
    names.find((name) => name !== undefined);
  if (codings.length > 0) counts[chosen === undefined ? 'untranslated' : 'translated'] += 1;
  const coding = codings.map((one, at) => {
    const name = names[at];
    if (name !== undefined) return translated(one, 'display', name, written);
    return chosen === undefined ? marked(one, written) : one;
  });
  if (chosen === undefined || textAt(concept, 'text') === undefined) return { ...concept, coding };
  return { ...translated(concept, 'text', chosen, written), coding };
}

/** The element with new words, and the old ones beside them where there were any others. */
function translated(element: Element, name: 'display' | 'text', words: string, written: string | undefined): Element {
  const old = textAt(element, name);
  if (old === undefined || old === words) return { ...element, [name]: words };
  const original = { text: old, ...(written !== undefined && { language: written }) };
  return { ...element, [name]: words, [`_${name}`]: withOriginal(elementAt(element, `_${name}`), original) };
}

function marked(coding: Element, written: string | undefined): Element {
  const extension = elementsAt(coding, 'extension').filter((one) => one.url !== untranslatedUrl);
  const display = textAt(coding, 'display');
  return {
    ...coding,
    extension: [...extension, { url: untranslatedUrl, valueBoolean: true }],
    ...(display !== undefined &&
      written !== undefined && {
        _display: {
          ...elementAt(coding, '_display'),
          extension: [
            ...elementsAt(elementAt(coding, '_display'), 'extension').filter((one) => one.url !== displayLanguageUrl),
            { url: displayLanguageUrl, valueCode: written },
          ],
        },
      }),
  };
}

/** The Composition with the titles of the document and of the sections that are known, in the reader's language. */
function withTitles(composition: Resource, language: string): Resource {
  const words = wordsOf(language);
  const codes = (element: unknown) =>
    elementsAt(elementAt(element, 'type') ?? elementAt(element, 'code'), 'coding').map((one) => textAt(one, 'code'));
  const section = elementsAt(composition, 'section').map((one) => {
    const known = sections.find((definition) => codes(one).includes(definition.code));
    return known === undefined ? one : { ...one, title: words.sections[known.key] };
  });
  const title = codes(composition).includes('60591-5') ? { title: words.summary } : {};
  return { ...composition, language, ...title, ...(section.length > 0 && { section }) };
}
