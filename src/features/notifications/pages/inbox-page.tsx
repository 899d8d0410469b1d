import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, Button, EmptyState, Failure, PersonPage, Skeleton, useI18n } from '#ui';
import type { Inbox, News, NewsKind } from '../contract.ts';
import { ChoicesForm } from './choices-form.tsx';

/** What happened with a record, by the choices of who reads (EHDS article 9). */
export function InboxPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="news.title" lead={t('news.lead')} law={t('news.law')} needsWhole>
      {({ patient }) => (
        <>
          <List patient={patient} />
          <ChoicesForm patient={patient} />
        </>
      )}
    </PersonPage>
  );
}

function List({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const address = `/api/notifications/${encodeURIComponent(patient)}`;
  const queryKey = ['inbox', patient];
  const inbox = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => api<Inbox>(`${address}${pageParam}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => (page.next === undefined ? undefined : `?before=${page.next}`),
  });
  const markRead = useMutation({
    mutationFn: (upTo: number) => api(`${address}/read`, { method: 'POST', body: { upTo } }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey }),
        queries.invalidateQueries({ queryKey: ['unread', patient] }),
      ]),
  });
  if (inbox.isPending) return <Skeleton blocks={1} lines={6} />;
  if (inbox.isError) return <Failure problem={inbox.error} retry={() => inbox.refetch()} />;
  const news = inbox.data.pages.flatMap((page) => page.news);
  const unread = inbox.data.pages[0]?.unread ?? 0;
  const [latest] = news;
  return (
    <section aria-labelledby="news">
      <div className="news-head">
        <h2 id="news">{t('news.list')}</h2>
        {unread > 0 && latest ? (
          <Button kind="secondary" onPress={() => markRead.mutate(latest.seq)} isPending={markRead.isPending}>
            {t('news.read-all')}
          </Button>
        ) : null}
      </div>
      {markRead.isError ? <Failure problem={markRead.error} /> : null}
      {news.length === 0 ? <EmptyState title={t('news.empty.title')}>{t('news.empty.text')}</EmptyState> : null}
      {news.length > 0 ? (
        <ul className="news">
          {news.map((one) => (
            <Line key={one.seq} one={one} />
          ))}
        </ul>
      ) : null}
      {inbox.hasNextPage ? (
        <Button kind="secondary" onPress={() => inbox.fetchNextPage()} isPending={inbox.isFetchingNextPage}>
          {t('news.more')}
        </Button>
      ) : null}
    </section>
  );
}

/** Where each kind of news is to be seen. */
const places = {
  looked: { to: '/access', label: 'news.go.looked' },
  emergency: { to: '/access', label: 'news.go.looked' },
  result: { to: '/record', label: 'news.go.result' },
  sharing: { to: '/sharing', label: 'news.go.sharing' },
  proxy: { to: '/proxies', label: 'news.go.proxy' },
  app: { to: '/access', label: 'news.go.looked' },
  case: { to: '/requests', label: 'news.go.case' },
} as const satisfies Record<NewsKind, object>;

function Line({ one }: { readonly one: News }) {
  const { t, formats } = useI18n();
  const place = places[one.kind];
  return (
    <li className={`news-line news-${one.kind}${one.read ? '' : ' news-unread'}`}>
      <div className="news-text">
        <p className="news-what">
          {one.read ? null : <span className="tag tag-own">{t('news.new')}</span>}{' '}
          {t(`news.kind.${one.kind}`, { who: one.who ?? t('news.who.node') })}
        </p>
        <p className="muted">
          {formats.date(one.at.slice(0, 10))}, {formats.time(one.at)}
          {one.times > 1 ? ` (${t('news.times', { count: one.times })})` : null}
        </p>
      </div>
      <Link to={place.to} search={({ person }) => (person === undefined ? {} : { person })}>
        {t(place.label)}
      </Link>
    </li>
  );
}
