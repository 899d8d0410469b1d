import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  Switch as AriaSwitch,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  Dialog,
  FieldError,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  ProgressBar,
  Text,
} from 'react-aria-components';
import { useI18n } from './i18n.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
}

/**
 * While `isPending` it keeps the focus and does nothing. React Aria's own state of that name would announce the button by
 * reference to it, which leads nowhere once the button has gone, as in a dialog that closes when its work is done.
 */
export function Button({ kind = 'primary', isPending = false, onPress, ...props }: ButtonProps) {
  return (
    <AriaButton
      {...props}
      {...(onPress && !isPending ? { onPress } : {})}
      aria-disabled={isPending}
      className={`button button-${kind}${isPending ? ' button-pending' : ''}`}
    />
  );
}

interface FieldTexts {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export interface TextFieldProps extends FieldTexts {
  readonly id: string;
  readonly onBlur?: () => void;
  readonly inputMode?: 'text' | 'numeric';
  readonly maxLength?: number;
  readonly width?: 'short' | 'medium' | 'long';
  /** What the entry was understood as; announced politely. */
  readonly understood?: string | undefined;
}

/** One line of text. `id` is the id of the input, so that an error summary can lead to it. */
export function TextField(props: TextFieldProps) {
  const { id, onBlur, inputMode = 'text', maxLength = 64, width = 'long', understood, ...shown } = props;
  return (
    <FieldFrame {...shown} maxLength={maxLength} {...(onBlur ? { onBlur } : {})} autoComplete="off">
      <Input id={id} className={`input input-${width}`} inputMode={inputMode} spellCheck="false" />
      <p className="field-understood" aria-live="polite">
        {understood}
      </p>
    </FieldFrame>
  );
}

/** Some sentences. `id` is the id of the input; beyond `maxLength` nothing is taken. */
export function TextArea(props: FieldTexts & { readonly id: string; readonly maxLength: number }) {
  const { id, ...shown } = props;
  return (
    <FieldFrame {...shown}>
      <AriaTextArea id={id} className="input input-long input-tall" rows={4} />
    </FieldFrame>
  );
}

/** Label, hint and error around what is typed into. */
function FieldFrame(
  props: FieldTexts & {
    readonly maxLength: number;
    readonly onBlur?: () => void;
    readonly autoComplete?: 'off';
    readonly children: ReactNode;
  },
) {
  const { label, hint, error, children, ...field } = props;
  return (
    <AriaTextField
      {...field}
      className={`field${error ? ' field-invalid' : ''}`}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className="field-label">{label}</Label>
      {hint ? (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="field-error">{error}</FieldError>
      {children}
    </AriaTextField>
  );
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly about?: string;
}

export interface ChoiceGroupProps<Value extends string> {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly error?: string | undefined;
  /** `cards`: large, with a line about each. `segments`: side by side where there is room. */
  readonly look?: 'cards' | 'segments';
  readonly hideLabel?: boolean;
}

/** One of a few. */
export function ChoiceGroup<Value extends string>(props: ChoiceGroupProps<Value>) {
  const { id, label, choices, value, onChange, error, look = 'cards', hideLabel = false } = props;
  return (
    <AriaRadioGroup
      id={id}
      className={`choices choices-${look}${error ? ' field-invalid' : ''}`}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen as Value)}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <FieldError className="field-error">{error}</FieldError>
      <div className="choices-list">
        {choices.map((choice) => (
          <AriaRadio key={choice.value} value={choice.value} className="choice">
            <span className="choice-mark" aria-hidden="true" />
            <span className="choice-text">
              <span className="choice-label">{choice.label}</span>
              {choice.about ? <span className="choice-about">{choice.about}</span> : null}
            </span>
          </AriaRadio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}

export function Switch({
  children,
  isSelected,
  onChange,
  isDisabled = false,
}: {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly isDisabled?: boolean;
}) {
  return (
    <AriaSwitch className="switch" isSelected={isSelected} onChange={onChange} isDisabled={isDisabled}>
      <span className="switch-track" aria-hidden="true">
        <span className="switch-knob" />
      </span>
      <span>{children}</span>
    </AriaSwitch>
  );
}

export interface ConfirmProps {
  readonly open: boolean;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly cancel: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Tells the effect and asks, before anything is done. Escape and a press outside cancel. */
export function Confirm({ open, title, children, confirm, cancel, danger, busy, onConfirm, onCancel }: ConfirmProps) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={open}
      isDismissable={!busy}
      isKeyboardDismissDisabled={busy ?? false}
      onOpenChange={(next) => {
        if (!next) onCancel();
      }}
    >
      <Modal className="modal">
        <Dialog role="alertdialog" className="dialog">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <div className="dialog-body">{children}</div>
          <div className="actions">
            <Button kind={danger ? 'danger' : 'primary'} onPress={onConfirm} isPending={busy ?? false}>
              {confirm}
            </Button>
            <Button kind="secondary" onPress={onCancel} isDisabled={busy ?? false}>
              {cancel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export function Waiting({ label }: { readonly label: string }) {
  return (
    <ProgressBar className="progress" isIndeterminate aria-label={label}>
      <span className="progress-track">
        <span className="progress-fill" />
      </span>
    </ProgressBar>
  );
}

/** How far something is, as a part of the whole. */
export function Progress({
  label,
  value,
  most,
}: {
  readonly label: string;
  readonly value: number;
  readonly most: number;
}) {
  return (
    <ProgressBar className="progress" value={value} maxValue={Math.max(most, 1)} aria-label={label}>
      {({ percentage }) => (
        <span className="progress-track">
          <span className="progress-part" style={{ width: `${percentage ?? 0}%` }} />
        </span>
      )}
    </ProgressBar>
  );
}

export interface FieldProblem {
  /** The id of the input or group to go to. */
  readonly field: string;
  readonly text: string;
}

const controls = 'input, select, textarea';

/** All that is wrong with a form, on top of it, each entry leading to its field. Takes the focus when it appears. */
export function ErrorSummary({
  problems,
  attempt,
}: {
  readonly problems: readonly FieldProblem[];
  /** Counts the attempts to send, so that the same mistakes draw the focus again. */
  readonly attempt: number;
}) {
  const { t } = useI18n();
  const box: RefObject<HTMLDivElement | null> = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt draws the focus anew
  useEffect(() => {
    if (problems.length > 0) box.current?.focus();
  }, [attempt]);
  if (problems.length === 0) return null;
  return (
    <div ref={box} className="notice notice-bad error-summary" role="alert" tabIndex={-1}>
      <h2 className="notice-title">{t('error.summary.title', { count: problems.length })}</h2>
      <ul>
        {problems.map((problem) => (
          <li key={problem.field}>
            <a
              href={`#${problem.field}`}
              onClick={(event) => {
                event.preventDefault();
                const target = document.getElementById(problem.field);
                const control = target?.matches(controls) ? target : target?.querySelector<HTMLElement>(controls);
                control?.focus();
              }}
            >
              {problem.text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
