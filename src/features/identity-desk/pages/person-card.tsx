import { Link } from '@tanstack/react-router';
import { Notice, useI18n } from '#ui';
import type { PersonCard } from '../contract.ts';
import { identifierName } from './identifier-name.ts';

/** Who somebody is, as the desk may know it; who is not `recorded` has no record and nothing that is trusted. */
export function PersonFacts({
  person,
  linked = true,
  recorded = true,
}: {
  readonly person: PersonCard;
  readonly linked?: boolean;
  readonly recorded?: boolean;
}) {
  const { t, formats } = useI18n();
  const official = person.names.find(({ use }) => use === 'official') ?? person.names[0];
  const others = person.names.filter((name) => name !== official);
  const words = (name: PersonCard['names'][number]) => [...name.given, name.family].filter(Boolean).join(' ');
  const facts: readonly (readonly [key: string, name: string, value: string])[] = [
    ['names', t('identity.trait.given'), official?.given.join(' ') ?? ''],
    ['family', t('identity.trait.family'), official?.family ?? ''],
    ...others.map((name, place) => [`name-${place}`, t('identity.other-name'), words(name)] as const),
    ['born', t('identity.trait.birthDate'), person.birthDate ? formats.date(person.birthDate) : ''],
    ['gender', t('identity.trait.gender'), genderWord(person.gender, t)],
    ['place', t('identity.birth-place'), person.birthPlace ?? ''],
    ...person.identifiers.map(
      ({ system, value, use }, place) =>
        [
          `id-${place}`,
          use === 'old' ? t('identity.old', { name: identifierName(system, t) }) : identifierName(system, t),
          value,
        ] as const,
    ),
    ...(recorded
      ? ([
          ['status', t('identity.status'), t(`identity.status.${person.status}`)],
          ['id', t('identity.record'), person.patient],
        ] as const)
      : []),
  ];
  return (
    <>
      {person.replacedBy ? (
        <Notice>
          <p>{t('identity.replaced')}</p>
          {linked ? (
            <Link to="/identity-desk/pair/$one/$other" params={{ one: person.patient, other: person.replacedBy }}>
              {t('identity.replaced.show')}
            </Link>
          ) : null}
        </Notice>
      ) : null}
      <dl className="facts-list">
        {facts.map(([key, name, value]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{value === '' ? t('identity.not-said') : value}</dd>
          </div>
        ))}
      </dl>
      {linked ? (
        <p>
          <Link to="/identity-desk/person/$id" params={{ id: person.patient }}>
            {t('identity.open')}
          </Link>
        </p>
      ) : null}
    </>
  );
}

function genderWord(gender: string | undefined, t: ReturnType<typeof useI18n>['t']): string {
  return gender === 'female' || gender === 'male' ? t(`identity.gender.${gender}`) : '';
}
