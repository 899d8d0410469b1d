import { useState } from 'react';
import { Confirm, TextField, useI18n } from '#ui';
import { longestName } from '../contract.ts';

/** Asks for the name of a passkey. */
export function NameDialog({
  title,
  text,
  confirm,
  initial,
  busy,
  onName,
  onCancel,
}: {
  readonly title: string;
  readonly text?: string;
  readonly confirm: string;
  readonly initial: string;
  readonly busy: boolean;
  readonly onName: (name: string) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useI18n();
  const [name, setName] = useState(initial);
  const [tried, setTried] = useState(false);
  const missing = name.trim() === '';
  return (
    <Confirm
      open
      title={title}
      confirm={confirm}
      cancel={t('account.cancel')}
      busy={busy}
      onCancel={onCancel}
      onConfirm={() => {
        setTried(true);
        if (!missing) onName(name.trim());
      }}
    >
      <TextField
        id="passkey-name"
        label={t('account.name.label')}
        hint={t('account.name.hint')}
        error={tried && missing ? t('account.name.missing') : undefined}
        value={name}
        onChange={setName}
        maxLength={longestName}
      />
      {text ? <p>{text}</p> : null}
    </Confirm>
  );
}
