import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  api,
  Button,
  EmptyState,
  ErrorSummary,
  Failure,
  Notice,
  PersonPage,
  Skeleton,
  type SummaryWords,
  TextArea,
  useI18n,
} from '#ui';
import { type CaseView, type CaseWish, longestWords } from '../contract.ts';
import { CaseCard, useCaseTitle } from './case-card.tsx';

/** What a person asked to know and to have corrected, with the answers (EHDS articles 6 and 9). */
export function RequestsPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="requests.title" lead={t('requests.lead')} law={t('requests.law')} needsWhole>
      {({ patient }) => <Of patient={patient} />}
    </PersonPage>
  );
}

function Of({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { entry } = useSearch({ from: '/requests' });
  const address = `/api/cases/${encodeURIComponent(patient)}`;
  const queryKey = ['cases', patient];
  const cases = useQuery({ queryKey, queryFn: ({ signal }) => api<readonly CaseView[]>(address, { signal }) });
  const ask = useMutation({
    mutationFn: (wish: CaseWish) => api<CaseView>(address, { method: 'POST', body: wish }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey });
      await navigate({ to: '/requests', search: ({ person }) => (person === undefined ? {} : { person }) });
    },
  });
  const close = useMutation({
    mutationFn: (id: string) => api(`${address}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  const titleOf = useCaseTitle();
  return (
    <>
      <div role="status">{ask.isSuccess ? <Notice tone="good" title={t('requests.sent')} /> : null}</div>
      {ask.isError ? <Failure problem={ask.error} /> : null}
      {entry ? (
        <AskForm patient={patient} entry={entry} isPending={ask.isPending} onAsk={(wish) => ask.mutate(wish)} />
      ) : null}
      {close.isError ? <Failure problem={close.error} /> : null}
      <section aria-labelledby="requests">
        <h2 id="requests">{t('requests.list')}</h2>
        {cases.isPending ? <Skeleton blocks={2} lines={3} /> : null}
        {cases.isError ? <Failure problem={cases.error} retry={() => cases.refetch()} /> : null}
        {cases.data?.length === 0 ? (
          <EmptyState title={t('requests.empty.title')}>{t('requests.empty.text')}</EmptyState>
        ) : null}
        {cases.data?.length ? (
          <ul className="cases">
            {cases.data.map((one) => (
              <CaseCard key={one.id} one={one}>
                {one.state === 'open' ? (
                  <div className="actions">
                    <Button
                      kind="quiet"
                      onPress={() => close.mutate(one.id)}
                      isPending={close.isPending}
                      aria-label={t('case.close.of', { title: titleOf(one) })}
                    >
                      {t('case.close')}
                    </Button>
                  </div>
                ) : null}
              </CaseCard>
            ))}
          </ul>
        ) : null}
      </section>
    </>
  );
}

/** The form about one entry, which the record page names in the address. */
function AskForm({
  patient,
  entry,
  isPending,
  onAsk,
}: {
  readonly patient: string;
  readonly entry: string;
  readonly isPending: boolean;
  readonly onAsk: (wish: CaseWish) => void;
}) {
  const { t, language } = useI18n();
  const [said, setSaid] = useState({ what: '', why: '', wish: '' });
  const [attempt, setAttempt] = useState(0);
  const problems = said.what.trim() === '' ? [{ field: 'case-what', text: t('requests.new.missing') }] : [];
  const shown = attempt > 0 ? problems : [];
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (problems.length > 0) return;
    const [why, wish] = [said.why.trim(), said.wish.trim()];
    onAsk({ kind: 'entry', entry, what: said.what.trim(), language, ...(why && { why }), ...(wish && { wish }) });
  };
  return (
    <section className="card" aria-labelledby="ask">
      <h2 id="ask">{t('requests.new.title')}</h2>
      <EntryName patient={patient} entry={entry} />
      <form className="form" onSubmit={send} noValidate>
        <ErrorSummary problems={shown} attempt={attempt} />
        <TextArea
          id="case-what"
          label={t('requests.new.what')}
          error={shown[0]?.text}
          value={said.what}
          onChange={(what) => setSaid({ ...said, what })}
          maxLength={longestWords}
        />
        <TextArea
          id="case-why"
          label={t('requests.new.why')}
          value={said.why}
          onChange={(why) => setSaid({ ...said, why })}
          maxLength={longestWords}
        />
        <TextArea
          id="case-wish"
          label={t('requests.new.wish')}
          value={said.wish}
          onChange={(wish) => setSaid({ ...said, wish })}
          maxLength={longestWords}
        />
        <p className="muted">{t('requests.new.sees')}</p>
        <div className="actions">
          <Button type="submit" isPending={isPending}>
            {t('requests.new.do')}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** By what the summary names the entry; it was on the screen before, so that it is nearly always there. */
function EntryName({ patient, entry }: { readonly patient: string; readonly entry: string }) {
  const { t, language } = useI18n();
  const summary = useQuery({
    queryKey: ['summary', patient, language],
    queryFn: ({ signal }) =>
      api<SummaryWords>(`/api/my-record/${encodeURIComponent(patient)}/summary?language=${language}`, { signal }),
  });
  const found = summary.data?.sections.flatMap(({ entries }) => entries).find(({ address }) => address === entry);
  if (!found) return null;
  return (
    <p className="case-entry">
      <span className="muted">{t('requests.new.entry')}</span> <strong>{found.title}</strong>
      {found.date ? <span className="muted"> {found.date}</span> : null}
    </p>
  );
}
