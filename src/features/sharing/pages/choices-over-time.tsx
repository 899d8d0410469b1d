import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Failure, markWords, Skeleton, useI18n } from '#ui';
import type { SharingHistory } from '../contract.ts';
import { useEntryTitles } from './entry-titles.ts';
import { type ChoiceChange, receiptsOf } from './history-changes.ts';
import { usePolicy } from './policy.ts';
import { useReaders } from './readers.ts';
import { whatWords, whomWords } from './words.ts';

/** What was chosen, when and by whom: each change with its receipt. It is asked for when it is opened, for that is logged. */
export function ChoicesOverTime({
  patient,
  changed,
}: {
  readonly patient: string;
  readonly changed?: string | undefined;
}) {
  const { t, formats } = useI18n();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t('history.title')}</h2>
      <p>{t(changed === undefined ? 'history.none' : 'history.text')}</p>
      {changed === undefined ? null : (
        <>
          <p className="muted">{t('sharing.changed', { date: formats.date(changed) })}</p>
          <details className="history" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
            <summary>{t('history.show')}</summary>
            {isOpen ? <Receipts patient={patient} changed={changed} /> : null}
          </details>
        </>
      )}
    </section>
  );
}

function Receipts({ patient, changed }: { readonly patient: string; readonly changed: string }) {
  const { t, formats } = useI18n();
  const history = useQuery({
    // Another choice is another history.
    queryKey: ['sharing-history', patient, changed],
    queryFn: ({ signal }) => api<SharingHistory>(`/api/sharing/${encodeURIComponent(patient)}/history`, { signal }),
    refetchOnWindowFocus: false,
  });
  const policy = usePolicy();
  const { names } = useReaders(patient);
  const versions = history.data?.versions ?? [];
  const titles = useEntryTitles(
    patient,
    versions.some(({ restrictions }) => restrictions.some(({ entry }) => entry !== undefined)),
  );
  if (history.isPending || policy.isPending) return <Skeleton lines={4} />;
  if (history.isError) return <Failure problem={history.error} retry={() => history.refetch()} />;
  if (policy.isError) return <Failure problem={policy.error} retry={() => policy.refetch()} />;
  const words = (change: ChoiceChange): string => {
    switch (change.kind) {
      case 'hidden':
      case 'back': {
        const { restriction } = change;
        const what = whatWords(restriction, t, titles);
        const whom = whomWords(restriction.audience, t, { names, country: formats.country });
        return t(`history.${change.kind}`, { what, whom });
      }
      case 'shared':
      case 'withheld':
        return t(`history.${change.kind}`, { mark: markWords(change.mark, t) });
      default:
        return t(`history.${change.kind}`);
    }
  };
  return (
    <ol className="history-list" reversed>
      {receiptsOf(versions, policy.data).map(({ version, from, to, bySelf, changes }) => (
        <li key={version} className="history-choice">
          <p className="history-head">
            <time dateTime={from}>{formats.date(from)}</time>
            {to === undefined ? <span className="tag">{t('history.now')}</span> : null}
          </p>
          <ul>
            {changes?.map((change) => (
              <li key={JSON.stringify(change)}>{words(change)}</li>
            ))}
            {changes?.length === 0 ? <li>{t('history.same')}</li> : null}
            {changes === undefined ? <li>{t('history.before')}</li> : null}
          </ul>
          <p className="reference">
            {t('history.receipt', { version })} · {t(bySelf ? 'history.self' : 'history.other')}
          </p>
        </li>
      ))}
    </ol>
  );
}
