import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  api,
  Button,
  CheckedForm,
  Confirm,
  EmptyState,
  Failure,
  Notice,
  Page,
  RequireRole,
  Skeleton,
  TextArea,
  TextField,
  useFormCheck,
  useI18n,
} from '#ui';
import { type AskedErasure, type ErasuresView, reasonLength } from '../contract.ts';

const queryKey = ['erasures'] as const;
const idForm = /^[A-Za-z0-9.-]{1,64}$/;

/** For operators: erasing a person by two of them, one who asks and one who confirms. */
export function ErasuresPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('erasures.title')}>
      <Page title={t('erasures.title')} lead={t('erasures.lead')}>
        <Erasures />
      </Page>
    </RequireRole>
  );
}

function Erasures() {
  const { t } = useI18n();
  const view = useQuery({ queryKey, queryFn: ({ signal }) => api<ErasuresView>('/api/erasures', { signal }) });
  if (view.isPending) return <Skeleton blocks={2} lines={3} />;
  if (!view.data) return <Failure problem={view.error} retry={() => view.refetch()} />;
  const { hours, asked } = view.data;
  if (hours === undefined) {
    return (
      <Notice tone="info" title={t('erasures.alone.title')}>
        {t('erasures.alone.text')}
      </Notice>
    );
  }
  return (
    <>
      <section aria-labelledby="erasures-waiting">
        <h2 id="erasures-waiting">{t('erasures.waiting')}</h2>
        {asked.length === 0 ? (
          <EmptyState title={t('erasures.empty.title')}>{t('erasures.empty.text')}</EmptyState>
        ) : (
          <ul className="erasures">
            {asked.map((one) => (
              <AskedCard key={one.patient} asked={one} />
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="erasures-ask">
        <h2 id="erasures-ask">{t('erasures.ask')}</h2>
        <AskForm hours={hours} />
      </section>
    </>
  );
}

function AskedCard({ asked }: { readonly asked: AskedErasure }) {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const { patient, reason, askedBy, mayConfirm } = asked;
  const address = `/api/erasures/${encodeURIComponent(patient)}`;
  const settled = async () => {
    setSure(false);
    await queries.invalidateQueries({ queryKey });
  };
  const confirm = useMutation({ mutationFn: () => api(`${address}/confirm`, { method: 'POST' }), onSettled: settled });
  const withdraw = useMutation({ mutationFn: () => api(address, { method: 'DELETE' }), onSettled: settled });
  const failed = confirm.error ?? withdraw.error;
  return (
    <li className="erasure">
      <h3>{t('erasures.person', { id: patient })}</h3>
      <p>{reason}</p>
      <p className="muted">
        {t('erasures.asked', {
          who: askedBy,
          time: formats.date(asked.asked),
          until: formats.date(asked.until),
        })}
      </p>
      {mayConfirm ? null : <p>{t('erasures.other')}</p>}
      {failed ? <Failure problem={failed} /> : null}
      <div className="actions">
        {mayConfirm ? (
          <Button kind="danger" onPress={() => setSure(true)} aria-label={t('erasures.confirm.label', { id: patient })}>
            {t('erasures.confirm')}
          </Button>
        ) : null}
        <Button
          kind="secondary"
          isPending={withdraw.isPending}
          onPress={() => withdraw.mutate()}
          aria-label={t('erasures.withdraw.label', { id: patient })}
        >
          {t('erasures.withdraw')}
        </Button>
      </div>
      <Confirm
        open={sure}
        title={t('erasures.sure.title', { id: patient })}
        confirm={t('erasures.sure.do')}
        cancel={t('erasures.sure.not')}
        danger
        busy={confirm.isPending}
        onConfirm={() => confirm.mutate()}
        onCancel={() => setSure(false)}
      >
        <p>{t('erasures.sure.text')}</p>
      </Confirm>
    </li>
  );
}

function AskForm({ hours }: { readonly hours: number }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [patient, setPatient] = useState('');
  const [reason, setReason] = useState('');
  const id = patient.trim().replace(/^Patient\//, '');
  const problems = [
    ...(idForm.test(id) ? [] : [{ field: 'erasure-patient', text: t('erasures.patient.missing') }]),
    ...(reason.trim().length < reasonLength.least
      ? [{ field: 'erasure-reason', text: t('erasures.reason.missing', { least: reasonLength.least }) }]
      : []),
  ];
  const check = useFormCheck(problems);
  const ask = useMutation({
    mutationFn: (body: object) => api('/api/erasures', { method: 'POST', body }),
    onSuccess: async () => {
      setPatient('');
      setReason('');
      check.reset();
      await queries.invalidateQueries({ queryKey });
    },
  });
  return (
    <CheckedForm
      check={check}
      problem={ask.error}
      onSend={() => ask.mutate({ patient: id, reason: reason.trim() })}
      send={t('erasures.ask.send')}
      isPending={ask.isPending}
    >
      <TextField
        id="erasure-patient"
        label={t('erasures.patient')}
        hint={t('erasures.patient.hint')}
        error={check.errorOf('erasure-patient')}
        value={patient}
        onChange={setPatient}
        maxLength={80}
      />
      <TextArea
        id="erasure-reason"
        label={t('erasures.reason')}
        hint={t('erasures.reason.hint')}
        error={check.errorOf('erasure-reason')}
        value={reason}
        onChange={setReason}
        maxLength={reasonLength.most}
      />
      <p className="muted">{t('erasures.ask.text', { hours })}</p>
    </CheckedForm>
  );
}
