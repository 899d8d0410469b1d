import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  api,
  Button,
  ChoiceGroup,
  EmptyState,
  Failure,
  isApiProblem,
  Notice,
  Page,
  Skeleton,
  Switch,
  TextField,
  useI18n,
} from '#ui';
import type { ConsentPatient, ConsentQuestion } from './consent-question.ts';
import { ScopeText } from './scope-line.tsx';
import { isOfMany } from './scope-words.ts';

/** Who asks, for what, for how long and of whom: the person decides, line by line. */
export function ConnectPage() {
  const { t } = useI18n();
  const { uid } = useParams({ from: '/connect/$uid' });
  const address = `/session/interaction/${encodeURIComponent(uid)}`;
  const question = useQuery({
    queryKey: ['consent', uid],
    queryFn: ({ signal }) => api<ConsentQuestion>(`${address}/consent`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isApiProblem(question.error) && question.error.status < 500) {
    return (
      <Page title={t('connect.over.title')} lead={t('connect.over.text')}>
        <a className="button button-primary" href="/">
          {t('error.home')}
        </a>
      </Page>
    );
  }
  const name = question.data?.app.name;
  return (
    <Page
      title={name === undefined ? t('connect.title.plain') : t('connect.title', { app: name })}
      waiting={question.isPending}
    >
      {question.isPending ? <Skeleton blocks={3} lines={3} /> : null}
      {question.isError ? <Failure problem={question.error} retry={() => question.refetch()} /> : null}
      {question.data ? <Consent question={question.data} address={address} /> : null}
    </Page>
  );
}

function Consent({ question, address }: { readonly question: ConsentQuestion; readonly address: string }) {
  const { t, formats } = useI18n();
  const { app, person, resources, identity, lasting, days, patient } = question;
  const all = [...resources.map(({ word }) => word), ...identity];
  const lastingWord = lasting === 'offline' ? 'offline_access' : 'online_access';
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set([...all, lastingWord]));
  const [chosen, setChosen] = useState<string | undefined>(
    patient?.chosen?.id ?? (patient?.choices.length === 1 ? patient.choices[0]?.id : undefined),
  );
  const [missing, setMissing] = useState(false);
  const answer = useMutation({
    mutationFn: (allow: boolean) =>
      api<{ readonly location: string }>(`${address}/consent`, {
        method: 'POST',
        body: { allow, scopes: [...left], ...(allow && chosen !== undefined ? { patient: chosen } : {}) },
      }),
    onSuccess: ({ location: next }) => location.assign(next),
  });
  const busy = answer.isPending || answer.isSuccess;
  const take = (word: string, keep: boolean) => {
    const next = new Set(left);
    if (keep) next.add(word);
    else next.delete(word);
    setLeft(next);
  };
  const asksPatient = patient !== undefined && patient.chosen === undefined;
  const nothingLeft = all.length > 0 && !all.some((word) => left.has(word));
  const allow = () => {
    if (asksPatient && chosen === undefined) {
      setMissing(true);
      document.getElementById('patient')?.scrollIntoView();
    } else answer.mutate(true);
  };
  return (
    <>
      <p className="lead">
        {t('connect.lead', { person: person.name })} {t('connect.returns', { host: app.returnsTo })}
      </p>
      <Notice tone={app.approved ? 'info' : 'warn'}>
        <p>
          {app.approved
            ? t('connect.approved', { date: formats.date(app.approved.slice(0, 10)) })
            : t('connect.unknown')}
        </p>
      </Notice>
      {patient?.chosen ? <p className="app-patient">{t('connect.for', { name: patient.chosen.name })}</p> : null}
      {asksPatient ? (
        <PatientChoice
          patients={patient.choices}
          address={address}
          searchable={person.role === 'professional'}
          value={chosen}
          error={missing && chosen === undefined ? t('connect.patient.missing') : undefined}
          onChange={setChosen}
        />
      ) : null}
      {isOfMany(resources) && !asksPatient && !patient?.chosen ? <p>{t('connect.everybody')}</p> : null}
      <fieldset className="app-choices">
        <legend>{t('connect.would')}</legend>
        {identity.length > 0 ? (
          <Switch
            isSelected={identity.every((word) => left.has(word))}
            onChange={(keep) =>
              setLeft(new Set(keep ? [...left, ...identity] : [...left].filter((word) => !identity.includes(word))))
            }
          >
            {t('apps.identity')}
          </Switch>
        ) : null}
        {resources.map((line) => (
          <Switch key={line.word} isSelected={left.has(line.word)} onChange={(keep) => take(line.word, keep)}>
            <ScopeText line={line} />
          </Switch>
        ))}
      </fieldset>
      <fieldset className="app-choices">
        <legend>{t('connect.how-long')}</legend>
        {lasting === 'offline' ? (
          <Switch isSelected={left.has(lastingWord)} onChange={(keep) => take(lastingWord, keep)}>
            {t('connect.offline', { days: days ?? 0 })}
          </Switch>
        ) : (
          <p>{t(lasting === 'online' ? 'connect.online' : 'connect.once')}</p>
        )}
      </fieldset>
      {answer.isError ? <Failure problem={answer.error} /> : null}
      <p>{t('connect.end')}</p>
      <div className="actions">
        <Button onPress={allow} isPending={busy && answer.variables === true} isDisabled={nothingLeft}>
          {t('connect.allow')}
        </Button>
        <Button kind="secondary" onPress={() => answer.mutate(false)} isPending={busy && answer.variables === false}>
          {t('connect.deny')}
        </Button>
      </div>
    </>
  );
}

function PatientChoice(props: {
  readonly patients: readonly ConsentPatient[];
  readonly address: string;
  readonly searchable: boolean;
  readonly value: string | undefined;
  readonly error: string | undefined;
  readonly onChange: (patient: string) => void;
}) {
  const { t, formats } = useI18n();
  const [named, setNamed] = useState('');
  const found = useQuery({
    queryKey: ['consent-patients', props.address, named.trim()],
    queryFn: ({ signal }) =>
      api<{ readonly patients: readonly ConsentPatient[] }>(`${props.address}/patients`, {
        method: 'POST',
        body: { named: named.trim() },
        signal,
      }),
    enabled: named.trim().length > 1,
  });
  const shown = named.trim().length > 1 ? (found.data?.patients ?? []) : props.patients;
  return (
    <div className="app-patients">
      {props.searchable ? (
        <TextField id="named" label={t('connect.patient.named')} value={named} onChange={setNamed} />
      ) : null}
      {shown.length === 0 ? (
        <EmptyState title={t('connect.patient.none')} />
      ) : (
        <ChoiceGroup
          id="patient"
          label={t('connect.patient')}
          choices={shown.map(({ id, name, birthDate }) => ({
            value: id,
            label: name,
            ...(birthDate === undefined ? {} : { about: t('connect.patient.born', { date: formats.date(birthDate) }) }),
          }))}
          value={props.value}
          error={props.error}
          onChange={props.onChange}
        />
      )}
    </div>
  );
}
