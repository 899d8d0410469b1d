import type { ConceptRow } from '../concepts.ts';
import { conceptRow } from './concept-row.ts';
import { rowsOf } from './delimited.ts';
import type { DefinitionPart, ImportSource, ReadOptions } from './format.ts';
import { createGathering } from './gathering.ts';
import { loincFile, loincUrl } from './loinc-files.ts';
import { isCode, listedValueSet } from './part-header.ts';

/**
 * Answer lists and answers as concepts. An answer may stand in several lists; it is read once. Lists that are defined
 * elsewhere have rows without an answer.
 */
export async function* loincAnswers(
  source: ImportSource,
  seen: Set<string>,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const file = loincFile(source, 'AnswerList');
  if (file === undefined) return;
  for await (const row of rowsOf(file, {}, options)) {
    const { cell } = row;
    const list = cell('AnswerListId');
    const answer = cell('AnswerStringId');
    if (!isCode(list)) {
      row.refuse('no-code');
      continue;
    }
    if (!seen.has(list)) {
      seen.add(list);
      yield conceptRow({ code: list, display: cell('AnswerListName') });
    }
    if (isCode(answer) && !seen.has(answer)) {
      seen.add(answer);
      yield conceptRow({ code: answer, display: cell('DisplayText') });
    }
  }
}

/** The answer lists as value sets, their answers in order. */
export async function* loincAnswerLists(
  source: ImportSource,
  version: string | undefined,
  options: ReadOptions,
): AsyncGenerator<DefinitionPart> {
  const file = loincFile(source, 'AnswerList');
  if (file === undefined) return;
  const answers = createGathering();
  const names = createGathering();
  // What cannot be read was told when the concepts were.
  for await (const { cell } of rowsOf(file, {}, { ...options, refused: () => {} })) {
    const list = cell('AnswerListId');
    if (!isCode(list)) continue;
    if (!names.has(list)) names.add(list, cell('AnswerListName'));
    if (isCode(cell('AnswerStringId'))) answers.add(list, cell('AnswerStringId'));
  }
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
