import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  api,
  CheckedForm,
  EmptyState,
  Failure,
  Page,
  RequireRole,
  Skeleton,
  TextArea,
  TextField,
  useFormCheck,
  useI18n,
} from '#ui';
import { type BreachLine, reasonLength } from '../contract.ts';
import { typedOf, writtenTime } from './typed-time.ts';

/** For the administrator: cases of the breach desk, and how one is opened (GDPR articles 33 and 34). */
export function BreachesPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('breach.title')}>
      <Page title={t('breach.title')} lead={t('breach.lead')}>
        <Cases />
        <OpenForm />
      </Page>
    </RequireRole>
  );
}

function Cases() {
  const { t, formats } = useI18n();
  const cases = useQuery({
    queryKey: ['breaches'],
    queryFn: ({ signal }) => api<readonly BreachLine[]>('/api/breaches', { signal }),
  });
  return (
    <section aria-labelledby="breach-list">
      <h2 id="breach-list">{t('breach.list')}</h2>
      {cases.isPending ? <Skeleton blocks={1} lines={3} /> : null}
      {cases.isError ? <Failure problem={cases.error} retry={() => cases.refetch()} /> : null}
      {cases.data?.length === 0 ? <EmptyState title={t('breach.empty')} /> : null}
      {cases.data !== undefined && cases.data.length > 0 ? (
        <ul className="breach-list">
          {cases.data.map((one) => (
            <li key={one.id} className="breach-card">
              <h3>
                <Link to="/breaches/$id" params={{ id: one.id }}>
                  {one.reason}
                </Link>
              </h3>
              <p className="tag">{t(`breach.state.${one.state}`)}</p>
              <p className="muted">{t('breach.line', { who: one.openedBy, time: formats.date(one.opened) })}</p>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

interface Entered {
  readonly reason: string;
  readonly subject: string;
  readonly client: string;
  readonly from: string;
  readonly to: string;
  readonly known: string;
}

const nothing: Entered = { reason: '', subject: '', client: '', from: '', to: '', known: '' };
/** What was entered outlives the sign-in that opening asks for; it goes when the case is there, or the window. */
const draftKey = 'carnet.breach-draft';

function OpenForm() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [entered, setEntered] = useState<Entered>(readDraft);
  useEffect(() => sessionStorage.setItem(draftKey, JSON.stringify(entered)), [entered]);
  const open = useMutation({
    mutationFn: (body: object) => api<BreachLine>('/api/breaches', { method: 'POST', body }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['breaches'] });
      setEntered(nothing);
      await navigate({ to: '/breaches/$id', params: { id } });
    },
  });
  const times = { from: writtenTime(entered.from), to: writtenTime(entered.to), known: writtenTime(entered.known) };
  const isOrdered = times.from === undefined || times.to === undefined || times.from < times.to;
  const problems = [
    ...(entered.reason.trim().length < reasonLength.least
      ? [{ field: 'reason', text: t('breach.reason.missing') }]
      : []),
    ...(['from', 'to'] as const).flatMap((field) =>
      times[field] === undefined ? [{ field, text: t('breach.time.missing') }] : [],
    ),
    ...(isOrdered ? [] : [{ field: 'to', text: t('breach.time.order') }]),
    ...(entered.known !== '' && times.known === undefined ? [{ field: 'known', text: t('breach.time.missing') }] : []),
  ];
  const check = useFormCheck(problems);
  const send = () =>
    open.mutate({
      reason: entered.reason.trim(),
      from: times.from,
      to: times.to,
      ...(times.known === undefined ? {} : { known: times.known }),
      ...(entered.subject.trim() === '' ? {} : { subject: entered.subject.trim() }),
      ...(entered.client.trim() === '' ? {} : { client: entered.client.trim() }),
    });
  const field = (name: Exclude<keyof Entered, 'reason'>, hint: string) => (
    <TextField
      id={name}
      label={t(`breach.${name}`)}
      hint={hint}
      error={check.errorOf(name)}
      value={entered[name]}
      onChange={(value) => setEntered({ ...entered, [name]: value })}
      maxLength={200}
      width="medium"
    />
  );
  return (
    <section className="card" aria-labelledby="breach-open">
      <h2 id="breach-open">{t('breach.open')}</h2>
      <p>{t('breach.open.hint')}</p>
      <CheckedForm check={check} problem={open.error} onSend={send} send={t('breach.send')} isPending={open.isPending}>
        <TextArea
          id="reason"
          label={t('breach.reason')}
          hint={t('breach.reason.hint')}
          error={check.errorOf('reason')}
          value={entered.reason}
          onChange={(reason) => setEntered({ ...entered, reason })}
          maxLength={reasonLength.most}
        />
        {field('from', t('breach.time.hint'))}
        {field('to', t('breach.time.hint'))}
        {field('subject', t('breach.subject.hint'))}
        {field('client', t('breach.client.hint'))}
        {field('known', t('breach.known.hint'))}
      </CheckedForm>
    </section>
  );
}

/** A draft of this page, or what a finding hands over: an account, and instants. */
function readDraft(): Entered {
  try {
    const draft = JSON.parse(sessionStorage.getItem(draftKey) ?? '{}') as Readonly<Record<string, unknown>>;
    const text = (name: keyof Entered) => (typeof draft[name] === 'string' ? draft[name] : '');
    const time = (name: keyof Entered) => typedOf(text(name));
    return {
      reason: text('reason'),
      subject: text('subject'),
      client: text('client'),
      from: time('from'),
      to: time('to'),
      known: time('known'),
    };
  } catch {
    return nothing;
  }
}
