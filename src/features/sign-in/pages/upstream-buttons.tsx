import { useSearch } from '@tanstack/react-router';
import { type MessageKey, Notice, useI18n } from '#ui';
import type { UpstreamOffered } from './interaction.ts';
import { WalletSignIn } from './wallet-sign-in.tsx';

/** What the page is told of a sign-in elsewhere that led to nothing. */
const problems: Readonly<Record<string, readonly [title: MessageKey, text: MessageKey]>> = {
  'upstream.refused': ['upstream.problem.refused.title', 'upstream.problem.refused.text'],
  'upstream.revoked': ['upstream.problem.revoked.title', 'upstream.problem.revoked.text'],
  'upstream.cancelled': ['upstream.problem.cancelled.title', 'upstream.problem.cancelled.text'],
  'upstream.unavailable': ['upstream.problem.unavailable.title', 'upstream.problem.unavailable.text'],
  'upstream.assurance': ['upstream.problem.assurance.title', 'upstream.problem.assurance.text'],
  'upstream.no-activity': ['upstream.problem.no-activity.title', 'upstream.problem.no-activity.text'],
  'upstream.waiting': ['upstream.problem.waiting.title', 'upstream.problem.waiting.text'],
  'upstream.desk-refused': ['upstream.problem.desk-refused.title', 'upstream.problem.desk-refused.text'],
  'upstream.no-record': ['upstream.problem.no-record.title', 'upstream.problem.no-record.text'],
  'upstream.other-person': ['upstream.problem.other-person.title', 'upstream.problem.other-person.text'],
};

/** Signing in by what a country gave its people: a button for each broker, and the wallet. Nothing where none is set up. */
export function UpstreamButtons({
  uid,
  upstreams,
}: {
  readonly uid: string;
  readonly upstreams: readonly UpstreamOffered[];
}) {
  const { t } = useI18n();
  const { problem = '', reference } = useSearch({ strict: false }) as Readonly<
    Record<'problem' | 'reference', unknown>
  >;
  const words = typeof problem === 'string' && Object.hasOwn(problems, problem) ? problems[problem] : undefined;
  if (upstreams.length === 0) return null;
  const brokers = upstreams.filter(({ kind }) => kind !== 'eudi-wallet');
  const wallets = upstreams.filter(({ kind }) => kind === 'eudi-wallet');
  return (
    <section className="card signin-upstreams" aria-labelledby="with-upstream">
      <h2 id="with-upstream">{t('upstream.title')}</h2>
      <p>{t('upstream.text')}</p>
      {words ? (
        <Notice tone="warn" title={t(words[0])} live>
          <p>{t(words[1])}</p>
          <WaitsUnder reference={reference} />
        </Notice>
      ) : null}
      {brokers.length > 0 ? (
        <ul className="upstreams">
          {brokers.map(({ name, kind, label }) => (
            <li key={name}>
              <a
                className="button button-secondary"
                href={`/session/upstream/${encodeURIComponent(name)}/start?uid=${encodeURIComponent(uid)}`}
              >
                {t('upstream.with', { label })}
              </a>
              <p className="muted">
                {t(kind === 'pro-sante-connect' ? 'upstream.for.professionals' : 'upstream.for.citizens')}
              </p>
            </li>
          ))}
        </ul>
      ) : null}
      {wallets.map(({ name, label }) => (
        <WalletSignIn key={name} uid={uid} name={name} label={label} />
      ))}
    </section>
  );
}

/** Under which reference the sign-in waits at the desk. An address that somebody made up shows nothing of his. */
function WaitsUnder({ reference }: { readonly reference: unknown }) {
  const { t } = useI18n();
  const [, first, second] = /^([2-9A-Z]{4})([2-9A-Z]{4})$/.exec(String(reference ?? '')) ?? [];
  if (first === undefined || second === undefined) return null;
  return (
    <>
      <p>{t('upstream.problem.waiting.next')}</p>
      <p className="upstream-reference">
        {t('upstream.problem.waiting.reference')}{' '}
        <strong>
          {first} {second}
        </strong>
      </p>
    </>
  );
}

/** The person came back from a broker and has still to say in which of her activities she works. */
export function useActivityChoice(): boolean {
  const { upstream } = useSearch({ strict: false }) as { readonly upstream?: string };
  return upstream === 'choose';
}
