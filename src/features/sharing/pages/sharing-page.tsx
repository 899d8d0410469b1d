import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, Button, ChoiceGroup, Confirm, Failure, Notice, PersonPage, Skeleton, Switch, useI18n } from '#ui';
import { type RestrictablePart, restrictableParts, type SharingAnswer, type SharingWish } from '../contract.ts';
import { changesBetween, type Level, type Levels, levels, levelsOf, wishOf } from './choices.ts';
import { ChoicesOverTime } from './choices-over-time.tsx';
import { Effect } from './effect.tsx';
import { FinerChoices } from './finer-choices.tsx';
import { WithheldChoices } from './withheld-choices.tsx';
import { withoutChoices } from './words.ts';

/** Who sees the record: restrictions by part (EHDS article 8) and cross-border reading (article 10). */
export function SharingPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="sharing.title" lead={t('sharing.lead')} width="wide" needsWhole>
      {({ patient }) => (
        <>
          <Notice>
            <p>{t('sharing.hidden')}</p>
          </Notice>
          <Choices patient={patient} />
        </>
      )}
    </PersonPage>
  );
}

function Choices({ patient }: { readonly patient: string }) {
  const queries = useQueryClient();
  const { t } = useI18n();
  const address = `/api/sharing/${encodeURIComponent(patient)}`;
  const queryKey = ['sharing', patient];
  const sharing = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<SharingAnswer>(address, { signal }),
    refetchOnWindowFocus: false,
  });
  const save = useMutation({
    mutationFn: (wish: SharingWish) => api<SharingAnswer>(address, { method: 'PUT', body: wish }),
    onSuccess: (answer) => queries.setQueryData(queryKey, answer),
  });
  if (sharing.isPending) return <Skeleton blocks={4} lines={3} />;
  if (sharing.isError) return <Failure problem={sharing.error} retry={() => sharing.refetch()} />;
  const now = sharing.data;
  return (
    <>
      <div role="status" className={save.isSuccess ? undefined : 'visually-hidden'}>
        {save.isSuccess ? <Notice tone="good" title={t('sharing.saved')} /> : null}
      </div>
      {save.isError ? (
        <>
          <Notice tone="bad" title={t('sharing.failed')} live />
          <Failure problem={save.error} />
        </>
      ) : null}
      <CrossBorder
        open={now.crossBorder}
        busy={save.isPending}
        onChange={(crossBorder) => save.mutateAsync(wishOf(levelsOf(now), { ...now, crossBorder }))}
      />
      <Parts
        // Saved choices are a new beginning for the draft.
        key={JSON.stringify(now.restrictions)}
        saved={levelsOf(now)}
        busy={save.isPending}
        effectOf={(next) => <Effect patient={patient} wish={wishOf(next, now)} />}
        onSave={(next) => save.mutateAsync(wishOf(next, now))}
      />
      <FinerChoices
        patient={patient}
        now={withoutChoices(now)}
        busy={save.isPending}
        onSave={(wish) => save.mutateAsync(wish)}
      />
      <WithheldChoices
        patient={patient}
        now={withoutChoices(now)}
        busy={save.isPending}
        onSave={(wish) => save.mutateAsync(wish)}
      />
      <ChoicesOverTime patient={patient} changed={now.changed} />
    </>
  );
}

function CrossBorder({
  open,
  busy,
  onChange,
}: {
  readonly open: boolean;
  readonly busy: boolean;
  readonly onChange: (open: boolean) => Promise<unknown>;
}) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const wish = open ? 'off' : 'on';
  const close = () => setAsking(false);
  return (
    <section className="card" aria-labelledby="border">
      <h2 id="border">{t('sharing.border.title')}</h2>
      <Switch isSelected={open} onChange={() => setAsking(true)} isDisabled={busy}>
        {t('sharing.border.switch')}
      </Switch>
      <p>{t(open ? 'sharing.border.on' : 'sharing.border.off')}</p>
      <p className="law">{t('sharing.border.law')}</p>
      <Confirm
        open={asking}
        title={t(`sharing.border.confirm.${wish}.title`)}
        confirm={t(`sharing.border.confirm.${wish}.do`)}
        cancel={t('sharing.cancel')}
        danger={open}
        busy={busy}
        onCancel={close}
        onConfirm={() => onChange(!open).then(close, close)}
      >
        <p>{t(`sharing.border.confirm.${wish}.text`)}</p>
      </Confirm>
    </section>
  );
}

function Parts({
  saved,
  busy,
  effectOf,
  onSave,
}: {
  readonly saved: Levels;
  readonly busy: boolean;
  readonly effectOf: (next: Levels) => ReactNode;
  readonly onSave: (next: Levels) => Promise<unknown>;
}) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(saved);
  const [asking, setAsking] = useState(false);
  const changes = changesBetween(saved, draft);
  const close = () => setAsking(false);
  return (
    <section className="card" aria-labelledby="parts">
      <h2 id="parts">{t('sharing.parts.title')}</h2>
      <p>{t('sharing.parts.text')}</p>
      <dl className="levels">
        {levels.map((level) => (
          <div key={level}>
            <dt>{t(`sharing.level.${level}`)}</dt>
            <dd>{t(`sharing.level.${level}.about`)}</dd>
          </div>
        ))}
      </dl>
      <div className="parts">
        {restrictableParts.map((part) => (
          <Part
            key={part}
            part={part}
            level={draft[part]}
            changed={draft[part] !== saved[part]}
            onChange={(level) => setDraft({ ...draft, [part]: level })}
          />
        ))}
      </div>
      <p className="law">{t('sharing.parts.law')}</p>
      <div className={`save-bar${changes.length > 0 ? ' save-bar-open' : ''}`}>
        <p role="status">{changes.length > 0 ? t('sharing.changes', { count: changes.length }) : ''}</p>
        {changes.length > 0 ? (
          <div className="actions">
            <Button onPress={() => setAsking(true)}>{t('sharing.review')}</Button>
            <Button kind="secondary" onPress={() => setDraft(saved)}>
              {t('sharing.undo')}
            </Button>
          </div>
        ) : null}
      </div>
      <Confirm
        open={asking}
        title={t('sharing.confirm.title', { count: changes.length })}
        confirm={t('sharing.confirm.do')}
        cancel={t('sharing.cancel')}
        busy={busy}
        onCancel={close}
        onConfirm={() => onSave(draft).then(close, close)}
      >
        <ul>
          {changes.map(({ part, level }) => (
            <li key={part}>{t(`sharing.confirm.${level}`, { part: t(`part.${part}`) })}</li>
          ))}
        </ul>
        {asking ? effectOf(draft) : null}
        <p>{t('sharing.confirm.text')}</p>
      </Confirm>
    </section>
  );
}

function Part({
  part,
  level,
  changed,
  onChange,
}: {
  readonly part: RestrictablePart;
  readonly level: Level;
  readonly changed: boolean;
  readonly onChange: (level: Level) => void;
}) {
  const { t } = useI18n();
  return (
    <div className={`part${changed ? ' part-changed' : ''}`}>
      <ChoiceGroup
        id={`part-${part}`}
        label={t(`part.${part}`)}
        look="segments"
        value={level}
        onChange={onChange}
        choices={levels.map((value) => ({ value, label: t(`sharing.level.${value}`) }))}
      />
    </div>
  );
}
