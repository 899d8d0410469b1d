import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api } from './api.ts';
import { type Translate, useI18n } from './i18n.tsx';
import { type Session, type SessionProxy, useSession } from './session.ts';

/** A person whose record the signed-in citizen may see: herself first, then those for whom she acts. */
export interface Person {
  readonly patient: string;
  readonly name: string;
  readonly origin: 'self' | 'parent' | 'guardian' | 'mandate';
  /**
   * Only a part of the record is open to her, so that what tells of all of it (who looked, who else acts, the choices) is
   * not: pages say so instead of asking.
   */
  readonly partly?: boolean;
}

const peopleQuery = {
  queryKey: ['people'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    api<readonly Person[]>('/api/my-record/people', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
} as const;

/** Whose record the pages show; the address carries it as `?person=`, so that it survives a reload and the way back. */
export function usePerson(): { readonly person: Person | undefined; readonly people: readonly Person[] } {
  const session = useSession().data;
  const search = useSearch({ strict: false }) as { readonly person?: string };
  const wider = (session?.proxyFor?.length ?? 0) > 0;
  const known = useQuery({ ...peopleQuery, enabled: wider }).data;
  const people = (known ?? peopleFromSession(session)).map((one) =>
    isPartly(one, session) ? { ...one, partly: true } : one,
  );
  return { people, person: people.find((one) => one.patient === search.person) ?? people[0] };
}

/** Whoever acts in two ways, in one of them for all, acts for all. */
function isPartly({ patient, origin }: Person, session: Session | undefined): boolean {
  const grants = (session?.proxyFor ?? []).filter((one) => one.patient === patient);
  return origin !== 'self' && grants.length > 0 && grants.every(({ parts, reserved }) => parts || reserved);
}

/** Without the names of the others, until they are there. */
export function peopleFromSession(session: Session | undefined): readonly Person[] {
  if (!session) return [];
  return [
    ...(session.patient ? [{ patient: session.patient, name: session.name ?? '', origin: 'self' as const }] : []),
    ...new Map(
      (session.proxyFor ?? []).map(({ patient, origin }) => [patient, { patient, name: '', origin }]),
    ).values(),
  ];
}

/**
 * Stands on every page of who may act for others: whose record this is, in words, with the limits under which she acts,
 * and the others to change to.
 */
export function PersonBar() {
  const { t, formats } = useI18n();
  const { person, people } = usePerson();
  const navigate = useNavigate();
  const grants = (useSession().data?.proxyFor ?? []).filter((one) => one.patient === person?.patient);
  // By two at once she may do what either allows: no limit of one is told as that of both.
  const grant = grants.length === 1 ? grants[0] : undefined;
  if (!person || (people.length < 2 && person.origin === 'self')) return null;
  const acting = person.origin !== 'self';
  const name = person.name || t(`person.${acting ? person.origin : 'you'}`);
  const show = (patient: string) =>
    navigate({
      to: '.',
      search: people.find((one) => one.patient === patient)?.origin === 'self' ? {} : { person: patient },
      replace: true,
    });
  return (
    <section className={`persons${acting ? ' persons-acting' : ''}`} aria-label={t('person.switch')}>
      <div className="frame persons-frame">
        <div className="persons-now" role="status">
          <p>{acting ? t('person.acting', { name }) : t('person.own')}</p>
          {acting && grant ? <Limits grant={grant} name={name} t={t} date={formats.date} /> : null}
        </div>
        <div className="persons-list">
          {people.map((one) => (
            <button
              key={one.patient}
              type="button"
              className="person"
              aria-pressed={one.patient === person.patient}
              onClick={() => show(one.patient)}
            >
              <span className="person-initials" aria-hidden="true">
                {initials(one.name)}
              </span>
              <span className="person-text">
                <span className="person-name">
                  {one.name || t(`person.${one.origin === 'self' ? 'you' : one.origin}`)}
                </span>
                <span className="person-origin">{t(`person.${one.origin === 'self' ? 'you' : one.origin}`)}</span>
              </span>
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}

/** How far she may act for this person; nothing where there is no limit but the term. */
function Limits({
  grant,
  name,
  t,
  date,
}: {
  readonly grant: SessionProxy;
  readonly name: string;
  readonly t: Translate;
  readonly date: (value: string) => string;
}) {
  const lines = [
    ...(grant.parts
      ? [t('person.limit.parts', { parts: grant.parts.map((part) => t(`part.${part}`)).join(', ') })]
      : []),
    ...(grant.acts?.length === 1 ? [t('person.limit.read')] : []),
    ...(grant.reserved ? [t('person.reserved', { name })] : []),
    ...(grant.until && grant.origin === 'mandate' ? [t('person.limit.until', { date: date(grant.until) })] : []),
  ];
  return lines.length === 0 ? null : <p className="persons-limits">{lines.join(' ')}</p>;
}

/** The first letters of the first and the last name, titles left out. */
export function initials(name: string): string {
  const words = name.split(/[\s,]+/u).filter((word) => word && !/^(dr|dra|mme|m|mr|mrs)\.?$/iu.test(word));
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
