import { type FormEvent, useState } from 'react';
import { Button, type MessageKey, recordParts, TextField, useI18n } from '#ui';
import type { VisitFilter } from '../contract.ts';

/** Narrows the list: by who, from when to when, and by part of the record. */
export function FilterForm({
  filter,
  onFilter,
}: {
  readonly filter: VisitFilter;
  readonly onFilter: (filter: VisitFilter) => void;
}) {
  const { t } = useI18n();
  const [typed, setTyped] = useState<VisitFilter>(filter);
  const set = (name: keyof VisitFilter, value: string) => setTyped({ ...typed, [name]: value });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const said = Object.entries(typed).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]]));
    onFilter(Object.fromEntries(said) as VisitFilter);
  };
  const clear = () => {
    setTyped({});
    onFilter({});
  };
  return (
    <details className="card visits-narrow">
      <summary>{t('access.filter')}</summary>
      <form onSubmit={send}>
        <div className="visits-filter">
          <TextField
            id="visit-who"
            label={t('access.filter.who')}
            value={typed.who ?? ''}
            onChange={(who) => set('who', who)}
          />
          {(['from', 'to'] as const).map((name) => (
            <div className="field" key={name}>
              <label className="field-label" htmlFor={`visit-${name}`}>
                {t(`access.filter.${name}`)}
              </label>
              <input
                id={`visit-${name}`}
                type="date"
                className="input"
                value={typed[name] ?? ''}
                onChange={(event) => set(name, event.target.value)}
              />
            </div>
          ))}
          <div className="field">
            <label className="field-label" htmlFor="visit-part">
              {t('access.filter.part')}
            </label>
            <select
              id="visit-part"
              className="input"
              value={typed.part ?? ''}
              onChange={(event) => set('part', event.target.value)}
            >
              <option value="">{t('access.filter.part.any')}</option>
              {recordParts.map((part) => (
                <option key={part} value={part}>
                  {t(`part.${part}` as MessageKey)}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div className="actions">
          <Button type="submit" kind="secondary">
            {t('access.filter.do')}
          </Button>
          <Button kind="quiet" onPress={clear}>
            {t('access.filter.clear')}
          </Button>
        </div>
      </form>
    </details>
  );
}
