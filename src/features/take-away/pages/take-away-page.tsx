import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, EmptyState, Failure, Notice, PersonPage, Skeleton, useI18n } from '#ui';
import type { LinkView, LinkWish, MadeLink } from '../contract.ts';
import { LinkForm } from './link-form.tsx';

/** A copy of the record for its person, and links that hand it over (EHDS articles 3 and 7). */
export function TakeAwayPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="take.title" lead={t('take.lead')} law={t('take.law')} belowRecord needsWhole>
      {({ patient }) => (
        <>
          <Copy patient={patient} />
          <Links patient={patient} />
        </>
      )}
    </PersonPage>
  );
}

function Copy({ patient }: { readonly patient: string }) {
  const { t, language } = useI18n();
  const person = encodeURIComponent(patient);
  return (
    <section className="card" aria-labelledby="copy">
      <h2 id="copy">{t('take.copy')}</h2>
      <p>{t('take.copy.text')}</p>
      <div className="actions">
        <a
          className="button button-secondary"
          href={`/fhir/Patient/${person}/$summary?language=${language}`}
          target="_blank"
          rel="noreferrer"
        >
          {t('record.take.html')}
        </a>
        <a
          className="button button-secondary"
          href={`/api/take-away/${person}/page?language=${language}`}
          target="_blank"
          rel="noreferrer"
        >
          {t('take.whole.page')}
        </a>
        <a className="button button-secondary" href={`/api/take-away/${person}`} download>
          {t('take.whole')}
        </a>
      </div>
    </section>
  );
}

function Links({ patient }: { readonly patient: string }) {
  const { t, language } = useI18n();
  const queries = useQueryClient();
  const address = `/api/take-away/${encodeURIComponent(patient)}/links`;
  const queryKey = ['health-links', patient];
  const links = useQuery({ queryKey, queryFn: ({ signal }) => api<readonly LinkView[]>(address, { signal }) });
  const reload = () => queries.invalidateQueries({ queryKey });
  const make = useMutation({
    mutationFn: (wish: Omit<LinkWish, 'language'>) =>
      api<MadeLink>(address, { method: 'POST', body: { ...wish, language } }),
    onSuccess: reload,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api(`${address}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled: reload,
  });
  return (
    <>
      <section className="card" aria-labelledby="link">
        <h2 id="link">{t('take.link')}</h2>
        {make.data ? (
          <Made link={make.data} />
        ) : (
          <>
            <p>{t('take.link.text')}</p>
            {make.isError ? <Failure problem={make.error} /> : null}
            <LinkForm isPending={make.isPending} onMake={(wish) => make.mutate(wish)} />
          </>
        )}
      </section>
      <section aria-labelledby="links">
        <h2 id="links">{t('take.links')}</h2>
        <div role="status">{revoke.isSuccess ? <Notice tone="good" title={t('take.revoked')} /> : null}</div>
        {revoke.isError ? <Failure problem={revoke.error} /> : null}
        {links.isPending ? <Skeleton blocks={1} lines={3} /> : null}
        {links.isError ? <Failure problem={links.error} retry={() => links.refetch()} /> : null}
        {links.data?.length === 0 ? (
          <EmptyState title={t('take.links.empty')}>{t('take.links.empty.text')}</EmptyState>
        ) : null}
        {links.data?.length ? (
          <ul className="links">
            {links.data.map((one) => (
              <Line key={one.id} one={one} isPending={revoke.isPending} onRevoke={() => revoke.mutate(one.id)} />
            ))}
          </ul>
        ) : null}
      </section>
    </>
  );
}

/** Shown once: what opens the link is nowhere else. */
function Made({ link }: { readonly link: MadeLink }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  const { size, path } = link.qr;
  return (
    <Notice tone="good" title={t('take.made')} live>
      <p>{t('take.made.text')}</p>
      <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('take.made.qr')}>
        <path d={path} fillRule="evenodd" />
      </svg>
      <p className="field-label">{t('take.made.address')}</p>
      <code className="link-address">{link.address}</code>
      <div className="actions">
        <Button
          kind="secondary"
          onPress={() =>
            navigator.clipboard.writeText(link.address).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          {t('take.made.copy')}
        </Button>
        <span role="status">{copied ? t('take.made.copied') : ''}</span>
      </div>
    </Notice>
  );
}

function Line({
  one,
  isPending,
  onRevoke,
}: {
  readonly one: LinkView;
  readonly isPending: boolean;
  readonly onRevoke: () => void;
}) {
  const { t, formats } = useI18n();
  const moment = (at: string) => `${formats.date(at.slice(0, 10))}, ${formats.time(at)}`;
  const valid = one.state === 'valid';
  return (
    <li className={`link-line${valid ? '' : ' link-over'}`}>
      <div className="link-text">
        <p className="link-label">{one.label}</p>
        <p>
          {t(`take.content.${one.content}`)}. {t(one.passcode ? 'take.with-passcode' : 'take.without-passcode')}.
        </p>
        <p className="muted">
          {t(`take.state.${one.state}`, { date: moment(one.expires) })}.{' '}
          {t('take.reads', { count: one.reads, date: one.lastRead ? moment(one.lastRead) : '' })}.
        </p>
      </div>
      {valid ? (
        <Button
          kind="secondary"
          onPress={onRevoke}
          isPending={isPending}
          aria-label={t('take.revoke.of', { label: one.label })}
        >
          {t('take.revoke')}
        </Button>
      ) : null}
    </li>
  );
}
