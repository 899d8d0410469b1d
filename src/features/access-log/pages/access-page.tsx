import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  api,
  Button,
  EmptyState,
  Failure,
  Notice,
  PersonPage,
  purposeKey,
  roleKey,
  Skeleton,
  Switch,
  useI18n,
} from '#ui';
import type { EmergencyVisit, Visit, VisitFilter, VisitsPage } from '../contract.ts';
import { FilterForm } from './filter-form.tsx';
import { UnknownVisitor } from './unknown-visitor.tsx';
import { appendPage, groupByDay, linesOf, mergePages, type VisitLine } from './visit-lines.ts';

/** A foreign visit shall be seen within seconds. The query stops while the window is hidden. */
const refreshEvery = 5_000;
/** Entries through which to look for a visit that is not the reader's own before she is told that there is none. */
const farthestLook = 1_000;

/** Who looked at the record (EHDS article 9). */
export function AccessPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="access.title" lead={t('access.lead')} law={t('access.law')} needsWhole>
      {({ patient }) => (
        <>
          <Emergencies patient={patient} />
          <Visits patient={patient} />
        </>
      )}
    </PersonPage>
  );
}

/** Above all other visits: who opened the record without being asked, and why. Nothing where nobody did. */
function Emergencies({ patient }: { readonly patient: string }) {
  const { t, formats } = useI18n();
  const opened = useQuery({
    queryKey: ['emergencies', patient],
    queryFn: ({ signal }) =>
      api<readonly EmergencyVisit[]>(`/api/access-log/${encodeURIComponent(patient)}/emergencies`, { signal }),
    refetchInterval: refreshEvery,
  });
  if (opened.isError) return <Failure problem={opened.error} retry={() => opened.refetch()} />;
  if (!opened.data?.length) return null;
  const moment = (at: string) => `${formats.date(at)}, ${formats.time(at)}`;
  return (
    <Notice tone="warn" title={t('access.emergencies')}>
      <ul className="emergencies">
        {opened.data.map(({ name, reason, from, until }) => (
          <li key={`${from} ${name}`}>
            <p>
              {t('access.emergency.by', {
                name: name || t('role.professional'),
                date: moment(from),
                until: moment(until),
              })}
            </p>
            <p>
              {t('access.emergency.reason')} <q>{reason}</q>
            </p>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Visits({ patient }: { readonly patient: string }) {
  const [filter, setFilter] = useState<VisitFilter>({});
  return (
    <>
      <FilterForm filter={filter} onFilter={setFilter} />
      <VisitList key={JSON.stringify(filter)} patient={patient} filter={filter} />
    </>
  );
}

function VisitList({ patient, filter }: { readonly patient: string; readonly filter: VisitFilter }) {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const [own, setOwn] = useState(false);
  const narrowed = Object.keys(filter).length > 0;
  const queryKey = ['access-log', patient, filter];
  const log = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const latest = await fetchVisits(patient, filter, undefined, signal);
      return mergePages(queries.getQueryData<VisitsPage>(queryKey), latest);
    },
    // What was looked for in the past stays as it was found.
    refetchInterval: narrowed ? false : refreshEvery,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
  });
  const earlier = useMutation({
    mutationFn: (cursor: string) => fetchVisits(patient, filter, cursor),
    onSuccess: (older) =>
      queries.setQueryData<VisitsPage>(queryKey, (former) => (former ? appendPage(former, older) : older)),
  });
  const all = log.data?.visits;
  const visits = useMemo(() => all?.filter((visit) => own || !visit.agent.own) ?? [], [all, own]);
  const days = useMemo(() => groupByDay(linesOf(visits)), [visits]);
  const fresh = useFresh(visits);

  // A page that holds nothing but the reader's own visits is no end: go on until there is something to see.
  const next = log.data?.next;
  const searching = !own && visits.length === 0 && next !== undefined && (all?.length ?? 0) < farthestLook;
  const { mutate, isPending, isError } = earlier;
  useEffect(() => {
    if (searching && next && !isPending && !isError) mutate(next);
  }, [searching, next, isPending, isError, mutate]);

  if (log.isPending || (searching && isPending)) return <Skeleton blocks={4} lines={3} />;
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
        <EmptyState
          title={t(narrowed ? 'access.filter.none' : all?.length ? 'access.empty.others' : 'access.empty.title')}
        >
          {t(narrowed ? 'access.filter.none.text' : 'access.empty.text')}
        </EmptyState>
      ) : null}
      {days.map(({ day, lines }) => (
        <section key={day} className="day">
          <h2>{formats.day(day)}</h2>
          <ul className="visits">
            {lines.map((line) => (
              <Line key={line.id} line={line} patient={patient} />
            ))}
          </ul>
        </section>
      ))}
      {earlier.isError ? <Failure problem={earlier.error} /> : null}
      {next ? (
        <Button kind="secondary" onPress={() => mutate(next)} isPending={isPending}>
          {t(narrowed ? 'access.filter.more' : 'access.more')}
        </Button>
      ) : null}
    </>
  );
}

function fetchVisits(
  patient: string,
  filter: VisitFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<VisitsPage> {
  const query = new URLSearchParams({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
  const asked = query.size === 0 ? '' : `?${query}`;
  return api<VisitsPage>(`/api/access-log/${encodeURIComponent(patient)}${asked}`, signal ? { signal } : {});
}

function Line({ line, patient }: { readonly line: VisitLine; readonly patient: string }) {
  const { t, formats } = useI18n();
  const { visit, acts, categories, times } = line;
  const parts = categories.map((category) => t(`part.${category}`));
  const { agent } = visit;
  const role = roleKey(agent.role);
  const country = formats.country(agent.country);
  return (
    <li className={`visit visit-${visit.outcome}${visit.abroad ? ' visit-abroad' : ''}`}>
      <p className="visit-time">
        {formats.time(visit.at)}
        {times > 1 ? <span className="count">{t('access.times', { count: times })}</span> : null}
      </p>
      <div className="visit-body">
        {visit.abroad ? <p className="tag tag-abroad">{t('access.abroad', { country })}</p> : null}
        <h3 className="visit-who">
          {agent.name} {agent.own ? <span className="tag">{t('access.you')}</span> : null}
        </h3>
        <p className="visit-from">
          {[role ? t(role) : agent.role, agent.organization, country, agent.app && t('access.app', { app: agent.app })]
            .filter(Boolean)
            .join(', ')}
        </p>
        <dl className="visit-facts">
          <div className="visit-acts">
            <dt>{t('access.what')}</dt>
            {acts.map((act) => (
              <dd key={act}>{t(act)}</dd>
            ))}
          </div>
          <div>
            <dt>{t('access.why')}</dt>
            <dd>{t(purposeKey(visit.purpose), { code: visit.purpose })}</dd>
          </div>
          {visit.outcome === 'success' ? null : (
            <div>
              <dt>{t('access.outcome')}</dt>
              <dd>{t(`access.outcome.${visit.outcome}`)}</dd>
            </div>
          )}
          {parts.length > 0 ? (
            <div className="visit-parts">
              <dt>{t('access.parts')}</dt>
              <dd>{parts.join(', ')}</dd>
            </div>
          ) : null}
        </dl>
        <div className="visit-foot">
          <p className="reference">{t('access.reference', { traceId: visit.traceId })}</p>
          {agent.own ? null : <UnknownVisitor patient={patient} visit={visit} />}
        </div>
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
