import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, useI18n, usePerson } from '#ui';

/** Milliseconds between two looks; the query stops while the window is hidden. */
const every = 30_000;

/** The way to the news of the person whose record is shown, with how many are unread; spoken when their number changes. */
export function InboxLink() {
  const { t } = useI18n();
  const { person } = usePerson();
  // News tell of the whole record.
  const patient = person?.partly ? undefined : person?.patient;
  const count = useQuery({
    queryKey: ['unread', patient],
    queryFn: ({ signal }) =>
      api<{ readonly unread: number }>(`/api/notifications/${encodeURIComponent(patient ?? '')}/unread`, { signal }),
    enabled: patient !== undefined,
    refetchInterval: every,
  });
  if (patient === undefined) return null;
  const unread = count.data?.unread ?? 0;
  const words = t('news.unread', { count: unread });
  return (
    <>
      <Link
        to="/inbox"
        search={({ person: of }) => (of === undefined ? {} : { person: of })}
        className="tool inbox-link"
        aria-label={`${t('nav.inbox')}, ${words}`}
      >
        <svg className="icon" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M10 2.5a5 5 0 0 0-5 5v3.5L3.5 14h13L15 11V7.5a5 5 0 0 0-5-5zM8 16.5a2 2 0 0 0 4 0" />
        </svg>
        {unread > 0 ? (
          <span className="inbox-count" aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        ) : null}
      </Link>
      <span className="visually-hidden" role="status">
        {unread > 0 ? words : ''}
      </span>
    </>
  );
}
