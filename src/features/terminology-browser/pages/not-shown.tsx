import { EmptyState, Failure, isApiProblem, useI18n } from '#ui';

/** Why a code system or concept is not shown: nothing is hidden here, so that what is missing is told to be missing. */
export function NotShown({ problem, retry }: { readonly problem: unknown; readonly retry: () => void }) {
  const { t } = useI18n();
  if (isApiProblem(problem) && problem.status === 404) {
    return <EmptyState title={t('terminology.missing.title')}>{t('terminology.missing.text')}</EmptyState>;
  }
  return <Failure problem={problem} retry={retry} />;
}
