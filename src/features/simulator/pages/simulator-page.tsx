import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { RuleInWords } from '#access';
import type { CarePart } from '#fhir';
import {
  api,
  Button,
  EmptyState,
  Failure,
  lawWords,
  PersonPage,
  plainPart,
  recordParts,
  Select,
  Skeleton,
  type Translate,
  useI18n,
} from '#ui';
import type { ReadersAnswer, ViewAnswer, ViewWish } from '../contract.ts';
import { Marks } from './marks.tsx';
import { ruleWords } from './policy-words.ts';

/** Who could see this record now, and why; what would this professional see. */
export function SimulatorPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="simulator.title" lead={t('simulator.lead')} width="wide" needsWhole>
      {({ patient }) => <Simulator patient={patient} />}
    </PersonPage>
  );
}

function Simulator({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const { entry, title } = useSearch({ strict: false }) as { readonly entry?: string; readonly title?: string };
  const [scope, setScope] = useState<string>(entry === undefined ? 'all' : 'entry');
  const asked =
    scope === 'entry' ? `entry=${encodeURIComponent(entry ?? '')}` : scope === 'all' ? '' : `category=${scope}`;
  return (
    <>
      <Select
        look="beside"
        label={t('simulator.scope')}
        value={scope}
        onChange={setScope}
        options={[
          { value: 'all', label: t('simulator.scope.all') },
          ...(entry === undefined ? [] : [{ value: 'entry', label: title ?? t('simulator.scope.entry', { entry }) }]),
          ...recordParts.map((value) => ({ value, label: t(`part.${value}`) })),
        ]}
      />
      <Readers patient={patient} asked={asked} />
      <View patient={patient} />
    </>
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
              <Law rule={rules[reader.rule]} />
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
      <Marks labels={labels} />
    </>
  );
}

/** The rule that decided; there is none where nothing permits. */
function Law({ rule }: { readonly rule: RuleInWords | undefined }) {
  const { t, formats } = useI18n();
  if (rule === undefined) return <p className="law">{t('simulator.denied')}</p>;
  const words = { t, list: formats.list };
  return (
    <details className="reader-law">
      <summary>{t('simulator.law')}</summary>
      <p>{ruleWords(rule, words)}</p>
      <p className="law rule-law">
        <span>{lawWords(rule.law, words)}</span>
        <code translate="no">{rule.id}</code>
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

const kindNames = ['doctor', 'pharmacist', 'stranger', 'abroad'] as const;

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
        <Select
          label={t('simulator.view.who')}
          value={who}
          onChange={setWho}
          options={[
            ...named.map((one) => ({ value: keyOf(one), label: one.name ?? '' })),
            ...kindNames.map((value) => ({ value, label: t(`simulator.view.${value}`) })),
          ]}
        />
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
  const { sees, entries, words } = answer;
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
      <Law rule={words} />
    </>
  );
}
