import { type FormEvent, useState } from 'react';
import { Button, DateField, recordParts, Select, TextField, useI18n } from '#ui';
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
          <Select
            id="visit-part"
            label={t('access.filter.part')}
            value={typed.part ?? ''}
            onChange={(part) => set('part', part)}
            options={[
              { value: '', label: t('access.filter.part.any') },
              ...recordParts.map((value) => ({ value, label: t(`part.${value}`) })),
            ]}
          />
          {(['from', 'to'] as const).map((name) => (
            <DateField
              key={name}
              id={`visit-${name}`}
              label={t(`access.filter.${name}`)}
              value={typed[name] ?? ''}
              onChange={(date) => set(name, date)}
            />
          ))}
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
