import { useQuery } from '@tanstack/react-query';
import { api, EmptyState, Page, PageHeading, Skeleton, useI18n } from '#ui';
import type { CodeSystemView } from '../contract.ts';
import { queryOf } from './address.ts';
import { ConceptList } from './concept-list.tsx';
import { NotShown } from './not-shown.tsx';
import { SearchPanel } from './search-panel.tsx';
import { Trail } from './trail.tsx';
import { useSystemTitle } from './use-overview.ts';
import { Versions } from './versions.tsx';

/** One code system: what it is, in which versions it is here, and where its hierarchy begins. */
export function CodeSystemPage({ system, version }: { readonly system: string; readonly version: string | undefined }) {
  const { t, language } = useI18n();
  const titleOf = useSystemTitle();
  const view = useQuery({
    queryKey: ['terminology', 'code-system', system, version, language],
    queryFn: ({ signal }) =>
      api<CodeSystemView>(`/api/terminology/code-system${queryOf({ system, version, language })}`, { signal }),
    staleTime: 0,
  });
  const title = view.data?.title ?? titleOf(system);
  if (!view.data) {
    return (
      <Page title={title} before={<Trail />} width="wide" waiting={view.isPending}>
        {view.isPending ? <Skeleton blocks={2} lines={4} /> : null}
        {view.isError ? <NotShown problem={view.error} retry={() => view.refetch()} /> : null}
      </Page>
    );
  }
  const found = view.data;
  return (
    <Page title={title} bare before={<Trail />} width="wide">
      <header className="page-head">
        <PageHeading>
          <span lang={found.language ?? 'en'}>{title}</span>
        </PageHeading>
      </header>
      <SearchPanel system={system} version={version} label={t('terminology.search.in', { title })}>
        <div className="terminology-columns">
          <section aria-labelledby="terminology-top" className="terminology-part">
            <h2 id="terminology-top">{t('terminology.top')}</h2>
            {found.top.concepts.length === 0 ? (
              <EmptyState title={t('terminology.top.empty')}>{t('terminology.top.empty.text')}</EmptyState>
            ) : (
              <ConceptList first={found.top} path="top" query={{ system, version }} version={version} />
            )}
          </section>
          <div className="terminology-side">
            <Facts view={found} />
            <Versions view={found} />
          </div>
        </div>
      </SearchPanel>
    </Page>
  );
}

function Facts({ view }: { readonly view: CodeSystemView }) {
  const { t, formats } = useI18n();
  const { url, version, concepts, publisher, language, description, copyright } = view;
  return (
    <section className="card" aria-labelledby="terminology-facts">
      <h2 id="terminology-facts">{t('terminology.system.facts')}</h2>
      <dl className="facts terminology-facts">
        <div>
          <dt>{t('terminology.address')}</dt>
          <dd className="terminology-url">{url}</dd>
        </div>
        <div>
          <dt>{t('terminology.version.shown')}</dt>
          <dd>{version ?? t('terminology.version.none')}</dd>
        </div>
        <div>
          <dt>{t('terminology.concepts')}</dt>
          <dd>{concepts === undefined ? t('terminology.concepts.computed') : formats.number(concepts)}</dd>
        </div>
        {publisher ? (
          <div>
            <dt>{t('terminology.publisher')}</dt>
            <dd lang="en">{publisher}</dd>
          </div>
        ) : null}
        {language ? (
          <div>
            <dt>{t('terminology.language')}</dt>
            <dd>{formats.language(language)}</dd>
          </div>
        ) : null}
      </dl>
      <Folded title={t('terminology.description')} text={description} language={language} />
      <Folded title={t('terminology.copyright')} text={copyright} language={language} />
    </section>
  );
}

/** Words of the publisher that may be long. */
function Folded(props: {
  readonly title: string;
  readonly text: string | undefined;
  readonly language: string | undefined;
}) {
  if (!props.text) return null;
  return (
    <details>
      <summary>{props.title}</summary>
      <p className="terminology-about" lang={props.language ?? 'en'}>
        {props.text}
      </p>
    </details>
  );
}
