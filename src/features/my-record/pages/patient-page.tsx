import { Link, useParams } from '@tanstack/react-router';
import { Notice, Page, RecordCover, RequireRole, useI18n } from '#ui';
import { OpenApp } from './open-app.tsx';
import { SummaryPanel, useSummary } from './record-page.tsx';

/** The summary of a person whom the professional treats. */
export function PatientPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="professional" title={t('patients.title')}>
      <OnePatient />
    </RequireRole>
  );
}

function OnePatient() {
  const { t } = useI18n();
  const { id } = useParams({ from: '/patients/$id' });
  const summary = useSummary(id);
  const heading = t('record.tab.summary');
  const back = (
    <p className="back">
      <Link to="/patients">{t('patients.back')}</Link>
    </p>
  );
  if (summary.isError) {
    return (
      <Page title={heading} before={back}>
        <SummaryPanel summary={summary} />
      </Page>
    );
  }
  return (
    <Page title={heading} bare width="wide" before={back}>
      <RecordCover heading={heading} person={summary.data?.patient} />
      {summary.data ? (
        <Notice>
          <p>{t('patients.logged')}</p>
        </Notice>
      ) : null}
      <SummaryPanel summary={summary} />
      {summary.data ? <OpenApp patient={id} /> : null}
    </Page>
  );
}
