import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  api,
  Button,
  Confirm,
  EmptyState,
  Failure,
  type MessageKey,
  Page,
  Progress,
  RequireRole,
  Skeleton,
  useI18n,
} from '#ui';
import type { JobLine, OperationsView, PackageLine } from '../contract.ts';

/** Jobs that run are followed from near; the query stops while the window is hidden. */
const refreshEvery = 3_000;
const queryKey = ['operations'] as const;
/** Types that are shown before one asks for all. */
const firstTypes = 12;

const kinds: Readonly<Record<string, MessageKey>> = {
  'bulk-export': 'operations.kind.export',
  'bulk-import': 'operations.kind.import',
  'renew-index': 'operations.kind.index',
  'terminology-import': 'operations.kind.terminology',
};

/** For the administrator: what the node holds, in numbers, and what it works on. */
export function OperationsPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('operations.title')}>
      <Page title={t('operations.title')} lead={t('operations.lead')} width="wide">
        <Operations />
      </Page>
    </RequireRole>
  );
}

function Operations() {
  const { t, formats } = useI18n();
  const view = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<OperationsView>('/api/operations', { signal }),
    refetchInterval: refreshEvery,
    staleTime: 0,
  });
  if (view.isPending) return <Skeleton blocks={3} lines={3} />;
  if (!view.data) return <Failure problem={view.error} retry={() => view.refetch()} />;
  return (
    <>
      {view.isError ? <Failure problem={view.error} retry={() => view.refetch()} /> : null}
      <div className="operations-head">
        <p role="status" className={`health health-${view.isError ? 'bad' : 'good'}`}>
          {t(view.isError ? 'node.status.bad' : 'node.status.ok')}
        </p>
        <p className="muted">{t('operations.updated', { time: formats.time(new Date(view.dataUpdatedAt)) })}</p>
      </div>
      <JobList jobs={view.data.jobs} />
      <Resources view={view.data} />
      <Packages packages={view.data.packages} />
    </>
  );
}

function JobList({ jobs }: { readonly jobs: readonly JobLine[] }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<JobLine>();
  const cancel = useMutation({
    mutationFn: (id: string) => api(`/api/operations/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey });
      setAsking(undefined);
    },
  });
  const name = useKindName();
  return (
    <section aria-labelledby="operations-jobs">
      <h2 id="operations-jobs">{t('operations.jobs')}</h2>
      {cancel.isError ? <Failure problem={cancel.error} /> : null}
      {jobs.length === 0 ? (
        <EmptyState title={t('operations.jobs.empty.title')}>{t('operations.jobs.empty.text')}</EmptyState>
      ) : (
        <ul className="jobs">
          {jobs.map((job) => (
            <JobItem key={job.id} job={job} onCancel={() => setAsking(job)} />
          ))}
        </ul>
      )}
      <Confirm
        open={asking !== undefined}
        title={t('operations.cancel.title', { kind: asking ? name(asking.kind) : '' })}
        confirm={t('operations.cancel.do')}
        cancel={t('operations.cancel.not')}
        danger
        busy={cancel.isPending}
        onConfirm={() => asking && cancel.mutate(asking.id)}
        onCancel={() => setAsking(undefined)}
      >
        <p>{t('operations.cancel.text')}</p>
      </Confirm>
    </section>
  );
}

function JobItem({ job, onCancel }: { readonly job: JobLine; readonly onCancel: () => void }) {
  const { t, formats } = useI18n();
  const name = useKindName();
  const { state, done, total, attempts } = job;
  const open = state === 'waiting' || state === 'running';
  const far = total === undefined ? undefined : { done: formats.number(done), total: formats.number(total) };
  return (
    <li className={`job job-${state}`}>
      <div className="job-head">
        <h3>{name(job.kind)}</h3>
        <p className={`tag job-state-${state}`}>{t(`operations.state.${state}`)}</p>
      </div>
      {open && far !== undefined && total !== undefined ? (
        <>
          <Progress label={name(job.kind)} value={done} most={total} />
          <p className="job-far">{t('operations.progress', far)}</p>
        </>
      ) : null}
      <p className="muted">
        {t('operations.asked', { time: formats.date(job.created) })}
        {job.ended === undefined ? '' : ` ${t('operations.ended', { time: formats.date(job.ended) })}`}
        {attempts > 1 ? ` ${t('operations.attempts', { count: attempts })}` : ''}
      </p>
      {job.fault === undefined ? null : <p className="reference">{t('operations.fault', { code: job.fault })}</p>}
      {open ? (
        <Button
          kind="secondary"
          onPress={onCancel}
          aria-label={t('operations.cancel.label', { kind: name(job.kind), time: formats.date(job.created) })}
        >
          {t('operations.cancel')}
        </Button>
      ) : null}
    </li>
  );
}

function Resources({ view }: { readonly view: OperationsView }) {
  const { t, formats } = useI18n();
  const [all, setAll] = useState(false);
  const { resources } = view;
  const sum = resources.reduce((total, { count }) => total + count, 0);
  return (
    <section aria-labelledby="operations-resources">
      <h2 id="operations-resources">{t('operations.resources')}</h2>
      {resources.length === 0 ? (
        <EmptyState title={t('operations.resources.empty')} />
      ) : (
        <>
          <p>
            {t('operations.resources.sum', { count: formats.number(sum), time: formats.time(new Date(view.counted)) })}
          </p>
          <dl className="resource-counts">
            {(all ? resources : resources.slice(0, firstTypes)).map(({ type, count }) => (
              <div key={type}>
                <dt lang="en">{type}</dt>
                <dd>{formats.number(count)}</dd>
              </div>
            ))}
          </dl>
          {resources.length > firstTypes && !all ? (
            <Button kind="secondary" onPress={() => setAll(true)}>
              {t('operations.resources.all', { count: resources.length })}
            </Button>
          ) : null}
        </>
      )}
    </section>
  );
}

function Packages({ packages }: { readonly packages: readonly PackageLine[] }) {
  const { t } = useI18n();
  return (
    <section aria-labelledby="operations-packages">
      <h2 id="operations-packages">{t('operations.packages')}</h2>
      {packages.length === 0 ? (
        <EmptyState title={t('operations.packages.empty')} />
      ) : (
        <dl className="resource-counts">
          {packages.map(({ name, version, definitions }) => (
            <div key={`${name}#${version}`}>
              <dt lang="en">{`${name} ${version}`}</dt>
              <dd>{t('operations.packages.definitions', { count: definitions })}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** A kind of job in words; one that has none is named as the node names it. */
function useKindName(): (kind: string) => string {
  const { t } = useI18n();
  return (kind) => {
    const key = kinds[kind];
    return key === undefined ? kind : t(key);
  };
}
