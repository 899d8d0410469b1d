import type { ReactNode } from 'react';
import { ageInYears } from './formats.ts';
import { useI18n } from './i18n.tsx';
import type { MessageKey } from './languages/index.ts';
import { PageHeading } from './page.tsx';
import type { SummaryPerson } from './summary.ts';

const genders: Readonly<Record<string, MessageKey>> = {
  female: 'record.gender.female',
  male: 'record.gender.male',
  other: 'record.gender.other',
  unknown: 'record.gender.unknown',
};

export function genderKey(code: string | undefined): MessageKey {
  return genders[code ?? 'unknown'] ?? 'record.gender.unknown';
}

/** The cover of a record: whose it is. It always says so in full, since the worst mistake is to read another's. */
export function RecordCover({
  heading,
  person,
  children,
}: {
  readonly heading: string;
  readonly person: SummaryPerson | undefined;
  readonly children?: ReactNode;
}) {
  const { t, formats } = useI18n();
  const age = person?.birthDate ? ageInYears(person.birthDate, new Date()) : undefined;
  const [identifier, ...others] = person?.details ?? [];
  return (
    <header className="cover">
      <PageHeading>{heading}</PageHeading>
      {person ? (
        <div className="cover-person">
          <p className="cover-name">{person.name}</p>
          <ul className="cover-facts">
            {person.birthDate ? (
              <li>
                {t('record.born', { date: formats.date(person.birthDate) })}
                {age === undefined ? null : ` (${t('record.age', { years: age })})`}
              </li>
            ) : null}
            {person.gender ? <li>{person.gender}</li> : null}
            {identifier ? (
              <li>
                {identifier.label} <span className="number">{identifier.value}</span>
              </li>
            ) : null}
          </ul>
          {others.length > 0 ? (
            <details className="cover-more">
              <summary>{t('record.more')}</summary>
              <dl>
                {others.map((detail) => (
                  <div key={`${detail.label} ${detail.value}`}>
                    <dt>{detail.label}</dt>
                    <dd>{detail.value}</dd>
                  </div>
                ))}
              </dl>
            </details>
          ) : null}
        </div>
      ) : (
        <div className="cover-person cover-waiting" aria-hidden="true">
          <p className="cover-name"> </p>
          <p> </p>
        </div>
      )}
      {children}
    </header>
  );
}
