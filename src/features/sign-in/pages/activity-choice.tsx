import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, ChoiceGroup, Failure, type MessageKey, Page, Skeleton, useI18n } from '#ui';

interface Offered {
  readonly label: string;
  readonly activities: readonly { readonly organization: string; readonly profession: string }[];
}

/** Professions that pages call by name, by their unit group of ISCO-08. */
const professions: Readonly<Record<string, MessageKey>> = {
  '2211': 'upstream.profession.2211',
  '2212': 'upstream.profession.2212',
  '2221': 'upstream.profession.2221',
  '2222': 'upstream.profession.2222',
  '2261': 'upstream.profession.2261',
  '2262': 'upstream.profession.2262',
  '2264': 'upstream.profession.2264',
};

const route = '/session/upstream/choice';

/** Whoever practises in several places says where she works now: what she sees there, and what is logged, is that place's. */
export function ActivityChoice() {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<string>();
  const [missing, setMissing] = useState(false);
  const offered = useQuery({
    queryKey: ['upstream-choice'],
    queryFn: ({ signal }) => api<Offered>(route, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const choose = useMutation({
    mutationFn: (activity: number) => api<{ readonly location: string }>(route, { method: 'POST', body: { activity } }),
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
  const choices = offered.data?.activities.map(({ organization, profession }, index) => {
    const key = professions[profession];
    return { value: String(index), label: organization, ...(key === undefined ? {} : { about: t(key) }) };
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
