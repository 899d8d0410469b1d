import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  api,
  Button,
  ChoiceGroup,
  EmptyState,
  ErrorSummary,
  Failure,
  type MessageKey,
  Notice,
  Page,
  RequireRole,
  Skeleton,
  TextArea,
  useI18n,
  useSession,
} from '#ui';
import { type AnswerWish, type Desk, type DeskCase, longestWords } from '../contract.ts';
import { CaseCard } from './case-card.tsx';

/** What waits for an answer of an organisation: requests for rectification (EHDS article 6, GDPR article 16). */
export function OrganizationDeskPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="professional" title={t('desk.title.organization')}>
      <DeskOf of="organization" />
    </RequireRole>
  );
}

/** What waits for an answer of who runs the node: who looked (EHDS article 9), and entries that nobody answers for. */
export function OperatorDeskPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="administrator" title={t('desk.title.operator')}>
      <DeskOf of="operator" />
    </RequireRole>
  );
}

function DeskOf({ of }: { readonly of: Desk['of'] }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const desk = useQuery({ queryKey: ['desk'], queryFn: ({ signal }) => api<Desk>('/api/desk', { signal }) });
  const answer = useMutation({
    mutationFn: ({ id, wish }: { readonly id: string; readonly wish: AnswerWish }) =>
      api(`/api/desk/${encodeURIComponent(id)}`, { method: 'POST', body: wish }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['desk'] }),
  });
  const open = desk.data?.cases.filter(({ state }) => state === 'open') ?? [];
  const done = desk.data?.cases.filter(({ state }) => state !== 'open') ?? [];
  return (
    <Page title={t(`desk.title.${of}`)} lead={t(`desk.lead.${of}`)}>
      <div role="status">{answer.isSuccess ? <Notice tone="good" title={t('desk.sent')} /> : null}</div>
      {answer.isError ? <Failure problem={answer.error} /> : null}
      {desk.isPending ? <Skeleton blocks={2} lines={4} /> : null}
      {desk.isError ? <Failure problem={desk.error} retry={() => desk.refetch()} /> : null}
      {desk.data && open.length === 0 ? (
        <EmptyState title={t('desk.empty.title')}>{t('desk.empty.text')}</EmptyState>
      ) : null}
      {open.length > 0 ? (
        <section aria-labelledby="desk-open">
          <h2 id="desk-open">
            {t('desk.open')} <span className="count">{open.length}</span>
          </h2>
          <ul className="cases">
            {open.map((one) => (
              <OnDesk key={one.id} one={one}>
                <AnswerForm
                  one={one}
                  of={of}
                  isPending={answer.isPending}
                  onAnswer={(wish) => answer.mutate({ id: one.id, wish })}
                />
              </OnDesk>
            ))}
          </ul>
        </section>
      ) : null}
      {done.length > 0 ? (
        <section aria-labelledby="desk-done">
          <h2 id="desk-done">{t('desk.done')}</h2>
          <ul className="cases">
            {done.map((one) => (
              <OnDesk key={one.id} one={one} />
            ))}
          </ul>
        </section>
      ) : null}
    </Page>
  );
}

function OnDesk({ one, children }: { readonly one: DeskCase; readonly children?: React.ReactNode }) {
  const { t } = useI18n();
  const role = useSession().data?.role;
  return (
    <CaseCard one={one} of={t('desk.of', { name: one.person })} facts={<Facts one={one} />}>
      {role === 'professional' && one.state === 'open' ? (
        <p>
          <Link to="/patients/$id" params={{ id: one.patient }}>
            {t('desk.open-record', { name: one.person })}
          </Link>
        </p>
      ) : null}
      {children}
    </CaseCard>
  );
}

/** What the log says of the visit: who, when, by which account and rule; nothing of what was read. */
function Facts({ one }: { readonly one: DeskCase }) {
  const { t, formats } = useI18n();
  const { visit, traces } = one;
  if (!visit) return null;
  const who = [visit.name, visit.organization, formats.country(visit.country)].filter(Boolean).join(', ');
  const facts: readonly (readonly [MessageKey, string | undefined])[] = [
    ['desk.fact.who', who],
    ['desk.fact.when', `${formats.date(visit.at)}, ${formats.time(visit.at)}`],
    ['desk.fact.parts', visit.parts.map((part) => t(`part.${part}` as MessageKey)).join(', ') || undefined],
    ['desk.fact.rule', visit.rule],
    ['desk.fact.account', traces?.account],
    ['desk.fact.app', traces?.app],
    ['desk.fact.trace', visit.traceId],
  ];
  return (
    <dl className="case-facts">
      {facts.map(([label, value]) =>
        value === undefined ? null : (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function outcomesOf(one: DeskCase, of: Desk['of']): readonly AnswerWish['outcome'][] {
  if (one.kind === 'visit') return ['answered'];
  return of === 'operator' ? ['answered', 'refused'] : ['corrected', 'withdrawn', 'refused'];
}

function AnswerForm({
  one,
  of,
  isPending,
  onAnswer,
}: {
  readonly one: DeskCase;
  readonly of: Desk['of'];
  readonly isPending: boolean;
  readonly onAnswer: (wish: AnswerWish) => void;
}) {
  const { t } = useI18n();
  const outcomes = outcomesOf(one, of);
  const only = outcomes.length === 1 ? outcomes[0] : undefined;
  const [outcome, setOutcome] = useState<AnswerWish['outcome'] | undefined>(only);
  const [answer, setAnswer] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [answerField, outcomeField] = [`answer-${one.id}`, `outcome-${one.id}`];
  const problems = [
    ...(outcome === undefined ? [{ field: outcomeField, text: t('desk.outcome.missing') }] : []),
    ...(answer.trim() === '' ? [{ field: answerField, text: t('desk.answer.missing') }] : []),
  ];
  const shown = attempt > 0 ? problems : [];
  const errorOf = (field: string) => shown.find((problem) => problem.field === field)?.text;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (problems.length === 0 && outcome !== undefined) onAnswer({ outcome, answer: answer.trim() });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={shown} attempt={attempt} />
      {only ? null : (
        <ChoiceGroup
          id={outcomeField}
          label={t('desk.outcome')}
          error={errorOf(outcomeField)}
          value={outcome}
          onChange={setOutcome}
          choices={outcomes.map((value) => ({
            value,
            label: t(`desk.outcome.${value}`),
            ...(value === 'answered' ? {} : { about: t(`desk.outcome.${value}.about`) }),
          }))}
        />
      )}
      <TextArea
        id={answerField}
        label={t('desk.answer')}
        hint={t('desk.answer.hint')}
        error={errorOf(answerField)}
        value={answer}
        onChange={setAnswer}
        maxLength={longestWords}
      />
      <div className="actions">
        <Button type="submit" isPending={isPending}>
          {t('desk.send')}
        </Button>
      </div>
    </form>
  );
}
