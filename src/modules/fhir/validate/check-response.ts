import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { checkAnswer } from './check-answer.ts';
import {
  chosenValue,
  extensionValue,
  isEnabled,
  isSame,
  listOf,
  type QuestionItem,
  type ResponseItem,
  type Surroundings,
} from './questionnaire.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/** What is judged, and the items around it, by which questions are enabled. */
interface Judging {
  readonly run: Run;
  readonly around: Surroundings;
  /** Answers may be missing as long as a response is not complete. */
  readonly unfinished: boolean;
}

/**
 * Judges a QuestionnaireResponse by its Questionnaire (R4, questionnaireresponse.html): the items and their place, how
 * often they are answered, the types and values of answers, and what is enabled. A Questionnaire that is not known is a
 * warning.
 */
export function checkResponse(run: Run, response: FhirNode): void {
  const { questionnaire: canonical, item, status } = response.value as Members;
  if (typeof canonical !== 'string') return;
  const questionnaire = findQuestionnaire(run, canonical);
  if (questionnaire === undefined) {
    run.path.push('questionnaire');
    const text = `The questionnaire ${canonical.split('|', 1)[0]} is not known; the answers were not judged.`;
    report(run, { ...issueOf('conformance.questionnaire', text), severity: 'warning' });
    run.path.pop();
    return;
  }
  if (questionnaire.resourceType !== 'Questionnaire') {
    run.path.push('questionnaire');
    report(run, issueOf('conformance.questionnaire', 'The address leads to something that is no Questionnaire.'));
    run.path.pop();
    return;
  }
  const items = listOf<ResponseItem>(item);
  const unfinished = status === 'in-progress' || status === 'stopped' || status === 'entered-in-error';
  checkItems({ run, around: [], unfinished }, listOf(questionnaire.item), items);
}

function findQuestionnaire(run: Run, canonical: string): Members | undefined {
  if (!canonical.startsWith('#')) return run.definitions.find(canonical);
  const { contained } = run.resource.value as Members;
  return listOf<Members>(contained).find(({ id }) => id === canonical.slice(1));
}

/** The items of one level; the path is that of what holds them. */
function checkItems(outer: Judging, questions: readonly QuestionItem[], items: readonly ResponseItem[]): void {
  const { run } = outer;
  const judging = { ...outer, around: [items, ...outer.around] };
  const byLink = new Map<string, { readonly item: ResponseItem; readonly index: number }[]>();
  let last = -1;
  for (const [index, item] of items.entries()) {
    const at = questions.findIndex(({ linkId }) => linkId === item.linkId);
    if (at === -1) {
      report(
        run,
        issueOf('conformance.questionnaire', 'An item has a linkId that the questionnaire does not have here.'),
      );
      continue;
    }
    if (at < last) {
      within(run, index, () =>
        report(run, issueOf('conformance.questionnaire', 'The item stands after one that comes behind it.')),
      );
    }
    last = Math.max(last, at);
    const linkId = item.linkId as string;
    byLink.set(linkId, [...(byLink.get(linkId) ?? []), { item, index }]);
  }
  for (const question of questions) {
    const found = byLink.get(question.linkId) ?? [];
    const enabled = isEnabled(question, judging.around);
    if (found.length === 0) {
      if (enabled && question.required === true && question.type !== 'display') missing(judging);
      continue;
    }
    for (const { item, index } of found) within(run, index, () => checkItem(judging, question, item, enabled));
    const [, second] = found;
    if (second !== undefined && question.repeats !== true) {
      within(run, found[0]?.index ?? 0, () => tooMany(run));
    }
  }
}

function within(run: Run, index: number, work: () => void): void {
  run.path.push('item', index);
  work();
  run.path.length -= 2;
}

function missing({ run, unfinished }: Judging): void {
  const text = 'A required question has no answer.';
  report(run, { ...issueOf('conformance.questionnaire', text), severity: unfinished ? 'warning' : 'error' });
}

function tooMany(run: Run): void {
  report(run, issueOf('conformance.questionnaire', 'The question may be answered once only.'));
}

function checkItem(judging: Judging, question: QuestionItem, item: ResponseItem, enabled: boolean): void {
  const { run } = judging;
  const answers = listOf<Members>(item.answer);
  const inner = listOf<ResponseItem>(item.item);
  const { type } = question;
  if (!enabled) {
    if (answers.length > 0 || inner.length > 0) {
      report(run, issueOf('conformance.questionnaire', 'The question is answered, though it is not enabled.'));
    }
    return;
  }
  if (type === 'group' || type === 'display' || type === 'question') {
    if (answers.length > 0) {
      report(run, issueOf('conformance.questionnaire', `An item of type ${type} has no answers.`));
    }
    if (type === 'group') {
      if (question.required === true && inner.length === 0) missing(judging);
      checkItems(judging, listOf(question.item), inner);
    }
    return;
  }
  if (question.required === true && answers.length === 0) missing(judging);
  checkOccurrence(run, question, answers.length);
  checkExclusive(run, question, answers);
  for (const [n, answer] of answers.entries()) {
    run.path.push('answer', n);
    checkAnswer(run, question, answer);
    checkItems(judging, listOf(question.item), listOf(answer.item));
    run.path.length -= 2;
  }
}

function checkOccurrence(run: Run, question: QuestionItem, count: number): void {
  if (count > 1 && question.repeats !== true) tooMany(run);
  const least = extensionValue(question, 'questionnaire-minOccurs')?.value;
  const most = extensionValue(question, 'questionnaire-maxOccurs')?.value;
  if (typeof least === 'number' && count < least) {
    const text = `The question needs at least ${least} answers, but has ${count}.`;
    report(run, issueOf('conformance.questionnaire', text));
  }
  if (typeof most === 'number' && count > most) {
    const text = `The question may have at most ${most} answers, but has ${count}.`;
    report(run, issueOf('conformance.questionnaire', text));
  }
}

/** An option that excludes the others (extension questionnaire-optionExclusive) stands alone. */
function checkExclusive(run: Run, question: QuestionItem, answers: readonly Members[]): void {
  if (answers.length < 2) return;
  const exclusive = listOf<Members>(question.answerOption).filter(
    (option) => extensionValue(option, 'questionnaire-optionExclusive')?.value === true,
  );
  for (const [n, answer] of answers.entries()) {
    const value = chosenValue(answer);
    if (value === undefined || !exclusive.some((option) => matchesOption(option, value))) continue;
    run.path.push('answer', n);
    report(run, issueOf('conformance.questionnaire', 'The answer excludes all others; none may stand beside it.'));
    run.path.length -= 2;
  }
}

function matchesOption(option: Members, value: FhirNode): boolean {
  const allowed = chosenValue(option);
  return allowed !== undefined && isObject(option) && isSame(allowed, value);
}
