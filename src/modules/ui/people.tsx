import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api } from './api.ts';
import { useI18n } from './i18n.tsx';
import { type Session, useSession } from './session.ts';

/** A person whose record the signed-in citizen may see: herself first, then those for whom she acts. */
export interface Person {
  readonly patient: string;
  readonly name: string;
  readonly origin: 'self' | 'parent' | 'guardian' | 'mandate';
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
  const people = known ?? peopleFromSession(session);
  return { people, person: people.find((one) => one.patient === search.person) ?? people[0] };
}

/** Without the names of the others, until they are there. */
export function peopleFromSession(session: Session | undefined): readonly Person[] {
  if (!session?.patient) return [];
  return [
    { patient: session.patient, name: session.name ?? '', origin: 'self' },
    ...(session.proxyFor ?? []).map((grant) => ({ patient: grant.patient, name: '', origin: grant.origin })),
  ];
}

/** Always says whose record this is; with more than one person, also lets her change. */
export function PersonSwitcher() {
  const { t } = useI18n();
  const { person, people } = usePerson();
  const navigate = useNavigate();
  if (people.length < 2 || !person) return null;
  const acting = person.origin !== 'self';
  return (
    <section className={`persons${acting ? ' persons-acting' : ''}`} aria-label={t('person.switch')}>
      <div className="persons-list">
        {people.map((one) => (
          <button
            key={one.patient}
            type="button"
            className="person"
            aria-pressed={one.patient === person.patient}
            onClick={() =>
              navigate({
                to: '.',
                search: one.origin === 'self' ? {} : { person: one.patient },
                replace: true,
              })
            }
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
      <p className="persons-now" role="status">
        {acting ? t('person.acting', { name: person.name }) : t('person.own')}
      </p>
    </section>
  );
}

/** The first letters of the first and the last name, titles left out. */
export function initials(name: string): string {
  const words = name.split(/[\s,]+/u).filter((word) => word && !/^(dr|dra|mme|m|mr|mrs)\.?$/iu.test(word));
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
