import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, Button, Confirm, Failure, Notice, useI18n } from '#ui';
import type { CodeSystemView, SwitchAnswer, VersionLine } from '../contract.ts';

/** The versions of a code system, which one is in use, and the switch to another with its undoing. */
export function Versions({ view }: { readonly view: CodeSystemView }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<VersionLine>();
  const change = useMutation({
    mutationFn: (wish: { readonly act: 'use' | 'undo'; readonly version?: string | undefined }) =>
      api<SwitchAnswer>(`/api/terminology/${wish.act}`, {
        method: 'POST',
        body: { system: view.url, ...(wish.version === undefined ? {} : { version: wish.version }) },
      }),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['terminology'] });
      setAsking(undefined);
    },
  });
  const done = change.data;
  return (
    <section className="card" aria-labelledby="terminology-versions">
      <h2 id="terminology-versions">{t('terminology.versions')}</h2>
      <p className="muted">{t('terminology.versions.text')}</p>
      {change.isError ? <Failure problem={change.error} /> : null}
      {done ? (
        <Notice tone="good" title={t('terminology.used', { version: done.version })} live>
          {done.former === undefined ? null : <p>{t('terminology.used.former', { version: done.former })}</p>}
          {done.former === undefined || change.variables?.act === 'undo' ? null : (
            <Button kind="secondary" onPress={() => change.mutate({ act: 'undo' })} isPending={change.isPending}>
              {t('terminology.undo')}
            </Button>
          )}
        </Notice>
      ) : null}
      <ul className="versions">
        {view.versions.map((line) => (
          <VersionItem
            key={line.version ?? ''}
            line={line}
            system={view.url}
            switchable={view.switchable}
            onUse={() => setAsking(line)}
          />
        ))}
      </ul>
      <Confirm
        open={asking !== undefined}
        title={t('terminology.use.title', { version: asking?.version ?? '' })}
        confirm={t('terminology.use')}
        cancel={t('terminology.use.not')}
        busy={change.isPending}
        onConfirm={() => asking && change.mutate({ act: 'use', version: asking.version })}
        onCancel={() => setAsking(undefined)}
      >
        <p>{t('terminology.use.text')}</p>
      </Confirm>
    </section>
  );
}

function VersionItem({
  line,
  system,
  switchable,
  onUse,
}: {
  readonly line: VersionLine;
  readonly system: string;
  readonly switchable: boolean;
  readonly onUse: () => void;
}) {
  const { t, formats } = useI18n();
  const { version, inUse, concepts, imported } = line;
  const facts = [
    concepts === undefined ? '' : t('terminology.count', { count: concepts, shown: formats.number(concepts) }),
    imported === undefined ? '' : t('terminology.imported.at', { time: formats.date(imported) }),
  ].filter((one) => one !== '');
  return (
    <li className="version">
      <div className="version-head">
        {version === undefined ? (
          <p>{t('terminology.version.none')}</p>
        ) : (
          <Link to="/terminology" search={inUse ? { system } : { system, version }} className="version-name">
            {version}
          </Link>
        )}
        {inUse ? <span className="tag version-in-use">{t('terminology.in-use')}</span> : null}
      </div>
      {facts.length === 0 ? null : <p className="muted">{facts.join(' · ')}</p>}
      {switchable && !inUse && version !== undefined ? (
        <Button kind="secondary" onPress={onUse} aria-label={t('terminology.use.label', { version })}>
          {t('terminology.use')}
        </Button>
      ) : null}
    </li>
  );
}
