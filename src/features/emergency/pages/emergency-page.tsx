import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import {
  api,
  Button,
  EmptyState,
  ErrorSummary,
  Failure,
  type FieldProblem,
  isApiProblem,
  Notice,
  Page,
  RequireRole,
  Skeleton,
  Switch,
  TextArea,
  type Trait,
  TraitFields,
  type Translate,
  type TypedTraits,
  traitProblems,
  traitValues,
  useI18n,
} from '#ui';
import type { OpenedRecord } from '../contract.ts';

const reasonLength = { least: 10, most: 500 } as const;

interface Entered {
  readonly typed: TypedTraits;
  readonly reason: string;
  readonly agreed: boolean;
}

/** A professional opens the record of somebody whom he does not treat: life or health is in danger (EHDS article 11). */
export function EmergencyPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="professional" title={t('emergency.title')}>
      <Emergency />
    </RequireRole>
  );
}

function Emergency() {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const traits = useQuery({
    queryKey: ['emergency-traits'],
    queryFn: ({ signal }) => api<readonly Trait[]>('/api/emergency/traits', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const open = useMutation({
    mutationFn: ({ typed, reason }: Entered) =>
      api<OpenedRecord>('/api/emergency', {
        method: 'POST',
        body: { ...traitValues(traits.data ?? [], typed), reason: reason.trim() },
      }),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (open.data) {
    return (
      <Page title={t('emergency.opened.title')}>
        <Notice>
          <p>
            {t('emergency.opened.text', {
              until: `${formats.date(open.data.until)}, ${formats.time(open.data.until)}`,
            })}
          </p>
        </Notice>
        <div className="actions">
          <Link className="button button-primary" to="/patients/$id" params={{ id: open.data.patient }}>
            {t('emergency.opened.go')}
          </Link>
        </div>
      </Page>
    );
  }
  return (
    <Page title={t('emergency.title')} lead={t('emergency.lead')}>
      <Notice tone="warn" title={t('emergency.told.title')}>
        <p>{t('emergency.told.text')}</p>
      </Notice>
      {open.isError ? <Refused problem={open.error} /> : null}
      {traits.isPending ? <Skeleton blocks={2} lines={3} /> : null}
      {traits.isError ? <Failure problem={traits.error} retry={() => traits.refetch()} /> : null}
      {traits.data?.length === 0 ? (
        <EmptyState title={t('emergency.unnamed.title')}>{t('emergency.unnamed.text')}</EmptyState>
      ) : null}
      {traits.data?.length ? (
        <EmergencyForm traits={traits.data} isPending={open.isPending} onOpen={(entered) => open.mutate(entered)} />
      ) : null}
      <p className="law">{t('emergency.law')}</p>
    </Page>
  );
}

/** Nobody found is a finding, and what follows from it is said. */
function Refused({ problem }: { readonly problem: unknown }) {
  const { t } = useI18n();
  const code = isApiProblem(problem) ? problem.code : undefined;
  if (code !== 'resource.not-found' && code !== 'request.too-many') return <Failure problem={problem} />;
  const kind = code === 'resource.not-found' ? 'not-found' : 'too-many';
  return (
    <Notice tone="warn" title={t(`emergency.${kind}.title`)} live>
      <p>{t(`emergency.${kind}.text`)}</p>
    </Notice>
  );
}

function EmergencyForm({
  traits,
  isPending,
  onOpen,
}: {
  readonly traits: readonly Trait[];
  readonly isPending: boolean;
  readonly onOpen: (entered: Entered) => void;
}) {
  const { t } = useI18n();
  const [entered, setEntered] = useState<Entered>({ typed: {}, reason: '', agreed: false });
  const [attempt, setAttempt] = useState(0);
  const problems = check(traits, entered, t);
  const shown = attempt > 0 ? problems : [];
  const errorOf = (field: string) => shown.find((problem) => problem.field === field)?.text;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (problems.length === 0) onOpen(entered);
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={shown} attempt={attempt} />
      <TraitFields
        traits={traits}
        typed={entered.typed}
        onChange={(typed) => setEntered({ ...entered, typed })}
        errorOf={errorOf}
      />
      <TextArea
        id="reason"
        label={t('emergency.reason')}
        hint={t('emergency.reason.hint')}
        error={errorOf('reason')}
        value={entered.reason}
        onChange={(reason) => setEntered({ ...entered, reason })}
        maxLength={reasonLength.most}
      />
      <div id="agreed" className={`field${errorOf('agreed') ? ' field-invalid' : ''}`} tabIndex={-1}>
        {errorOf('agreed') ? <p className="field-error">{errorOf('agreed')}</p> : null}
        <Switch isSelected={entered.agreed} onChange={(agreed) => setEntered({ ...entered, agreed })}>
          {t('emergency.agree')}
        </Switch>
      </div>
      <div className="actions">
        <Button kind="danger" type="submit" isPending={isPending}>
          {t('emergency.open')}
        </Button>
      </div>
    </form>
  );
}

function check(traits: readonly Trait[], { typed, reason, agreed }: Entered, t: Translate): readonly FieldProblem[] {
  return [
    ...traitProblems(traits, typed, t),
    ...(reason.trim().length < reasonLength.least ? [{ field: 'reason', text: t('emergency.reason.missing') }] : []),
    ...(agreed ? [] : [{ field: 'agreed', text: t('emergency.agree.missing') }]),
  ];
}
