import { useI18n } from '#ui';
import type { ConceptView } from '../contract.ts';
import { ConceptLink, InItsLanguage } from './concept-link.tsx';
import { ConceptList } from './concept-list.tsx';

/** The ways from the top down to a concept, and what stands below it. */
export function Hierarchy({
  concept,
  version,
}: {
  readonly concept: ConceptView;
  readonly version: string | undefined;
}) {
  const { t } = useI18n();
  const { paths, children, system, code } = concept;
  return (
    <section aria-labelledby="terminology-hierarchy" className="terminology-part">
      <h2 id="terminology-hierarchy">{t('terminology.hierarchy')}</h2>
      {paths.length === 0 ? <p className="muted">{t('terminology.root')}</p> : null}
      {paths.map((path, place) => {
        const label = paths.length === 1 ? t('terminology.path') : t('terminology.path.nth', { number: place + 1 });
        return (
          <ol key={path.map((one) => one.code).join()} className="path" aria-label={label}>
            {path.map((one) => (
              <li key={one.code}>
                <ConceptLink concept={one} version={version} />
              </li>
            ))}
            <li className="path-here" aria-current="true">
              {concept.word ? <InItsLanguage word={concept.word} /> : code}
            </li>
          </ol>
        );
      })}
      {concept.morePaths ? <p className="muted">{t('terminology.paths.more')}</p> : null}
      <h3>
        {t('terminology.below')} {children.total ? <Count count={children.total} /> : null}
      </h3>
      {children.concepts.length === 0 ? (
        <p className="muted">{t('terminology.below.none')}</p>
      ) : (
        <ConceptList first={children} path="children" query={{ system, version, code }} version={version} />
      )}
    </section>
  );
}

function Count({ count }: { readonly count: number }) {
  const { formats } = useI18n();
  return <span className="count">{formats.number(count)}</span>;
}
