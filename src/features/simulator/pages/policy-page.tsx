import { useQuery } from '@tanstack/react-query';
import { api, Failure, Page, RequireRole, Skeleton, useI18n } from '#ui';
import type { PolicyAnswer } from '../contract.ts';

/** By which rules a node decides, and by which law: for who runs it, without anything about anybody. */
export function PolicyPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('simulator.policy.title')}>
      <Policy />
    </RequireRole>
  );
}

function Policy() {
  const { t } = useI18n();
  const policy = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => api<PolicyAnswer>('/api/simulator/policy', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (policy.isPending) return <Skeleton blocks={3} />;
  if (policy.isError) return <Failure problem={policy.error} retry={() => policy.refetch()} />;
  const { name, version, rules, labels } = policy.data;
  return (
    <Page title={t('simulator.policy.title')} lead={t('simulator.policy.lead', { name, version })} width="wide">
      <section className="card" aria-labelledby="rules">
        <h2 id="rules">{t('simulator.policy.rule')}</h2>
        <ol className="readers">
          {rules.map(({ id, role, says, law, permits, acts, less }) => (
            <li key={id} className="reader">
              <p className="reader-name">{t(`simulator.role.${role}`)}</p>
              <p lang="en">{says}</p>
              <p className="muted">
                {permits
                  ? `${t('simulator.policy.acts')}: ${acts.join(', ')}`
                  : t('simulator.policy.not', { acts: acts.join(', ') })}
                {less.length > 0 ? ` (− ${less.join(', ')})` : ''}
              </p>
              <p className="law" lang="en">{`${law} (${id})`}</p>
            </li>
          ))}
        </ol>
      </section>
      <section className="card" aria-labelledby="policy-labels">
        <h2 id="policy-labels">{t('simulator.policy.labels')}</h2>
        <dl className="labels">
          {labels.map(({ labels: codes, says, law, from, days }) => (
            <div key={codes.join()}>
              <dt>{codes.join(', ')}</dt>
              <dd lang="en">{says}</dd>
              <dd className="muted">
                {t('simulator.policy.from')}:{' '}
                {days === undefined ? from.join(', ') : t('simulator.policy.days', { from: from.join(), days })}
              </dd>
              <dd className="law" lang="en">
                {law}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </Page>
  );
}
