import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, Confirm, EmptyState, Failure, Notice, PersonPage, Skeleton, useI18n } from '#ui';
import { measureBounds, type OwnEntriesAnswer, type OwnEntry } from '../contract.ts';
import { emptyForm, formOf, isMeasure, type Typed, wishOf } from './entry-fields.ts';
import { EntryForm } from './entry-form.tsx';

/** What the person, or who acts for her, adds to the record (EHDS article 5). */
export function OwnEntriesPage() {
  const { t } = useI18n();
  return (
    <PersonPage title="own.title" lead={t('own.lead')} law={t('own.law')} belowRecord>
      {({ patient }) => <Of patient={patient} />}
    </PersonPage>
  );
}

function Of({ patient }: { readonly patient: string }) {
  const { t, language } = useI18n();
  const queries = useQueryClient();
  const base = `/api/own-entries/${encodeURIComponent(patient)}`;
  const [changing, setChanging] = useState<OwnEntry>();
  const [removing, setRemoving] = useState<OwnEntry>();
  const own = useQuery({
    queryKey: ['own-entries', patient],
    queryFn: ({ signal }) => api<OwnEntriesAnswer>(base, { signal }),
  });
  // What is added shows in the summary and the timeline too.
  const reload = () => queries.invalidateQueries();
  const save = useMutation({
    mutationFn: async (typed: Typed) => {
      const wish = await wishOf(typed, language);
      if (changing === undefined) return api<OwnEntry>(base, { method: 'POST', body: wish });
      const body = { ...wish, version: changing.version };
      return api<OwnEntry>(`${base}/${changing.type}/${changing.id}`, { method: 'PUT', body });
    },
    onSuccess: () => {
      setChanging(undefined);
      return reload();
    },
  });
  const remove = useMutation({
    mutationFn: (entry: OwnEntry) => api(`${base}/${entry.type}/${entry.id}`, { method: 'DELETE' }),
    onSuccess: reload,
  });
  const today = new Date().toLocaleDateString('sv-SE');
  const close = () => setRemoving(undefined);
  return (
    <>
      <div role="status">
        {save.isSuccess ? <Notice tone="good" title={t('own.saved')} /> : null}
        {remove.isSuccess && !save.isSuccess ? <Notice tone="good" title={t('own.withdrawn')} /> : null}
      </div>
      {save.isError ? <Failure problem={save.error} /> : null}
      {remove.isError ? <Failure problem={remove.error} /> : null}
      <section className="card" aria-labelledby="own-form">
        <h2 id="own-form">{t(changing ? 'own.change' : 'own.add')}</h2>
        <EntryForm
          // A new form for each entry, and after each that was saved.
          key={`${changing?.id ?? 'new'} ${save.data?.id ?? ''} ${save.data?.version ?? 0}`}
          initial={changing ? formOf(changing, today) : emptyForm(today)}
          today={today}
          changing={changing !== undefined}
          isPending={save.isPending}
          onSend={(typed) => save.mutate(typed)}
          {...(changing ? { onCancel: () => setChanging(undefined) } : {})}
        />
      </section>
      <section aria-labelledby="own-list">
        <h2 id="own-list">{t('own.list')}</h2>
        {own.isPending ? <Skeleton blocks={1} lines={4} /> : null}
        {own.isError ? <Failure problem={own.error} retry={() => own.refetch()} /> : null}
        {own.data?.entries.length === 0 ? (
          <EmptyState title={t('own.empty.title')}>{t('own.empty.text')}</EmptyState>
        ) : null}
        {own.data?.entries.length ? (
          <ul className="own-list">
            {own.data.entries.map((entry) => (
              <Line
                key={`${entry.type}/${entry.id}`}
                entry={entry}
                file={entry.file === undefined ? undefined : `${base}/file/${entry.file}`}
                onChange={() => {
                  setChanging(entry);
                  save.reset();
                  document.getElementById('own-form')?.scrollIntoView({ block: 'start' });
                }}
                onRemove={() => {
                  save.reset();
                  setRemoving(entry);
                }}
              />
            ))}
          </ul>
        ) : null}
      </section>
      <Confirm
        open={removing !== undefined}
        title={t('own.withdraw.title')}
        confirm={t('own.withdraw')}
        cancel={t('own.cancel')}
        danger
        busy={remove.isPending}
        onCancel={close}
        onConfirm={() => removing && remove.mutateAsync(removing).then(close, close)}
      >
        <p>{t('own.withdraw.text')}</p>
      </Confirm>
    </>
  );
}

function Line({
  entry,
  file,
  onChange,
  onRemove,
}: {
  readonly entry: OwnEntry;
  readonly file: string | undefined;
  readonly onChange: () => void;
  readonly onRemove: () => void;
}) {
  const { t, formats } = useI18n();
  const words = wordsOf(entry, (value) => formats.number(value));
  const title = `${t(`own.kind.${entry.kind}`)} ${words}`.trim();
  const changeable = entry.kind !== 'other' && entry.kind !== 'document';
  return (
    <li className="own-entry">
      <div className="own-entry-text">
        <p className="own-entry-kind">{t(`own.kind.${entry.kind}`)}</p>
        <p className="own-entry-words">{words}</p>
        {entry.more ? <p className="muted">{entry.more}</p> : null}
        <p className="muted">
          {entry.date ? formats.date(entry.date.slice(0, 10)) : null}{' '}
          <span className="tag tag-own">{t(`own.mark.${entry.by}`)}</span>
        </p>
      </div>
      <div className="own-entry-acts">
        {file ? (
          <a className="button button-quiet" href={file} download aria-label={t('own.file.open', { title: words })}>
            {t('own.file')}
          </a>
        ) : null}
        {changeable ? (
          <Button kind="quiet" onPress={onChange} aria-label={t('own.change.of', { title })}>
            {t('own.change')}
          </Button>
        ) : null}
        <Button kind="quiet" onPress={onRemove} aria-label={t('own.withdraw.of', { title })}>
          {t('own.withdraw')}
        </Button>
      </div>
    </li>
  );
}

function wordsOf(entry: OwnEntry, number: (value: number) => string): string {
  if (entry.kind === 'other' || !isMeasure(entry.kind)) return entry.text ?? '';
  const { unit } = measureBounds[entry.kind];
  const values = [entry.value, entry.second].filter((one) => one !== undefined).map(number);
  return `${values.join(' / ')} ${unit}`;
}
