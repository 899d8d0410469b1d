import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, CheckedForm, ChoiceGroup, EmptyState, Notice, Skeleton, TextField, useFormCheck, useI18n } from '#ui';
import { type CandidateLine, reasonLength, type WaitingList, type WaitingView, type WaitingWish } from '../contract.ts';
import { DeskFrame, NotOpened } from './desk-frame.tsx';
import { LikenessWords } from './likeness-words.tsx';
import { PersonFacts } from './person-card.tsx';
import { ReasonField } from './reason-field.tsx';
import { spaced } from './waiting-list.tsx';

/** A sign-in that waits: what the upstream said, who is like her, and what becomes of it. */
export function WaitingPage() {
  const { t } = useI18n();
  const { reference } = useParams({ from: '/identity-desk/waiting/$reference' });
  const title = t('identity.waiting.title', { reference: spaced(reference) });
  return (
    <DeskFrame title={title} width="wide">
      <Waiting key={reference} reference={reference} />
    </DeskFrame>
  );
}

function Waiting({ reference }: { readonly reference: string }) {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const address = `/api/identity-desk/waiting/${encodeURIComponent(reference)}`;
  const waiting = useQuery({
    queryKey: ['identity-waiting', reference],
    queryFn: ({ signal }) => api<WaitingView>(address, { signal }),
    // Each look stands in the logs of who is like her: the page looks once.
    refetchOnWindowFocus: false,
    retry: false,
  });
  const act = useMutation({
    mutationFn: (wish: WaitingWish) => api<WaitingList>(`${address}/acts`, { method: 'POST', body: wish }),
    onSuccess: async (list) => {
      queries.setQueryData(['identity-waiting'], list);
      await queries.invalidateQueries({ queryKey: ['identity-desk'] });
    },
  });
  if (act.isSuccess) {
    return (
      <Notice tone="good" live>
        <p>{t('identity.waiting.done')}</p>
      </Notice>
    );
  }
  if (waiting.isPending) return <Skeleton blocks={2} lines={6} />;
  if (!waiting.data) {
    return (
      <NotOpened
        problem={waiting.error}
        title={t('identity.waiting.gone')}
        text={t('identity.waiting.gone.text')}
        retry={() => waiting.refetch()}
      />
    );
  }
  const { label, assurance, cause, last, times, until, said, candidates } = waiting.data;
  return (
    <>
      <p>
        <span className="tag">{t(`identity.assurance.${assurance}`)}</span>{' '}
        <span className="tag">{t(`identity.cause.${cause}`)}</span>
      </p>
      <p className="muted">
        {t('identity.waiting.times', { count: times })}
        {' · '}
        {t('identity.waiting.last', { time: formats.date(last), until: formats.date(until) })}
      </p>
      <section className="identity-card" aria-labelledby="waiting-said">
        <h2 id="waiting-said">{t('identity.waiting.said', { label })}</h2>
        <PersonFacts person={said} linked={false} recorded={false} />
      </section>
      <section aria-labelledby="waiting-candidates">
        <h2 id="waiting-candidates">{t('identity.waiting.candidates')}</h2>
        {candidates.length === 0 ? <EmptyState title={t('identity.waiting.candidates.empty')} /> : null}
        <div className="identity-pair">
          {candidates.map((candidate) => (
            <Candidate key={candidate.person.patient} candidate={candidate} />
          ))}
        </div>
      </section>
      <Verdict
        key={reference}
        reference={reference}
        candidates={candidates}
        problem={act.error}
        busy={act.isPending}
        onDecide={(wish) => act.mutate(wish)}
      />
    </>
  );
}

function Candidate({ candidate }: { readonly candidate: CandidateLine }) {
  const { t } = useI18n();
  const { person } = candidate;
  return (
    <section className="identity-card" aria-label={t('identity.refusals.of', { patient: person.patient })}>
      <LikenessWords of={candidate} />
      <PersonFacts person={person} />
    </section>
  );
}

interface Draft {
  readonly choice?: string;
  readonly patient: string;
  readonly reason: string;
}

/** What was entered outlives the sign-in that the act asks for. */
const draftKey = 'carnet.identity-waiting-draft';
const another = 'another';

function Verdict({
  reference,
  candidates,
  problem,
  busy,
  onDecide,
}: {
  readonly reference: string;
  readonly candidates: readonly CandidateLine[];
  readonly problem: Error | null;
  readonly busy: boolean;
  readonly onDecide: (wish: WaitingWish) => void;
}) {
  const { t } = useI18n();
  const [entered, setEntered] = useState(() => readDraft(reference));
  useEffect(() => sessionStorage.setItem(draftKey, JSON.stringify({ ...entered, reference })), [entered, reference]);
  const choices = [
    ...candidates.map(({ person: { patient } }) => ({
      value: `link ${patient}`,
      label: t('identity.waiting.verdict.link', { patient }),
    })),
    { value: another, label: t('identity.waiting.verdict.another') },
    { value: 'new', label: t('identity.waiting.verdict.new') },
    { value: 'refuse', label: t('identity.waiting.verdict.refuse') },
  ];
  const choice = choices.find(({ value }) => value === entered.choice)?.value;
  const problems = [
    ...(choice === undefined ? [{ field: 'verdict', text: t('identity.waiting.verdict.missing') }] : []),
    ...(choice === another && entered.patient.trim() === ''
      ? [{ field: 'another', text: t('identity.waiting.another.missing') }]
      : []),
    ...(entered.reason.trim().length < reasonLength.least
      ? [{ field: 'reason', text: t('identity.reason.missing') }]
      : []),
  ];
  const check = useFormCheck(problems);
  const send = () => {
    if (choice === undefined) return;
    const reason = entered.reason.trim();
    if (choice === 'new' || choice === 'refuse') return onDecide({ act: choice, reason });
    const patient = choice === another ? entered.patient.trim() : choice.slice('link '.length);
    return onDecide({ act: 'link', patient, reason });
  };
  return (
    <section aria-labelledby="identity-verdict">
      <h2 id="identity-verdict">{t('identity.waiting.verdict')}</h2>
      <p>{t('identity.waiting.verdict.text')}</p>
      <CheckedForm check={check} problem={problem} onSend={send} send={t('identity.verdict.send')} isPending={busy}>
        <ChoiceGroup
          id="verdict"
          label={t('identity.waiting.verdict.label')}
          error={check.errorOf('verdict')}
          value={choice}
          onChange={(value: string) => setEntered({ ...entered, choice: value })}
          choices={choices}
        />
        {choice === another ? (
          <TextField
            id="another"
            label={t('identity.waiting.another')}
            error={check.errorOf('another')}
            value={entered.patient}
            onChange={(patient) => setEntered({ ...entered, patient })}
          />
        ) : null}
        <ReasonField check={check} value={entered.reason} onChange={(reason) => setEntered({ ...entered, reason })} />
      </CheckedForm>
    </section>
  );
}

function readDraft(reference: string): Draft {
  try {
    const draft = JSON.parse(sessionStorage.getItem(draftKey) ?? '{}') as Readonly<Record<string, unknown>>;
    if (draft.reference !== reference) return { patient: '', reason: '' };
    return {
      patient: typeof draft.patient === 'string' ? draft.patient : '',
      reason: typeof draft.reason === 'string' ? draft.reason : '',
      ...(typeof draft.choice === 'string' ? { choice: draft.choice } : {}),
    };
  } catch {
    return { patient: '', reason: '' };
  }
}
