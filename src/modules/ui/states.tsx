import { type ReactNode, useEffect, useState } from 'react';
import { isApiProblem, signInAddress } from './api.ts';
import { Button } from './controls.tsx';
import { useI18n } from './i18n.tsx';
import { problemWords } from './problem-words.ts';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

/** A framed message. `live` announces it when it appears. */
export function Notice({
  tone = 'info',
  title,
  children,
  live = false,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly live?: boolean;
}) {
  return (
    <div className={`notice notice-${tone}`} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      {title ? <p className="notice-title">{title}</p> : null}
      {children}
    </div>
  );
}

export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children ? <p>{children}</p> : null}
    </div>
  );
}

/** Grey shapes in the place of what comes, of about its height, so that nothing jumps. */
export function Skeleton({ lines = 3, blocks = 1 }: { readonly lines?: number; readonly blocks?: number }) {
  const { t } = useI18n();
  return (
    <div className="skeleton" aria-busy="true">
      <p className="visually-hidden" role="status">
        {t('state.loading')}
      </p>
      {Array.from({ length: blocks }, (_, block) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
        <div className="skeleton-block" key={block} aria-hidden="true">
          {Array.from({ length: lines }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
            <span key={line} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** What went wrong, in words, with what to do: try again, sign in, or tell support the reference. */
export function Failure({ problem, retry }: { readonly problem: unknown; readonly retry?: (() => void) | undefined }) {
  const { t } = useI18n();
  const words = problemWords(problem);
  const needsSignIn = isApiProblem(problem) && problem.status === 401;
  return (
    <Notice tone={words.retry ? 'bad' : 'warn'} title={t(words.title)} live>
      <p>{t(words.text)}</p>
      {isApiProblem(problem) && words.retry ? <Reference traceId={problem.traceId} /> : null}
      {words.retry && retry ? (
        <Button kind="secondary" onPress={retry}>
          {t('error.retry')}
        </Button>
      ) : null}
      {needsSignIn ? (
        <a className="button button-primary" href={signInAddress(location.pathname + location.search)}>
          {t('session.sign-in')}
        </a>
      ) : null}
    </Notice>
  );
}

export function Reference({ traceId }: { readonly traceId: string }) {
  const { t } = useI18n();
  return <p className="reference">{t('error.trace', { traceId })}</p>;
}

/** Stands at the top of the window while the browser has no connection. */
export function OfflineNotice() {
  const { t } = useI18n();
  const [state, setState] = useState<'never' | 'offline' | 'back'>(navigator.onLine ? 'never' : 'offline');
  useEffect(() => {
    const off = () => setState('offline');
    const on = () => setState('back');
    addEventListener('offline', off);
    addEventListener('online', on);
    return () => {
      removeEventListener('offline', off);
      removeEventListener('online', on);
    };
  }, []);
  return (
    <div role="status" className={state === 'offline' ? 'offline' : 'visually-hidden'}>
      {state === 'offline' ? (
        <>
          <strong>{t('state.offline.title')}</strong> {t('state.offline.text')}
        </>
      ) : null}
      {state === 'back' ? t('state.online') : null}
    </div>
  );
}
