import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, EmptyState, Failure, Skeleton, useI18n } from '#ui';
import type { RefusalLine } from '../contract.ts';

/** Who tried to change what identity watch protects, when and of whom. */
export function RefusalList() {
  const { t } = useI18n();
  const list = useQuery({
    queryKey: ['identity-refusals'],
    queryFn: ({ signal }) =>
      api<{ readonly refusals: readonly RefusalLine[] }>('/api/identity-desk/refusals', { signal }),
  });
  const refusals = list.data?.refusals ?? [];
  return (
    <section aria-labelledby="identity-refusals">
      <h2 id="identity-refusals">{t('identity.refusals')}</h2>
      <p>{t('identity.refusals.text')}</p>
      {list.isPending ? <Skeleton blocks={1} lines={3} /> : null}
      {list.isError ? <Failure problem={list.error} retry={() => list.refetch()} /> : null}
      {list.data && refusals.length === 0 ? <EmptyState title={t('identity.refusals.empty')} /> : null}
      <ul className="identity-list" hidden={refusals.length === 0}>
        {refusals.map((line) => (
          <Refusal key={`${line.account} ${line.patient ?? ''} ${line.first}`} line={line} />
        ))}
      </ul>
    </section>
  );
}

function Refusal({ line }: { readonly line: RefusalLine }) {
  const { t, formats } = useI18n();
  const { account, name, organization, patient, times, last } = line;
  return (
    <li className="identity-card">
      <h3>
        {organization === undefined
          ? t('identity.refusals.who', { name, account })
          : t('identity.refusals.at', { name, organization, account })}
      </h3>
      <p>
        {patient === undefined ? (
          t('identity.refusals.new')
        ) : (
          <Link to="/identity-desk/person/$id" params={{ id: patient }}>
            {t('identity.refusals.of', { patient })}
          </Link>
        )}
      </p>
      <p className="muted">{t('identity.refusals.when', { count: times, time: formats.date(last) })}</p>
    </li>
  );
}
