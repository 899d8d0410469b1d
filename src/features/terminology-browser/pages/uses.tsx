import { useQuery } from '@tanstack/react-query';
import { api, Failure, type MessageKey, Skeleton, useI18n } from '#ui';
import type { ConceptUses, MapLine } from '../contract.ts';
import { queryOf } from './address.ts';
import { ConceptLink } from './concept-link.tsx';
import { useSystemTitle } from './use-overview.ts';

/** The maps that lead to or from a concept, and the value sets that hold it. */
export function Uses(address: {
  readonly system: string;
  readonly version: string | undefined;
  readonly code: string;
}) {
  const { t, language } = useI18n();
  const uses = useQuery({
    queryKey: ['terminology', 'uses', address, language],
    queryFn: ({ signal }) => api<ConceptUses>(`/api/terminology/uses${queryOf({ ...address, language })}`, { signal }),
    staleTime: 60_000,
  });
  if (uses.isPending) return <Skeleton blocks={2} lines={3} />;
  if (uses.isError) return <Failure problem={uses.error} retry={() => uses.refetch()} />;
  const { maps, moreMaps, valueSets, moreValueSets } = uses.data;
  return (
    <>
      <section className="card" aria-labelledby="terminology-maps">
        <h2 id="terminology-maps">{t('terminology.maps')}</h2>
        {maps.length === 0 ? <p className="muted">{t('terminology.maps.none')}</p> : null}
        <ul className="maps">
          {maps.map((line) => (
            <MapItem key={`${line.map.url} ${line.direction} ${line.other.system} ${line.other.code}`} line={line} />
          ))}
        </ul>
        {moreMaps ? <p className="muted">{t('terminology.maps.more')}</p> : null}
      </section>
      <section className="card" aria-labelledby="terminology-value-sets">
        <h2 id="terminology-value-sets">{t('terminology.value-sets')}</h2>
        {valueSets.length === 0 ? <p className="muted">{t('terminology.value-sets.none')}</p> : null}
        <ul className="value-sets">
          {valueSets.map(({ url, title }) => (
            <li key={url}>
              <span lang="en">{title}</span>
              <span className="terminology-url">{url}</span>
            </li>
          ))}
        </ul>
        {moreValueSets ? <p className="muted">{t('terminology.value-sets.more')}</p> : null}
      </section>
    </>
  );
}

const equivalences: Readonly<Record<string, MessageKey>> = {
  relatedto: 'terminology.equivalence.relatedto',
  equivalent: 'terminology.equivalence.equivalent',
  equal: 'terminology.equivalence.equal',
  wider: 'terminology.equivalence.wider',
  subsumes: 'terminology.equivalence.subsumes',
  narrower: 'terminology.equivalence.narrower',
  specializes: 'terminology.equivalence.specializes',
  inexact: 'terminology.equivalence.inexact',
  unmatched: 'terminology.equivalence.unmatched',
  disjoint: 'terminology.equivalence.disjoint',
};

function MapItem({ line }: { readonly line: MapLine }) {
  const { t } = useI18n();
  const titleOf = useSystemTitle();
  const { map, direction, equivalence, other } = line;
  const key = equivalence === undefined ? undefined : equivalences[equivalence];
  return (
    <li className="map">
      <p className="map-direction">
        {t(`terminology.maps.${direction}`)} {key === undefined ? null : <span className="tag">{t(key)}</span>}
      </p>
      <ConceptLink concept={other} system={titleOf(other.system)} />
      <p className="map-source" lang="en">
        {map.title}
      </p>
    </li>
  );
}
