import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  api,
  apiFile,
  Button,
  EmptyState,
  Fact,
  Failure,
  Notice,
  Page,
  RequireRole,
  Skeleton,
  TextArea,
  useI18n,
  Waiting,
} from '#ui';
import {
  type BreachLetters,
  type BreachPerson,
  type BreachPersons,
  type BreachView,
  type BreachWords,
  longestWords,
} from '../contract.ts';

const hour = 3_600_000;
const refreshEvery = 2_000;

/** One case: what was touched, whom, the words of the file, and the letters. */
export function BreachPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('breach.title')}>
      <Case />
    </RequireRole>
  );
}

function Case() {
  const { t } = useI18n();
  const { id } = useParams({ from: '/breaches/$id' });
  const breach = useQuery({
    queryKey: ['breach', id],
    queryFn: ({ signal }) => api<BreachView>(`/api/breaches/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'counting' ? refreshEvery : false),
  });
  const back = (
    <Link to="/breaches" className="back">
      {t('breach.back')}
    </Link>
  );
  if (!breach.data) {
    return (
      <Page title={t('breach.title')} before={back} waiting={breach.isPending}>
        {breach.isPending ? <Skeleton blocks={2} lines={4} /> : null}
        {breach.isError ? <Failure problem={breach.error} retry={() => breach.refetch()} /> : null}
      </Page>
    );
  }
  const view = breach.data;
  return (
    <Page title={view.reason} before={back}>
      <Clock view={view} />
      {view.state === 'counting' ? <Waiting label={t('breach.state.counting')} /> : null}
      {view.state === 'failed' ? (
        <>
          <Notice tone="bad">
            <p>{t('breach.count.failed')}</p>
          </Notice>
          <CaseActions id={id} acts={['count']} />
        </>
      ) : null}
      {view.state === 'open' || view.state === 'closed' ? (
        <>
          <Totals view={view} />
          <Words view={view} />
          {view.totals.persons > 0 ? <Letters id={id} /> : null}
          {view.totals.persons > 0 ? <Persons id={id} /> : null}
          {view.state === 'open' ? <CaseActions id={id} acts={['count', 'close']} /> : null}
        </>
      ) : null}
    </Page>
  );
}

function Clock({ view }: { readonly view: BreachView }) {
  const { t, formats } = useI18n();
  const hours = Math.floor((Date.parse(view.due) - Date.now()) / hour);
  const { subject, client, from, to } = view.scope;
  const scope = [
    ...(subject === undefined ? [] : [t('breach.scope.subject', { subject })]),
    ...(client === undefined ? [] : [t('breach.scope.client', { client })]),
    t('breach.scope.time', { from: formats.date(from), to: formats.date(to) }),
  ].join(', ');
  return (
    <>
      <p>
        <span className="tag">{t(`breach.state.${view.state}`)}</span>{' '}
        {t('breach.line', { who: view.openedBy, time: formats.date(view.opened) })}
      </p>
      <p>
        {t('breach.scope')}: {scope}
      </p>
      {view.state === 'closed' ? null : (
        <Notice tone={hours < 0 ? 'bad' : 'warn'}>
          <p>{hours < 0 ? t('breach.late') : t('breach.left', { hours })}</p>
        </Notice>
      )}
    </>
  );
}

function Totals({ view: { totals } }: { readonly view: BreachView }) {
  const { t, formats } = useI18n();
  const facts: readonly (readonly [string, string])[] = [
    [t('breach.persons'), formats.number(totals.persons)],
    [t('breach.entries'), formats.number(totals.entries)],
    [t('breach.resources'), formats.number(totals.resources)],
    ...(totals.first === undefined ? [] : [[t('breach.first'), formats.date(totals.first)] as const]),
    ...(totals.last === undefined ? [] : [[t('breach.last'), formats.date(totals.last)] as const]),
  ];
  return (
    <section aria-labelledby="breach-touched">
      <h2 id="breach-touched">{t('breach.touched')}</h2>
      {totals.persons === 0 ? (
        <EmptyState title={t('breach.none')} />
      ) : (
        <>
          <Facts facts={facts} />
          <h3>{t('breach.categories')}</h3>
          <Facts
            facts={totals.categories.map(
              ({ category, persons }) => [t(`part.${category}`), formats.number(persons)] as const,
            )}
          />
        </>
      )}
    </section>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="facts-list">
      {facts.map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

function Persons({ id }: { readonly id: string }) {
  const { t, formats } = useI18n();
  const pages = useInfiniteQuery({
    queryKey: ['breach-persons', id],
    queryFn: ({ signal, pageParam }) =>
      api<BreachPersons>(`/api/breaches/${encodeURIComponent(id)}/persons?after=${encodeURIComponent(pageParam)}`, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const persons = pages.data?.pages.flatMap((page) => page.persons) ?? [];
  const rangeOf = ({ first, last }: BreachPerson) => {
    const [from, to] = [formats.date(first), formats.date(last)];
    return from === to ? from : t('breach.scope.time', { from, to });
  };
  return (
    <section aria-labelledby="breach-persons">
      <h2 id="breach-persons">{t('breach.list.persons')}</h2>
      {pages.isPending ? <Skeleton blocks={1} lines={4} /> : null}
      {pages.isError ? <Failure problem={pages.error} retry={() => pages.refetch()} /> : null}
      <ul className="breach-persons">
        {persons.map((person) => (
          <li key={person.patient}>
            <p>
              <code>{person.patient}</code> {t('breach.person.entries', { count: person.entries })}, {rangeOf(person)}
            </p>
            <p className="muted">{person.categories.map((category) => t(`part.${category}`)).join(', ')}</p>
            {person.lettered === undefined ? null : (
              <p className="muted">{t('breach.person.lettered', { time: formats.date(person.lettered) })}</p>
            )}
          </li>
        ))}
      </ul>
      {pages.hasNextPage ? (
        <Button kind="secondary" onPress={() => pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>
          {t('breach.more')}
        </Button>
      ) : null}
    </section>
  );
}

function Words({ view }: { readonly view: BreachView }) {
  const { t, language } = useI18n();
  const queries = useQueryClient();
  const [words, setWords] = useState<BreachWords>(view.words);
  const path = `/api/breaches/${encodeURIComponent(view.id)}`;
  const save = useMutation({
    mutationFn: (body: BreachWords) => api<BreachView>(path, { method: 'PUT', body }),
    onSuccess: (saved) => queries.setQueryData(['breach', view.id], saved),
  });
  const keep = useMutation({
    mutationFn: async (kind: 'json' | 'html') => {
      const file = kind === 'json' ? `${path}/file` : `${path}/file.html?language=${language}`;
      const accept = kind === 'json' ? 'application/json' : 'text/html';
      saveAs(await apiFile(file, { accept }), `breach-${view.id}.${kind}`);
    },
  });
  return (
    <section aria-labelledby="breach-words">
      <h2 id="breach-words">{t('breach.words')}</h2>
      <p>{t('breach.words.hint')}</p>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(words);
        }}
      >
        {(['what', 'consequences', 'measures', 'contact'] as const).map((name) => (
          <TextArea
            key={name}
            id={`words-${name}`}
            label={t(`breach.words.${name}`)}
            value={words[name]}
            onChange={(text) => setWords({ ...words, [name]: text })}
            maxLength={longestWords}
          />
        ))}
        {save.isError ? <Failure problem={save.error} /> : null}
        {keep.isError ? <Failure problem={keep.error} /> : null}
        <div role="status">{save.isSuccess ? <p>{t('breach.words.saved')}</p> : null}</div>
        <div className="actions">
          <Button type="submit" isPending={save.isPending}>
            {t('breach.words.save')}
          </Button>
          <Button kind="secondary" onPress={() => keep.mutate('html')} isPending={keep.isPending}>
            {t('breach.file.html')}
          </Button>
          <Button kind="secondary" onPress={() => keep.mutate('json')} isPending={keep.isPending}>
            {t('breach.file.json')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function Letters({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const write = useMutation({
    mutationFn: () => allLetters(id),
    onSuccess: async ({ letters }) => {
      const text = letters.map((letter) => letter.text).join('\f\n');
      saveAs(new Blob([text], { type: 'text/plain;charset=utf-8' }), `letters-${id}.txt`);
      await queries.invalidateQueries({ queryKey: ['breach-persons', id] });
    },
  });
  return (
    <section aria-labelledby="breach-letters">
      <h2 id="breach-letters">{t('breach.letters')}</h2>
      <p>{t('breach.letters.text')}</p>
      {write.isError ? <Failure problem={write.error} /> : null}
      <div role="status">
        {write.data ? <p>{t('breach.letters.written', { count: write.data.letters.length })}</p> : null}
        {write.data && write.data.missing.length > 0 ? (
          <p>{t('breach.letters.missing', { count: write.data.missing.length })}</p>
        ) : null}
      </div>
      <Button onPress={() => write.mutate()} isPending={write.isPending}>
        {t('breach.letters.write')}
      </Button>
    </section>
  );
}

const labelOfAct = { count: 'breach.count.again', close: 'breach.close' } as const;
type Act = keyof typeof labelOfAct;

function CaseActions({ id, acts }: { readonly id: string; readonly acts: readonly Act[] }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (which: Act) => api<BreachView>(`/api/breaches/${encodeURIComponent(id)}/${which}`, { method: 'POST' }),
    onSuccess: async (changed) => {
      queries.setQueryData(['breach', id], changed);
      await queries.invalidateQueries({ queryKey: ['breach-persons', id] });
    },
  });
  return (
    <>
      {act.isError ? <Failure problem={act.error} /> : null}
      <div className="actions">
        {acts.map((which) => (
          <Button
            key={which}
            kind="secondary"
            onPress={() => act.mutate(which)}
            isPending={act.isPending && act.variables === which}
          >
            {t(labelOfAct[which])}
          </Button>
        ))}
      </div>
    </>
  );
}

async function allLetters(id: string): Promise<Pick<BreachLetters, 'letters' | 'missing'>> {
  const letters: BreachLetters['letters'][number][] = [];
  const missing: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const path = `/api/breaches/${encodeURIComponent(id)}/letters?after=${encodeURIComponent(after)}`;
    const page: BreachLetters = await api<BreachLetters>(path, { method: 'POST' });
    letters.push(...page.letters);
    missing.push(...page.missing);
    after = page.next;
  }
  return { letters, missing };
}

function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
