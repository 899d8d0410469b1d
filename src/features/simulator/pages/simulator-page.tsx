import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CareCategory, CarePart } from '#fhir';
import {
  api,
  Button,
  EmptyState,
  Failure,
  Page,
  RequireRole,
  recordParts,
  Skeleton,
  type Translate,
  useI18n,
  usePerson,
} from '#ui';
import type { ReadersAnswer, ViewAnswer, ViewWish } from '../contract.ts';
import { knownMarks } from './known-marks.ts';

/** Who could see this record now, and why; what would this professional see. */
export function SimulatorPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t('simulator.title')}>
      <Simulator />
    </RequireRole>
  );
}

function Simulator() {
  const { t } = useI18n();
  const { person } = usePerson();
  const { entry } = useSearch({ strict: false }) as { readonly entry?: string };
  const [scope, setScope] = useState<string>(entry === undefined ? 'all' : 'entry');
  if (!person) return <Skeleton blocks={3} />;
  const title =
    person.origin === 'self'
      ? t('simulator.title')
      : t('simulator.title.other', { name: person.name || t(`person.${person.origin}`) });
  const asked =
    scope === 'entry' ? `entry=${encodeURIComponent(entry ?? '')}` : scope === 'all' ? '' : `category=${scope}`;
  return (
    <Page title={title} lead={t('simulator.lead')} width="wide">
      <label className="select">
        <span>{t('simulator.scope')}</span>
        <select value={scope} onChange={(event) => setScope(event.target.value)}>
          <option value="all">{t('simulator.scope.all')}</option>
          {entry === undefined ? null : <option value="entry">{t('simulator.scope.entry', { entry })}</option>}
          {recordParts.map((part) => (
            <option key={part} value={part}>
              {t(`part.${part}`)}
            </option>
          ))}
        </select>
      </label>
      <Readers patient={person.patient} asked={asked} />
      <View key={person.patient} patient={person.patient} />
    </Page>
  );
}

function useReadersAnswer(patient: string, asked: string) {
  return useQuery({
    queryKey: ['simulator-readers', patient, asked],
    queryFn: ({ signal }) =>
      api<ReadersAnswer>(`/api/simulator/${encodeURIComponent(patient)}/readers?${asked}`, { signal }),
    refetchOnWindowFocus: false,
  });
}

type Reader = ReadersAnswer['readers'][number];

