import { type ReactNode, useState } from 'react';
import { Button, Confirm, useI18n } from '#ui';
import type { ProxyLine } from '../contract.ts';
import { scopeWords, termWords } from './proxy-words.ts';

/** Somebody who acts for another, with what may be done about it. `side` is on which of the two the reader stands. */
export function ProxyCard({
  line,
  name,
  side,
  busy,
  onEnd,
  children,
}: {
  readonly line: ProxyLine;
  readonly name: string;
  readonly side: 'person' | 'proxy';
  readonly busy: boolean;
  readonly onEnd: (id: string) => Promise<unknown>;
  readonly children?: ReactNode;
}) {
  const { t, formats } = useI18n();
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const over = line.state === 'over';
  return (
    <li className={`proxy${over ? ' proxy-over' : ''}`}>
      <div className="proxy-head">
        <h3 className="proxy-name">{name}</h3>
        <p className="proxy-origin">{t(`proxies.origin.${line.origin}`)}</p>
      </div>
      <ul className="proxy-words">
        {[...(over ? [] : scopeWords(line, t)), ...termWords(line, t, formats)].map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {children}
      {line.mayEnd ? (
        <Button kind="secondary" onPress={() => setAsking(true)} aria-label={t('proxies.end.label', { name })}>
          {t('proxies.end')}
        </Button>
      ) : null}
      {side === 'person' && !line.mayEnd && !over ? <p className="muted">{t('proxies.end.registered')}</p> : null}
      <Confirm
        open={asking}
        title={t('proxies.end.title')}
        confirm={t('proxies.end.do')}
        cancel={t('proxies.keep')}
        danger
        busy={busy}
        onCancel={close}
        onConfirm={() => onEnd(line.id).then(close, close)}
      >
        <p>{side === 'person' ? t('proxies.end.text', { name }) : t('proxies.end.text.mine')}</p>
      </Confirm>
    </li>
  );
}

/** Those that are over, out of the way. */
export function PastProxies({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  const { t } = useI18n();
  if (count === 0) return null;
  return (
    <details className="proxy-past">
      <summary>{t('proxies.past', { count })}</summary>
      <ul className="proxy-list">{children}</ul>
    </details>
  );
}
