import { describe, expect, it } from 'vitest';
import { issuesOfResource } from './testing-issues.ts';

const questionnaire = {
  resourceType: 'Questionnaire',
  url: 'http://example.org/Questionnaire/q',
  status: 'active',
  item: [
    {
      linkId: 'visit',
      type: 'group',
      repeats: true,
      item: [
        { linkId: 'fever', type: 'boolean' },
        {
          linkId: 'since',
          type: 'date',
          enableWhen: [{ question: 'fever', operator: '=', answerBoolean: true }],
          required: true,
        },
      ],
    },
  ],
};

const fever = (valueBoolean: boolean) => ({ linkId: 'fever', answer: [{ valueBoolean }] });
const since = { linkId: 'since', answer: [{ valueDate: '2026-01-01' }] };

function errorsOf(...visits: readonly (readonly object[])[]): readonly string[] {
  const response = {
    resourceType: 'QuestionnaireResponse',
    questionnaire: questionnaire.url,
    status: 'completed',
    item: visits.map((item) => ({ linkId: 'visit', item })),
  };
  return issuesOfResource(response, [questionnaire]).flatMap((one) => (one.startsWith('error') ? one.slice(6) : []));
}

describe('a question that another enables', () => {
  it('depends on the nearest of those that repeat', () => {
    expect(errorsOf([fever(true), since], [fever(false)])).toEqual([]);
    expect(errorsOf([fever(true), since], [fever(false), since])).toEqual([
      'QuestionnaireResponse.item[1].item[1]: The question is answered, though it is not enabled.',
    ]);
    expect(errorsOf([fever(false)], [fever(true)])).toEqual([
      'QuestionnaireResponse.item[1]: A required question has no answer.',
    ]);
  });
});