function Readers({ patient, asked }: { readonly patient: string; readonly asked: string }) {
  const { t, formats } = useI18n();
  const answer = useReadersAnswer(patient, asked);
  if (answer.isPending) return <Skeleton blocks={3} />;
  if (answer.isError) return <Failure problem={answer.error} retry={() => answer.refetch()} />;
  const { readers, proxies, apps, rules, labels } = answer.data;
  return (
    <>
      <section className="card" aria-labelledby="readers">
        <h2 id="readers">{t('simulator.readers')}</h2>
        {readers.length === 0 ? <EmptyState title={t('simulator.readers.empty')} /> : null}
        <ul className="readers">
          {readers.map((reader) => (
            <li key={keyOf(reader)} className="reader">
              <p className="reader-name">{nameOf(reader, t, formats.country)}</p>
              <p className={`reader-sees reader-sees-${amount(reader)}`}>{seesWords(reader, t)}</p>
              <p className="muted">
                {whyWords(reader, t, formats.country)}
                {reader.to ? `, ${t('simulator.until', { date: formats.date(reader.to) })}` : ''}
              </p>
              <Law rule={reader.rule} words={rules[reader.rule]} />
            </li>
          ))}
        </ul>
      </section>
      <section className="card" aria-labelledby="proxies">
        <h2 id="proxies">{t('simulator.proxies')}</h2>
        {proxies.length === 0 ? <p className="muted">{t('simulator.proxies.empty')}</p> : null}
        <ul>
          {proxies.map(({ name, parts: covered, to }) => (
            <li key={name}>
              {name}
              {covered ? `: ${covered.map((part) => t(`part.${part}`)).join(', ')}` : ''}
              {to ? `, ${t('simulator.until', { date: formats.date(to) })}` : ''}
            </li>
          ))}
        </ul>
        <h2>{t('simulator.apps')}</h2>
        {apps.length === 0 ? <p className="muted">{t('simulator.apps.empty')}</p> : null}
        <ul>
          {apps.map(({ name, until }) => (
            <li key={`${name} ${until}`}>{`${name}, ${t('simulator.until', { date: formats.date(until) })}`}</li>
          ))}
        </ul>
      </section>
      {labels.length > 0 ? (
        <section className="card" aria-labelledby="labels">
          <h2 id="labels">{t('simulator.labels')}</h2>
          <dl className="labels">
            {labels.map(({ labels: codes, says, law }) => (
              <div key={codes.join()}>
                <MarkWords codes={codes} says={says} />
                <dd className="law" lang="en">
                  {law}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
    </>
  );
}

/** A mark in the reader's language; one that only a policy of this node knows, in the words of that policy. */
function MarkWords({ codes, says }: { readonly codes: readonly string[]; readonly says: string }) {
  const { t } = useI18n();
  const known = knownMarks.get(says);
  return (
    <>
      <dt>{known ? t(`simulator.mark.${known}`) : codes.join(', ')}</dt>
      {known ? <dd>{t(`simulator.mark.${known}.text`)}</dd> : <dd lang="en">{says}</dd>}
    </>
  );
}

function Law({ rule, words }: { readonly rule: string; readonly words: { says: string; law: string } | undefined }) {
  const { t } = useI18n();
  return (
    <details className="reader-law">
      <summary>{t('simulator.law')}</summary>
      {words ? <p lang="en">{words.says}</p> : null}
      <p className="law" lang="en">
        {words ? `${words.law} (${rule})` : rule}
      </p>
    </details>
  );
}

function nameOf({ name, reader, why }: Reader, t: Translate, country: (code: string) => string): string {
  if (why === 'country') return t('effect.country', { country: country(reader.country ?? '') });
  return name ?? t('effect.unnamed');
}

function amount({ sees }: Reader): 'all' | 'part' | 'none' {
  if (sees.seen === 0) return 'none';
  return sees.seen === sees.of ? 'all' : 'part';
}

function seesWords(reader: Reader, t: Translate): string {
  const { seen, of } = reader.sees;
  return t(`simulator.sees.${amount(reader)}`, { seen, of });
}

function whyWords({ why, reason = '', reader }: Reader, t: Translate, country: (code: string) => string): string {
  return t(`simulator.why.${why}`, { reason, country: country(reader.country ?? 'ZZ') });
}

/** Professionals whom a person may look through the eyes of, besides those who treat her by name. */
const kinds: Readonly<Record<'doctor' | 'pharmacist' | 'stranger' | 'abroad', ViewWish>> = {
  doctor: { treats: true },
  pharmacist: { role: 'pharmacist', treats: true },
  stranger: {},
  abroad: { country: 'ZZ' },
};

function View({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const readers = useReadersAnswer(patient, '').data?.readers ?? [];
  const [who, setWho] = useState<string>('doctor');
  const show = useMutation({
    mutationFn: (wish: ViewWish) =>
      api<ViewAnswer>(`/api/simulator/${encodeURIComponent(patient)}/view`, { method: 'POST', body: wish }),
  });
  const named = readers.filter(({ why, name }) => why !== 'country' && name !== undefined);
  const wishOf = (value: string): ViewWish =>
    value in kinds ? kinds[value as keyof typeof kinds] : (named.find((one) => keyOf(one) === value)?.reader ?? {});
  return (
    <section className="card" aria-labelledby="view">
      <h2 id="view">{t('simulator.view')}</h2>
      <div className="view-choice">
        <label className="select">
          <span>{t('simulator.view.who')}</span>
          <select value={who} onChange={(event) => setWho(event.target.value)}>
            {named.map((one) => (
              <option key={keyOf(one)} value={keyOf(one)}>
                {one.name}
              </option>
            ))}
            {Object.keys(kinds).map((kind) => (
              <option key={kind} value={kind}>
                {t(`simulator.view.${kind as keyof typeof kinds}`)}
              </option>
            ))}
          </select>
        </label>
        <Button onPress={() => show.mutate(wishOf(who))} isPending={show.isPending}>
          {t('simulator.view.show')}
        </Button>
      </div>
      {show.isError ? <Failure problem={show.error} /> : null}
      <div role="status">{show.data ? <Seen answer={show.data} /> : null}</div>
    </section>
  );
}

const keyOf = ({ why, reader, from }: Reader) => JSON.stringify([why, reader, from]);

/** What belongs to two parts is called by the first of them. */
function plainPart(category: CareCategory): CarePart {
  return (category.startsWith('pregnancy-') ? 'pregnancy' : category) as CarePart;
}

function byPart(categories: ViewAnswer['sees']['categories']) {
  const parts = new Map<CarePart, { readonly category: CarePart; readonly seen: number; readonly of: number }>();
  for (const { category: of, seen, of: all } of categories) {
    const category = plainPart(of);
    const known = parts.get(category) ?? { category, seen: 0, of: 0 };
    parts.set(category, { category, seen: known.seen + seen, of: known.of + all });
  }
  return [...parts.values()];
}

function Seen({ answer }: { readonly answer: ViewAnswer }) {
  const { t } = useI18n();
  const { sees, entries, rule, says, law } = answer;
  if (sees.seen === 0) return <p>{t('simulator.view.none')}</p>;
  const named = Map.groupBy(entries, ({ category }) => plainPart(category));
  return (
    <>
      <dl className="seen">
        {byPart(sees.categories).map(({ category, seen, of }) => (
          <div key={category} className={seen === 0 ? 'seen-none' : undefined}>
            <dt>
              {t(`part.${category}`)} <span className="seen-count">{t('simulator.view.of', { seen, of })}</span>
            </dt>
            <dd>
              {[...new Set((named.get(category) ?? []).flatMap(({ name }) => name ?? []))].slice(0, 20).join(', ')}
            </dd>
          </div>
        ))}
      </dl>
      <Law rule={rule} words={says === undefined ? undefined : { says, law: law ?? '' }} />
    </>
  );
}
