import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import {
  actionKey,
  api,
  Button,
  CheckedForm,
  DateField,
  EmptyState,
  Fact,
  Failure,
  isApiProblem,
  Page,
  purposeKey,
  RequireRole,
  roleKey,
  sessionQuery,
  TextField,
  useFormCheck,
  useI18n,
  Waiting,
} from '#ui';
import type { TraceEntry, TracePage } from '../contract.ts';
import { type Asked, readTyped, type Typed } from './typed-question.ts';

/** Entries that are shown at once; more where they are asked for. */
const shownAtOnce = 100;

/** For the administrator: what one request caused, by its number. */
export function TracesPage() {
  const { t } = useI18n();
  const [question, setQuestion] = useState<{ readonly asked: Asked; readonly time: number }>();
  return (
    <RequireRole allow="administrator" title={t('traces.title')}>
      <Page title={t('traces.title')} lead={t('traces.lead')}>
        <Question onAsk={(asked) => setQuestion({ asked, time: Date.now() })} />
        {question === undefined ? null : <Answer key={question.time} asked={question.asked} time={question.time} />}
      </Page>
    </RequireRole>
  );
}

function Question({ onAsk }: { readonly onAsk: (asked: Asked) => void }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState<Typed>({ trace: '', day: today(), from: '', to: '' });
  const { asked, wrong } = readTyped(typed);
  const check = useFormCheck(wrong.map(([field, mistake]) => ({ field: `trace-${field}`, text: t(mistake) })));
  const field = (name: keyof Typed) => ({
    id: `trace-${name}`,
    error: check.errorOf(`trace-${name}`),
    value: typed[name],
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
  });
  return (
    <CheckedForm
      check={check}
      onSend={() => {
        if (asked !== undefined) onAsk(asked);
      }}
      send={t('traces.find')}
      isPending={false}
    >
      <TextField {...field('trace')} label={t('traces.number')} hint={t('traces.number.hint')} maxLength={80} />
      <DateField {...field('day')} label={t('traces.day')} max={today()} />
      <div className="trace-times">
        {(['from', 'to'] as const).map((name) => (
          <TextField
            key={name}
            {...field(name)}
            label={t(`traces.${name}`)}
            hint={t('traces.time.hint')}
            maxLength={8}
            width="short"
          />
        ))}
      </div>
    </CheckedForm>
  );
}

function Answer({ asked, time }: { readonly asked: Asked; readonly time: number }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState(shownAtOnce);
  const pages = useInfiniteQuery({
    queryKey: ['traces', asked, time],
    queryFn: ({ signal, pageParam }) =>
      api<TracePage>(
        `/api/traces?${new URLSearchParams({ ...asked, ...(pageParam === '' ? {} : { cursor: pageParam }) })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    // Each question stands in the log: the page asks once.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const { hasNextPage, isFetching, isError, error, fetchNextPage } = pages;
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  const goesOn = hasNextPage && entries.length < wanted;
  useEffect(() => {
    if (goesOn && !isFetching && !isError) void fetchNextPage();
  }, [goesOn, isFetching, isError, fetchNextPage]);
  // Whoever does not run the node (any more) finds nothing there: the page then asks who is signed in.
  const isGone = isApiProblem(error) && error.status === 404;
  useEffect(() => {
    if (isGone) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [isGone, queries]);
  const isLooking = pages.isPending || (goesOn && !isError);
  return (
    <section aria-labelledby="trace-found">
      <h2 id="trace-found">{t('traces.found')}</h2>
      <p className="reference">{asked.trace}</p>
      <p role="status">
        {isError ? '' : isLooking ? t('traces.looking') : t('traces.count', { count: entries.length })}
      </p>
      {isLooking && !isError ? <Waiting label={t('traces.looking')} /> : null}
      {isError ? <Failure problem={error} retry={() => (pages.data ? fetchNextPage() : pages.refetch())} /> : null}
      {!isLooking && !isError && entries.length === 0 ? (
        <EmptyState title={t('traces.none')}>{t('traces.none.text')}</EmptyState>
      ) : null}
      {entries.length > 0 ? (
        <ol className="traces">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      ) : null}
      {hasNextPage && !isLooking && !isError ? (
        <Button kind="secondary" onPress={() => setWanted(entries.length + shownAtOnce)}>
          {t('traces.more')}
        </Button>
      ) : null}
    </section>
  );
}

function Entry({ entry }: { readonly entry: TraceEntry }) {
  const { t, formats } = useI18n();
  const { agent, outcome, objects, more } = entry;
  const role = roleKey(agent.role);
  const touched = [
    ...objects.map((object) => t('traces.object', object)),
    ...(more > 0 ? [t('traces.object.more', { count: more })] : []),
  ];
  return (
    <li className={`trace trace-${outcome}`}>
      <p className="trace-time">
        <time dateTime={entry.at}>{formats.date(entry.at)}</time>{' '}
        <span className={outcome === 'success' ? 'tag' : 'tag tag-warn'}>{t(`traces.outcome.${outcome}`)}</span>
      </p>
      <h3>{t(actionKey(entry))}</h3>
      <dl className="facts-list">
        <Fact name={t('traces.who')}>
          {agent.subject === undefined ? (
            t('traces.who.hidden')
          ) : (
            <>
              {[agent.name, agent.organization].filter(Boolean).join(', ')} <code>{agent.subject}</code>
            </>
          )}
        </Fact>
        <Fact name={t('traces.role')}>
          {[role ? t(role) : agent.role, formats.country(agent.country)].filter(Boolean).join(', ')}
        </Fact>
        <Fact name={t('traces.client')}>
          <code>{agent.client}</code>
        </Fact>
        <Fact name={t('traces.why')}>{t(purposeKey(entry.purpose), { code: entry.purpose })}</Fact>
        <Fact name={t('traces.interaction')}>
          <code>{entry.interaction}</code>
        </Fact>
        <Fact name={t('traces.rule')}>
          <code>{entry.rule}</code>
        </Fact>
        {entry.person === undefined ? null : <Fact name={t('traces.person')}>{entry.person}</Fact>}
        {touched.length === 0 ? null : <Fact name={t('traces.objects')}>{formats.list(touched)}</Fact>}
      </dl>
    </li>
  );
}

/** Today by the reader's clock, `YYYY-MM-DD`. */
function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
