import { isApiProblem, type MessageKey } from '#ui';

const kinds = {
  'gateway.no-match': 'no-match',
  'gateway.unreachable': 'unreachable',
  'gateway.timeout': 'timeout',
  'gateway.certificate': 'certificate',
  'gateway.refused': 'refused',
  'gateway.clock': 'clock',
  'gateway.bad-answer': 'bad-answer',
  'gateway.unknown-country': 'unknown-country',
  'gateway.traits': 'traits',
} as const;

export interface FailureWords {
  readonly title: MessageKey;
  readonly text: MessageKey;
  readonly next: MessageKey;
  /** May the same question have another answer in a moment? */
  readonly retry: boolean;
  /** A finding rather than a fault: shown calmly. */
  readonly calm: boolean;
}

/** What a clinician is told about a request that brought no summary; undefined where it was no fault of the exchange. */
export function failureWords(problem: unknown): FailureWords | undefined {
  if (!isApiProblem(problem)) return undefined;
  const kind = kinds[problem.code as keyof typeof kinds];
  if (!kind) return undefined;
  return {
    title: `failure.${kind}.title`,
    text: `failure.${kind}.text`,
    next: `failure.${kind}.next`,
    retry: kind === 'unreachable' || kind === 'timeout',
    calm: kind === 'no-match',
  };
}

/** The codes that have words of their own. */
export const explainedCodes = Object.keys(kinds) as readonly (keyof typeof kinds)[];
