import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, Confirm, type MessageKey, useI18n } from '#ui';
import type { SessionLine } from '../contract.ts';
import { accountKey } from './account-key.ts';
import { OutcomeOf } from './outcome.tsx';

const words: Readonly<Record<string, MessageKey>> = {
  passkey: 'account.sessions.means.passkey',
  demonstration: 'account.sessions.means.demonstration',
};

export function SessionList({ sessions }: { readonly sessions: readonly SessionLine[] }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    /** One of them, or all the others where none is named. */
    mutationFn: (id: string | undefined) =>
      api<{ readonly ended: number } | undefined>(
        `/api/account/sessions${id === undefined ? '' : `/${encodeURIComponent(id)}`}`,
        { method: 'DELETE' },
      ),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: accountKey });
      setAsking(false);
    },
  });
  const done = !end.isSuccess
    ? undefined
    : end.data === undefined
      ? t('account.sessions.ended')
      : t('account.sessions.ended-others', { count: end.data.ended });
  const alone = sessions.every((session) => session.current);
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions">{t('account.sessions.title')}</h2>
      <p>{t('account.sessions.text')}</p>
      <OutcomeOf problem={end.error} done={done} />
      <ul className="means">
        {sessions.map((session) => (
          <SessionItem
            key={session.id}
            session={session}
            busy={end.isPending && end.variables === session.id}
            onEnd={() => end.mutate(session.id)}
          />
        ))}
      </ul>
      {alone ? (
        <p className="muted">{t('account.sessions.alone')}</p>
      ) : (
        <div className="actions">
          <Button kind="secondary" onPress={() => setAsking(true)}>
            {t('account.sessions.end-others')}
          </Button>
        </div>
      )}
      <Confirm
        open={asking}
        title={t('account.sessions.end-others.title')}
        confirm={t('account.sessions.end-others')}
        cancel={t('account.cancel')}
        danger
        busy={end.isPending}
        onCancel={() => setAsking(false)}
        onConfirm={() => end.mutate(undefined)}
      >
        <p>{t('account.sessions.end-others.text')}</p>
      </Confirm>
    </section>
  );
}

function SessionItem({
  session,
  busy,
  onEnd,
}: {
  readonly session: SessionLine;
  readonly busy: boolean;
  readonly onEnd: () => void;
}) {
  const { t, formats } = useI18n();
  const { browser, system } = session;
  const name =
    browser && system
      ? t('account.name.device', { browser, system })
      : (browser ?? system ?? t('account.sessions.unknown'));
  return (
    <li className="means-item">
      <div className="means-text">
        <h3>
          {name} {session.current ? <span className="tag">{t('account.sessions.here')}</span> : null}
        </h3>
        <p className="muted">{t(words[session.means] ?? 'account.sessions.means.other')}</p>
        <p className="muted">
          {t('account.sessions.since', { date: formats.date(session.started) })}
          {session.current ? '' : ` · ${t('account.sessions.seen', { date: formats.date(session.seen) })}`}
        </p>
        <p className="muted number">{t('account.sessions.network', { network: session.network })}</p>
      </div>
      {session.current ? null : (
        <div className="actions">
          <Button kind="quiet" aria-label={t('account.sessions.end.of', { name })} isPending={busy} onPress={onEnd}>
            {t('account.sessions.end')}
          </Button>
        </div>
      )}
    </li>
  );
}
