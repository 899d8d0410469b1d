import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page, RequireRole, useI18n } from '#ui';
import { CodeSystems } from './code-system-list.tsx';
import { CodeSystemPage } from './code-system-page.tsx';
import { ConceptPage } from './concept-page.tsx';
import { SearchPanel } from './search-panel.tsx';

/** For the operator: what the node knows of codes. The address says of which code system and which concept. */
export function TerminologyPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('terminology.title')}>
      <Shown />
    </RequireRole>
  );
}

function Shown(): ReactNode {
  const { t } = useI18n();
  const { system, version, code } = useSearch({ from: '/terminology' });
  if (system !== undefined && code !== undefined) {
    return <ConceptPage key={`${system}|${version}#${code}`} system={system} version={version} code={code} />;
  }
  if (system !== undefined) return <CodeSystemPage key={`${system}|${version}`} system={system} version={version} />;
  return (
    <Page key="all" title={t('terminology.title')} lead={t('terminology.lead')} width="wide">
      <SearchPanel label={t('terminology.search')}>
        <CodeSystems />
      </SearchPanel>
    </Page>
  );
}
