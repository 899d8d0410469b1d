import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, Button, EmptyState, Failure, Page, RequireRole, Skeleton, useI18n } from '#ui';
import type { AppDesk, DeskApp } from '../contract.ts';
import { ScopeList } from './scope-line.tsx';

const key = ['app-desk'];

/** Apps that made themselves known: who runs the node lets them in, or not. */
export function AppDeskPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('app-desk.title')}>
      <Page title={t('app-desk.title')} lead={t('app-desk.lead')} width="wide">
        <Desk />
      </Page>
    </RequireRole>
  );
}

function Desk() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const desk = useQuery({ queryKey: key, queryFn: ({ signal }) => api<AppDesk>('/api/app-desk', { signal }) });
  const decide = useMutation({
    mutationFn: ({ id, status }: { readonly id: string; readonly status: 'approved' | 'refused' }) =>
      api(`/api/app-desk/${encodeURIComponent(id)}`, { method: 'POST', body: { status } }),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  if (desk.isPending) return <Skeleton blocks={2} lines={4} />;
  if (desk.isError) return <Failure problem={desk.error} retry={() => desk.refetch()} />;
  if (desk.data.apps.length === 0)
    return <EmptyState title={t('app-desk.empty.title')}>{t('app-desk.empty.text')}</EmptyState>;
  return (
    <>
      {decide.isError ? <Failure problem={decide.error} /> : null}
      <ul className="app-list">
        {desk.data.apps.map((app) => (
          <AppCard
            key={app.id}
            app={app}
            busy={decide.isPending && decide.variables.id === app.id}
            onDecide={(status) => decide.mutate({ id: app.id, status })}
          />
        ))}
      </ul>
    </>
  );
}

function AppCard(props: {
  readonly app: DeskApp;
  readonly busy: boolean;
  readonly onDecide: (status: 'approved' | 'refused') => void;
}) {
  const { t, formats } = useI18n();
  const { app, busy, onDecide } = props;
  const heading = `app-${app.id}`;
  return (
    <li className="card app-card" aria-labelledby={heading}>
      <div className="app-card-head">
        <h2 id={heading}>{app.name}</h2>
        <p className={`app-status app-status-${app.status}`}>{t(`app-desk.status.${app.status}`)}</p>
      </div>
      <p>
        {t(`app-desk.kind.${app.kind}`)} {t('app-desk.registered', { date: formats.date(app.registered.slice(0, 10)) })}
      </p>
      <ScopeList lines={app.resources} identity={false} />
      <dl className="app-facts">
        <dt>{t('app-desk.id')}</dt>
        <dd>
          <code>{app.id}</code>
        </dd>
        {app.redirectUris.length > 0 ? (
          <>
            <dt>{t('app-desk.returns')}</dt>
            {app.redirectUris.map((address) => (
              <dd key={address}>
                <code>{address}</code>
              </dd>
            ))}
          </>
        ) : null}
        {app.contacts.length > 0 ? (
          <>
            <dt>{t('app-desk.contacts')}</dt>
            {app.contacts.map((contact) => (
              <dd key={contact}>{contact}</dd>
            ))}
          </>
        ) : null}
      </dl>
      <div className="actions">
        {app.status === 'approved' ? null : (
          <Button
            onPress={() => onDecide('approved')}
            isPending={busy}
            aria-label={t('app-desk.approve.of', { app: app.name })}
          >
            {t('app-desk.approve')}
          </Button>
        )}
        {app.status === 'refused' ? null : (
          <Button
            kind={app.status === 'approved' ? 'danger' : 'secondary'}
            onPress={() => onDecide('refused')}
            isPending={busy}
            aria-label={t('app-desk.refuse.of', { app: app.name })}
          >
            {t(app.status === 'approved' ? 'app-desk.withdraw' : 'app-desk.refuse')}
          </Button>
        )}
      </div>
    </li>
  );
}
