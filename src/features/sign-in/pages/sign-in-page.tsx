import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, Failure, isApiProblem, Notice, Page, Skeleton, signWithPasskey, useI18n } from '#ui';
import { ActivityChoice } from './activity-choice.tsx';
import { DemonstrationPeople } from './demonstration-people.tsx';
import type { Interaction } from './interaction.ts';
import { PasskeySignIn } from './passkey-sign-in.tsx';
import { UpstreamButtons, useActivityChoice } from './upstream-buttons.tsx';

/** The page of an OpenID Connect interaction: a passkey first; on a demonstration node one may also choose who to be. */
export function SignInPage() {
  const { t } = useI18n();
  const { uid } = useParams({ from: '/sign-in/$uid' });
  const address = `/session/interaction/${encodeURIComponent(uid)}`;
  const interaction = useQuery({
    queryKey: ['interaction', uid],
    queryFn: ({ signal }) => api<Interaction>(address, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // The page leaves for the provider; until then it stays busy.
  const onSuccess = ({ location: next }: { readonly location: string }) => location.assign(next);
  const choose = useMutation({
    mutationFn: (account: string) => api<{ readonly location: string }>(address, { method: 'POST', body: { account } }),
    onSuccess,
  });
  const passkey = useMutation({
    mutationFn: async () => {
      const options = await api(`${address}/passkey/options`, { method: 'POST' });
      const response = await signWithPasskey(options);
      return api<{ readonly location: string }>(`${address}/passkey`, { method: 'POST', body: { response } });
    },
    onSuccess,
  });
  const choosesActivity = useActivityChoice();
  if (choosesActivity) return <ActivityChoice uid={uid} />;
  if ([interaction.error, choose.error, passkey.error].some(isOver)) {
    return (
      <Page title={t('signin.expired.title')} lead={t('signin.expired.text')}>
        <a className="button button-primary" href="/">
          {t('error.home')}
        </a>
      </Page>
    );
  }
  const demonstration = interaction.data?.demonstration ? interaction.data : undefined;
  const leaves = choose.isSuccess || passkey.isSuccess;
  return (
    <Page
      title={t(demonstration ? 'signin.title' : 'signin.real.title')}
      lead={t(demonstration ? 'signin.lead' : 'signin.real.lead')}
      width={demonstration ? 'wide' : 'reading'}
      waiting={interaction.isPending}
    >
      {interaction.isPending ? <Skeleton blocks={4} lines={2} /> : null}
      {interaction.isError ? <Failure problem={interaction.error} retry={() => interaction.refetch()} /> : null}
      {interaction.data ? (
        <PasskeySignIn
          problem={passkey.error}
          busy={passkey.isPending || passkey.isSuccess}
          onSignIn={() => leaves || passkey.mutate()}
        />
      ) : null}
      {interaction.data ? <UpstreamButtons uid={uid} upstreams={interaction.data.upstreams} /> : null}
      {choose.isError ? <Failure problem={choose.error} /> : null}
      {demonstration ? (
        <>
          <Notice tone="warn" title={t('signin.demo.title')}>
            <p>{t('signin.demo.text')}</p>
          </Notice>
          <DemonstrationPeople
            interaction={demonstration}
            busy={choose.isPending || choose.isSuccess ? choose.variables : undefined}
            onChoose={(account) => leaves || choose.mutate(account)}
          />
        </>
      ) : null}
    </Page>
  );
}

/** The sign-in took too long or belongs to another window. That a proof was not accepted leaves it open. */
function isOver(problem: Error | null): boolean {
  if (!isApiProblem(problem) || problem.code === 'sign-in.refused' || problem.status === 429) return false;
  return problem.status >= 400 && problem.status < 500;
}
