import { useState } from 'react';
import { Button, KeyFacts, Notice, Page, RecordCover, SummarySections, Switch, useI18n } from '#ui';
import type { ForeignAnswer } from './abroad-page.tsx';

/** The summary from abroad in the reader's language, the original terms on demand, what has no translation marked. */
export function ForeignResult({ answer, onAgain }: { readonly answer: ForeignAnswer; readonly onAgain: () => void }) {
  const { t, formats } = useI18n();
  const [showOriginal, setShowOriginal] = useState(false);
  const country = formats.country(answer.country);
  const heading = t('abroad.result.title', { country });
  const { sections } = answer.view;
  return (
    <Page title={heading} bare width="wide">
      <RecordCover heading={heading} person={answer.view.patient} />
      <Notice tone={answer.untranslatedCodes > 0 ? 'warn' : 'info'}>
        <p>
          {t('abroad.result.translated', { count: answer.translatedCodes })}{' '}
          <strong>{t('abroad.result.untranslated', { count: answer.untranslatedCodes })}</strong>
        </p>
        <p className="reference">
          {t('abroad.result.logged')} {t('access.reference', { traceId: answer.traceId })}
        </p>
      </Notice>
      <div className="result-tools">
        <Switch isSelected={showOriginal} onChange={setShowOriginal}>
          {t('summary.original.show')}
        </Switch>
        <Button kind="secondary" onPress={onAgain}>
          {t('abroad.result.again')}
        </Button>
      </div>
      <KeyFacts sections={sections} />
      <SummarySections sections={sections} showOriginal={showOriginal} />
    </Page>
  );
}
