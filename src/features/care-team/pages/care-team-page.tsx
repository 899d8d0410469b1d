import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, Button, Confirm, EmptyState, Failure, isApiProblem, Notice, PersonPage, Skeleton, useI18n } from '#ui';
import type { EndedRelation, RelationLine, RelationWish } from '../contract.ts';

/** Who treats her, since when and why; she ends it here, at once. */
export function CareTeamPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="care.title" lead={t('care.lead')} law={t('care.law')} width="wide">
      {({ patient, partly }) => (partly ? <EmptyState title={t('care.hidden')} /> : <Relations patient={patient} />)}
    </PersonPage>
  );
}

/** One line for who treats her, by however many visits: to end it ends them all. */
const sideOf = ({ organization, practitioner }: RelationLine) => [organization?.id, practitioner?.id].join(' ');

function Relations({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const address = `/api/care-team/${encodeURIComponent(patient)}`;
  const [last, setLast] = useState('');
  const answer = useQuery({
    queryKey: ['care-team', patient],
    queryFn: ({ signal }) => api<readonly RelationLine[]>(address, { signal }),
  });
  const end = useMutation({
    mutationFn: (wish: RelationWish) => api<EndedRelation>(`${address}/end`, { method: 'POST', body: wish }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['care-team'] }),
  });
  if (answer.isPending) return <Skeleton blocks={2} lines={3} />;
  if (answer.isError) {
    return isApiProblem(answer.error) && answer.error.status === 404 ? (
      <EmptyState title={t('care.hidden')} />
    ) : (
      <Failure problem={answer.error} retry={() => answer.refetch()} />
    );
  }
  const [now, coming, past] = (['in-force', 'coming', 'over'] as const).map((state) => [
    ...Map.groupBy(
      answer.data.filter((line) => line.state === state),
      sideOf,
    ).values(),
  ]);
  const line = (lines: readonly RelationLine[]) => (
    <Relation
      key={lines.map(sideOf)[0]}
      lines={lines}
      busy={end.isPending}
      onEnd={(wish, name) => {
        setLast(name);
        return end.mutateAsync(wish);
      }}
    />
  );
  const through = end.data?.through ?? [];
  return (
    <>
      <div role="status">
        {end.data ? (
          <Notice tone={through.length > 0 ? 'warn' : 'good'}>
            <p>
              {through.length > 0
                ? t('care.through', { name: last, organizations: through.map(({ name }) => name).join(', ') })
                : t('care.ended.done', { name: last })}
            </p>
            {through.length > 0 ? (
              <Link to="/sharing" search={({ person }) => (person === undefined ? {} : { person })}>
                {t('care.through.go')}
              </Link>
            ) : null}
          </Notice>
        ) : null}
      </div>
      {end.isError ? <Failure problem={end.error} /> : null}
      <section className="card" aria-labelledby="care-now">
        <h2 id="care-now">{t('care.now')}</h2>
        {now?.length ? <ul className="care-list">{now.map(line)}</ul> : <EmptyState title={t('care.now.empty')} />}
      </section>
      {coming?.length ? (
        <section className="card" aria-labelledby="care-coming">
          <h2 id="care-coming">{t('care.coming')}</h2>
          <ul className="care-list">{coming.map(line)}</ul>
        </section>
      ) : null}
      <section className="card" aria-labelledby="care-find">
        <h2 id="care-find">{t('care.find')}</h2>
        <p>{t('care.find.text')}</p>
        <div className="actions">
          <Link
            className="button button-primary"
            to="/directory"
            search={({ person }) => (person === undefined ? {} : { person })}
          >
            {t('care.find.go')}
          </Link>
        </div>
      </section>
      {past?.length ? (
        <details className="card care-past">
          <summary>{t('care.past', { count: past.length })}</summary>
          <ul className="care-list">{past.map(line)}</ul>
        </details>
      ) : null}
    </>
  );
}

function Relation({
  lines,
  busy,
  onEnd,
}: {
  /** Of one side, the latest first. */
  readonly lines: readonly RelationLine[];
  readonly busy: boolean;
  readonly onEnd: (wish: RelationWish, name: string) => Promise<unknown>;
}) {
  const { t, formats } = useI18n();
  const [asking, setAsking] = useState(false);
  const [line] = lines;
  if (line === undefined) return null;
  const { organization, practitioner, state } = line;
  const name = (practitioner ?? organization)?.name || t('care.unknown');
  const wish: RelationWish | undefined = practitioner
    ? { practitioner: practitioner.id }
    : organization && { organization: organization.id };
  const close = () => setAsking(false);
  return (
    <li className={`care-line${state === 'over' ? ' care-over' : ''}`}>
      <div className="care-words">
        <h3 className="care-name">{name}</h3>
        <p>
          {practitioner
            ? organization && t('care.at', { organization: organization.name || t('care.unknown') })
            : t('care.everybody')}
        </p>
        <ul className="care-origins">
          {lines.map(({ origin, from, until, ended }) => (
            <li key={[origin, from, until].join(' ')}>
              {t(`care.origin.${origin}`)}.{' '}
              {until === undefined
                ? t('care.from', { from: formats.date(from) })
                : t('care.span', { from: formats.date(from), until: formats.date(until) })}
              {ended === undefined ? null : `. ${t('care.ended', { date: formats.date(ended) })}`}
            </li>
          ))}
        </ul>
      </div>
      {state === 'over' || !wish ? null : (
        <Button kind="secondary" onPress={() => setAsking(true)} aria-label={t('care.end.label', { name })}>
          {t('care.end')}
        </Button>
      )}
      {wish ? (
        <Confirm
          open={asking}
          title={t('care.end.title', { name })}
          confirm={t('care.end.do')}
          cancel={t('care.keep')}
          danger
          busy={busy}
          onCancel={close}
          onConfirm={() => onEnd(wish, name).then(close, close)}
        >
          <p>{t('care.end.text')}</p>
          {practitioner ? null : <p>{t('care.end.everybody')}</p>}
          <p>{t('care.end.duty')}</p>
        </Confirm>
      ) : null}
    </li>
  );
}
