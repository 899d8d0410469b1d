import type { Term } from './contract.ts';
import { type Element, elementAt, elementsAt, numberAt, textAt, textsAt } from './element.ts';
import { quantityText, rangeText, ratioText, type Writing } from './quantity.ts';
import { freeText, joinTerms, speaksSame, termOf } from './term.ts';
import type { TimeUnit } from './words.ts';

/**
 * How a medicine is taken. In the language of the record: in the prescriber's words. In another: what of it is coded,
 * in the reader's language, with the prescriber's words beside it.
 */
export function dosageTerm(dosages: readonly Element[], writing: Writing): Term | undefined {
  return joinTerms(
    dosages.map((dosage) => oneDosage(dosage, writing)),
    '; ',
  );
}

function oneDosage(dosage: Element, writing: Writing): Term | undefined {
  const { reading } = writing;
  const own = textAt(dosage, 'text') ?? textAt(dosage, 'patientInstruction');
  if (own !== undefined && speaksSame(reading) === true) return { text: own };
  const coded = codedDosage(dosage, writing);
  if (coded === '') return freeText(own, reading);
  if (own === undefined) return { text: coded };
  const language = reading.written === undefined ? {} : { originalLanguage: reading.written };
  return own === coded ? { text: coded } : { text: coded, original: own, ...language };
}

function codedDosage(dosage: Element, writing: Writing): string {
  const { reading, words } = writing;
  const timing = elementAt(dosage, 'timing');
  const repeat = elementAt(timing, 'repeat');
  const asNeeded = termOf(elementAt(dosage, 'asNeededCodeableConcept'), reading)?.text;
  return [
    amount(dosage, writing),
    termOf(elementAt(timing, 'code'), reading)?.text ?? frequency(repeat, writing),
    whenTaken(repeat, writing),
    dosage.asNeededBoolean === true ? words.asNeeded : undefined,
    asNeeded === undefined ? undefined : `${words.asNeeded}: ${asNeeded}`,
    termOf(elementAt(dosage, 'route'), reading)?.text,
    limit(repeat, writing),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

function amount(dosage: Element, writing: Writing): string | undefined {
  const [rate] = elementsAt(dosage, 'doseAndRate');
  const parts = [
    quantityText(elementAt(rate, 'doseQuantity'), writing) ?? rangeText(elementAt(rate, 'doseRange'), writing),
    quantityText(elementAt(rate, 'rateQuantity'), writing) ??
      rangeText(elementAt(rate, 'rateRange'), writing) ??
      ratioText(elementAt(rate, 'rateRatio'), writing),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

function frequency(repeat: Element | undefined, { formats, words }: Writing): string | undefined {
  const times = numberAt(repeat, 'frequency') ?? 1;
  const most = numberAt(repeat, 'frequencyMax');
  const period = numberAt(repeat, 'period');
  const unit = textAt(repeat, 'periodUnit');
  if (period === undefined || unit === undefined || !Object.hasOwn(words.timesPer, unit)) return undefined;
  const pattern = (period === 1 ? words.timesPer : words.timesEvery)[unit as TimeUnit];
  const count = most === undefined ? formats.number(times) : `${formats.number(times)}–${formats.number(most)}`;
  return pattern.replace('{n}', count).replace('{p}', formats.number(period));
}

function whenTaken(repeat: Element | undefined, { formats, words }: Writing): string | undefined {
  const parts = [
    ...textsAt(repeat, 'dayOfWeek').map((code) => formats.weekday(code)),
    ...textsAt(repeat, 'timeOfDay').map((time) => time.slice(0, 5)),
    ...textsAt(repeat, 'when').map((code) => (Object.hasOwn(words.when, code) ? words.when[code] : undefined) ?? code),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function limit(repeat: Element | undefined, { formats, words }: Writing): string | undefined {
  const end = formats.date(textAt(elementAt(repeat, 'boundsPeriod'), 'end'));
  return end === undefined ? undefined : words.until.replace('{x}', end);
}
