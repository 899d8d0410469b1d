import { Failure, isApiProblem, Notice, useI18n } from '#ui';

/** Who did not sign in just now is asked to, and comes back to this page. */
export function Refused({ problem }: { readonly problem: unknown }) {
  const { t } = useI18n();
  if (!isApiProblem(problem) || problem.code !== 'sign-in.step-up') return <Failure problem={problem} />;
  const back = encodeURIComponent(location.pathname + location.search);
  return (
    <Notice tone="warn" title={t('proxies.step-up.title')} live>
      <p>{t('proxies.step-up.text')}</p>
      <a className="button button-primary" href={`/session/login?returnTo=${back}&max_age=0`}>
        {t('proxies.step-up.do')}
      </a>
    </Notice>
  );
}
