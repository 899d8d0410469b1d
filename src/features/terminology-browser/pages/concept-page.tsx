import { useQuery } from '@tanstack/react-query';
import { api, Page, PageHeading, Skeleton, useI18n } from '#ui';
import type { ConceptView } from '../contract.ts';
import { queryOf } from './address.ts';
import { InItsLanguage } from './concept-link.tsx';
import { Hierarchy } from './hierarchy.tsx';
import { NotShown } from './not-shown.tsx';
import { Trail } from './trail.tsx';
import { useSystemTitle } from './use-overview.ts';
import { Uses } from './uses.tsx';
import { Names, Properties } from './words.tsx';

/** One concept: its names, its place, what its code system says of it, and where it is used. */
export function ConceptPage({
  system,
  version,
  code,
}: {
  readonly system: string;
  readonly version: string | undefined;
  readonly code: string;
}) {
  const { t, language } = useI18n();
  const titleOf = useSystemTitle();
  const view = useQuery({
    queryKey: ['terminology', 'concept', system, version, code, language],
    queryFn: ({ signal }) =>
      api<ConceptView>(`/api/terminology/concept${queryOf({ system, version, code, language })}`, { signal }),
    staleTime: 60_000,
  });
  const trail = <Trail system={{ url: system, version, title: view.data?.systemTitle ?? titleOf(system) }} />;
  if (!view.data) {
    return (
      <Page title={code} before={trail} width="wide" waiting={view.isPending}>
        {view.isPending ? <Skeleton blocks={3} lines={4} /> : null}
        {view.isError ? <NotShown problem={view.error} retry={() => view.refetch()} /> : null}
      </Page>
    );
  }
  const concept = view.data;
  return (
    <Page title={concept.word?.value ?? code} bare before={trail} width="wide">
      <header className="page-head">
        <PageHeading>{concept.word ? <InItsLanguage word={concept.word} /> : concept.code}</PageHeading>
        <p className="concept-facts">
          <code className="concept-code">{concept.code}</code>
          {concept.version === undefined ? null : <span>{t('terminology.version', { version: concept.version })}</span>}
          <StandIn concept={concept} />
        </p>
        {concept.definition ? (
          <p className="terminology-about" lang={concept.definition.language ?? 'en'}>
            {concept.definition.value}
          </p>
        ) : null}
      </header>
      <div className="terminology-columns">
        <Hierarchy concept={concept} version={version} />
        <div className="terminology-side">
          <Names concept={concept} />
          <Properties concept={concept} version={version} />
          <Uses system={system} version={version} code={code} />
        </div>
      </div>
    </Page>
  );
}

/** Says that the name is in another language than that of the page. */
function StandIn({ concept }: { readonly concept: ConceptView }) {
  const { t, formats, language } = useI18n();
  const shown = concept.word?.language;
  if (shown === undefined || shown.toLowerCase().split('-')[0] === language) return null;
  return (
    <span className="tag tag-warn">
      {t('terminology.stand-in', { wanted: formats.language(language), language: formats.language(shown) })}
    </span>
  );
}
