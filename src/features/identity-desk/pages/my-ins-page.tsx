import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, EmptyState, Failure, isApiProblem, Page, RequireRole, Skeleton, useI18n, usePerson } from '#ui';
import type { CodePicture } from '../contract.ts';
import { InsCode } from './ins-code.tsx';

/** The citizen shows her INS, or that of a person she acts for, to who scans it. */
export function MyInsPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t('ins.title')}>
      <Page
        title={t('ins.title')}
        lead={t('ins.lead')}
        before={
          <Link to="/record" className="back" search={({ person }) => (person === undefined ? {} : { person })}>
            {t('ins.back')}
          </Link>
        }
      >
        <Code />
      </Page>
    </RequireRole>
  );
}

function Code() {
  const { t } = useI18n();
  const { person } = usePerson();
  const patient = person?.patient;
  const code = useQuery({
    queryKey: ['ins-code', patient],
    queryFn: ({ signal }) => api<CodePicture>(`/api/ins-code/${encodeURIComponent(patient ?? '')}`, { signal }),
    enabled: patient !== undefined,
  });
  if (code.isPending) return <Skeleton blocks={1} lines={6} />;
  if (!code.data) {
    return isApiProblem(code.error) && code.error.status === 404 ? (
      <EmptyState title={t('ins.none')}>{t('ins.none.text')}</EmptyState>
    ) : (
      <Failure problem={code.error} retry={() => code.refetch()} />
    );
  }
  return <InsCode code={code.data} />;
}
