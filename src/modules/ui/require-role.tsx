import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { signInAddress } from './api.ts';
import { useI18n } from './i18n.tsx';
import { Page } from './page.tsx';
import { type Session, useSession } from './session.ts';
import { Failure, Skeleton } from './states.tsx';

/** Shows `children` to the role they are for; others are asked to sign in, or told kindly that it is not for them. */
export function RequireRole({
  allow,
  title,
  children,
}: {
  /** Whoever is signed in, where it is left out. */
  readonly allow?: NonNullable<Session['role']>;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { t } = useI18n();
  const session = useSession();
  if (session.isPending) {
    return (
      <Page title={title} waiting>
        <Skeleton blocks={2} />
      </Page>
    );
  }
  if (session.isError) {
    return (
      <Page title={title}>
        <Failure problem={session.error} retry={() => session.refetch()} />
      </Page>
    );
  }
  if (!session.data.signedIn) {
    return (
      <Page title={t('session.needed.title')} lead={t('session.needed.text')}>
        <a className="button button-primary" href={signInAddress(location.pathname + location.search)}>
          {t('session.sign-in')}
        </a>
      </Page>
    );
  }
  if (allow !== undefined && session.data.role !== allow) {
    return (
      <Page title={t('error.denied.title')} lead={t('error.denied.text')}>
        <Link className="button button-primary" to="/">
          {t('error.home')}
        </Link>
      </Page>
    );
  }
  return children;
}
