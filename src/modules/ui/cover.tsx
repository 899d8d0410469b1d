import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
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
  const cover = useRef<HTMLElement>(null);
  const born = person?.birthDate ? t('record.born', { date: formats.date(person.birthDate) }) : undefined;
  return (
    <header className="cover" ref={cover}>
      {person ? (
        <IdentityStrip cover={cover}>
          {[person.name, born, person.gender, identifier?.value].filter((part) => part !== undefined)}
        </IdentityStrip>
      ) : null}
      <PageHeading>{heading}</PageHeading>
      {person ? (
        <div className="cover-person">
          <p className="cover-name">{person.name}</p>
          <ul className="cover-facts">
            {born ? (
              <li>
                {born}
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

/** Stays at the top of the window once the cover has left it. Screen readers have the cover. */
function IdentityStrip({
  cover,
  children,
}: {
  readonly cover: RefObject<HTMLElement | null>;
  readonly children: readonly string[];
}) {
  const [needed, setNeeded] = useState(false);
  useEffect(() => {
    if (!cover.current) return;
    // Above the window and not below it, where a long navigation may keep it in a narrow one.
    const observer = new IntersectionObserver(([entry]) =>
      setNeeded(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0),
    );
    observer.observe(cover.current);
    return () => observer.disconnect();
  }, [cover]);
  if (!needed) return null;
  return (
    <div className="identity-strip" aria-hidden="true">
      <p className="frame">
        {children.map((part) => (
          <span key={part}>{part}</span>
        ))}
      </p>
    </div>
  );
}
