import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, Button, Failure, isApiProblem, Notice, TextField, useI18n } from '#ui';
import type { OfferedProxy, ProxyLine } from '../contract.ts';
import { scopeWords } from './proxy-words.ts';

/** A code is looked at before it is accepted: nobody takes on what he has not seen. */
export function EnterCode({ onAccepted }: { readonly onAccepted: () => void }) {
  const { t } = useI18n();
  const [code, setCode] = useState('');
  const [attempt, setAttempt] = useState(0);
  const look = useMutation({
    mutationFn: (typed: string) =>
      api<OfferedProxy>('/api/proxies/codes/look', { method: 'POST', body: { code: typed } }),
  });
  const accept = useMutation({
    mutationFn: (typed: string) =>
      api<ProxyLine>('/api/proxies/codes/accept', { method: 'POST', body: { code: typed } }),
    onSuccess: onAccepted,
  });
  const offer = look.data;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    accept.reset();
    if (code.trim() !== '') look.mutate(code.trim());
  };
  const forget = () => {
    setCode('');
    setAttempt(0);
    look.reset();
    accept.reset();
  };
  const taken = accept.isSuccess && offer !== undefined;
  return (
    <section className="card" aria-labelledby="enter">
      <h2 id="enter">{t('proxies.enter')}</h2>
      <p>{t('proxies.enter.text')}</p>
      <div role="status">
        {taken ? (
          <Notice
            tone="good"
            title={t(offer.origin === 'trusted' ? 'proxies.offer.done.trusted' : 'proxies.offer.done', {
              giver: offer.giver,
            })}
          />
        ) : null}
      </div>
      {look.isError ? <Invalid problem={look.error} /> : null}
      {accept.isError ? <Invalid problem={accept.error} /> : null}
      {offer !== undefined && !taken ? (
        <Offer offer={offer} busy={accept.isPending} onAccept={() => accept.mutate(code.trim())} onRefuse={forget} />
      ) : (
        <form className="form" onSubmit={send} noValidate>
          <TextField
            id="code"
            label={t('proxies.enter.label')}
            hint={t('proxies.enter.hint')}
            error={attempt > 0 && code.trim() === '' && !taken ? t('proxies.enter.missing') : undefined}
            value={taken ? '' : code}
            onChange={(typed) => {
              if (taken) forget();
              setCode(typed);
            }}
            width="medium"
            maxLength={40}
          />
          <div className="actions">
            <Button type="submit" kind="secondary" isPending={look.isPending}>
              {t('proxies.enter.do')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

function Offer({
  offer,
  busy,
  onAccept,
  onRefuse,
}: {
  readonly offer: OfferedProxy;
  readonly busy: boolean;
  readonly onAccept: () => void;
  readonly onRefuse: () => void;
}) {
  const { t, formats } = useI18n();
  const words = [
    t(`proxies.origin.${offer.origin}`),
    ...scopeWords(offer, t),
    ...(offer.until === undefined ? [] : [t('person.limit.until', { date: formats.date(offer.until) })]),
  ];
  return (
    <div className="proxy-offer">
      <h3>{t('proxies.offer.title', { giver: offer.giver })}</h3>
      <ul className="proxy-words">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
      <div className="actions">
        <Button onPress={onAccept} isPending={busy}>
          {t('proxies.offer.accept')}
        </Button>
        <Button kind="secondary" onPress={onRefuse}>
          {t('proxies.offer.refuse')}
        </Button>
      </div>
    </div>
  );
}

function Invalid({ problem }: { readonly problem: unknown }) {
  const { t } = useI18n();
  const code = isApiProblem(problem) ? problem.code : undefined;
  if (code !== 'proxy.code' && code !== 'proxy.self') return <Failure problem={problem} />;
  const kind = code === 'proxy.code' ? 'wrong' : 'self';
  return (
    <Notice tone="warn" title={t(`proxies.enter.${kind}.title`)} live>
      <p>{t(`proxies.enter.${kind}.text`)}</p>
    </Notice>
  );
}
