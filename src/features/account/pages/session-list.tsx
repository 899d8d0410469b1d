import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, Confirm, Failure, type MessageKey, useI18n } from '#ui';
import type { SessionLine, SessionsAnswer } from '../contract.ts';
import { accountKey } from './account-key.ts';
import { OutcomeOf } from './outcome.tsx';

const words: Readonly<Record<string, MessageKey>> = {
  passkey: 'account.sessions.means.passkey',
  demonstration: 'account.sessions.means.demonstration',
};

/** Where she is signed in: the first of her sessions, and those behind `next` when she asks for them. */
export function SessionList({
  first,
  next,
}: {
  readonly first: readonly SessionLine[];
  readonly next: string | undefined;
}) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [wantsMore, setWantsMore] = useState(false);
  const further = useInfiniteQuery({
    queryKey: [...accountKey, 'sessions', next],
    queryFn: ({ pageParam, signal }) =>
      api<SessionsAnswer>(`/api/account/sessions?after=${encodeURIComponent(pageParam)}`, { signal }),
    initialPageParam: next ?? '',
    getNextPageParam: (page) => page.next,
    enabled: wantsMore && next !== undefined,
  });
  const sessions = [...first, ...(further.data?.pages.flatMap((page) => page.sessions) ?? [])];
  const hasMore = further.data === undefined ? next !== undefined : further.hasNextPage;
  const showMore = () => {
    if (wantsMore) further.fetchNextPage();
    else setWantsMore(true);
  };
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
      {further.isError ? <Failure problem={further.error} /> : null}
      {alone && !hasMore ? (
        <p className="muted">{t('account.sessions.alone')}</p>
      ) : (
        <div className="actions">
          {hasMore ? (
            <Button kind="secondary" onPress={showMore} isPending={further.isFetching}>
              {t('account.sessions.more')}
            </Button>
          ) : null}
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
