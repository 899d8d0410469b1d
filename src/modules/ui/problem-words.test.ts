import { describe, expect, it } from 'vitest';
import { problemFromAnswer } from './api.ts';
import { problemWords } from './problem-words.ts';

const trace = 'a'.repeat(32);
const outcome = (code: string) =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ details: { coding: [{ code }] } }] });

describe('an answer that is no success', () => {
  it('gives the fault code of its OperationOutcome and the trace id of the request', () => {
    const problem = problemFromAnswer(503, outcome('gateway.timeout'), trace, '30');
    expect(problem).toMatchObject({ status: 503, code: 'gateway.timeout', traceId: trace, retryAfter: 30 });
    expect(problem).toBeInstanceOf(Error);
  });

  it.each(['', '<html>', '{}', '{"issue":[]}', '{"issue":[{"details":{"coding":[{"code":7}]}}]}', 'null'])(
    'is of unknown code where the body says nothing: %s',
    (body) => expect(problemFromAnswer(502, body, trace).code).toBe('unknown'),
  );
});

describe('the words for a problem', () => {
  const words = (status: number) => problemWords(problemFromAnswer(status, '', trace));

  it('do not tell hidden from absent', () => {
    expect(words(404)).toEqual(words(410));
    expect(words(404).retry).toBe(false);
  });

  it('offer to try again only where that can help', () => {
    expect([429, 500, 502, 503].map((status) => words(status).retry)).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 422].map((status) => words(status).retry)).toEqual([false, false, false, false, false]);
  });

  it('treat a defect of the page as unexpected', () => {
    expect(problemWords(new TypeError('x')).title).toBe('error.unexpected.title');
  });
});
