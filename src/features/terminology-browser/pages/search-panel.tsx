import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { api, EmptyState, Failure, Skeleton, TextField, useI18n } from '#ui';
import type { ConceptPage } from '../contract.ts';
import { queryOf } from './address.ts';
import { ConceptLink } from './concept-link.tsx';
import { useSystemTitle } from './use-overview.ts';

/** Milliseconds without a key before what is typed is searched for. */
const pause = 250;

/**
 * Search while one types, over all code systems or in one. What is searched for stands in the address, so that the way
 * back from a concept leads to the results. The arrow keys go through the results and back to the field.
 */
export function SearchPanel({
  system,
  version,
  label,
  children,
}: {
  readonly system?: string | undefined;
  readonly version?: string | undefined;
  readonly label: string;
  /** What is shown where nothing is searched for. */
  readonly children: ReactNode;
}) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { text = '' } = useSearch({ from: '/terminology' });
  const [typed, setTyped] = useState(text);
  const wanted = typed.trim();
  useEffect(() => {
    if (wanted === text) return;
    const later = setTimeout(() => {
      void navigate({
        to: '/terminology',
        replace: true,
        resetScroll: false,
        search: {
          ...(system === undefined ? {} : { system }),
          ...(version === undefined ? {} : { version }),
          ...(wanted === '' ? {} : { text: wanted }),
        },
      });
    }, pause);
    return () => clearTimeout(later);
  }, [wanted, text, system, version, navigate]);
  return (
    <search className="terminology-search" onKeyDown={goThrough}>
      <TextField
        id="terminology-text"
        label={label}
        hint={t('terminology.search.hint')}
        value={typed}
        onChange={setTyped}
        maxLength={200}
      />
      {text === '' ? children : <Results text={text} system={system} version={version} />}
    </search>
  );
}

function Results({
  text,
  system,
  version,
}: {
  readonly text: string;
  readonly system: string | undefined;
  readonly version: string | undefined;
}) {
  const { t, formats, language } = useI18n();
  const titleOf = useSystemTitle();
  const found = useQuery({
    queryKey: ['terminology', 'search', text, system, version, language],
    queryFn: ({ signal }) =>
      api<ConceptPage>(`/api/terminology/search${queryOf({ text, system, version, language })}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const concepts = found.data?.concepts ?? [];
  const count = concepts.length;
  const words =
    found.data?.next === undefined
      ? t('terminology.search.found', { count })
      : t('terminology.search.found.more', { count: formats.number(count) });
  return (
    <section aria-label={t('terminology.results')} className="terminology-results" aria-busy={found.isFetching}>
      <p role="status" className="muted">
        {found.data && !found.isPlaceholderData ? words : ''}
      </p>
      {found.isPending ? <Skeleton lines={5} /> : null}
      {found.isError ? <Failure problem={found.error} retry={() => found.refetch()} /> : null}
      {found.data && count === 0 ? (
        <EmptyState title={t('terminology.search.none.title')}>{t('terminology.search.none.text')}</EmptyState>
      ) : null}
      <ul className="concepts">
        {concepts.map((concept) => (
          <li key={`${concept.system} ${concept.code}`}>
            <ConceptLink
              concept={concept}
              version={version}
              system={system === undefined ? titleOf(concept.system) : undefined}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Down and up lead from the field into the results and back, Escape back to the field. */
function goThrough(event: KeyboardEvent<HTMLElement>): void {
  const places = [...event.currentTarget.querySelectorAll<HTMLElement>('#terminology-text, .concept-link')];
  const at = places.indexOf(document.activeElement as HTMLElement);
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (at === -1 || (step === 0 && event.key !== 'Escape')) return;
  if (event.key === 'Escape' && at === 0) return;
  const next = step === 0 ? places[0] : places[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
