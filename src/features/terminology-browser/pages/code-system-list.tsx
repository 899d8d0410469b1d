import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, EmptyState, Failure, Skeleton, useI18n } from '#ui';
import type { CodeSystemLine } from '../contract.ts';
import { useOverview } from './use-overview.ts';

/** Code systems that are shown before one asks for all. */
const firstSystems = 20;

/** The code systems at hand: those that were imported, and those that came along. */
export function CodeSystems() {
  const { t } = useI18n();
  const overview = useOverview();
  if (overview.isPending) return <Skeleton blocks={2} lines={6} />;
  if (!overview.data) return <Failure problem={overview.error} retry={() => overview.refetch()} />;
  const { codeSystems, valueSets, maps } = overview.data;
  const imported = codeSystems.filter((one) => one.imported);
  return (
    <>
      <p className="muted">{t('terminology.sum', { systems: codeSystems.length, valueSets, maps })}</p>
      <section aria-labelledby="terminology-imported" className="terminology-part">
        <h2 id="terminology-imported">{t('terminology.imported')}</h2>
        {imported.length === 0 ? <NothingImported /> : <SystemList systems={imported} />}
      </section>
      <section aria-labelledby="terminology-brought" className="terminology-part">
        <h2 id="terminology-brought">{t('terminology.brought')}</h2>
        <SystemList systems={codeSystems.filter((one) => !one.imported)} />
      </section>
    </>
  );
}

function NothingImported() {
  const { t } = useI18n();
  return (
    <EmptyState title={t('terminology.imported.empty.title')}>
      {t('terminology.imported.empty.text')}
      <code className="terminology-command" lang="en">
        npm run -s carnet -- terminology import &lt;file&gt;
      </code>
    </EmptyState>
  );
}

function SystemList({ systems }: { readonly systems: readonly CodeSystemLine[] }) {
  const { t, formats } = useI18n();
  const [all, setAll] = useState(false);
  const shown = all ? systems : systems.slice(0, firstSystems);
  return (
    <>
      <ul className="code-systems">
        {shown.map(({ url, title, version, versions }) => (
          <li key={url}>
            <Link to="/terminology" search={{ system: url }} className="code-system-link">
              <span className="code-system-title" lang="en">
                {title}
              </span>
              <span className="code-system-url">{url}</span>
            </Link>
            <span className="code-system-version">
              {version === undefined ? null : t('terminology.version', { version })}
              {versions > 1 ? ` · ${t('terminology.versions.count', { count: versions })}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {shown.length < systems.length ? (
        <Button kind="secondary" onPress={() => setAll(true)}>
          {t('terminology.all', { count: formats.number(systems.length) })}
        </Button>
      ) : null}
    </>
  );
}
