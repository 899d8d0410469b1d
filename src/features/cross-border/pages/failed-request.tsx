import { Button, Failure, isApiProblem, Notice, Page, Reference, useI18n } from '#ui';
import type { Question } from './ask-form.tsx';
import { failureWords } from './failures.ts';

export interface FailedRequestProps {
  readonly question: Question;
  readonly problem: unknown;
  readonly onRetry: () => void;
  readonly onChange: () => void;
}

/** Why there is no summary, what that does and does not mean for the patient, and what to do now. */
export function FailedRequest({ question, problem, onRetry, onChange }: FailedRequestProps) {
  const { t, formats } = useI18n();
  const country = formats.country(question.country);
  const words = failureWords(problem);
  const change = (
    <Button kind="secondary" onPress={onChange}>
      {t('abroad.change')}
    </Button>
  );
  if (!words) {
    return (
      <Page title={t('abroad.title')}>
        <Failure problem={problem} retry={onRetry} />
        <div className="actions">{change}</div>
      </Page>
    );
  }
  return (
    <Page title={t(words.title, { country })}>
      <Notice tone={words.calm ? 'info' : 'warn'}>
        <p>{t(words.text, { country })}</p>
      </Notice>
      <h2>{t('failure.next')}</h2>
      <p>{t(words.next, { country })}</p>
      <div className="actions">
        {words.retry ? <Button onPress={onRetry}>{t('error.retry')}</Button> : null}
        {change}
      </div>
      {isApiProblem(problem) ? <Reference traceId={problem.traceId} /> : null}
    </Page>
  );
}
