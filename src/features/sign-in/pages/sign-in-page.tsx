import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, EmptyState, Failure, initials, isApiProblem, Notice, Page, Skeleton, useI18n } from '#ui';
import { groupAccounts, type Interaction } from './interaction.ts';

/** The page of an OpenID Connect interaction: on a demonstration node one chooses who to be. */
export function SignInPage() {
  const { t } = useI18n();
  const { uid } = useParams({ from: '/sign-in/$uid' });
  const address = `/session/interaction/${encodeURIComponent(uid)}`;
  const interaction = useQuery({
    queryKey: ['interaction', uid],
    queryFn: ({ signal }) => api<Interaction>(address, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const choose = useMutation({
    mutationFn: (account: string) => api<{ readonly location: string }>(address, { method: 'POST', body: { account } }),
    // The page leaves for the provider; until then it stays busy.
    onSuccess: ({ location: next }) => location.assign(next),
  });
  const expired = [interaction.error, choose.error].some(
    (error) => isApiProblem(error) && error.status < 500 && error.status >= 400,
  );
  if (expired) {
    return (
      <Page title={t('signin.expired.title')} lead={t('signin.expired.text')}>
        <a className="button button-primary" href="/">
          {t('error.home')}
        </a>
      </Page>
    );
  }
  return (
    <Page title={t('signin.title')} lead={t('signin.lead')} width="wide">
      {interaction.data?.demonstration ? (
        <Notice tone="warn" title={t('signin.demo.title')}>
          <p>{t('signin.demo.text')}</p>
        </Notice>
      ) : null}
      {interaction.isPending ? <Skeleton blocks={4} lines={2} /> : null}
      {interaction.isError ? <Failure problem={interaction.error} retry={() => interaction.refetch()} /> : null}
      {choose.isError ? <Failure problem={choose.error} /> : null}
      {interaction.data ? (
        <Accounts
          interaction={interaction.data}
          busy={choose.isPending || choose.isSuccess ? choose.variables : undefined}
          onChoose={(account) => choose.mutate(account)}
        />
      ) : null}
    </Page>
  );
}

function Accounts({
  interaction,
  busy,
  onChoose,
}: {
  readonly interaction: Interaction;
  readonly busy: string | undefined;
  readonly onChoose: (account: string) => void;
}) {
  const { t, language } = useI18n();
  const groups = groupAccounts(interaction.accounts);
  const chosen = interaction.accounts.find((account) => account.id === busy);
  return (
    <>
      <p className="visually-hidden" role="status">
        {chosen ? t('signin.busy', { name: chosen.name }) : ''}
      </p>
      {groups.length === 0 ? <EmptyState title={t('signin.none')} /> : null}
      {groups.map((group) => (
        <section key={group.role} className="signin-group" aria-labelledby={`group-${group.role}`}>
          <h2 id={`group-${group.role}`}>{t(`signin.group.${group.role}`)}</h2>
          <p className="muted">{t(`signin.group.${group.role}.about`)}</p>
          <ul className="people">
            {group.accounts.map((account) => (
              <li key={account.id}>
                <button
                  type="button"
                  className="person-card"
                  aria-disabled={busy !== undefined}
                  aria-busy={account.id === busy}
                  onClick={() => busy === undefined && onChoose(account.id)}
                >
                  <span className={`person-initials person-initials-${group.role}`} aria-hidden="true">
                    {initials(account.name)}
                  </span>
                  <span className="person-text">
                    <span className="person-name">{account.name}</span>
                    <span className="person-about">{aboutIn(account.about, language)}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** The line in the language of the page, in English, or in any. */
export function aboutIn(about: string | Readonly<Record<string, string>> | undefined, language: string): string {
  if (about === undefined || typeof about === 'string') return about ?? '';
  return about[language] ?? about.en ?? Object.values(about)[0] ?? '';
}
