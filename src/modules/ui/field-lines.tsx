import type { ReactNode } from 'react';

interface Lines {
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/** Label, hint and error above one of the browser's own controls, whose id is `id`. */
export function FieldLines({
  id,
  label,
  hint,
  error,
  children,
}: Lines & { readonly id: string; readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={`field${error ? ' field-invalid' : ''}`}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
      {children}
    </div>
  );
}

/** What `aria-describedby` of the control names. */
export function fieldLineIds(id: string, { hint, error }: Lines): string | undefined {
  const ids = [...(hint ? [`${id}-hint`] : []), ...(error ? [`${id}-error`] : [])];
  return ids.length === 0 ? undefined : ids.join(' ');
}

export interface DateFieldProps extends Lines {
  readonly id: string;
  readonly label: string;
  /** `YYYY-MM-DD`, or nothing. */
  readonly value: string;
  readonly onChange: (date: string) => void;
  /** The last day that may be chosen. */
  readonly max?: string;
}

/** A day, by the browser's own control. */
export function DateField({ id, label, value, onChange, max, hint, error }: DateFieldProps) {
  return (
    <FieldLines id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        type="date"
        className="input input-medium"
        value={value}
        max={max}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={fieldLineIds(id, { hint, error })}
        onChange={(event) => onChange(event.target.value)}
      />
    </FieldLines>
  );
}

export interface FileFieldProps extends Lines {
  readonly id: string;
  readonly label: string;
  /** Media types, with commas between. */
  readonly accept: string;
  readonly onChange: (file: File | undefined) => void;
}

/** One file, by the browser's own control. */
export function FileField({ id, label, accept, onChange, hint, error }: FileFieldProps) {
  return (
    <FieldLines id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        type="file"
        className="input-file"
        accept={accept}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={fieldLineIds(id, { hint, error })}
        onChange={(event) => onChange(event.target.files?.[0])}
      />
    </FieldLines>
  );
}
