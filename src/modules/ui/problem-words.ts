import { isApiProblem } from './api.ts';
import type { MessageKey } from './languages/index.ts';

export interface ProblemWords {
  readonly title: MessageKey;
  readonly text: MessageKey;
  /** Would the same request have a chance later? */
  readonly retry: boolean;
}

const words = {
  network: { title: 'error.network.title', text: 'error.network.text', retry: true },
  busy: { title: 'error.busy.title', text: 'error.busy.text', retry: true },
  absent: { title: 'error.not-found.title', text: 'error.not-found.text', retry: false },
  denied: { title: 'error.denied.title', text: 'error.denied.text', retry: false },
  signIn: { title: 'session.needed.title', text: 'session.needed.text', retry: false },
  conflict: { title: 'error.conflict.title', text: 'error.conflict.text', retry: true },
  invalid: { title: 'error.invalid.title', text: 'error.invalid.text', retry: false },
  unexpected: { title: 'error.unexpected.title', text: 'error.unexpected.text', retry: true },
} as const satisfies Record<string, ProblemWords>;

/** What to tell a person about anything that a request can end with. */
export function problemWords(problem: unknown): ProblemWords {
  if (!isApiProblem(problem)) return words.unexpected;
  if (problem.code === 'network') return words.network;
  switch (problem.status) {
    case 401:
      return words.signIn;
    case 403:
      return words.denied;
    case 404:
    case 410:
      return words.absent;
    case 409:
    case 412:
      return words.conflict;
    case 429:
    case 503:
      return words.busy;
    default:
      return problem.status >= 400 && problem.status < 500 ? words.invalid : words.unexpected;
  }
}
