import { useI18n } from '#ui';
import type { ScopeLine } from '../contract.ts';
import { actOfScope, wordsOfScope } from './scope-words.ts';

/** One thing that an app sees or does. */
export function ScopeText({ line }: { readonly line: ScopeLine }) {
  const { t } = useI18n();
  const { label, type, narrowed } = wordsOfScope(line);
  const what = type === undefined ? t(label) : t('apps.part.other', { type });
  return (
    <>
      {t(`apps.act.${actOfScope(line)}`, { what })}
      {narrowed === undefined ? null : <span className="muted"> {t('apps.only', { narrowed })}</span>}
    </>
  );
}

export function ScopeList({ lines, identity }: { readonly lines: readonly ScopeLine[]; readonly identity: boolean }) {
  const { t } = useI18n();
  return (
    <ul className="app-scopes">
      {identity ? <li>{t('apps.identity')}</li> : null}
      {lines.map((line) => (
        <li key={line.word}>
          <ScopeText line={line} />
        </li>
      ))}
    </ul>
  );
}
