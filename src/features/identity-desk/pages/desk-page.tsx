import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, Button, EmptyState, Failure, Page, RequireRole, Skeleton, useI18n, Waiting } from '#ui';
import type { ActLine, DeskView, PairLine, SearchState } from '../contract.ts';
import { LikenessWords } from './likeness-words.tsx';
import { RefusalList } from './refusal-list.tsx';
import { spaced, WaitingList } from './waiting-list.tsx';

const refreshEvery = 2_000;
const address = '/api/identity-desk';

/** For the administrator: sign-ins that wait, Patients that may be one person, and what the desk did with others. */
export function IdentityDeskPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('identity.title')}>
      <Page title={t('identity.title')} lead={t('identity.lead')}>
        <Desk />
      </Page>
    </RequireRole>
  );
}

const isUnderWay = (search: SearchState | undefined) => search?.state === 'waiting' || search?.state === 'running';

function Desk() {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const desk = useQuery({
    queryKey: ['identity-desk'],
    queryFn: ({ signal }) => api<DeskView>(address, { signal }),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.search) ? refreshEvery : false),
  });
  const search = useMutation({
    mutationFn: () => api<DeskView>(`${address}/search`, { method: 'POST', body: {} }),
    onSuccess: (view) => queries.setQueryData(['identity-desk'], view),
  });
  if (desk.isPending) return <Skeleton blocks={2} lines={4} />;
  if (!desk.data) return <Failure problem={desk.error} retry={() => desk.refetch()} />;
  const { pairs, open, acts, search: latest } = desk.data;
  return (
    <>
      <WaitingList />
      <section aria-labelledby="identity-pairs">
        <h2 id="identity-pairs">{t('identity.pairs')}</h2>
        <div role="status">
          {isUnderWay(latest) ? (
            <>
              <p>{t('identity.search.under-way', { count: latest?.looked ?? 0 })}</p>
              <Waiting label={t('identity.search.under-way', { count: latest?.looked ?? 0 })} />
            </>
          ) : null}
          {latest?.state === 'done' ? (
            <p>{t('identity.search.done', { count: latest.looked, time: formats.date(latest.at) })}</p>
          ) : null}
          {latest?.state === 'failed' ? <p>{t('identity.search.failed')}</p> : null}
        </div>
        {search.isError ? <Failure problem={search.error} /> : null}
        <div className="actions">
          <Button kind="secondary" isPending={search.isPending || isUnderWay(latest)} onPress={() => search.mutate()}>
            {t('identity.search')}
          </Button>
        </div>
        {pairs.length === 0 ? (
          <EmptyState title={t('identity.pairs.empty')}>{t('identity.pairs.empty.text')}</EmptyState>
        ) : (
          <ul className="identity-list">
            {pairs.map((pair) => (
              <Pair key={`${pair.one} ${pair.other}`} pair={pair} />
            ))}
          </ul>
        )}
        {open > pairs.length ? <p>{t('identity.pairs.more', { count: open - pairs.length })}</p> : null}
      </section>
      <RefusalList />
      <section aria-labelledby="identity-acts">
        <h2 id="identity-acts">{t('identity.acts')}</h2>
        {acts.length === 0 ? <EmptyState title={t('identity.acts.empty')} /> : null}
        <ul className="identity-list" hidden={acts.length === 0}>
          {acts.map((act) => (
            <Act key={act.id} act={act} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Pair({ pair }: { readonly pair: PairLine }) {
  const { t } = useI18n();
  const { one, other } = pair;
  return (
    <li className="identity-card">
      <h3>
        <Link to="/identity-desk/pair/$one/$other" params={{ one, other }}>
          {t('identity.pair', { one, other })}
        </Link>
      </h3>
      <LikenessWords of={pair} />
    </li>
  );
}

function Act({ act: { act, one, other, reference = '', reason, by, at } }: { readonly act: ActLine }) {
  const { t, formats } = useI18n();
  const words = t(`identity.act.${act}`, { one, other, reference: spaced(reference) });
  return (
    <li className="identity-card">
      <h3>
        {other !== '' ? (
          <Link to="/identity-desk/pair/$one/$other" params={{ one, other }}>
            {words}
          </Link>
        ) : one === '' ? (
          words
        ) : (
          <Link to="/identity-desk/person/$id" params={{ id: one }}>
            {words}
          </Link>
        )}
      </h3>
      <p>{reason}</p>
      <p className="muted">{t('identity.act.by', { who: by, time: formats.date(at) })}</p>
    </li>
  );
}
