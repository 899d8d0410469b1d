import { Link } from '@tanstack/react-router';
import { useI18n } from '#ui';

/** The way back, from the list of all code systems on. */
export function Trail({
  system,
}: {
  /** Of a concept: the code system that it is of. */
  readonly system?: { readonly url: string; readonly version?: string | undefined; readonly title: string };
}) {
  const { t } = useI18n();
  return (
    <nav aria-label={t('terminology.trail')} className="back terminology-trail">
      <ol>
        <li>
          <Link to="/terminology" search={{}}>
            {t('terminology.title')}
          </Link>
        </li>
        {system === undefined ? null : (
          <li>
            <Link
              to="/terminology"
              search={{ system: system.url, ...(system.version === undefined ? {} : { version: system.version }) }}
            >
              <span lang="en">{system.title}</span>
            </Link>
          </li>
        )}
      </ol>
    </nav>
  );
}
