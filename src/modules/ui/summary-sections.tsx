import { type ReactNode, useState } from 'react';
import { Button } from './controls.tsx';
import { useI18n } from './i18n.tsx';
import { keyFacts, type SummaryEntryWords, type SummarySectionWords, splitSections } from './summary.ts';

const foldAfter = 8;

/** Allergies, problems and medicines in a strip on top: what somebody must know before anything else. */
export function KeyFacts({
  sections,
  showOriginal,
}: {
  readonly sections: readonly SummarySectionWords[];
  readonly showOriginal: boolean;
}) {
  const { t } = useI18n();
  return (
    <section className="keyfacts" aria-label={t('record.keyfacts')}>
      {keyFacts(sections).map((fact) => (
        <div key={fact.category} className={`keyfact keyfact-${fact.category}`}>
          <h2 className="keyfact-title">{t(`record.keyfacts.${fact.category}`)}</h2>
          {fact.entries.length === 0 ? (
            <p>
              <strong>{t(`record.keyfacts.none.${fact.category}`)}</strong> {t('record.keyfacts.caution')}
            </p>
          ) : (
            <ul>
              {fact.entries.map((entry) => (
                <KeyEntry
                  key={entry.id}
                  entry={entry}
                  gist={fact.category === 'allergies'}
                  showOriginal={showOriginal}
                />
              ))}
            </ul>
          )}
          {fact.more > 0 ? <p className="muted">{t('record.keyfacts.more', { count: fact.more })}</p> : null}
        </div>
      ))}
    </section>
  );
}

/** `gist` adds what stands first in its details: of an allergy its risk and reaction. */
function KeyEntry({
  entry,
  gist,
  showOriginal,
}: {
  readonly entry: SummaryEntryWords;
  readonly gist: boolean;
  readonly showOriginal: boolean;
}) {
  const { t } = useI18n();
  const told = gist ? entry.details.filter((detail) => !detail.untranslated).slice(0, 2) : [];
  return (
    <li>
      <span lang={entry.untranslated ? entry.originalLanguage : undefined}>{entry.title}</span>{' '}
      {entry.ownBy ? <OwnMark by={entry.ownBy} /> : null}
      {entry.untranslated ? (
        <>
          {' '}
          <span className="tag tag-warn">{t('summary.untranslated')}</span>
        </>
      ) : null}
      {showOriginal && entry.original && !entry.untranslated ? (
        <span className="keyfact-more entry-original" lang={entry.originalLanguage}>
          {t('summary.original', { term: entry.original })}
        </span>
      ) : null}
      {told.length > 0 ? <span className="keyfact-more">{told.map(({ value }) => value).join(', ')}</span> : null}
    </li>
  );
}

/** What can be done with an entry, beside its title. */
export type EntryActs = (entry: SummaryEntryWords) => ReactNode;

/** All sections of a summary: those with content one under the other, those without in one line at the end. */
export function SummarySections({
  sections,
  showOriginal,
  acts,
}: {
  readonly sections: readonly SummarySectionWords[];
  readonly showOriginal: boolean;
  readonly acts?: EntryActs;
}) {
  const { t } = useI18n();
  const { filled, emptyTitles } = splitSections(sections);
  return (
    <div className="summary">
      <nav className="summary-index" aria-label={t('record.sections')}>
        <p className="summary-index-title">{t('record.sections')}</p>
        <ul>
          {filled.map((section) => (
            <li key={section.code}>
              <a href={`#section-${section.code}`}>{section.title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="summary-sections">
        {filled.map((section) => (
          <SummarySection key={section.code} section={section} showOriginal={showOriginal} acts={acts} />
        ))}
        {emptyTitles.length > 0 ? (
          <section className="summary-empty" aria-label={t('record.sections.empty')}>
            <h2>{t('record.sections.empty')}</h2>
            <p className="muted">{t('record.sections.empty.caution')}</p>
            <ul>
              {emptyTitles.map((title) => (
                <li key={title}>{title}</li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </div>
  );
}

function SummarySection({
  section,
  showOriginal,
  acts,
}: {
  readonly section: SummarySectionWords;
  readonly showOriginal: boolean;
  readonly acts: EntryActs | undefined;
}) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const folds = section.entries.length > foldAfter + 2;
  return (
    <section
      className={`card section section-${section.category}`}
      id={`section-${section.code}`}
      aria-labelledby={`heading-${section.code}`}
    >
      <h2 id={`heading-${section.code}`}>
        {section.title} {section.entries.length > 0 ? <span className="count">{section.entries.length}</span> : null}
      </h2>
      {section.narrative ? <p className="narrative">{section.narrative}</p> : null}
      <ul className="entries">
        {section.entries.map((entry, index) => (
          <Entry
            key={entry.id}
            entry={entry}
            showOriginal={showOriginal}
            folded={folds && !open && index >= foldAfter}
            acts={acts}
          />
        ))}
      </ul>
      {folds ? (
        <Button kind="quiet" onPress={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('summary.less') : t('summary.more', { count: section.entries.length })}
        </Button>
      ) : null}
    </section>
  );
}

/** What is folded on the screen stands on paper all the same: a print that leaves out entries would mislead. */
function Entry({
  entry,
  showOriginal,
  folded,
  acts,
}: {
  readonly entry: SummaryEntryWords;
  readonly showOriginal: boolean;
  readonly folded: boolean;
  readonly acts: EntryActs | undefined;
}) {
  const { t } = useI18n();
  const language = entry.originalLanguage;
  return (
    <li className={`entry${folded ? ' entry-folded' : ''}`}>
      <div className="entry-head">
        <p className="entry-title" lang={entry.untranslated ? language : undefined}>
          {entry.title}
        </p>
        {entry.status ? <span className="tag">{entry.status}</span> : null}
        {entry.ownBy ? <OwnMark by={entry.ownBy} /> : null}
        {entry.date ? <span className="entry-date">{entry.date}</span> : null}
        {acts?.(entry)}
      </div>
      {entry.untranslated ? <Untranslated language={language} /> : null}
      {showOriginal && entry.original && !entry.untranslated ? (
        <p className="entry-original" lang={language}>
          {t('summary.original', { term: entry.original })}
        </p>
      ) : null}
      {entry.details.length > 0 ? (
        <dl className="entry-details">
          {entry.details.map((detail, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two details may have one label
            <div key={index}>
              <dt>{detail.label}</dt>
              <dd lang={detail.untranslated ? detail.originalLanguage : undefined}>
                {detail.value}{' '}
                {detail.untranslated ? <span className="tag tag-warn">{t('summary.untranslated')}</span> : null}
                {showOriginal && detail.original && !detail.untranslated ? (
                  <span className="entry-original" lang={detail.originalLanguage}>
                    {' '}
                    {t('summary.original', { term: detail.original })}
                  </span>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  );
}

/** Marks what no professional wrote (EHDS article 5). */
export function OwnMark({ by }: { readonly by: 'person' | 'proxy' }) {
  const { t } = useI18n();
  return <span className="tag tag-own">{t(`own.mark.${by}`)}</span>;
}

function Untranslated({ language }: { readonly language: string | undefined }) {
  const { t, formats } = useI18n();
  return (
    <p className="entry-untranslated">
      <span className="tag tag-warn">{t('summary.untranslated')}</span>{' '}
      {language
        ? t('summary.untranslated.help', { language: formats.language(language) })
        : t('summary.untranslated.unknown')}
    </p>
  );
}
