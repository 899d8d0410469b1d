import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useI18n } from './i18n.tsx';

/** The browser has announced the first page itself; from then on each page takes the focus to its heading. */
let arrived = false;

export interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  /** `reading`: one column of text. `wide`: as broad as the frame. */
  readonly width?: 'reading' | 'wide';
  /** Above the heading, e.g. a way back. */
  readonly before?: ReactNode;
  /** The heading stands in `children` already made, see `PageHeading`. */
  readonly bare?: boolean;
  /** Stands in while it is found out which page is shown: it is no arrival, and takes the focus from nobody. */
  readonly waiting?: boolean;
}

/**
 * A page with its one `h1`. Arriving moves the focus to the heading, so that a screen reader reads it and the next Tab
 * goes on from there; the title of the document follows.
 */
export function Page({ title, lead, children, width = 'reading', before, bare = false, waiting = false }: PageProps) {
  const { t } = useI18n();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = t('app.title', { page: title });
  }, [t, title]);
  // In the commit that shows the heading: a Tab pressed at once already goes on from there.
  useLayoutEffect(() => {
    if (waiting) return;
    if (arrived) {
      frame.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      scrollTo({ top: 0, behavior: 'instant' });
    }
    arrived = true;
  }, [waiting]);
  return (
    <div ref={frame} className={`page page-${width}`}>
      {before}
      {bare ? null : (
        <header className="page-head">
          <PageHeading>{title}</PageHeading>
          {lead ? <p className="lead">{lead}</p> : null}
        </header>
      )}
      {children}
    </div>
  );
}

export function PageHeading({ children }: { readonly children: ReactNode }) {
  return <h1 tabIndex={-1}>{children}</h1>;
}
