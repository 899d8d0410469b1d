import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, Button, ChoiceGroup, ErrorSummary, Failure, Notice, Skeleton, Switch, TextField, useI18n } from '#ui';
import { type Choices, type ChoicesAnswer, longestMail, newsKinds, paces } from '../contract.ts';

/** What is told, and by which means. */
export function ChoicesForm({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const address = `/api/notifications/${encodeURIComponent(patient)}/choices`;
  const queryKey = ['news-choices', patient];
  const choices = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<ChoicesAnswer>(address, { signal }),
    refetchOnWindowFocus: false,
  });
  const save = useMutation({
    mutationFn: (chosen: Choices) => api<ChoicesAnswer>(address, { method: 'PUT', body: chosen }),
    onSuccess: (answer) => {
      queries.setQueryData(queryKey, answer);
      return queries.invalidateQueries({ queryKey: ['inbox', patient] });
    },
  });
  return (
    <section className="card" aria-labelledby="news-choices">
      <h2 id="news-choices">{t('news.choices')}</h2>
      <p>{t('news.choices.always')}</p>
      <div role="status">{save.isSuccess ? <Notice tone="good" title={t('news.saved')} /> : null}</div>
      {save.isError ? <Failure problem={save.error} /> : null}
      {choices.isPending ? <Skeleton blocks={1} lines={5} /> : null}
      {choices.isError ? <Failure problem={choices.error} retry={() => choices.refetch()} /> : null}
      {choices.data ? (
        <Form saved={choices.data} isPending={save.isPending} onSave={(chosen) => save.mutate(chosen)} />
      ) : null}
    </section>
  );
}

function Form({
  saved,
  isPending,
  onSave,
}: {
  readonly saved: ChoicesAnswer;
  readonly isPending: boolean;
  readonly onSave: (chosen: Choices) => void;
}) {
  const { t } = useI18n();
  const [kinds, setKinds] = useState<Choices['kinds']>(saved.kinds);
  const [byMail, setByMail] = useState(saved.mail !== undefined);
  const [mail, setMail] = useState(saved.mail ?? '');
  const [pace, setPace] = useState(saved.pace);
  const [attempt, setAttempt] = useState(0);
  const bad = byMail && !/^[^\s@]+@[^\s@]+$/.test(mail.trim());
  const problems = attempt > 0 && bad ? [{ field: 'news-mail', text: t('news.mail.bad') }] : [];
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (!bad) onSave({ kinds, pace, ...(byMail ? { mail: mail.trim() } : {}) });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={problems} attempt={attempt} />
      <div className="news-kinds">
        {newsKinds.map((kind) =>
          kind === 'emergency' ? null : (
            <Switch
              key={kind}
              isSelected={kinds.includes(kind)}
              onChange={(on) => setKinds(on ? [...kinds, kind] : kinds.filter((one) => one !== kind))}
            >
              {t(`news.choice.${kind}`)}
            </Switch>
          ),
        )}
      </div>
      {saved.mailOffered ? (
        <>
          <Switch isSelected={byMail} onChange={setByMail}>
            {t('news.mail')}
          </Switch>
          <p className="muted">{t('news.mail.text')}</p>
        </>
      ) : (
        <p className="muted">{t('news.mail.none')}</p>
      )}
      {saved.mailOffered && byMail ? (
        <>
          <TextField
            id="news-mail"
            label={t('news.mail.address')}
            error={problems[0]?.text}
            value={mail}
            onChange={setMail}
            maxLength={longestMail}
          />
          <ChoiceGroup
            id="news-pace"
            label={t('news.pace')}
            value={pace}
            onChange={setPace}
            choices={paces.map((value) => ({
              value,
              label: t(`news.pace.${value}`),
              about: t(`news.pace.${value}.about`),
            }))}
          />
        </>
      ) : null}
      <div className="actions">
        <Button type="submit" isPending={isPending}>
          {t('news.save')}
        </Button>
      </div>
    </form>
  );
}
