import { useState } from 'react';
import type { PolicyInWords } from '#access';
import {
  Button,
  Confirm,
  Failure,
  lawWords,
  markWords,
  Skeleton,
  sensitiveMarks,
  type Translate,
  useI18n,
  useNode,
  withheldFromWords,
} from '#ui';
import type { SharingWish } from '../contract.ts';
import { Effect } from './effect.tsx';
import { usePolicy } from './policy.ts';
import { turned, type Withheld, withheldSubjects } from './withheld.ts';
import { withoutChoices } from './words.ts';

interface WithheldProps {
  readonly patient: string;
  readonly now: SharingWish;
  readonly busy: boolean;
  readonly onSave: (wish: SharingWish) => Promise<unknown>;
}

/** What the rules of the country withhold because of how it is marked, and what of it the person shares all the same. */
export function WithheldChoices(props: WithheldProps) {
  const policy = usePolicy();
  const { t, formats } = useI18n();
  const home = useNode().data?.country;
  return (
    <section className="card" aria-labelledby="withheld">
      <h2 id="withheld">{t('withheld.title')}</h2>
      <p>{t('withheld.text', { country: home === undefined ? '' : formats.country(home) })}</p>
      <p className="muted">{t('withheld.author')}</p>
      {policy.isPending ? <Skeleton lines={3} /> : null}
      {policy.isError ? <Failure problem={policy.error} retry={() => policy.refetch()} /> : null}
      {policy.data ? <Subjects {...props} policy={policy.data} /> : null}
    </section>
  );
}

function Subjects({ patient, now, busy, onSave, policy }: WithheldProps & { readonly policy: PolicyInWords }) {
  const { t, formats } = useI18n();
  const [asked, setAsked] = useState<Withheld>();
  const subjects = withheldSubjects(policy, now.shared, sensitiveMarks);
  const close = () => setAsked(undefined);
  const whom = ({ from }: Withheld) => formats.list(from.map((group) => withheldFromWords(group, t)));
  const wish = asked && withoutChoices({ ...now, shared: turned(now.shared, asked.mark) });
  if (subjects.length === 0) return <p>{t('withheld.none')}</p>;
  return (
    <>
      <ul className="finer-list">
        {subjects.map((one) => {
          const mark = markWords(one.mark, t);
          const act = one.shared ? 'back' : 'share';
          return (
            <li key={one.mark} className={`finer${one.shared ? ' withheld-shared' : ''}`}>
              <span className="finer-words">
                <strong>{mark}</strong>
                <span>{stateWords(one, whom(one), t)}</span>
                {one.shared && hides(now, one.mark) ? <span>{t('withheld.hidden-too')}</span> : null}
                {one.law === '' ? null : <span className="law">{lawWords(one.law, { t, list: formats.list })}</span>}
              </span>
              <Button
                kind="secondary"
                isDisabled={busy}
                aria-label={t(`withheld.${act}.of`, { mark })}
                onPress={() => setAsked(one)}
              >
                {t(`withheld.${act}`)}
              </Button>
            </li>
          );
        })}
      </ul>
      <Confirm
        open={asked !== undefined}
        title={
          asked ? t(`withheld.confirm.${asked.shared ? 'back' : 'share'}`, { mark: markWords(asked.mark, t) }) : ''
        }
        confirm={t('sharing.confirm.do')}
        cancel={t('sharing.cancel')}
        busy={busy}
        onCancel={close}
        onConfirm={() => (wish ? onSave(wish).then(close, close) : undefined)}
      >
        {asked && wish ? (
          <>
            <p>
              {t(`withheld.confirm.${asked.shared ? 'back' : 'share'}.text`, {
                from: asked.from.length === 0 ? 'nobody' : whom(asked),
              })}
            </p>
            <Effect
              patient={patient}
              wish={wish}
              mark={{ code: asked.mark, becomes: asked.shared ? 'withheld' : 'shared' }}
            />
            {!asked.shared && hides(now, asked.mark) ? <p>{t('withheld.hidden-too')}</p> : null}
          </>
        ) : null}
      </Confirm>
    </>
  );
}

function stateWords({ shared, from }: Withheld, whom: string, t: Translate): string {
  if (!shared) return t('withheld.from', { from: whom });
  return from.length === 0 ? t('withheld.shared.anyway') : t('withheld.shared', { from: whom });
}

/** Does she hide it herself, whatever the policy does? */
function hides({ restrictions }: SharingWish, mark: string): boolean {
  return restrictions.some(({ label }) => label === mark);
}
