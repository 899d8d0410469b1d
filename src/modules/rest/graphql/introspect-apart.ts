import { fail, type Outcome, ok } from '#kernel';
import { workApart } from '../work-apart.ts';
import type { IntrospectionAnswer, IntrospectionQuestion } from './introspection-process.ts';

const patience = 25_000;
const ask = workApart<IntrospectionQuestion, IntrospectionAnswer>({
  module: new URL('./introspection-process.ts', import.meta.url),
  mostWaiting: 8,
  keep: 20_000,
});

/**
 * The JSON text that answers an introspection. The schema of all of R4 takes seconds to make and 200 MB to hold, and is
 * asked for by tools now and then: a process of its own makes it. `request.too-many` where several wait already.
 */
export async function introspectApart(question: IntrospectionQuestion): Promise<Outcome<string>> {
  const answer = await ask(question, patience);
  if (!answer.ok) return answer;
  return 'data' in answer.value ? ok(answer.value.data) : fail('graphql.invalid', answer.value.refused);
}
