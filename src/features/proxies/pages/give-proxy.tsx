import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, Button, ChoiceGroup, ErrorSummary, Failure, Notice, recordParts, Switch, useI18n } from '#ui';
import type { MadeInvitation, ProxyWish } from '../contract.ts';

type PartName = NonNullable<ProxyWish['parts']>[number];

const actsOf = {
  read: ['read'],
  write: ['read', 'write'],
  all: ['read', 'write', 'change-sharing'],
} as const;
const terms = ['month', 'half', 'year', 'open'] as const;
const monthsOf = { month: 1, half: 6, year: 12 } as const;

interface Draft {
  readonly origin: ProxyWish['origin'];
  readonly some: boolean;
  readonly parts: readonly PartName[];
  readonly may: keyof typeof actsOf;
  readonly term: (typeof terms)[number];
}
const beginning: Draft = { origin: 'mandate', some: false, parts: [], may: 'read', term: 'year' };

/** The last day of a term that begins today. */
export function lastDay(term: Draft['term'], today: Temporal.PlainDate): string | undefined {
  return term === 'open' ? undefined : today.add({ months: monthsOf[term] }).toString();
}

function wishOf({ origin, some, parts: chosen, may, term }: Draft): ProxyWish {
  const until = lastDay(term, Temporal.Now.plainDateISO());
  return {
    origin,
    ...(until === undefined ? {} : { until }),
    ...(origin === 'mandate' ? { acts: actsOf[may], ...(some ? { parts: chosen } : {}) } : {}),
  };
}

/** Says how far somebody may act for her, and makes the code that she tells him. */
export function GiveProxy({ patient, onMade }: { readonly patient: string; readonly onMade: () => void }) {
  const { t, formats } = useI18n();
  const [draft, setDraft] = useState<Draft>();
  const [attempt, setAttempt] = useState(0);
  const make = useMutation({
    mutationFn: (wish: ProxyWish) =>
      api<MadeInvitation>(`/api/proxies/of/${encodeURIComponent(patient)}/invitations`, { method: 'POST', body: wish }),
    onSuccess: () => {
      setDraft(undefined);
      onMade();
    },
  });
  const lacking = draft?.origin === 'mandate' && draft.some && draft.parts.length === 0;
  const problems = attempt > 0 && lacking ? [{ field: 'give-parts', text: t('proxies.give.parts.missing') }] : [];
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (draft && !lacking) make.mutate(wishOf(draft));
  };
  const change = (fields: Partial<Draft>) => setDraft({ ...(draft ?? beginning), ...fields });
  const close = () => {
    setAttempt(0);
    make.reset();
    setDraft(undefined);
  };
  return (
    <section className="card" aria-labelledby="give">
      <h2 id="give">{t('proxies.give')}</h2>
      <p>{t('proxies.give.text')}</p>
      <div role="status">{make.data ? <Code made={make.data} /> : null}</div>
      {make.isError ? <Failure problem={make.error} /> : null}
      {draft === undefined ? (
        <div className="actions">
          <Button
            onPress={() => {
              make.reset();
              setAttempt(0);
              setDraft(beginning);
            }}
          >
            {t('proxies.give.start')}
          </Button>
        </div>
      ) : (
        <form className="form" onSubmit={send} noValidate>
          <ErrorSummary problems={problems} attempt={attempt} />
          <ChoiceGroup
            id="give-origin"
            label={t('proxies.give.kind')}
            value={draft.origin}
            onChange={(origin) => change({ origin })}
            choices={(['mandate', 'trusted'] as const).map((value) => ({
              value,
              label: t(`proxies.give.${value}`),
              about: t(`proxies.give.${value}.about`),
            }))}
          />
          {draft.origin === 'mandate' ? (
            <>
              <ChoiceGroup
                id="give-parts"
                label={t('proxies.give.parts')}
                look="segments"
                value={draft.some ? 'some' : 'all'}
                onChange={(which) => change({ some: which === 'some' })}
                error={problems[0]?.text}
                choices={(['all', 'some'] as const).map((value) => ({
                  value,
                  label: t(`proxies.give.parts.${value}`),
                }))}
              />
              {draft.some ? (
                <fieldset className="give-parts" aria-label={t('proxies.give.parts.some')}>
                  {recordParts.map((part) => (
                    <Switch
                      key={part}
                      isSelected={draft.parts.includes(part)}
                      onChange={(on) =>
                        change({ parts: recordParts.filter((one) => (one === part ? on : draft.parts.includes(one))) })
                      }
                    >
                      {t(`part.${part}`)}
                    </Switch>
                  ))}
                </fieldset>
              ) : null}
              <ChoiceGroup
                id="give-acts"
                label={t('proxies.give.acts')}
                value={draft.may}
                onChange={(may) => change({ may })}
                choices={(['read', 'write', 'all'] as const).map((value) => ({
                  value,
                  label: t(`proxies.give.acts.${value}`),
                }))}
              />
            </>
          ) : null}
          <ChoiceGroup
            id="give-term"
            label={t('proxies.give.term')}
            look="segments"
            value={draft.term}
            onChange={(term) => change({ term })}
            choices={terms.map((value) => ({ value, label: t(`proxies.give.term.${value}`) }))}
          />
          <div className="actions">
            <Button type="submit" isPending={make.isPending}>
              {t('proxies.give.do')}
            </Button>
            <Button kind="secondary" onPress={close}>
              {t('proxies.cancel')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );

  function Code({ made }: { readonly made: MadeInvitation }) {
    return (
      <Notice tone="good" title={t('proxies.code.made')}>
        <p className="proxy-code" translate="no">
          {made.code}
        </p>
        <p>{t('proxies.code.once', { date: formats.date(made.expires) })}</p>
      </Notice>
    );
  }
}
