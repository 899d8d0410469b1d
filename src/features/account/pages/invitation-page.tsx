import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import {
  api,
  Button,
  Failure,
  isApiProblem,
  makePasskey,
  Notice,
  Page,
  Skeleton,
  signInAddress,
  TextField,
  useI18n,
} from '#ui';
import { longestName } from '../contract.ts';
import { OutcomeOf } from './outcome.tsx';

interface Opened {
  readonly name: string;
  readonly options: object;
}

const open = (token: string, signal?: AbortSignal) =>
  api<Opened>('/session/invitation', { method: 'POST', body: { token }, ...(signal ? { signal } : {}) });

/**
 * Where an invitation leads: a person makes her first passkey. The token stands behind the `#` of the address, which browsers
 * send to nobody, and is taken out of it at once.
 */
export function InvitationPage() {
  const { t } = useI18n();
  const [token] = useState(() => location.hash.slice(1));
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => open(token, signal),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: async () => {
      // The options are good for five minutes, and she may have read for longer.
      const { options } = await open(token);
      const response = await makePasskey(options);
      await api('/session/invitation/passkey', { method: 'POST', body: { token, name: name.trim(), response } });
    },
  });
  const isBad = (problem: unknown) => isApiProblem(problem) && problem.code === 'sign-in.invitation';

  if (token === '' || isBad(invitation.error) || isBad(make.error)) {
    return (
      <Page title={t('invitation.bad.title')} lead={t('invitation.bad.text')}>
        <a className="button button-secondary" href="/">
          {t('error.home')}
        </a>
      </Page>
    );
  }
  if (make.isSuccess) {
    return (
      <Page key="done" title={t('invitation.done.title')} lead={t('invitation.done.text')}>
        <a className="button button-primary button-large" href={signInAddress('/')}>
          {t('session.sign-in')}
        </a>
      </Page>
    );
  }
  if (!invitation.data) {
    return (
      <Page title={t('invitation.title')} waiting={invitation.isPending}>
        {invitation.isError ? (
          <Failure problem={invitation.error} retry={() => invitation.refetch()} />
        ) : (
          <Skeleton lines={4} />
        )}
      </Page>
    );
  }
  const missing = name.trim() === '';
  return (
    <Page key="open" title={t('invitation.title')} lead={t('invitation.lead', { name: invitation.data.name })}>
      <section className="card" aria-labelledby="what">
        <h2 id="what">{t('invitation.what.title')}</h2>
        <p>{t('invitation.what.text')}</p>
        <Notice>
          <p>{t('invitation.own')}</p>
        </Notice>
        <OutcomeOf problem={make.error} done={undefined} />
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!missing && !make.isPending) make.mutate();
          }}
        >
          <TextField
            id="passkey-name"
            label={t('account.name.label')}
            hint={t('account.name.hint')}
            error={tried && missing ? t('account.name.missing') : undefined}
            value={name}
            onChange={setName}
            maxLength={longestName}
            width="medium"
          />
          <div className="actions">
            <Button type="submit" isPending={make.isPending}>
              {t('invitation.do')}
            </Button>
          </div>
        </form>
      </section>
    </Page>
  );
}
