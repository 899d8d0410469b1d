import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, Button, Failure, Notice, useI18n } from '#ui';

interface Asked {
  readonly link: string;
  readonly qr?: { readonly size: number; readonly path: string };
}

/** Milliseconds between questions whether the wallet has answered. */
const askEvery = 2_000;

/** A wallet on this device is opened by a link; one on another reads a code, while the page waits for its answer. */
export function WalletSignIn({
  uid,
  name,
  label,
}: {
  readonly uid: string;
  readonly name: string;
  readonly label: string;
}) {
  const { t } = useI18n();
  const base = `/session/upstream/${encodeURIComponent(name)}`;
  const ask = useMutation({
    mutationFn: (device: 'same' | 'other') => api<Asked>(`${base}/request`, { method: 'POST', body: { uid, device } }),
    onSuccess: ({ link, qr }) => {
      if (qr === undefined) location.assign(link);
    },
  });
  const code = ask.data?.qr;
  const waiting = useQuery({
    queryKey: ['wallet', name, ask.data?.link],
    queryFn: ({ signal }) => api<{ readonly state: 'waiting' | 'answered' | 'expired' }>(`${base}/state`, { signal }),
    enabled: code !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' || !state.data ? askEvery : false),
  });
  const finish = useMutation({
    mutationFn: () => api<{ readonly location: string }>(`${base}/finish`, { method: 'POST' }),
    onSuccess: ({ location: next }) => location.assign(next),
  });
  const state = waiting.data?.state;
  const { mutate } = finish;
  useEffect(() => {
    if (code !== undefined && state === 'answered') mutate();
  }, [code, state, mutate]);

  return (
    <div className="upstream-wallet">
      <h3>{label}</h3>
      <p className="muted">{t('upstream.wallet.text')}</p>
      {ask.isError ? <Failure problem={ask.error} /> : null}
      {finish.isError ? <Failure problem={finish.error} /> : null}
      {code && state !== 'expired' ? (
        <div className="upstream-code">
          <svg viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={t('upstream.wallet.code')}>
            <path d={code.path} fillRule="evenodd" />
          </svg>
          <div>
            <p role="status">{t(state === 'answered' ? 'upstream.wallet.answered' : 'upstream.wallet.scan')}</p>
            <p>
              <a href={ask.data?.link} target="_blank" rel="noreferrer">
                {t('upstream.wallet.link')}
              </a>
            </p>
          </div>
        </div>
      ) : null}
      {state === 'expired' && code ? (
        <Notice tone="warn" live>
          <p>{t('upstream.wallet.expired')}</p>
        </Notice>
      ) : null}
      <div className="actions">
        <Button kind="secondary" onPress={() => ask.mutate('same')} isPending={ask.isPending}>
          {t('upstream.wallet.here')}
        </Button>
        <Button kind="secondary" onPress={() => ask.mutate('other')} isPending={ask.isPending}>
          {t('upstream.wallet.other')}
        </Button>
      </div>
    </div>
  );
}
