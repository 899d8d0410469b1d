import { type Element, elementAt, elementsAt, extensionValue, textAt } from './element.ts';

/**
 * How a translated document keeps the record's own words. `Coding.display` and `CodeableConcept.text` are in the
 * reader's language; their sibling (`_display`, `_text`) carries the original in the standard translation extension. A
 * Coding that could not be translated keeps its display and carries `untranslatedUrl` = true.
 */
export const translationUrl = 'http://hl7.org/fhir/StructureDefinition/translation';
export const untranslatedUrl = 'https://carnet.example/fhir/StructureDefinition/untranslated';
/** The language of a display that stays as it was; the extension `language` of R4 may not stand there. */
export const displayLanguageUrl = 'https://carnet.example/fhir/StructureDefinition/display-language';

/** The words that a translation replaced, with their language where it is known. */
export interface OriginalWords {
  readonly text: string;
  readonly language?: string;
}

export function originalOf(element: unknown, name: 'display' | 'text'): OriginalWords | undefined {
  const translation = elementsAt(elementAt(element, `_${name}`), 'extension').find((one) => one.url === translationUrl);
  if (translation === undefined) return undefined;
  const text = extensionValue(translation, 'content', 'valueString');
  const language = extensionValue(translation, 'lang', 'valueCode');
  if (typeof text !== 'string') return undefined;
  return { text, ...(typeof language === 'string' && { language }) };
}

/** The element with its own words again, as they were before a translation. */
export function withoutTranslation(element: Element, name: 'display' | 'text'): Element {
  const original = originalOf(element, name);
  if (original === undefined) return element;
  const { [`_${name}`]: marks, ...rest } = element;
  const extension = elementsAt(marks, 'extension').filter((one) => one.url !== translationUrl);
  const sibling = { ...elementAt(element, `_${name}`), extension };
  return { ...rest, [name]: original.text, ...(extension.length > 0 && { [`_${name}`]: sibling }) };
}

/** The sibling of a translated text. An unknown language is `und` (BCP 47). */
export function withOriginal(sibling: Element | undefined, original: OriginalWords): Element {
  const extension = Array.isArray(sibling?.extension) ? sibling.extension : [];
  return {
    ...sibling,
    extension: [
      ...extension.filter((one) => textAt(one, 'url') !== translationUrl),
      {
        url: translationUrl,
        extension: [
          { url: 'lang', valueCode: original.language ?? 'und' },
          { url: 'content', valueString: original.text },
        ],
      },
    ],
  };
}

export function isMarkedUntranslated(coding: Element): boolean {
  return extensionValue(coding, untranslatedUrl, 'valueBoolean') === true;
}
