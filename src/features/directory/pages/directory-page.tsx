import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, Button, EmptyState, Failure, Notice, Page, RequireRole, Skeleton, TextField, useI18n } from '#ui';
import type { DirectoryAnswer, OrganizationLine, ProfessionalLine } from '../contract.ts';
import { type DirectoryAddress, searched } from './address.ts';

/** Finding a doctor, a hospital or a pharmacy by name, place and specialty. */
export function DirectoryPage() {
  const { t } = useI18n();
  return (
    <RequireRole title={t('directory.title')}>
      <Directory />
    </RequireRole>
  );
}

function Directory() {
  const { t, language } = useI18n();
  const address = useSearch({ strict: false }) as DirectoryAddress;
  const navigate = useNavigate();
  const [typed, setTyped] = useState(address);
  const asked = searched.some((word) => address[word] !== undefined);
  const query = new URLSearchParams({ language });
  for (const word of searched) query.set(word, address[word] ?? '');
  const found = useQuery({
    queryKey: ['directory', String(query)],
    queryFn: ({ signal }) => api<DirectoryAnswer>(`/api/directory?${query}`, { signal }),
    enabled: asked,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const wanted = searched.flatMap((word) => (typed[word]?.trim() ? [[word, typed[word]?.trim()]] : []));
    navigate({
      to: '/directory',
      search: (({ person }: { person?: string }) => ({
        ...(person === undefined ? {} : { person }),
        ...Object.fromEntries(wanted),
      })) as never,
    });
  };
  return (
    <Page title={t('directory.title')} lead={t('directory.lead')} width="wide">
      <search>
        <form className="card directory-form" onSubmit={send}>
          {searched.map((word) => (
            <TextField
              key={word}
              id={`directory-${word}`}
              label={t(`directory.${word}`)}
              value={typed[word] ?? ''}
              onChange={(value) => setTyped({ ...typed, [word]: value })}
            />
          ))}
          <Button type="submit">{t('directory.find')}</Button>
        </form>
      </search>
      {found.isLoading ? <Skeleton blocks={2} lines={4} /> : null}
      {found.isError ? <Failure problem={found.error} retry={() => found.refetch()} /> : null}
      <div role="status">{found.data ? <Found answer={found.data} /> : null}</div>
    </Page>
  );
}

function Found({ answer }: { readonly answer: DirectoryAnswer }) {
  const { t } = useI18n();
  const { professionals, organizations, more } = answer;
  if (professionals.length === 0 && organizations.length === 0) {
    return <EmptyState title={t('directory.none.title')}>{t('directory.none.text')}</EmptyState>;
  }
  return (
    <div className="directory-found">
      {more ? <Notice title={t('directory.more')} /> : null}
      {professionals.length > 0 ? (
        <section aria-labelledby="directory-people">
          <h2 id="directory-people">{t('directory.people', { count: professionals.length })}</h2>
          <People people={professionals} />
        </section>
      ) : null}
      {organizations.length > 0 ? (
        <section aria-labelledby="directory-places">
          <h2 id="directory-places">{t('directory.places', { count: organizations.length })}</h2>
          <ul className="directory-list">
            {organizations.map((one) => (
              <Place key={one.id} place={one} />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

export function People({ people }: { readonly people: readonly ProfessionalLine[] }) {
  return (
    <ul className="directory-list">
      {people.map(({ id, name, roles }) => (
        <li key={id} className="directory-line">
          <ListedLink type="Practitioner" id={id} name={name} />
          {roles.map((role) => (
            <p key={`${role.organization?.id} ${role.specialties.join()}`}>
              {[role.specialties.join(', '), role.organization?.name].filter(Boolean).join(' · ')}
              {role.place ? <span className="directory-place">{role.place}</span> : null}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Place({ place }: { readonly place: OrganizationLine }) {
  return (
    <li className="directory-line">
      <ListedLink type="Organization" id={place.id} name={place.name} />
      <p>
        {place.kind}
        {place.address ? <span className="directory-place">{place.address}</span> : null}
      </p>
    </li>
  );
}

/** Whose record is shown travels along. */
export function ListedLink(props: {
  readonly type: 'Practitioner' | 'Organization';
  readonly id: string;
  readonly name: string;
}) {
  return (
    <Link
      className="directory-name"
      to="/directory/$type/$id"
      params={{ type: props.type, id: props.id }}
      search={({ person }) => (person === undefined ? {} : { person })}
    >
      {props.name}
    </Link>
  );
}
