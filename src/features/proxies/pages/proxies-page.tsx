import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  api,
  Button,
  EmptyState,
  Failure,
  isApiProblem,
  Page,
  type Person,
  personTitle,
  RequireRole,
  Skeleton,
  useI18n,
  usePerson,
} from '#ui';
import type { ProxiesAnswer, ProxyLine } from '../contract.ts';
import { EnterCode } from './enter-code.tsx';
import { GiveProxy } from './give-proxy.tsx';
import { PastProxies, ProxyCard } from './proxy-card.tsx';
import { scopeWords } from './proxy-words.ts';

/** Acting for others (EHDS article 4(2)): who may act for her, for whom she acts, and the code by which it begins. */
export function ProxiesPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t('proxies.title')}>
      <Proxies />
    </RequireRole>
  );
}

function Proxies() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const { person, people } = usePerson();
  const other = person !== undefined && person.origin !== 'self';
  // Who acts for whom decides what every page may show.
  const refresh = () => queries.invalidateQueries();
  return (
    <Page title={personTitle('proxies.title', person, t)} lead={t('proxies.lead')} width="wide">
      <div className="proxy-sides">
        {person ? (
          <div className="proxy-side">
            <OfPerson key={person.patient} person={person} onChange={refresh} />
          </div>
        ) : null}
        {other ? null : (
          <div className="proxy-side">
            <Mine people={people} onChange={refresh} />
            <EnterCode onAccepted={refresh} />
          </div>
        )}
      </div>
      <p className="law">{t('proxies.law')}</p>
    </Page>
  );
}

function useEnd(onChange: () => Promise<unknown>) {
  return useMutation({
    mutationFn: (id: string) => api(`/api/proxies/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: onChange,
  });
}

function OfPerson({ person, onChange }: { readonly person: Person; readonly onChange: () => Promise<unknown> }) {
  const { t, formats } = useI18n();
  const address = `/api/proxies/of/${encodeURIComponent(person.patient)}`;
  const answer = useQuery({
    queryKey: ['proxies', person.patient],
    queryFn: ({ signal }) => api<ProxiesAnswer>(address, { signal }),
    enabled: !person.partly,
  });
  const end = useEnd(onChange);
  const withdraw = useMutation({
    mutationFn: (id: string) => api(`${address}/invitations/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: onChange,
  });
  const own = person.origin === 'self';
  const heading = own
    ? t('proxies.for-me')
    : t('proxies.for-other', { name: person.name || t(`person.${person.origin}`) });
  const lines = answer.data?.proxies ?? [];
  const card = (line: ProxyLine) => (
    <ProxyCard
      key={line.id}
      line={line}
      name={line.name ?? ''}
      side="person"
      busy={end.isPending}
      onEnd={(id) => end.mutateAsync(id)}
    />
  );
  const past = lines.filter(({ state }) => state === 'over');
  const now = lines.filter(({ state }) => state !== 'over');
  return (
    <>
      <section className="card" aria-labelledby="for-me">
        <h2 id="for-me">{heading}</h2>
        {answer.isLoading ? <Skeleton lines={3} /> : null}
        {person.partly ? <EmptyState title={t('proxies.for-other.hidden')} /> : null}
        {answer.isError ? <Hidden problem={answer.error} retry={() => answer.refetch()} /> : null}
        {end.isError ? <Failure problem={end.error} /> : null}
        {withdraw.isError ? <Failure problem={withdraw.error} /> : null}
        {answer.data && now.length === 0 && answer.data.invitations.length === 0 ? (
          <EmptyState title={t('proxies.for-me.empty')} />
        ) : null}
        {now.length > 0 ? <ul className="proxy-list">{now.map(card)}</ul> : null}
        {answer.data?.invitations.length ? (
          <ul className="proxy-list">
            {answer.data.invitations.map((invitation) => (
              <li className="proxy proxy-open" key={invitation.id}>
                <div className="proxy-head">
                  <h3 className="proxy-name">{t('proxies.code.open', { date: formats.date(invitation.expires) })}</h3>
                  <p className="proxy-origin">{t(`proxies.origin.${invitation.origin}`)}</p>
                </div>
                <ul className="proxy-words">
                  {scopeWords(invitation, t).map((words) => (
                    <li key={words}>{words}</li>
                  ))}
                </ul>
                <Button kind="secondary" onPress={() => withdraw.mutate(invitation.id)} isPending={withdraw.isPending}>
                  {t('proxies.code.withdraw')}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
        <PastProxies count={past.length}>{past.map(card)}</PastProxies>
      </section>
      {answer.data?.mayGive ? <GiveProxy patient={person.patient} onMade={() => void onChange()} /> : null}
    </>
  );
}

/** A child with a say of her own, or a person who gave a narrow proxy: that is no failure. */
function Hidden({ problem, retry }: { readonly problem: unknown; readonly retry: () => void }) {
  const { t } = useI18n();
  return isApiProblem(problem) && problem.status === 404 ? (
    <EmptyState title={t('proxies.for-other.hidden')} />
  ) : (
    <Failure problem={problem} retry={retry} />
  );
}

function Mine({ people, onChange }: { readonly people: readonly Person[]; readonly onChange: () => Promise<unknown> }) {
  const { t } = useI18n();
  const answer = useQuery({
    queryKey: ['proxies', 'mine'],
    queryFn: ({ signal }) => api<readonly ProxyLine[]>('/api/proxies/mine', { signal }),
  });
  const end = useEnd(onChange);
  const card = (line: ProxyLine) => {
    const known = people.find(({ patient, origin }) => patient === line.patient && origin !== 'self');
    return (
      <ProxyCard
        key={line.id}
        line={line}
        name={known?.name || line.name || t('proxies.mine.somebody')}
        side="proxy"
        busy={end.isPending}
        onEnd={(id) => end.mutateAsync(id)}
      >
        {known && line.state === 'in-force' && line.origin !== 'trusted' ? (
          <Link to="/record" search={{ person: line.patient }}>
            {t('proxies.mine.open')}
          </Link>
        ) : null}
      </ProxyCard>
    );
  };
  const lines = answer.data ?? [];
  const past = lines.filter(({ state }) => state === 'over');
  const now = lines.filter(({ state }) => state !== 'over');
  return (
    <section className="card" aria-labelledby="mine">
      <h2 id="mine">{t('proxies.mine')}</h2>
      {answer.isPending ? <Skeleton lines={3} /> : null}
      {answer.isError ? <Failure problem={answer.error} retry={() => answer.refetch()} /> : null}
      {end.isError ? <Failure problem={end.error} /> : null}
      {answer.data && now.length === 0 ? <EmptyState title={t('proxies.mine.empty')} /> : null}
      {now.length > 0 ? <ul className="proxy-list">{now.map(card)}</ul> : null}
      <PastProxies count={past.length}>{past.map(card)}</PastProxies>
    </section>
  );
}
