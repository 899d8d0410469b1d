import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import { codesOfElement } from './check-binding.ts';
import {
  chosenValue,
  extensionValue,
  extensionValues,
  isSame,
  listOf,
  orderOf,
  type QuestionItem,
} from './questionnaire.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/** The types of the answers to a question (R4, valueset-item-type.html). */
const answerTypes: Readonly<Record<string, readonly string[]>> = {
  boolean: ['boolean'],
  decimal: ['decimal'],
  integer: ['integer'],
  date: ['date'],
  dateTime: ['dateTime'],
  time: ['time'],
  string: ['string'],
  text: ['string'],
  url: ['uri'],
  choice: ['Coding'],
  'open-choice': ['Coding', 'string'],
  attachment: ['Attachment'],
  reference: ['Reference'],
  quantity: ['Quantity'],
};

/** Types of options besides Coding (R4, Questionnaire.item.answerOption). */
const optionTypes: ReadonlySet<string> = new Set(['string', 'integer', 'date', 'time', 'Reference']);

function refuse(run: Run, text: string, value?: FhirNode): void {
  if (value !== undefined) run.path.push(`value.ofType(${value.type})`);
  report(run, issueOf('conformance.questionnaire', text));
  if (value !== undefined) run.path.pop();
}

/** Judges one answer by its question: its type, the options and value sets to choose from, and its limits. */
export function checkAnswer(run: Run, question: QuestionItem, answer: Members): void {
  const value = chosenValue(answer);
  if (value === undefined) return;
  const options = listOf<Members>(question.answerOption).flatMap((option) => chosenValue(option) ?? []);
  const open = question.type === 'open-choice';
  const types = new Set(answerTypes[question.type] ?? []);
  const isChoice = question.type === 'choice' || open;
  for (const option of options) types.add(option.type);
  // Where nothing says what to choose from, an answer may be of any type that an option may be of.
  const isFree = isChoice && options.length === 0 && question.answerValueSet === undefined;
  if (!types.has(value.type) && !(isFree && optionTypes.has(value.type))) {
    if (isChoice && options.length > 0 && optionTypes.has(value.type)) {
      refuse(run, `None of the options of the question is of type ${value.type}.`);
    } else refuse(run, `The answer must be of type ${[...types].join(' or ')}, but is of type ${value.type}.`, value);
    return;
  }
  if (options.length > 0 && !(open && value.type === 'string')) checkOption(run, options, value);
  if (typeof question.answerValueSet === 'string') checkValueSet(run, question.answerValueSet, value, open);
  checkLimits(run, question, value);
  if (value.type === 'string' && typeof value.value === 'string') checkText(run, question, value, value.value);
  if (value.type === 'Attachment' && isObject(value.value)) checkAttachment(run, question, value.value);
  if (value.type === 'Quantity' && isObject(value.value)) checkUnit(run, question, value, value.value);
  if (value.type === 'Reference' && isObject(value.value)) checkTarget(run, question, value, value.value);
}

function checkOption(run: Run, options: readonly FhirNode[], value: FhirNode): void {
  if (options.some((option) => isSame(option, value))) return;
  refuse(run, 'The answer is none of the options of the question.', value.type === 'Coding' ? undefined : value);
}

function checkValueSet(run: Run, valueSet: string, value: FhirNode, open: boolean): void {
  if (open && value.type === 'string') return;
  const told = codesOfElement(value).map((code) => run.codes.inValueSet(valueSet, code));
  if (told.length === 0 || told.some((one) => one !== false)) return;
  refuse(run, `The answer is not in the value set ${valueSet}.`);
}

