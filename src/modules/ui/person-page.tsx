import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { type Translate, useI18n } from './i18n.tsx';
import type { MessageKey } from './languages/index.ts';
import { Page } from './page.tsx';
import { type Person, usePerson } from './people.tsx';
import { RequireRole } from './require-role.tsx';
import { EmptyState, Skeleton } from './states.tsx';

/** A title that also has the form for the record of somebody else, who is named in it. */
type PersonTitle = MessageKey extends infer Key
  ? Key extends `${infer Title}.title.other`
    ? `${Title}.title`
    : never
  : never;

export interface PersonPageProps {
  readonly title: PersonTitle;
  readonly lead?: string;
  /** The law that the page fulfils, in small below everything. */
  readonly law?: string;
  /** The page stands below the record and leads back to it. */
  readonly belowRecord?: boolean;
  readonly width?: 'reading' | 'wide';
  /** It tells of the whole record: who acts for a part of it alone is told so instead. */
  readonly needsWhole?: boolean;
  /** What the page shows of her; it begins anew with another person. */
  readonly children: (person: Person) => ReactNode;
}

/** A citizen's page about one record: her own, or that of somebody for whom she acts, who is then named in the title. */
export function PersonPage(props: PersonPageProps) {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t(props.title)}>
      <OfPerson {...props} />
    </RequireRole>
  );
}

function OfPerson({ title, lead, law, belowRecord = false, width, needsWhole = false, children }: PersonPageProps) {
  const { t } = useI18n();
  const { person } = usePerson();
  return (
    <Page
      title={personTitle(title, person, t)}
      {...(lead === undefined ? {} : { lead })}
      {...(width === undefined ? {} : { width })}
      before={belowRecord ? <BackToRecord /> : null}
    >
      {person === undefined ? <Skeleton blocks={3} /> : null}
      {person && needsWhole && person.partly ? (
        <EmptyState title={t('person.partly.title')}>{t('person.partly.text')}</EmptyState>
      ) : null}
      {person && !(needsWhole && person.partly) ? <Fragment key={person.patient}>{children(person)}</Fragment> : null}
      {law === undefined ? null : <p className="law">{law}</p>}
    </Page>
  );
}

/** The title of a page about a record; undefined is nobody yet. */
export function personTitle(title: PersonTitle, person: Person | undefined, t: Translate): string {
  if (!person || person.origin === 'self') return t(title);
  return t(`${title}.other`, { name: person.name || t(`person.${person.origin}`) });
}

/** The way back from a page below the record, to the same person's. */
export function BackToRecord() {
  const { t } = useI18n();
  return (
    <p className="back">
      <Link to="/record" search={({ person }) => (person === undefined ? {} : { person })}>
        {t('own.back')}
      </Link>
    </p>
  );
}
