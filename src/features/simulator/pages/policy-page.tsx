import { useQuery } from '@tanstack/react-query';
import { api, Failure, lawWords, Page, RequireRole, Skeleton, useI18n } from '#ui';
import type { PolicyAnswer } from '../contract.ts';
import { Marks } from './marks.tsx';
import { professionWords, ruleWords } from './policy-words.ts';

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
  const { t, formats } = useI18n();
  const policy = useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => api<PolicyAnswer>('/api/simulator/policy', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!policy.isSuccess) {
    return (
      <Page title={t('simulator.policy.title')} waiting={policy.isPending}>
        {policy.isError ? <Failure problem={policy.error} retry={() => policy.refetch()} /> : <Skeleton blocks={3} />}
      </Page>
    );
  }
  const { name, version, rules, labels, professions } = policy.data;
  const words = { t, list: formats.list };
  return (
    <Page title={t('simulator.policy.title')} lead={t('simulator.policy.lead', { name, version })}>
      <section className="card" aria-labelledby="rules">
        <h2 id="rules">{t('simulator.policy.rules')}</h2>
        <p>{t('simulator.policy.order')}</p>
        <ol className="rules">
          {rules.map((rule) => (
            <li key={rule.id}>
              <p>{ruleWords(rule, words)}</p>
              <p className="law rule-law">
                <span>{lawWords(rule.law, words)}</span>
                <code translate="no">{rule.id}</code>
              </p>
            </li>
          ))}
        </ol>
      </section>
      <Marks labels={labels} />
      {professions.length > 0 ? (
        <section className="card" aria-labelledby="policy-roles">
          <h2 id="policy-roles">{t('simulator.policy.roles')}</h2>
          <ul className="labels">
            {professions.map((one) => (
              <li key={one.name}>{professionWords(one, words)}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </Page>
  );
}
