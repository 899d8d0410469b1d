import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState, Failure, isApiProblem, Page, RequireRole, useI18n } from '#ui';

/** The frame of what is opened from the desk, for who runs the node. */
export function DeskFrame({
  title,
  width,
  children,
}: {
  readonly title: string;
  readonly width?: 'wide';
  readonly children: ReactNode;
}) {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={title}>
      <Page
        title={title}
        {...(width === undefined ? {} : { width })}
        before={
          <Link to="/identity-desk" className="back">
            {t('identity.back')}
          </Link>
        }
      >
        {children}
      </Page>
    </RequireRole>
  );
}

/** What was opened is not there, or could not be asked for. */
export function NotOpened({
  problem,
  title,
  text,
  retry,
}: {
  readonly problem: Error | null;
  readonly title: string;
  readonly text: string;
  readonly retry: () => unknown;
}) {
  return isApiProblem(problem) && problem.status === 404 ? (
    <EmptyState title={title}>{text}</EmptyState>
  ) : (
    <Failure problem={problem} retry={retry} />
  );
}