function checkLimits(run: Run, question: QuestionItem, value: FhirNode): void {
  const least = extensionValue(question, 'minValue') ?? extensionValue(question, 'sdc-questionnaire-minQuantity');
  const most = extensionValue(question, 'maxValue') ?? extensionValue(question, 'sdc-questionnaire-maxQuantity');
  for (const [limit, refused, words] of [
    [least, -1, 'The answer is below the least that the question allows.'],
    [most, 1, 'The answer is above the greatest that the question allows.'],
  ] as const) {
    if (limit === undefined) continue;
    const order = orderOf(value, limit);
    if (order === refused) refuse(run, words, value);
    else if (order === undefined && value.type === 'Quantity') {
      refuse(
        run,
        'The answer cannot be compared with the limit of the question: their units have no common code.',
        value,
      );
    }
  }
  const places = extensionValue(question, 'maxDecimalPlaces')?.value;
  if (typeof places === 'number' && value.type === 'decimal') {
    const written = String(value.value);
    const point = written.indexOf('.');
    if (point !== -1 && written.length - point - 1 > places) {
      refuse(run, `The answer may have at most ${places} digits behind the point.`, value);
    }
  }
}

function checkText(run: Run, question: QuestionItem, value: FhirNode, text: string): void {
  const least = extensionValue(question, 'minLength')?.value;
  if (typeof least === 'number' && text.length < least)
    refuse(run, `The answer needs at least ${least} characters.`, value);
  if (typeof question.maxLength === 'number' && text.length > question.maxLength) {
    refuse(run, `The answer may have at most ${question.maxLength} characters.`, value);
  }
  const form = extensionValue(question, 'regex')?.value;
  if (typeof form === 'string' && !fits(text, form))
    refuse(run, 'The answer does not have the form that the question asks for.', value);
}

function fits(text: string, form: string): boolean {
  try {
    return new RegExp(`^(?:${form})$`, 'su').test(text);
  } catch {
    // A form that cannot be read refuses nothing.
    return true;
  }
}

function checkAttachment(run: Run, question: QuestionItem, attachment: Members): void {
  const kinds = extensionValues(question, 'mimeType').map(({ value }) => value);
  if (kinds.length > 0 && !kinds.includes(attachment.contentType)) {
    refuse(run, `The file must be of type ${kinds.join(' or ')}.`);
  }
  const largest = extensionValue(question, 'maxSize')?.value;
  const { data } = attachment;
  const size = typeof data === 'string' ? Buffer.byteLength(data, 'base64') : attachment.size;
  if (typeof largest === 'number' && typeof size === 'number' && size > largest) {
    refuse(run, `The file may have at most ${largest} bytes.`);
  }
}

function checkUnit(run: Run, question: QuestionItem, value: FhirNode, quantity: Members): void {
  const units = extensionValues(question, 'questionnaire-unitOption').flatMap(({ value: unit }) =>
    isObject(unit) ? [unit] : [],
  );
  if (units.length > 0 && !units.some(({ code, system }) => code === quantity.code && system === quantity.system)) {
    refuse(run, 'The unit is none of those that the question allows.', value);
  }
  const valueSet = extensionValue(question, 'questionnaire-unitValueSet')?.value;
  if (typeof valueSet !== 'string') return;
  const told = codesOfElement(value).map((code) => run.codes.inValueSet(valueSet, code));
  if (!told.some((one) => one !== false)) refuse(run, `The unit is not in the value set ${valueSet}.`, value);
}

const typeInReference = /(?:^|\/)([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}$/;

function checkTarget(run: Run, question: QuestionItem, value: FhirNode, reference: Members): void {
  const text = reference.reference;
  const type = reference.type ?? (typeof text === 'string' ? typeInReference.exec(text)?.[1] : undefined);
  if (typeof type !== 'string') return;
  const allowed = extensionValues(question, 'questionnaire-referenceResource').map(({ value: code }) => code);
  if (!isResourceType(type)) refuse(run, 'The reference leads to a type that FHIR R4 does not have.', value);
  else if (allowed.length > 0 && !allowed.includes(type)) {
    refuse(run, `The reference must lead to ${allowed.join(' or ')}.`, value);
  }
}
