import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, Button, EmptyState, Failure, Skeleton, TextField, useI18n } from '#ui';
import type { WaitingList as List, WaitingLine } from '../contract.ts';

/** Sign-ins by a national identity that lead to no record, without their persons; one of them by its reference. */
export function WaitingList() {
  const { t } = useI18n();
  const list = useQuery({
    queryKey: ['identity-waiting'],
    queryFn: ({ signal }) => api<List>('/api/identity-desk/waiting', { signal }),
  });
  return (
    <section aria-labelledby="identity-waiting">
      <h2 id="identity-waiting">{t('identity.waiting')}</h2>
      <p>{t('identity.waiting.text')}</p>
      {list.isPending ? <Skeleton blocks={1} lines={3} /> : null}
      {list.isError ? <Failure problem={list.error} retry={() => list.refetch()} /> : null}
      {list.data?.waiting.length === 0 ? <EmptyState title={t('identity.waiting.empty')} /> : null}
      {list.data && list.data.waiting.length > 0 ? (
        <>
          <ul className="identity-list">
            {list.data.waiting.map((line) => (
              <Waiting key={line.reference} line={line} />
            ))}
          </ul>
          {list.data.open > list.data.waiting.length ? (
            <p>{t('identity.waiting.more', { count: list.data.open - list.data.waiting.length })}</p>
          ) : null}
          <FindWaiting />
        </>
      ) : null}
    </section>
  );
}

function Waiting({ line }: { readonly line: WaitingLine }) {
  const { t, formats } = useI18n();
  const { reference, label, assurance, cause, last, times, until } = line;
  return (
    <li className="identity-card">
      <h3>
        <Link to="/identity-desk/waiting/$reference" params={{ reference }} className="identity-reference">
          {spaced(reference)}
        </Link>
      </h3>
      <p>{t('identity.waiting.line', { label, assurance: t(`identity.assurance.${assurance}`) })}</p>
      <p>{t(`identity.cause.${cause}`)}</p>
      <p className="muted">
        {t('identity.waiting.times', { count: times })}
        {' · '}
        {t('identity.waiting.last', { time: formats.date(last), until: formats.date(until) })}
      </p>
    </li>
  );
}

function FindWaiting() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [entered, setEntered] = useState('');
  const [tried, setTried] = useState(false);
  const reference = entered.replace(/[\s-]/g, '').toUpperCase();
  const isWhole = /^[2-9A-Z]{8}$/.test(reference);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isWhole) void navigate({ to: '/identity-desk/waiting/$reference', params: { reference } });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <TextField
        id="waiting-reference"
        label={t('identity.waiting.find')}
        hint={t('identity.waiting.find.hint')}
        error={tried && !isWhole ? t('identity.waiting.find.missing') : undefined}
        value={entered}
        onChange={setEntered}
        maxLength={12}
        width="short"
      />
      <div className="actions">
        <Button type="submit" kind="secondary">
          {t('identity.waiting.find.do')}
        </Button>
      </div>
    </form>
  );
}

/** As people say and write it: two groups of four. */
export function spaced(reference: string): string {
  return `${reference.slice(0, 4)} ${reference.slice(4)}`;
}
