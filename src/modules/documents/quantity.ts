import type { Term } from './contract.ts';
import { elementAt, elementsAt, isElement, numberAt, textAt } from './element.ts';
import type { Formats } from './formats.ts';
import { codingTerm, freeText, type Reading, termOf } from './term.ts';
import type { Words } from './words.ts';

/** What a value needs to be written for a reader. */
export interface Writing {
  readonly reading: Reading;
  readonly formats: Formats;
  readonly words: Words;
}

const ucum = 'http://unitsofmeasure.org';

/** `7.2 %`, `< 5 mg/L`, `2 tablets`; undefined where there is no number. */
export function quantityText(quantity: unknown, { reading, formats }: Writing): string | undefined {
  const value = numberAt(quantity, 'value');
  if (value === undefined) return undefined;
  const comparator = textAt(quantity, 'comparator');
  const sign = comparator === undefined ? '' : `${comparator.replace('<=', '≤').replace('>=', '≥')} `;
  const unit = unitOf(quantity, reading);
  return `${sign}${formats.number(value)}${unit === undefined ? '' : ` ${unit}`}`;
}

function unitOf(quantity: unknown, { language, terminology }: Reading): string | undefined {
  const code = textAt(quantity, 'code');
  if (textAt(quantity, 'system') === ucum && code !== undefined) {
    const name = terminology.designate(ucum, code, [language])?.display;
    if (name !== undefined) return name;
    // `1` counts pieces, and an annotation alone is no unit.
    if (code === '1' || /^\{.*\}$/.test(code)) return textAt(quantity, 'unit');
  }
  return textAt(quantity, 'unit') ?? code;
}

export function rangeText(range: unknown, writing: Writing): string | undefined {
  const low = elementAt(range, 'low');
  const high = elementAt(range, 'high');
  const highText = quantityText(high, writing);
  const lowValue = numberAt(low, 'value');
  if (lowValue === undefined) return highText === undefined ? undefined : `≤ ${highText}`;
  if (highText === undefined) return `≥ ${quantityText(low, writing)}`;
  const sameUnit = textAt(low, 'unit') === textAt(high, 'unit') && textAt(low, 'code') === textAt(high, 'code');
  return `${sameUnit ? writing.formats.number(lowValue) : quantityText(low, writing)} – ${highText}`;
}

export function ratioText(ratio: unknown, writing: Writing): string | undefined {
  const numerator = quantityText(elementAt(ratio, 'numerator'), writing);
  const denominator = elementAt(ratio, 'denominator');
  if (numerator === undefined) return undefined;
  const isOne = numberAt(denominator, 'value') === 1 && (textAt(denominator, 'unit') ?? '1') === '1';
  const below = quantityText(denominator, writing);
  if (below === undefined || (isOne && (textAt(denominator, 'code') ?? '1') === '1')) return numerator;
  return `${numerator} / ${numberAt(denominator, 'value') === 1 ? below.replace(/^1 /, '') : below}`;
}

/** The `value[x]` of an Observation or of one of its components, or why there is none. */
export function valueTerm(holder: unknown, writing: Writing): Term | undefined {
  if (!isElement(holder)) return undefined;
  const { reading, formats, words } = writing;
  const plain = (text: string | undefined): Term | undefined => (text === undefined ? undefined : { text });
  const coded = elementAt(holder, 'valueCodeableConcept');
  if (coded !== undefined) return termOf(coded, reading);
  if (elementAt(holder, 'valueCoding') !== undefined) return codingTerm(elementAt(holder, 'valueCoding'), reading);
  if (textAt(holder, 'valueString') !== undefined) return freeText(textAt(holder, 'valueString'), reading);
  const integer = numberAt(holder, 'valueInteger') ?? numberAt(holder, 'valueDecimal');
  if (integer !== undefined) return { text: formats.number(integer) };
  if (typeof holder.valueBoolean === 'boolean') return { text: holder.valueBoolean ? words.yes : words.no };
  return (
    plain(quantityText(holder.valueQuantity, writing)) ??
    plain(rangeText(holder.valueRange, writing)) ??
    plain(ratioText(holder.valueRatio, writing)) ??
    plain(formats.dateTime(holder.valueDateTime ?? holder.valuePeriod)) ??
    plain(textAt(holder, 'valueTime')) ??
    termOf(elementAt(holder, 'dataAbsentReason'), reading)
  );
}

/** The first reference range that is meant for everybody, in words. */
export function referenceRangeText(observation: unknown, writing: Writing): string | undefined {
  const [first] = elementsAt(observation, 'referenceRange');
  return rangeText(first, writing) ?? textAt(first, 'text');
}
