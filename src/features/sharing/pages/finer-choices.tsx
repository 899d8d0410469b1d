import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Restriction, RestrictionAudience } from '#access';
import { Button, Confirm, useI18n } from '#ui';
import { restrictableParts, type SharingWish } from '../contract.ts';
import { isByPart } from './choices.ts';
import { Effect } from './effect.tsx';
import { useReaders } from './readers.ts';
import { partWords, whatWords, whomWords } from './words.ts';

interface FinerProps {
  readonly patient: string;
  readonly now: SharingWish;
  readonly busy: boolean;
  readonly onSave: (wish: SharingWish) => Promise<unknown>;
}

/** What is kept from one professional, organisation or country, and single entries that are hidden. */
export function FinerChoices({ patient, now, busy, onSave }: FinerProps) {
  const { t, formats } = useI18n();
  const { readers, names } = useReaders(patient);
  const [asked, setAsked] = useState<{ readonly wish: SharingWish; readonly back: boolean }>();
  const finer = now.restrictions.filter((one) => !isByPart(one));
  const close = () => setAsked(undefined);
  const whom = (audience: RestrictionAudience) => whomWords(audience, t, { names, country: formats.country });
  return (
    <section className="card" aria-labelledby="finer">
      <h2 id="finer">{t('finer.title')}</h2>
      <p>{t('finer.text')}</p>
      {finer.length === 0 ? <p className="muted">{t('finer.empty')}</p> : null}
      <ul className="finer-list">
        {finer.map((one) => (
          <li key={JSON.stringify(one)} className="finer">
            <span>
              <strong>{whatWords(one, t)}</strong>, {whom(one.audience)}
            </span>
            <Button
              kind="secondary"
              isDisabled={busy}
              aria-label={t('finer.remove.of', { what: whatWords(one, t), whom: whom(one.audience) })}
              onPress={() => setAsked({ wish: without(now, one), back: true })}
            >
              {t('finer.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <AddRestriction
        audiences={[
          ...readers.map(({ value, audience, name }) => ({ value, audience, name: t('finer.whom.named', { name }) })),
          { value: 'abroad', audience: 'abroad', name: t('finer.whom.abroad') },
          { value: 'everyone', audience: 'everyone', name: t('finer.whom.everyone') },
        ]}
        onAdd={(one) => setAsked({ wish: { ...now, restrictions: [...now.restrictions, one] }, back: false })}
      />
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
        {asked ? <Effect patient={patient} wish={asked.wish} /> : null}
      </Confirm>
    </section>
  );
}

function without(now: SharingWish, gone: Restriction): SharingWish {
  return { ...now, restrictions: now.restrictions.filter((one) => one !== gone) };
}

interface Audience {
  readonly value: string;
  readonly audience: RestrictionAudience;
  readonly name: string;
}

function AddRestriction({
  audiences,
  onAdd,
}: {
  readonly audiences: readonly Audience[];
  readonly onAdd: (restriction: Restriction) => void;
}) {
  const { t } = useI18n();
  const [what, setWhat] = useState<string>('everything');
  const [whom, setWhom] = useState<string>();
  const chosen = audiences.find(({ value }) => value === whom) ?? audiences[0];
  const add = () => {
    if (chosen === undefined) return;
    const part = restrictableParts.find((one) => one === what);
    onAdd({ ...(part === undefined ? { everything: true } : { category: part }), audience: chosen.audience });
  };
  return (
    <fieldset className="finer-add">
      <legend>{t('finer.add')}</legend>
      <label className="select">
        <span>{t('finer.what')}</span>
        <select value={what} onChange={(event) => setWhat(event.target.value)}>
          <option value="everything">{t('finer.what.everything')}</option>
          {restrictableParts.map((part) => (
            <option key={part} value={part}>
              {partWords(part, t)}
            </option>
          ))}
        </select>
      </label>
      <label className="select">
        <span>{t('finer.whom')}</span>
        <select value={chosen?.value ?? ''} onChange={(event) => setWhom(event.target.value)}>
          {audiences.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Button kind="secondary" onPress={add}>
        {t('finer.review')}
      </Button>
    </fieldset>
  );
}
