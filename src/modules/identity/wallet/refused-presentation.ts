import type { FaultCode } from '#kernel';

/** What a person is told when her wallet's answer does not count. */
export type PresentationFault = Extract<FaultCode, 'upstream.refused' | 'upstream.revoked' | 'upstream.unavailable'>;

/** A presentation that is not believed; `word` says for the log which check it did not pass. */
export interface RefusedPresentation extends Error {
  readonly word: string;
  readonly code: PresentationFault;
}

export function isRefusedPresentation(failure: unknown): failure is RefusedPresentation {
  return failure instanceof Error && typeof (failure as { readonly word?: unknown }).word === 'string';
}

export function refusal(word: string, code: PresentationFault = 'upstream.refused'): RefusedPresentation {
  return Object.assign(new Error('A presentation is not believed'), { word, code });
}
