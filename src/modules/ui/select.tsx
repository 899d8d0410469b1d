import { type ReactNode, useId } from 'react';
import { FieldLines, fieldLineIds } from './field-lines.tsx';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** BCP 47 tag of the label, where it is not in the language of the page. */
  readonly lang?: string | undefined;
}

export interface SelectGroup<Value extends string> {
  readonly label: string;
  readonly options: readonly SelectOption<Value>[];
}

export interface SelectProps<Value extends string> {
  /** The id of the control, so that an error summary can lead to it. */
  readonly id?: string;
  readonly label: string;
  readonly options: readonly (SelectOption<Value> | SelectGroup<Value>)[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /**
   * `field`: a label above, as in a form. `beside`: the label in the same line, to narrow what is shown. `tool`: `icon` in
   * place of the label, which only screen readers hear.
   */
  readonly look?: 'field' | 'beside' | 'tool';
  readonly icon?: ReactNode;
}

/** One of some: the browser's own control, so that each device shows the list in its own way. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, options, value, onChange, hint, error, look = 'field', icon } = props;
  const ownId = useId();
  const id = props.id ?? ownId;
  const all = options.flatMap((one) => ('options' in one ? one.options : [one]));
  const control = (
    <select
      id={id}
      className={look === 'field' ? 'input input-select' : undefined}
      value={value}
      aria-invalid={error === undefined ? undefined : true}
      aria-describedby={fieldLineIds(id, { hint, error })}
      onChange={(event) => {
        const chosen = all.find((one) => one.value === event.target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((one) =>
        'options' in one ? (
          <optgroup key={one.label} label={one.label}>
            {one.options.map(optionOf)}
          </optgroup>
        ) : (
          optionOf(one)
        ),
      )}
    </select>
  );
  if (look === 'field') {
    return (
      <FieldLines id={id} label={label} hint={hint} error={error}>
        {control}
      </FieldLines>
    );
  }
  return (
    <div className={look === 'tool' ? 'tool' : 'select'}>
      {icon}
      <label htmlFor={id} className={look === 'tool' ? 'visually-hidden' : undefined}>
        {label}
      </label>
      {control}
    </div>
  );
}

function optionOf<Value extends string>({ value, label, lang }: SelectOption<Value>) {
  return (
    <option key={value} value={value} lang={lang}>
      {label}
    </option>
  );
}
