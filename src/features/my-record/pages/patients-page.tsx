import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { shortNameOf } from '#fhir/human-name';
import { api, Button, EmptyState, Failure, genderKey, Page, RequireRole, Skeleton, useI18n, useSession } from '#ui';
import type { PatientBundle } from '../r4.ts';

/** Those whom the professional treats, as the FHIR search gives them: it finds nobody else. */
export function PatientsPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="professional" title={t('patients.title')}>
      <Patients />
    </RequireRole>
  );
}

function Patients() {
  const { t } = useI18n();
  const organization = useSession().data?.organization;
  const lead = organization ? t('patients.lead.at', { name: organization }) : t('patients.lead');
  return (
    <Page title={t('patients.title')} lead={lead} width="wide">
      <section className="card abroad-hint" aria-labelledby="abroad-hint">
        <div>
          <h2 id="abroad-hint">{t('patients.abroad.title')}</h2>
          <p>{t('patients.abroad.text')}</p>
        </div>
        <Link className="button button-primary" to="/abroad">
          {t('nav.abroad')}
        </Link>
      </section>
      <PatientList />
    </Page>
  );
}

function PatientList() {
  const { t, formats } = useI18n();
  const search = useInfiniteQuery({
    queryKey: ['patients'],
    queryFn: ({ pageParam, signal }) => api<PatientBundle>(pageParam, { signal, accept: 'application/fhir+json' }),
    initialPageParam: '/fhir/Patient?_count=50&_sort=family',
    getNextPageParam: nextPage,
  });
  if (search.isPending) return <Skeleton blocks={1} lines={8} />;
  if (search.isError) return <Failure problem={search.error} retry={() => search.refetch()} />;
  const patients = search.data.pages
    .flatMap((page) => page.entry ?? [])
    .flatMap((entry) => (entry.resource?.resourceType === 'Patient' ? [entry.resource] : []));
  if (patients.length === 0) {
    return <EmptyState title={t('patients.empty.title')}>{t('patients.empty.text')}</EmptyState>;
  }
  return (
    <>
      <table className="table">
        <caption className="visually-hidden">{t('patients.list')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('patients.name')}</th>
            <th scope="col">{t('patients.born')}</th>
            <th scope="col">{t('patients.gender')}</th>
          </tr>
        </thead>
        <tbody>
          {patients.map((patient) => (
            <tr key={patient.id}>
              <th scope="row">
                <Link
                  to="/patients/$id"
                  params={{ id: patient.id ?? '' }}
                  aria-label={t('patients.open', { name: shortNameOf(patient) })}
                >
                  {shortNameOf(patient)}
                </Link>
              </th>
              <td>{patient.birthDate ? formats.date(patient.birthDate) : null}</td>
              <td>{t(genderKey(patient.gender))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {search.hasNextPage ? (
        <Button kind="secondary" onPress={() => search.fetchNextPage()} isPending={search.isFetchingNextPage}>
          {t('patients.more')}
        </Button>
      ) : null}
    </>
  );
}

/** The `next` link of a search page, as an address of this node; one that leads elsewhere is not followed. */
export function nextPage(bundle: PatientBundle): string | undefined {
  const url = bundle.link?.find((link) => link.relation === 'next')?.url;
  if (!url) return undefined;
  const path = url.replace(/^https?:\/\/[^/]+/, '');
  return path.startsWith('/fhir') ? path : undefined;
}
