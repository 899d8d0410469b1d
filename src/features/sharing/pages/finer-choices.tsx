import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Restriction, RestrictionAudience } from '#access';
import { Button, Confirm, Notice, Skeleton, useI18n } from '#ui';
import type { SharingWish } from '../contract.ts';
import { AddRestriction } from './add-restriction.tsx';
import { isByPart } from './choices.ts';
import { Effect } from './effect.tsx';
import { useEntryTitles } from './entry-titles.ts';
import { useReaders } from './readers.ts';
import { whatWords, whomWords } from './words.ts';

interface FinerProps {
  readonly patient: string;
  readonly now: SharingWish;
  readonly busy: boolean;
  readonly onSave: (wish: SharingWish) => Promise<unknown>;
}

/** What is kept from one professional, organisation or country, what is hidden by its mark, and single entries. */
export function FinerChoices({ patient, now, busy, onSave }: FinerProps) {
  const { t, formats } = useI18n();
  const { readers, names, isPending, isError } = useReaders(patient);
  const [asked, setAsked] = useState<{
    readonly one: Restriction;
    readonly wish: SharingWish;
    /** It is shown again. */
    readonly back: boolean;
  }>();
  const finer = now.restrictions.filter((one) => !isByPart(one));
  const titles = useEntryTitles(
    patient,
    finer.some(({ entry }) => entry !== undefined),
  );
  const close = () => setAsked(undefined);
  const what = (one: Restriction) => whatWords(one, t, titles);
  const whom = (audience: RestrictionAudience) => whomWords(audience, t, { names, country: formats.country });
  return (
    <section className="card" aria-labelledby="finer">
      <h2 id="finer">{t('finer.title')}</h2>
      <p>{t('finer.text')}</p>
      {finer.length === 0 ? <p className="muted">{t('finer.empty')}</p> : null}
      <ul className="finer-list">
        {finer.map((one) => (
          <li key={JSON.stringify(one)} className="finer">
            <span className="finer-words">
              <strong>{what(one)}</strong>
              <span>{whom(one.audience)}</span>
            </span>
            <Button
              kind="secondary"
              isDisabled={busy}
              aria-label={t('finer.remove.of', { what: what(one), whom: whom(one.audience) })}
              onPress={() => setAsked({ one, wish: without(now, one), back: true })}
            >
              {t('finer.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {isError ? <Notice tone="warn" title={t('finer.readers.failed')} /> : null}
      {isPending ? (
        <Skeleton lines={3} />
      ) : (
        <AddRestriction
          readers={readers}
          known={now.restrictions}
          onAdd={(one) => setAsked({ one, wish: { ...now, restrictions: [...now.restrictions, one] }, back: false })}
        />
      )}
      <p>
        <Link to="/simulator" search={({ person }) => (person === undefined ? {} : { person })}>
          {t('finer.simulate')}
        </Link>
      </p>
      <Confirm
        open={asked !== undefined}
        title={t(asked?.back === true ? 'finer.confirm.back' : 'finer.confirm.title')}
        confirm={t('sharing.confirm.do')}
        cancel={t('sharing.cancel')}
        busy={busy}
        onCancel={close}
        onConfirm={() => (asked ? onSave(asked.wish).then(close, close) : undefined)}
      >
        {asked ? (
          <>
            <p className="finer-words">
              <strong>{what(asked.one)}</strong>
              <span>{whom(asked.one.audience)}</span>
            </p>
            <Effect
              patient={patient}
              wish={asked.wish}
              mark={
                asked.back || asked.one.label === undefined ? undefined : { code: asked.one.label, becomes: 'hidden' }
              }
            />
          </>
        ) : null}
      </Confirm>
    </section>
  );
}

function without(now: SharingWish, gone: Restriction): SharingWish {
  return { ...now, restrictions: now.restrictions.filter((one) => one !== gone) };
}
