import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, Button, Failure, Notice, Page, RequireRole, Skeleton, useI18n, usePerson, useSession } from '#ui';
import type { IdentifierLine, OpeningHours, OrganizationPage, ProfessionalPage } from '../contract.ts';
import { ListedLink, People } from './directory-page.tsx';
import { openingWords } from './opening-words.ts';

/** One of the directory: a professional with his roles, or an organisation with who works there. */
export function ListedPage() {
  const { t } = useI18n();
  return (
    <RequireRole title={t('directory.title')}>
      <Listed />
    </RequireRole>
  );
}

function Listed() {
  const { t, language } = useI18n();
  const { type = '', id = '' } = useParams({ strict: false }) as { readonly type?: string; readonly id?: string };
  const kind = type === 'Practitioner' ? 'Practitioner' : 'Organization';
  const found = useQuery({
    queryKey: ['directory', kind, id, language],
    queryFn: ({ signal }) =>
      api<ProfessionalPage | OrganizationPage>(
        `/api/directory/${kind}/${encodeURIComponent(id)}?language=${language}`,
        { signal },
      ),
  });
  const back = (
    <p className="back">
      <Link to="/directory" search={({ person }) => (person === undefined ? {} : { person })}>
        {t('directory.back')}
      </Link>
    </p>
  );
  const title = found.data?.name ?? t('directory.title');
  return (
    <Page key={title} title={title} before={back} waiting={found.isPending}>
      {found.isPending ? <Skeleton blocks={2} lines={4} /> : null}
      {found.isError ? <Failure problem={found.error} retry={() => found.refetch()} /> : null}
      {found.data ? (
        'roles' in found.data ? (
          <Professional page={found.data} />
        ) : (
          <Organization page={found.data} />
        )
      ) : null}
      {found.data ? <Treats kind={kind} id={id} name={found.data.name} /> : null}
    </Page>
  );
}

function Professional({ page }: { readonly page: ProfessionalPage }) {
  const { t } = useI18n();
  return (
    <section className="card" aria-labelledby="listed-works">
      <h2 id="listed-works">{t('directory.works')}</h2>
      {page.roles.length === 0 ? <p>{t('directory.works.none')}</p> : null}
      {page.roles.map((role) => (
        <dl className="facts" key={`${role.organization?.id} ${role.specialties.join()}`}>
          <Fact label={t('directory.specialty')}>{role.specialties.join(', ')}</Fact>
          {role.organization ? (
            <Fact label={t('directory.works')}>
              <ListedLink type="Organization" {...role.organization} />
            </Fact>
          ) : null}
          <Fact label={t('directory.address')}>{role.place}</Fact>
          <Fact label={t('directory.phone')}>{role.phone}</Fact>
          <Hours hours={role.hours} />
        </dl>
      ))}
      <Identifiers identifiers={page.identifiers} />
    </section>
  );
}

function Organization({ page }: { readonly page: OrganizationPage }) {
  const { t } = useI18n();
  return (
    <>
      <section className="card" aria-label={page.name}>
        <dl className="facts">
          <Fact label={t('directory.address')}>{page.address}</Fact>
          <Fact label={t('directory.phone')}>{page.phone}</Fact>
          {page.partOf ? (
            <Fact label={t('directory.part-of')}>
              <ListedLink type="Organization" {...page.partOf} />
            </Fact>
          ) : null}
        </dl>
        <Identifiers identifiers={page.identifiers} />
      </section>
      {page.services.length > 0 ? (
        <section className="card" aria-labelledby="listed-services">
          <h2 id="listed-services">{t('directory.services')}</h2>
          {page.services.map((service) => (
            <div key={service.name}>
              <h3>{service.name}</h3>
              <dl className="facts">
                <Hours hours={service.hours} />
              </dl>
            </div>
          ))}
        </section>
      ) : null}
      {page.people.length > 0 ? (
        <section aria-labelledby="listed-team">
          <h2 id="listed-team">{t('directory.team')}</h2>
          <People people={page.people} />
        </section>
      ) : null}
      {page.endpoints.length > 0 ? (
        <details className="card">
          <summary>{t('directory.endpoints')}</summary>
          <dl className="facts">
            {page.endpoints.map(({ name, kind, address }) => (
              <Fact key={address} label={name || kind}>
                <code>{address}</code>
              </Fact>
            ))}
          </dl>
        </details>
      ) : null}
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  if (children === undefined || children === '') return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Hours({ hours }: { readonly hours: readonly OpeningHours[] }) {
  const { t, locale } = useI18n();
  if (hours.length === 0) return null;
  return (
    <Fact label={t('directory.hours')}>
      <ul className="directory-hours">
        {openingWords(hours, locale, t).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Fact>
  );
}

function Identifiers({ identifiers }: { readonly identifiers: readonly IdentifierLine[] }) {
  const { t } = useI18n();
  if (identifiers.length === 0) return null;
  return (
    <p className="muted">
      {t('directory.identifiers')}: {identifiers.map(({ value }) => value).join(', ')}
    </p>
  );
}

/** A citizen says here that she is treated by whom she found. */
function Treats(props: { readonly kind: 'Practitioner' | 'Organization'; readonly id: string; readonly name: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const session = useSession().data;
  const { person } = usePerson();
  const declare = useMutation({
    mutationFn: (patient: string) =>
      api(`/api/care-team/${encodeURIComponent(patient)}`, {
        method: 'POST',
        body: { [props.kind.toLowerCase()]: props.id },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['care-team'] }),
  });
  if (session?.role !== 'citizen' || !person) return null;
  const title =
    person.origin === 'self'
      ? t('directory.treats', { name: props.name })
      : t('directory.treats.other', { name: props.name, person: person.name });
  return (
    <section className="card" aria-labelledby="listed-treats">
      <h2 id="listed-treats">{title}</h2>
      <p>{t('directory.treats.text')}</p>
      <div role="status">{declare.isSuccess ? <Notice tone="good" title={t('directory.treats.done')} /> : null}</div>
      {declare.isError ? <Failure problem={declare.error} /> : null}
      <div className="actions">
        {declare.isSuccess ? null : (
          <Button onPress={() => declare.mutate(person.patient)} isPending={declare.isPending}>
            {t('directory.treats.do')}
          </Button>
        )}
        <Link
          className="button button-secondary"
          to="/care-team"
          search={({ person: of }) => (of === undefined ? {} : { person: of })}
        >
          {t('directory.treats.see')}
        </Link>
      </div>
    </section>
  );
}
