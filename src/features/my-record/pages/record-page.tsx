import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import {
  api,
  EmptyState,
  type EntryActs,
  Failure,
  hasOriginals,
  KeyFacts,
  Page,
  personTitle,
  RecordCover,
  RequireRole,
  Skeleton,
  SummarySections,
  type SummaryWords,
  Switch,
  useI18n,
  useNode,
  usePerson,
} from '#ui';
import { EntryMenu } from './entry-menu.tsx';
import { TakeAlong } from './take-along.tsx';
import { TimelinePanel } from './timeline-panel.tsx';

/** The citizen's record, or that of a person she acts for: the summary, and what happened when. */
export function RecordPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t('record.title')}>
      <Record />
    </RequireRole>
  );
}

function Record() {
  const { t } = useI18n();
  const { person } = usePerson();
  const summary = useSummary(person?.patient);
  const heading = personTitle('record.title', person, t);
  return (
    <Page title={heading} bare width="wide">
      <RecordCover heading={heading} person={summary.data?.patient} />
      {person ? <RecordActs /> : null}
      {person ? (
        <Tabs className="tabs" key={person.patient}>
          <TabList className="tab-list" aria-label={t('record.tab.label')}>
            <Tab id="summary" className="tab">
              {t('record.tab.summary')}
            </Tab>
            <Tab id="timeline" className="tab">
              {t('record.tab.timeline')}
            </Tab>
          </TabList>
          <TabPanel id="summary" className="tab-panel">
            <SummaryPanel summary={summary} acts={(entry) => <EntryMenu entry={entry} />} />
            {summary.data ? <TakeAlong patient={person.patient} /> : null}
          </TabPanel>
          <TabPanel id="timeline" className="tab-panel">
            <TimelinePanel patient={person.patient} />
          </TabPanel>
        </Tabs>
      ) : (
        <EmptyState title={t('record.empty.title')}>{t('record.empty.text')}</EmptyState>
      )}
    </Page>
  );
}

/** What she does with the record, beside reading it. */
function RecordActs() {
  const { t } = useI18n();
  const country = useNode().data?.country;
  const keepPerson = ({ person }: { readonly person?: string }) => (person === undefined ? {} : { person });
  return (
    <div className="actions record-acts">
      <Link className="button button-secondary" to="/record/own" search={keepPerson}>
        {t('own.add')}
      </Link>
      <Link className="button button-secondary" to="/record/take" search={keepPerson}>
        {t('take.title')}
      </Link>
      {country === 'FR' ? (
        <Link className="button button-secondary" to="/record/ins" search={keepPerson}>
          {t('ins.show')}
        </Link>
      ) : null}
    </div>
  );
}

export function useSummary(patient: string | undefined) {
  const { language } = useI18n();
  return useQuery({
    queryKey: ['summary', patient, language],
    queryFn: ({ signal }) =>
      api<SummaryWords>(`/api/my-record/${encodeURIComponent(patient ?? '')}/summary?language=${language}`, { signal }),
    enabled: patient !== undefined,
  });
}

export function SummaryPanel({
  summary,
  acts,
}: {
  readonly summary: ReturnType<typeof useSummary>;
  readonly acts?: EntryActs;
}) {
  const { t } = useI18n();
  const [showOriginal, setShowOriginal] = useState(false);
  if (summary.isPending) return <Skeleton blocks={4} lines={4} />;
  if (summary.isError) return <Failure problem={summary.error} retry={() => summary.refetch()} />;
  const { sections } = summary.data;
  if (sections.every((section) => section.empty)) {
    return <EmptyState title={t('record.empty.title')}>{t('record.empty.text')}</EmptyState>;
  }
  return (
    <>
      <KeyFacts sections={sections} showOriginal={showOriginal} />
      {hasOriginals(sections) ? (
        <Switch isSelected={showOriginal} onChange={setShowOriginal}>
          {t('summary.original.show')}
        </Switch>
      ) : null}
      <SummarySections sections={sections} showOriginal={showOriginal} {...(acts ? { acts } : {})} />
    </>
  );
}
