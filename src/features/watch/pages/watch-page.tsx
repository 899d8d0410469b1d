import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  api,
  Button,
  ChoiceGroup,
  EmptyState,
  ErrorSummary,
  Fact,
  Failure,
  Page,
  RequireRole,
  Skeleton,
  TextArea,
  useFormCheck,
  useI18n,
} from '#ui';
import type { FindingState, FindingView, Verdict, WatchView } from '../contract.ts';

const refreshEvery = 60_000;
const longestNote = 2_000;
/** Where the breach desk looks for what it is asked to begin with. */
const draftKey = 'carnet.breach-draft';

/** For the administrator: what stands out in the log, and what came of it. */
export function WatchPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('watch.title')}>
      <Page title={t('watch.title')} lead={t('watch.lead')}>
        <Findings />
      </Page>
    </RequireRole>
  );
}

function Findings() {
  const { t, formats } = useI18n();
  const [state, setState] = useState<FindingState>('open');
  const watch = useQuery({
    queryKey: ['watch', state],
    queryFn: ({ signal }) => api<WatchView>(`/api/watch?state=${state}`, { signal }),
    refetchInterval: refreshEvery,
  });
  if (watch.isPending) return <Skeleton blocks={2} lines={4} />;
  if (!watch.data) return <Failure problem={watch.error} retry={() => watch.refetch()} />;
  const { findings, open, seen } = watch.data;
  return (
    <>
      {watch.isError ? <Failure problem={watch.error} retry={() => watch.refetch()} /> : null}
      <ChoiceGroup
        id="watch-state"
        label={t('watch.state')}
        hideLabel
        look="segments"
        value={state}
        onChange={setState}
        choices={[
          { value: 'open', label: t('watch.state.open', { count: open }) },
          { value: 'settled', label: t('watch.state.settled') },
        ]}
      />
      <p className="muted">
        {seen === undefined ? t('watch.seen.never') : t('watch.seen', { time: formats.time(new Date(seen)) })}
      </p>
      {findings.length === 0 ? (
        <EmptyState title={t(`watch.empty.${state}`)}>{t('watch.empty.text')}</EmptyState>
      ) : (
        <ul className="findings">
          {findings.map((finding) => (
            <FindingCard key={finding.id} finding={finding} thresholds={watch.data.thresholds[finding.rule] ?? {}} />
          ))}
        </ul>
      )}
    </>
  );
}

function FindingCard({
  finding,
  thresholds,
}: {
  readonly finding: FindingView;
  readonly thresholds: Readonly<Record<string, number>>;
}) {
  const { t, formats } = useI18n();
  const [settling, setSettling] = useState(false);
  const { account, count, persons, pseudonyms, readers, from, to } = finding;
  const rule = t(`watch.rule.${finding.rule}`);
  const who = account === undefined ? (pseudonyms[0] ?? '') : account.name || account.subject;
  const shown = pseudonyms.join(', ');
  return (
    <li className={`finding finding-${finding.state}`}>
      <h2 className="finding-rule">{rule}</h2>
      <p>{t(`watch.why.${finding.rule}`, thresholds)}</p>
      <dl className="facts-list">
        {account === undefined ? (
          <Fact name={t('watch.readers')}>{formats.number(readers)}</Fact>
        ) : (
          <Fact name={t('watch.account')}>
            {[account.name, account.organization].filter(Boolean).join(', ')} <code>{account.subject}</code>
          </Fact>
        )}
        <Fact name={t('watch.time')}>
          {formats.date(from) === formats.date(to)
            ? formats.date(from)
            : t('watch.time.range', { from: formats.date(from), to: formats.date(to) })}
        </Fact>
        <Fact name={t('watch.entries')}>{formats.number(count)}</Fact>
        <Fact name={`${t('watch.persons')} (${formats.number(persons)})`}>
          {persons > pseudonyms.length
            ? t('watch.persons.more', { shown, count: persons - pseudonyms.length })
            : shown || '–'}
        </Fact>
      </dl>
      {finding.state === 'settled' ? (
        <>
          <p>
            <strong>{t(`watch.settle.${finding.verdict ?? 'explained'}`)}.</strong> {finding.note}
          </p>
          <p className="muted">
            {t('watch.settled', { who: finding.settledBy ?? '', time: formats.date(finding.settled ?? '') })}
          </p>
        </>
      ) : null}
      {settling ? <SettleForm finding={finding} onDone={() => setSettling(false)} /> : null}
      <div className="actions">
        {finding.state === 'open' && !settling ? (
          <Button
            kind="secondary"
            onPress={() => setSettling(true)}
            aria-label={t('watch.settle.label', { rule, who })}
          >
            {t('watch.settle')}
          </Button>
        ) : null}
        {account === undefined ? null : (
          <Link
            className="button button-quiet"
            to="/breaches"
            onClick={() =>
              sessionStorage.setItem(draftKey, JSON.stringify({ subject: account.subject, from, to, reason: rule }))
            }
          >
            {t('watch.to-breach')}
          </Link>
        )}
      </div>
    </li>
  );
}

function SettleForm({ finding, onDone }: { readonly finding: FindingView; readonly onDone: () => void }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [verdict, setVerdict] = useState<Verdict>();
  const [note, setNote] = useState('');
  const settle = useMutation({
    mutationFn: (body: object) => api(`/api/watch/${finding.id}`, { method: 'POST', body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['watch'] });
      onDone();
    },
  });
  const fields = { verdict: `verdict-${finding.id}`, note: `note-${finding.id}` };
  const check = useFormCheck([
    ...(verdict === undefined ? [{ field: fields.verdict, text: t('watch.settle.verdict.missing') }] : []),
    ...(note.trim().length < 3 ? [{ field: fields.note, text: t('watch.settle.note.missing') }] : []),
  ]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (check.tryToSend()) settle.mutate({ verdict, note: note.trim() });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={check.shown} attempt={check.attempt} />
      {settle.isError ? <Failure problem={settle.error} /> : null}
      <ChoiceGroup
        id={fields.verdict}
        label={t('watch.settle.verdict')}
        value={verdict}
        onChange={setVerdict}
        error={check.errorOf(fields.verdict)}
        choices={[
          { value: 'explained', label: t('watch.settle.explained') },
          { value: 'breach', label: t('watch.settle.breach') },
        ]}
      />
      <TextArea
        id={fields.note}
        label={t('watch.settle.note')}
        hint={t('watch.settle.note.hint')}
        error={check.errorOf(fields.note)}
        value={note}
        onChange={setNote}
        maxLength={longestNote}
      />
      <div className="actions">
        <Button type="submit" isPending={settle.isPending}>
          {t('watch.settle.send')}
        </Button>
        <Button kind="secondary" onPress={onDone}>
          {t('watch.settle.cancel')}
        </Button>
      </div>
    </form>
  );
}
