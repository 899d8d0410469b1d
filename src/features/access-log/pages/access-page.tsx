import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  api,
  Button,
  EmptyState,
  Failure,
  Page,
  PersonSwitcher,
  RequireRole,
  Skeleton,
  Switch,
  useI18n,
  usePerson,
} from '#ui';
import type { Visit, VisitsPage } from '../contract.ts';
import { actionKey, groupByDay, purposeKey, roleKey } from './visit-words.ts';

/** A foreign visit shall be seen within seconds of its happening. */
const refreshEvery = 5_000;

/** Who looked at the record (EHDS article 9). */
export function AccessPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t('access.title')}>
      <Access />
    </RequireRole>
  );
}

function Access() {
  const { t } = useI18n();
  const { person } = usePerson();
  const title =
    person && person.origin !== 'self'
      ? t('access.title.other', { name: person.name || t(`person.${person.origin}`) })
      : t('access.title');
  return (
    <Page title={title} lead={t('access.lead')} before={<PersonSwitcher />}>
      {person ? <Visits key={person.patient} patient={person.patient} /> : <Skeleton blocks={3} />}
      <p className="law">{t('access.law')}</p>
    </Page>
  );
}

function Visits({ patient }: { readonly patient: string }) {
  const { t, formats } = useI18n();
  const [own, setOwn] = useState(false);
  const log = useInfiniteQuery({
    queryKey: ['access-log', patient],
    queryFn: ({ pageParam, signal }) =>
      api<VisitsPage>(
        `/api/access-log/${encodeURIComponent(patient)}${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ''}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page: VisitsPage) => page.next,
    refetchInterval: refreshEvery,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
  });
  const all = useMemo(() => log.data?.pages.flatMap((page) => page.visits) ?? [], [log.data]);
  const visits = useMemo(() => (own ? all : all.filter((visit) => !visit.agent.own)), [all, own]);
  const days = useMemo(() => groupByDay(visits), [visits]);
  const fresh = useFresh(visits);

  // A page that holds nothing but the reader's own visits is no end: go on until there is something to see.
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log;
  const pages = log.data?.pages.length ?? 0;
  useEffect(() => {
    if (!own && visits.length === 0 && hasNextPage && !isFetchingNextPage && pages < 10) void fetchNextPage();
  }, [own, visits.length, hasNextPage, isFetchingNextPage, fetchNextPage, pages]);

  if (log.isPending) return <Skeleton blocks={4} lines={3} />;
  if (log.isError && !log.data) return <Failure problem={log.error} retry={() => log.refetch()} />;
  return (
    <>
      <div className="visits-tools">
        <Switch isSelected={own} onChange={setOwn}>
          {t('access.own')}
        </Switch>
        <p className="muted">{t('access.updated', { time: formats.time(new Date(log.dataUpdatedAt)) })}</p>
      </div>
      <p className="visually-hidden" role="status">
        {fresh > 0 ? t('access.new', { count: fresh }) : ''}
      </p>
      {log.isError ? <Failure problem={log.error} retry={() => log.refetch()} /> : null}
      {visits.length === 0 ? (
        <EmptyState title={t(all.length > 0 ? 'access.empty.others' : 'access.empty.title')}>
          {t('access.empty.text')}
        </EmptyState>
      ) : null}
      {days.map(({ day, visits: of }) => (
        <section key={day} className="day">
          <h2>{formats.day(day)}</h2>
          <ul className="visits">
            {of.map((visit) => (
              <VisitLine key={visit.id} visit={visit} />
            ))}
          </ul>
        </section>
      ))}
      {log.hasNextPage ? (
        <Button kind="secondary" onPress={() => log.fetchNextPage()} isPending={log.isFetchingNextPage}>
          {t('access.more')}
        </Button>
      ) : null}
    </>
  );
}

function VisitLine({ visit }: { readonly visit: Visit }) {
  const { t, formats } = useI18n();
  const { agent } = visit;
  const role = roleKey(agent.role);
  const country = formats.country(agent.country);
  return (
    <li className={`visit visit-${visit.outcome}${visit.abroad ? ' visit-abroad' : ''}`}>
      <p className="visit-time">
        {formats.time(visit.at)}
        {visit.times > 1 ? <span className="count">{t('access.times', { count: visit.times })}</span> : null}
      </p>
      <div className="visit-body">
        {visit.abroad ? <p className="tag tag-abroad">{t('access.abroad', { country })}</p> : null}
        <h3 className="visit-who">
          {agent.name}
          {agent.own ? <span className="tag">{t('access.you')}</span> : null}
        </h3>
        <p className="visit-from">
          {[role ? t(role) : agent.role, agent.organization, country].filter(Boolean).join(', ')}
        </p>
        <dl className="visit-facts">
          <div>
            <dt>{t('access.what')}</dt>
            <dd>{t(actionKey(visit))}</dd>
          </div>
          <div>
            <dt>{t('access.why')}</dt>
            <dd>{t(purposeKey(visit.purpose), { code: visit.purpose })}</dd>
          </div>
          <div>
            <dt>{t('access.outcome')}</dt>
            <dd>{t(`access.outcome.${visit.outcome}`)}</dd>
          </div>
          {visit.categories.length > 0 ? (
            <div className="visit-parts">
              <dt>{t('access.parts')}</dt>
              <dd>{visit.categories.map((category) => t(`part.${category}`)).join(', ')}</dd>
            </div>
          ) : null}
        </dl>
        <p className="reference">{t('access.reference', { traceId: visit.traceId })}</p>
      </div>
    </li>
  );
}

/** How many visits came since the list was last drawn, for those who cannot see it grow. */
function useFresh(visits: readonly Visit[]): number {
  const known = useRef<ReadonlySet<string>>(undefined);
  const [fresh, setFresh] = useState(0);
  useEffect(() => {
    const former = known.current;
    if (former) setFresh(visits.filter((visit) => !former.has(visit.id)).length);
    if (visits.length > 0) known.current = new Set(visits.map((visit) => visit.id));
  }, [visits]);
  return fresh;
}
