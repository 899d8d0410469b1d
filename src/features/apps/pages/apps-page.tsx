import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, Confirm, EmptyState, Failure, Notice, Page, RequireRole, Skeleton, useI18n } from '#ui';
import type { ConnectedApp, ConnectedApps } from '../contract.ts';
import { ScopeList } from './scope-line.tsx';

const key = ['apps'];

/** The apps that a person let in, with what each may do, and the way to end it. For every role. */
export function AppsPage() {
  const { t } = useI18n();
  return (
    <RequireRole title={t('apps.title')}>
      <Page title={t('apps.title')} lead={t('apps.lead')} width="wide">
        <Connections />
      </Page>
    </RequireRole>
  );
}

function Connections() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const apps = useQuery({ queryKey: key, queryFn: ({ signal }) => api<ConnectedApps>('/api/apps', { signal }) });
  const [asked, setAsked] = useState<ConnectedApp>();
  const end = useMutation({
    mutationFn: ({ id }: ConnectedApp) => api(`/api/apps/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: () => {
      setAsked(undefined);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
  if (apps.isPending) return <Skeleton blocks={2} lines={4} />;
  if (apps.isError) return <Failure problem={apps.error} retry={() => apps.refetch()} />;
  const { connections } = apps.data;
  return (
    <>
      {end.isSuccess ? (
        <Notice tone="good" live>
          <p>{t('apps.ended', { app: end.variables.app.name })}</p>
        </Notice>
      ) : null}
      {end.isError ? <Failure problem={end.error} /> : null}
      {connections.length === 0 ? (
        <EmptyState title={t('apps.empty.title')}>{t('apps.empty.text')}</EmptyState>
      ) : (
        <ul className="app-list">
          {connections.map((connection) => (
            <ConnectionCard key={connection.id} connection={connection} onEnd={() => setAsked(connection)} />
          ))}
        </ul>
      )}
      <Confirm
        open={asked !== undefined}
        title={t('apps.end.title', { app: asked?.app.name ?? '' })}
        confirm={t('apps.end')}
        cancel={t('apps.end.cancel')}
        danger
        busy={end.isPending}
        onConfirm={() => asked && end.mutate(asked)}
        onCancel={() => setAsked(undefined)}
      >
        <p>{t('apps.end.text')}</p>
      </Confirm>
    </>
  );
}

function ConnectionCard({ connection, onEnd }: { readonly connection: ConnectedApp; readonly onEnd: () => void }) {
  const { t, formats } = useI18n();
  const { app, resources, identity, lasting, since, until, used, patient } = connection;
  const heading = `app-${connection.id}`;
  const dayOf = (instant: string) => formats.date(instant.slice(0, 10));
  return (
    <li className="card app-card" aria-labelledby={heading}>
      <div className="app-card-head">
        <h2 id={heading}>{app.name}</h2>
        <Button kind="secondary" onPress={onEnd} aria-label={t('apps.end.of', { app: app.name })}>
          {t('apps.end')}
        </Button>
      </div>
      {patient ? <p>{t('connect.for', { name: patient.name ?? patient.id })}</p> : null}
      <ScopeList lines={resources} identity={identity} />
      <p className="muted">
        {t('apps.since', { date: dayOf(since) })}{' '}
        {used === undefined ? t('apps.unused') : t('apps.used', { date: formats.date(used) })}{' '}
        {t(`apps.until.${lasting}`, { date: dayOf(until) })}
      </p>
    </li>
  );
}
