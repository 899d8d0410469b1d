import type { ConceptRow } from '../concepts.ts';
import { conceptRow, propertyOf } from './concept-row.ts';
import { visitRows } from './delimited.ts';
import type { DefinitionPart, ImportSource, ReadOptions } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { loincFile, loincUrl } from './loinc-files.ts';
import { isCode, listedValueSet } from './part-header.ts';

interface AnswerLists {
  /** Names by list, answers by list, names by answer, lists by answer. */
  readonly names: Gathering;
  readonly answers: Gathering;
  readonly answerNames: Gathering;
  readonly listsOf: Gathering;
}

/** Lists that are defined elsewhere have rows without an answer. */
async function gatherAnswers(source: ImportSource, options: ReadOptions): Promise<AnswerLists> {
  const [names, answers, answerNames, listsOf] = [
    createGathering(),
    createGathering(),
    createGathering(),
    createGathering(),
  ];
  const file = loincFile(source, 'AnswerList');
  if (file !== undefined) {
    await visitRows(file, {}, options, ({ cell, refuse }) => {
      const [list, answer] = [cell('AnswerListId'), cell('AnswerStringId')];
      if (!isCode(list)) {
        refuse('no-code');
        return;
      }
      if (!names.has(list)) names.add(list, cell('AnswerListName'));
      if (!isCode(answer)) return;
      answers.add(list, answer);
      listsOf.add(answer, list);
      if (!answerNames.has(answer)) answerNames.add(answer, cell('DisplayText'));
    });
  }
  return { names, answers, answerNames, listsOf };
}

/** Answer lists and answers as concepts, with what belongs to what as their properties. */
export async function* loincAnswers(
  source: ImportSource,
  listsOfTerms: Gathering,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const { names, answers, answerNames, listsOf } = await gatherAnswers(source, options);
  const answersFor = createGathering();
  for (const term of listsOfTerms.keys()) for (const list of listsOfTerms.of(term)) answersFor.add(list, term);
  const codes = (property: string, of: readonly string[]) =>
    [...new Set(of)].flatMap((code) => propertyOf(property, 'code', code));
  for (const code of names.keys()) {
    const properties = [...codes('Answer', answers.of(code)), ...codes('answers-for', answersFor.of(code))];
    yield conceptRow({ code, display: names.of(code)[0], properties });
  }
  for (const code of answerNames.keys()) {
    yield conceptRow({ code, display: answerNames.of(code)[0], properties: codes('AnswerList', listsOf.of(code)) });
  }
}

/** The answer lists as value sets, their answers in order. */
export async function* loincAnswerLists(
  source: ImportSource,
  version: string | undefined,
  options: ReadOptions,
): AsyncGenerator<DefinitionPart> {
  // What cannot be read was told when the concepts were.
  const { names, answers } = await gatherAnswers(source, { ...options, refused: () => {} });
  for (const list of answers.keys()) {
    const include = [{ system: loincUrl, concept: answers.of(list).map((code) => ({ code })) }];
    const url = `${loincUrl}/vs/${list}`;
    const title = names.of(list)[0] ?? list;
    yield {
      kind: 'definition',
      definition: listedValueSet({ url, name: `LOINC_${list}`, title, version, include }),
    };
  }
}
