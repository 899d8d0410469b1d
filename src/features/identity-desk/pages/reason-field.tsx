import { type FormCheck, TextArea, useI18n } from '#ui';
import { reasonLength } from '../contract.ts';

/** Why an act of the desk is done; its id is `reason`. */
export function ReasonField({
  check,
  value,
  onChange,
}: {
  readonly check: FormCheck;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}) {
  const { t } = useI18n();
  return (
    <TextArea
      id="reason"
      label={t('identity.reason')}
      hint={t('identity.reason.hint')}
      error={check.errorOf('reason')}
      value={value}
      onChange={onChange}
      maxLength={reasonLength.most}
    />
  );
}
