import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { FieldLines, fieldLineIds } from './field-lines.tsx';
import { useI18n } from './i18n.tsx';
import { namedOption, narrowOptions, optionBeside } from './narrow-options.ts';
import type { SelectOption } from './select.tsx';

export interface SearchSelectProps<Value extends string> {
  /** The id of the input, so that an error summary can lead to it. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

/**
 * One of many (countries): typing narrows the list, whatever the accents and capitals; the arrow keys and the button open
 * it whole. What is typed and is none of them comes to nothing. The combobox of the ARIA Authoring Practices (list
 * autocomplete with manual selection): the focus stays in the input, and the list stands right behind it, so that nothing
 * else of the page need be hidden from screen readers while it is open.
 */
export function SearchSelect<Value extends string>(props: SearchSelectProps<Value>) {
  const { id, label, options, value, onChange, hint, error } = props;
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  /** Nothing while the input shows what is chosen. */
  const [typed, setTyped] = useState<string>();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState<Value>();
  const chosen = options.find((one) => one.value === value);
  const shown = isOpen ? narrowOptions(options, typed ?? '') : [];
  const current = shown.some((one) => one.value === active) ? active : undefined;
  const listed = shown.length > 0;

  const close = () => {
    setOpen(false);
    setActive(undefined);
  };
  const choose = (next: Value) => {
    onChange(next);
    setTyped(undefined);
    close();
  };
  const leave = () => {
    const named = typed === undefined ? undefined : namedOption(options, typed);
    if (named !== undefined && named.value !== value) onChange(named.value);
    setTyped(undefined);
    close();
  };
  const go = (step: 1 | -1) => {
    setOpen(true);
    setActive(optionBeside(isOpen ? shown : options, isOpen ? current : value, step));
  };
  const press = (event: KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        if (!event.altKey) go(event.key === 'ArrowDown' ? 1 : -1);
        else if (event.key === 'ArrowDown') setOpen(true);
        else close();
        return;
      case 'Enter':
        // In an open list it chooses; the form is sent by the next one.
        if (isOpen) event.preventDefault();
        if (current !== undefined) choose(current);
        else leave();
        return;
      case 'Tab':
        if (current !== undefined) choose(current);
        return;
      case 'Escape':
        // It closes the list, not the dialog that it may stand in.
        if (isOpen || typed !== undefined) event.stopPropagation();
        setTyped(undefined);
        close();
        return;
      default:
        return;
    }
  };

  // What the arrow keys come to is seen, and so is the whole list where there is room for it.
  useEffect(() => {
    if (isOpen) box.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  useEffect(() => {
    if (current !== undefined) document.getElementById(optionId(id, current))?.scrollIntoView({ block: 'nearest' });
  }, [id, current]);

  return (
    <div className="search-select">
      <FieldLines id={id} label={label} hint={hint} error={error}>
        <div className="search-select-box">
          <input
            ref={input}
            id={id}
            className="input"
            type="text"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={listed}
            aria-controls={listed ? `${id}-list` : undefined}
            aria-activedescendant={current === undefined ? undefined : optionId(id, current)}
            aria-invalid={error === undefined ? undefined : true}
            aria-describedby={fieldLineIds(id, { hint, error })}
            autoComplete="off"
            autoCorrect="off"
            spellCheck="false"
            value={typed ?? chosen?.label ?? ''}
            onChange={({ target }) => {
              setTyped(target.value);
              setOpen(true);
              setActive(undefined);
              if (target.value === '') onChange(undefined);
            }}
            onKeyDown={press}
            onBlur={leave}
          />
          <button
            type="button"
            tabIndex={-1}
            className="search-select-open"
            aria-label={`${t('select.open')}, ${label}`}
            aria-expanded={listed}
            onMouseDown={keepFocus}
            onClick={() => {
              input.current?.focus();
              if (isOpen) close();
              else setOpen(true);
            }}
          >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <path d="m3 6 5 5 5-5" />
            </svg>
          </button>
          {isOpen ? (
            // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it, the focus alone is kept
            <div ref={box} className="search-select-list" onMouseDown={keepFocus}>
              {listed ? (
                <div id={`${id}-list`} role="listbox" aria-label={label} tabIndex={-1}>
                  {shown.map((one) => (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard where the focus is, in the input
                    <div
                      key={one.value}
                      id={optionId(id, one.value)}
                      role="option"
                      tabIndex={-1}
                      lang={one.lang}
                      aria-selected={one.value === value}
                      data-active={one.value === current || undefined}
                      className="search-select-item"
                      onClick={() => choose(one.value)}
                    >
                      {one.label}
                    </div>
                  ))}
                </div>
              ) : (
                <p className="search-select-none" aria-hidden="true">
                  {t('select.none')}
                </p>
              )}
            </div>
          ) : null}
          <p className="visually-hidden" role="status">
            {isOpen ? (listed ? t('select.count', { count: shown.length }) : t('select.none')) : ''}
          </p>
        </div>
      </FieldLines>
    </div>
  );
}

/** The focus stays in the input, which a press elsewhere would take it from. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function optionId(id: string, value: string): string {
  return `${id}-option-${value}`;
}
