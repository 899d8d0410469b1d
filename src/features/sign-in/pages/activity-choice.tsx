import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, ChoiceGroup, Failure, Page, professionKey, Skeleton, useI18n } from '#ui';

interface Offered {
  readonly roles: readonly { readonly place: string; readonly profession?: string }[];
}

/** Whoever has several roles says in which she works now: what she sees there, and what is logged, is that role's. */
export function ActivityChoice({ uid }: { readonly uid: string }) {
  const { t } = useI18n();
  const route = `/session/interaction/${encodeURIComponent(uid)}/role`;
  const [chosen, setChosen] = useState<string>();
  const [missing, setMissing] = useState(false);
  const offered = useQuery({
    queryKey: ['role-choice', uid],
    queryFn: ({ signal }) => api<Offered>(route, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const choose = useMutation({
    mutationFn: (role: number) => api<{ readonly location: string }>(route, { method: 'POST', body: { role } }),
    onSuccess: ({ location: next }) => location.assign(next),
  });
  if (offered.isError) {
    return (
      <Page title={t('signin.expired.title')} lead={t('signin.expired.text')}>
        <a className="button button-primary" href="/">
          {t('error.home')}
        </a>
      </Page>
    );
  }
  const choices = offered.data?.roles.map(({ place, profession = '' }, index) => {
    const key = professionKey(profession);
    return { value: String(index), label: place, ...(key === undefined ? {} : { about: t(key) }) };
  });
  const goOn = () => {
    if (chosen === undefined) setMissing(true);
    else choose.mutate(Number(chosen));
  };
  return (
    <Page title={t('upstream.choice.title')} lead={t('upstream.choice.lead')} waiting={offered.isPending}>
      {choices === undefined ? <Skeleton blocks={2} lines={2} /> : null}
      {choose.isError ? <Failure problem={choose.error} /> : null}
      {choices ? (
        <>
          <ChoiceGroup
            id="activity"
            label={t('upstream.choice.label')}
            choices={choices}
            value={chosen}
            onChange={setChosen}
            error={missing && chosen === undefined ? t('upstream.choice.missing') : undefined}
          />
          <div className="actions">
            <Button onPress={goOn} isPending={choose.isPending || choose.isSuccess}>
              {t('upstream.choice.do')}
            </Button>
          </div>
        </>
      ) : null}
    </Page>
  );
}
