import { useQuery } from '@tanstack/react-query';
import { api, isApiProblem, Page, RequireRole, Skeleton, useI18n, useNode } from '#ui';

/** For the administrator: does the node serve? Nothing of a health record comes near this page. */
export function NodePage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('node.title')}>
      <Page title={t('node.title')} lead={t('node.lead')}>
        <NodeFactsList />
      </Page>
    </RequireRole>
  );
}

function NodeFactsList() {
  const { t, formats } = useI18n();
  const node = useNode().data;
  const health = useQuery({
    queryKey: ['healthz'],
    queryFn: ({ signal }) => api<{ readonly status: string }>('/healthz', { signal }),
    refetchInterval: 10_000,
    retry: false,
  });
  if (health.isPending || !node) return <Skeleton lines={4} />;
  const serves = !health.isError;
  return (
    <div className="card">
      <p role="status" className={`health health-${serves ? 'good' : 'bad'}`}>
        {t(serves ? 'node.status.ok' : 'node.status.bad')}
      </p>
      <dl className="facts">
        <div>
          <dt>{t('node.name')}</dt>
          <dd>{node.name}</dd>
        </div>
        <div>
          <dt>{t('node.country')}</dt>
          <dd>{formats.country(node.country)}</dd>
        </div>
        <div>
          <dt>{t('node.mode')}</dt>
          <dd>{t(node.demonstration ? 'node.mode.demo' : 'node.mode.real')}</dd>
        </div>
      </dl>
      {isApiProblem(health.error) ? (
        <p className="reference">{t('error.trace', { traceId: health.error.traceId })}</p>
      ) : null}
      <p className="muted">{t('node.checked', { time: formats.time(new Date(health.dataUpdatedAt || Date.now())) })}</p>
    </div>
  );
}
