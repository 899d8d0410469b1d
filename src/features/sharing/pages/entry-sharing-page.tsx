import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { RestrictionAudience } from '#access';
import {
  api,
  BackToRecord,
  Button,
  ChoiceGroup,
  EmptyState,
  Failure,
  Notice,
  Page,
  RequireRole,
  Skeleton,
  useI18n,
  usePerson,
} from '#ui';
import type { SharingAnswer, SharingWish } from '../contract.ts';
import { Effect } from './effect.tsx';
import { useReaders } from './readers.ts';
import { withoutChoices } from './words.ts';

/** Who sees one entry (EHDS article 8): `?entry=Type/id&title=`, from the record. */
export function EntrySharingPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="citizen" title={t('entry.title')}>
      <EntrySharing />
    </RequireRole>
  );
}

function EntrySharing() {
  const { t } = useI18n();
  const { person } = usePerson();
  const { entry, title } = useSearch({ strict: false }) as { readonly entry?: string; readonly title?: string };
  return (
    <Page
      title={t('entry.title')}
      {...(title === undefined ? {} : { lead: title })}
      before={<BackToRecord />}
      width="wide"
    >
      {entry === undefined ? <EmptyState title={t('entry.none.title')}>{t('entry.none.text')}</EmptyState> : null}
      {entry !== undefined && person === undefined ? <Skeleton blocks={2} /> : null}
      {entry !== undefined && person ? (
        <Audience key={`${person.patient} ${entry}`} patient={person.patient} entry={entry} />
      ) : null}
    </Page>
  );
}

function Audience({ patient, entry }: { readonly patient: string; readonly entry: string }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const address = `/api/sharing/${encodeURIComponent(patient)}`;
  const sharing = useQuery({
    queryKey: ['sharing', patient],
    queryFn: ({ signal }) => api<SharingAnswer>(address, { signal }),
    refetchOnWindowFocus: false,
  });
  const save = useMutation({
    mutationFn: (wish: SharingWish) => api<SharingAnswer>(address, { method: 'PUT', body: wish }),
    onSuccess: (answer) => {
      queries.setQueryData(['sharing', patient], answer);
      return queries.invalidateQueries({ queryKey: ['sharing-preview'] });
    },
  });
  const { readers } = useReaders(patient);
  const [chosen, setChosen] = useState<string>();
  if (sharing.isPending) return <Skeleton blocks={2} />;
  if (sharing.isError) return <Failure problem={sharing.error} retry={() => sharing.refetch()} />;
  const audiences: ReadonlyMap<string, RestrictionAudience> = new Map<string, RestrictionAudience>([
    ['everyone', 'everyone'],
    ['abroad', 'abroad'],
    ...readers.map(({ value, audience }) => [value, audience] as const),
  ]);
  const others = sharing.data.restrictions.filter((one) => one.entry !== entry);
  const held = sharing.data.restrictions.find((one) => one.entry === entry)?.audience;
  const now = [...audiences].find(([, audience]) => JSON.stringify(audience) === JSON.stringify(held))?.[0] ?? 'nobody';
  const value = chosen ?? now;
  const audience = audiences.get(value);
  const wish = withoutChoices({
    ...sharing.data,
    restrictions: audience === undefined ? others : [...others, { entry, audience }],
  });
  return (
    <section className="card" aria-labelledby="entry-audience">
      <div role="status" className={save.isSuccess ? undefined : 'visually-hidden'}>
        {save.isSuccess ? <Notice tone="good" title={t('entry.saved')} /> : null}
      </div>
      {save.isError ? <Failure problem={save.error} /> : null}
      <ChoiceGroup
        id="entry-audience"
        label={t('entry.audience')}
        value={value}
        onChange={(next) => {
          save.reset();
          setChosen(next);
        }}
        choices={[
          { value: 'nobody', label: t('entry.audience.nobody'), about: t('entry.audience.nobody.about') },
          { value: 'everyone', label: t('entry.audience.everyone'), about: t('entry.audience.everyone.about') },
          { value: 'abroad', label: t('entry.audience.abroad') },
          ...readers.map((one) => ({ value: one.value, label: one.name, about: t('entry.audience.one.about') })),
        ]}
      />
      {value === now ? null : (
        <>
          <Effect patient={patient} wish={wish} />
          <div className="actions">
            <Button onPress={() => save.mutate(wish)} isPending={save.isPending}>
              {t('entry.save')}
            </Button>
          </div>
        </>
      )}
      <p className="law">{t('sharing.parts.law')}</p>
    </section>
  );
}
