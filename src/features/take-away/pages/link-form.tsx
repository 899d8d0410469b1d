import { type FormEvent, useState } from 'react';
import { Button, ChoiceGroup, ErrorSummary, Select, TextField, useI18n } from '#ui';
import { type LinkContent, type LinkWish, linkContents, longestLabel, passcodeLength } from '../contract.ts';

const durations = ['1', '24', '168', '720'] as const;

/** What to hand over, for whom, for how long and with which passcode. */
export function LinkForm({
  isPending,
  onMake,
}: {
  readonly isPending: boolean;
  readonly onMake: (wish: Omit<LinkWish, 'language'>) => void;
}) {
  const { t } = useI18n();
  const [content, setContent] = useState<LinkContent>('summary');
  const [label, setLabel] = useState('');
  const [hours, setHours] = useState<(typeof durations)[number]>('24');
  const [passcode, setPasscode] = useState('');
  const [attempt, setAttempt] = useState(0);
  const { least, most } = passcodeLength;
  const problems = [
    ...(label.trim() === '' ? [{ field: 'link-label', text: t('take.label.missing') }] : []),
    ...(passcode !== '' && passcode.length < least
      ? [{ field: 'link-passcode', text: t('take.passcode.short', { least }) }]
      : []),
  ];
  const shown = attempt > 0 ? problems : [];
  const errorOf = (field: string) => shown.find((problem) => problem.field === field)?.text;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (problems.length === 0)
      onMake({ content, label: label.trim(), hours: Number(hours), ...(passcode ? { passcode } : {}) });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={shown} attempt={attempt} />
      <ChoiceGroup
        id="link-content"
        label={t('take.content')}
        value={content}
        onChange={setContent}
        choices={linkContents.map((value) => ({
          value,
          label: t(`take.content.${value}`),
          about: t(`take.content.${value}.about`),
        }))}
      />
      <TextField
        id="link-label"
        label={t('take.label')}
        hint={t('take.label.hint')}
        error={errorOf('link-label')}
        value={label}
        onChange={setLabel}
        maxLength={longestLabel}
      />
      <Select
        label={t('take.hours')}
        value={hours}
        onChange={setHours}
        options={durations.map((value) => ({ value, label: t(`take.hours.${value}`) }))}
      />
      <TextField
        id="link-passcode"
        label={t('take.passcode')}
        hint={t('take.passcode.hint', { least })}
        error={errorOf('link-passcode')}
        value={passcode}
        onChange={setPasscode}
        maxLength={most}
        width="medium"
      />
      <div className="actions">
        <Button type="submit" isPending={isPending}>
          {t('take.make')}
        </Button>
      </div>
    </form>
  );
}
