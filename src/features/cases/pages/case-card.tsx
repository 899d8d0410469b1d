import type { ReactNode } from 'react';
import { useI18n } from '#ui';
import type { CaseState, CaseView } from '../contract.ts';

const tones: Readonly<Record<CaseState, string>> = {
  open: 'tag-warn',
  answered: 'tag-good',
  corrected: 'tag-good',
  withdrawn: 'tag-good',
  refused: '',
  closed: '',
};

/** What a case is about, in one line. */
export function useCaseTitle(): (one: CaseView) => string {
  const { t, formats } = useI18n();
  return ({ visit, entry }) =>
    visit
      ? t('case.visit', { name: visit.name, date: `${formats.date(visit.at)}` })
      : t('case.entry', { title: entry?.title ?? '' });
}

/** A case: what it is about, what was said, and the answer. */
export function CaseCard({
  one,
  of,
  facts,
  children,
}: {
  readonly one: CaseView;
  /** Who asks, on the desk of who answers. */
  readonly of?: string;
  readonly facts?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { t, formats } = useI18n();
  const title = useCaseTitle()(one);
  const heading = `case-${one.id}`;
  return (
    <li>
      <article className={`card case${one.overdue ? ' case-overdue' : ''}`} aria-labelledby={heading}>
        <div className="case-head">
          <h3 id={heading}>{title}</h3>
          <span className={`tag ${tones[one.state]}`}>{t(`case.state.${one.state}`)}</span>
        </div>
        <p className="muted">
          {of ? `${of}. ` : null}
          {t('case.opened', { date: formats.date(one.opened.slice(0, 10)) })}.{' '}
          {one.state === 'open' && !one.overdue ? t('case.due', { date: formats.date(one.due.slice(0, 10)) }) : null}
        </p>
        {one.overdue ? (
          <p className="case-late">
            {t(of ? 'desk.overdue' : 'case.overdue', { date: formats.date(one.due.slice(0, 10)) })}
          </p>
        ) : null}
        {facts}
        <dl className="case-words">
          <Words label={t('case.what')} words={one.what} />
          <Words label={t('case.why')} words={one.why} />
          <Words label={t('case.wish')} words={one.wish} />
          {of ? null : <Words label={t('case.to')} words={one.answers ?? t('case.to.operator')} />}
        </dl>
        {one.answer ? (
          <div className="case-answer">
            <p className="case-answer-head">
              {t('case.answer')}
              {one.answered ? <span className="muted"> {formats.date(one.answered.slice(0, 10))}</span> : null}
            </p>
            <p className="case-answer-words">{one.answer}</p>
          </div>
        ) : null}
        {children}
      </article>
    </li>
  );
}

function Words({ label, words }: { readonly label: string; readonly words: string | undefined }) {
  if (words === undefined) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{words}</dd>
    </div>
  );
}
