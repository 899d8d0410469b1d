import { useState } from 'react';
import { Button, hasOriginals, KeyFacts, Notice, Page, RecordCover, SummarySections, Switch, useI18n } from '#ui';
import type { ForeignAnswer } from './abroad-page.tsx';

/** The summary from abroad in the reader's language, the original terms on demand, what has no translation marked. */
export function ForeignResult({ answer, onAgain }: { readonly answer: ForeignAnswer; readonly onAgain: () => void }) {
  const { t, formats } = useI18n();
  const [showOriginal, setShowOriginal] = useState(false);
  const country = formats.country(answer.country);
  const heading = t('abroad.result.title', { country });
  const { sections, custodian, date } = answer.view;
  const again = (
    <p className="back">
      <Button kind="quiet" onPress={onAgain}>
        {t('abroad.result.again')}
      </Button>
    </p>
  );
  return (
    <Page title={heading} bare width="wide" before={again}>
      <RecordCover heading={heading} person={answer.view.patient} />
      <KeyFacts sections={sections} showOriginal={showOriginal} />
      <Notice tone={answer.untranslatedCodes > 0 ? 'warn' : 'info'}>
        <p>
          {t('abroad.result.translated', { count: answer.translatedCodes })}{' '}
          <strong>{t('abroad.result.untranslated', { count: answer.untranslatedCodes })}</strong>
        </p>
        {hasOriginals(sections) ? (
          <div>
            <Switch isSelected={showOriginal} onChange={setShowOriginal}>
              {t('summary.original.show')}
            </Switch>
            <p className="muted">{t('summary.original.hint')}</p>
          </div>
        ) : null}
        {custodian && date ? <p>{t('abroad.result.source', { custodian, date })}</p> : null}
        <p className="reference">
          {t('abroad.result.logged')} {t('access.reference', { traceId: answer.traceId })}
        </p>
      </Notice>
      <SummarySections sections={sections} showOriginal={showOriginal} />
    </Page>
  );
}
