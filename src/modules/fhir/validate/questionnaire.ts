import { compareItems, itemsEqual } from '../fhirpath/equality.ts';
import { FhirPathError } from '../fhirpath/syntax.ts';
import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';

type Members = Readonly<Record<string, unknown>>;

/** An item of a Questionnaire, as far as responses are judged by it. */
export interface QuestionItem extends Members {
  readonly linkId: string;
  readonly type: string;
  readonly required?: boolean;
  readonly repeats?: boolean;
  readonly item?: readonly QuestionItem[];
}

export interface ResponseItem extends Members {
  readonly linkId?: string;
  readonly item?: readonly ResponseItem[];
  readonly answer?: readonly Members[];
}

export function listOf<T>(value: unknown): readonly T[] {
  return (Array.isArray(value) ? value.filter(isObject) : []) as readonly T[];
}

/** The value of an answer, an option or an extension: its type and its JSON. Undefined where there is none. */
export function chosenValue(holder: Members, prefix = 'value'): FhirNode | undefined {
  for (const key in holder) {
    const type = key.slice(prefix.length);
    if (!key.startsWith(prefix) || !/^[A-Z]/.test(type)) continue;
    const value = holder[key];
    return new FhirNode(value, isObject(value) ? type : type.charAt(0).toLowerCase() + type.slice(1));
  }
  return undefined;
}

/** The value of an extension of an item by the end of its address. */
export function extensionValue(item: Members, name: string): FhirNode | undefined {
  return extensionValues(item, name)[0];
}

export function extensionValues(item: Members, name: string): readonly FhirNode[] {
  return listOf<Members>(item.extension)
    .filter(({ url }) => typeof url === 'string' && url.endsWith(`/${name}`))
    .flatMap((extension) => chosenValue(extension) ?? []);
}

/** The answers to a question among some items: below groups and below other answers too. Undefined where it is not there. */
function answersAmong(linkId: string, items: readonly ResponseItem[]): readonly FhirNode[] | undefined {
  let found: FhirNode[] | undefined;
  const add = (more: readonly FhirNode[] | undefined) => {
    if (more === undefined) return;
    found ??= [];
    for (const one of more) found.push(one);
  };
  for (const item of items) {
    if (item.linkId === linkId) add(listOf<Members>(item.answer).flatMap((answer) => chosenValue(answer) ?? []));
    add(answersAmong(linkId, listOf(item.item)));
    for (const answer of listOf<Members>(item.answer)) add(answersAmong(linkId, listOf(answer.item)));
  }
  return found;
}

/** The items around a question, those of its own level first. */
export type Surroundings = readonly (readonly ResponseItem[])[];

/**
 * Whether a question is to be answered (R4, questionnaire.html, enableWhen). Where the question that it depends on is
 * there several times, as in a group that repeats, the nearest is meant.
 */
export function isEnabled(question: QuestionItem, around: Surroundings): boolean {
  const conditions = listOf<Members>(question.enableWhen);
  if (conditions.length === 0) return true;
  const holds = (condition: Members) => conditionHolds(condition, around);
  return question.enableBehavior === 'all' ? conditions.every(holds) : conditions.some(holds);
}

function nearestAnswers(linkId: string, around: Surroundings): readonly FhirNode[] {
  for (const items of around) {
    const found = answersAmong(linkId, items);
    if (found !== undefined) return found;
  }
  return [];
}

function conditionHolds(condition: Members, around: Surroundings): boolean {
  const { question, operator } = condition;
  const answers = typeof question === 'string' ? nearestAnswers(question, around) : [];
  const wanted = chosenValue(condition, 'answer');
  if (operator === 'exists') return answers.length > 0 === (wanted?.value === true);
  if (wanted === undefined) return false;
  if (operator === '=') return answers.some((answer) => isSame(answer, wanted));
  if (operator === '!=') return answers.length > 0 && !answers.some((answer) => isSame(answer, wanted));
  return answers.some((answer) => {
    const order = orderOf(answer, wanted);
    if (order === undefined) return false;
    if (operator === '>') return order > 0;
    if (operator === '<') return order < 0;
    return operator === '>=' ? order >= 0 : order <= 0;
  });
}

/** Codings are the same by system and code; what else they carry does not matter. */
export function isSame(a: FhirNode, b: FhirNode): boolean {
  if (isObject(a.value) && isObject(b.value) && a.type === 'Coding') {
    return a.value.code === b.value.code && (a.value.system ?? '') === (b.value.system ?? '');
  }
  return itemsEqual(a, b) === true;
}

/** A unit in words alone is no measure. */
function isUncoded({ type, value }: FhirNode): boolean {
  return type === 'Quantity' && isObject(value) && value.unit !== undefined && value.code === undefined;
}

/** Undefined where two values have no order. */
export function orderOf(a: FhirNode, b: FhirNode): number | undefined {
  if (isUncoded(a) || isUncoded(b)) return undefined;
  try {
    return compareItems(a, b);
  } catch (thrown) {
    if (thrown instanceof FhirPathError) return undefined;
    throw thrown;
  }
}
