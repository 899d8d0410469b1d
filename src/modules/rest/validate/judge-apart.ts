import type { DefinitionSet } from '#definitions';
import type { ValidationIssue } from '#fhir';
import type { Outcome } from '#kernel';
import { workApart } from '../work-apart.ts';
import type { ValidationAnswer, ValidationContext, ValidationQuestion } from './validation-process.ts';

/** The definitions of R4 take a quarter of a second to read, and the patterns of a profile may not end. */
const judge = workApart<ValidationQuestion, ValidationAnswer>({
  module: new URL('./validation-process.ts', import.meta.url),
  mostWaiting: 64,
  keep: 60_000,
});

/**
 * What is wrong with a resource by the definitions of a set, found out in a process apart; `request.timeout` where that
 * takes longer than `patience` milliseconds.
 */
export function judgeApart(
  set: DefinitionSet,
  question: ValidationQuestion,
  patience: number,
): Promise<Outcome<readonly ValidationIssue[]>> {
  const context: ValidationContext = { definitions: set.packed };
  return judge(question, patience, { name: set.revision, message: context });
}
