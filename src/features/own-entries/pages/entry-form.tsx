import { type FormEvent, useState } from 'react';
import { Button, DateField, ErrorSummary, FileField, Select, TextArea, TextField, useI18n } from '#ui';
import { entryKinds, longestText, longestTitle, measureBounds, mostFileBytes } from '../contract.ts';
import { entryProblems, isMeasure, type Typed } from './entry-fields.ts';

/** What a person adds, or changes of what she added: one form whose fields follow its kind. */
export function EntryForm({
  initial,
  today,
  changing,
  isPending,
  onSend,
  onCancel,
}: {
  readonly initial: Typed;
  readonly today: string;
  /** An entry stays of its kind. */
  readonly changing: boolean;
  readonly isPending: boolean;
  readonly onSend: (typed: Typed) => void;
  readonly onCancel?: () => void;
}) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(initial);
  const [attempt, setAttempt] = useState(0);
  const problems = entryProblems(typed, today, t);
  const shown = attempt > 0 ? problems : [];
  const errorOf = (field: string) => shown.find((problem) => problem.field === field)?.text;
  const set = (fields: Partial<Typed>) => setTyped({ ...typed, ...fields });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (problems.length === 0) onSend(typed);
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={shown} attempt={attempt} />
      {changing ? (
        <p className="own-kind-fixed">{t(`own.kind.${typed.kind}`)}</p>
      ) : (
        <Select
          label={t('own.kind')}
          value={typed.kind}
          onChange={(kind) => set({ kind })}
          options={entryKinds.map((value) => ({ value, label: t(`own.kind.${value}`) }))}
        />
      )}
      <Fields typed={typed} set={set} errorOf={errorOf} />
      <DateField
        id="own-date"
        label={t('own.date')}
        hint={t('own.date.hint')}
        error={errorOf('own-date')}
        value={typed.date}
        max={today}
        onChange={(date) => set({ date })}
      />
      <div className="actions">
        <Button type="submit" isPending={isPending}>
          {t(changing ? 'own.save.change' : 'own.save')}
        </Button>
        {onCancel ? (
          <Button kind="secondary" onPress={onCancel}>
            {t('own.cancel')}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

interface FieldsProps {
  readonly typed: Typed;
  readonly set: (fields: Partial<Typed>) => void;
  readonly errorOf: (field: string) => string | undefined;
}

function Fields({ typed, set, errorOf }: FieldsProps) {
  const { t } = useI18n();
  const { kind } = typed;
  if (isMeasure(kind)) return <MeasureFields typed={typed} set={set} errorOf={errorOf} />;
  if (kind === 'document') {
    return (
      <>
        <TextField
          id="own-text"
          label={t('own.document.title')}
          error={errorOf('own-text')}
          value={typed.text}
          onChange={(text) => set({ text })}
          maxLength={longestTitle}
        />
        <FileField
          id="own-file"
          label={t('own.file')}
          hint={t('own.file.hint', { size: mostFileBytes / 1_000_000 })}
          error={errorOf('own-file')}
          accept="application/pdf,image/jpeg,image/png"
          onChange={(file) => set(file ? { file } : {})}
        />
      </>
    );
  }
  if (kind === 'note') {
    return (
      <TextArea
        id="own-text"
        label={t('own.text.note')}
        error={errorOf('own-text')}
        value={typed.text}
        onChange={(text) => set({ text })}
        maxLength={longestText}
      />
    );
  }
  return (
    <>
      <TextField
        id="own-text"
        label={t(`own.text.${kind}`)}
        error={errorOf('own-text')}
        value={typed.text}
        onChange={(text) => set({ text })}
        maxLength={longestTitle}
      />
      <TextField
        id="own-more"
        label={t(`own.more.${kind}`)}
        value={typed.more}
        onChange={(more) => set({ more })}
        maxLength={longestTitle}
      />
    </>
  );
}

function MeasureFields({ typed, set, errorOf }: FieldsProps) {
  const { t } = useI18n();
  if (!isMeasure(typed.kind)) return null;
  const { unit } = measureBounds[typed.kind];
  const pressure = typed.kind === 'blood-pressure';
  return (
    <div className="own-values">
      <TextField
        id="own-value"
        label={t(pressure ? 'own.value.first' : 'own.value', { unit })}
        error={errorOf('own-value')}
        value={typed.value}
        onChange={(value) => set({ value })}
        inputMode="numeric"
        width="short"
        maxLength={8}
      />
      {pressure ? (
        <TextField
          id="own-second"
          label={t('own.value.second', { unit })}
          error={errorOf('own-second')}
          value={typed.second}
          onChange={(second) => set({ second })}
          inputMode="numeric"
          width="short"
          maxLength={8}
        />
      ) : null}
    </div>
  );
}
