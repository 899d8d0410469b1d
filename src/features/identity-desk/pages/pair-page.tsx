import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api, CheckedForm, ChoiceGroup, Notice, Skeleton, useFormCheck, useI18n } from '#ui';
import { type DeskView, type DeskWish, type PairView, reasonLength } from '../contract.ts';
import { DeskFrame, NotOpened } from './desk-frame.tsx';
import { PersonFacts } from './person-card.tsx';
import { ReasonField } from './reason-field.tsx';

/** Two Patients side by side, and what becomes of them. */
export function PairPage() {
  const { t } = useI18n();
  const { one, other } = useParams({ from: '/identity-desk/pair/$one/$other' });
  return (
    <DeskFrame title={t('identity.pair.title')} width="wide">
      <Pair key={`${one} ${other}`} one={one} other={other} />
    </DeskFrame>
  );
}

function Pair({ one, other }: { readonly one: string; readonly other: string }) {
  const { t, formats } = useI18n();
  const address = `/api/identity-desk/pairs/${encodeURIComponent(one)}/${encodeURIComponent(other)}`;
  const pair = useQuery({
    queryKey: ['identity-pair', one, other],
    queryFn: ({ signal }) => api<PairView>(address, { signal }),
    // Each look stands in two logs: the page looks once.
    refetchOnWindowFocus: false,
  });
  if (pair.isPending) return <Skeleton blocks={2} lines={6} />;
  if (!pair.data) {
    return (
      <NotOpened
        problem={pair.error}
        title={t('identity.pair.missing')}
        text={t('identity.pair.missing.text')}
        retry={() => pair.refetch()}
      />
    );
  }
  const view = pair.data;
  return (
    <>
      <p>
        <span className="tag">
          {t(`identity.grade.${view.grade}`, { percent: formats.number(Math.round(view.score * 100)) })}
        </span>
        {view.sharedIns ? <span className="tag tag-warn">{t('identity.shared-ins')}</span> : null}
      </p>
      <p>
        {view.differing.length === 0
          ? t('identity.differing.none')
          : t('identity.differing', {
              traits: view.differing
                .map(({ trait, agreement }) =>
                  t('identity.differs', {
                    trait: t(`identity.trait.${trait}`),
                    how: t(`identity.agreement.${agreement}`),
                  }),
                )
                .join(', '),
            })}
      </p>
      <div className="identity-pair">
        {view.persons.map((person, place) => (
          <section key={person.patient} className="identity-card" aria-labelledby={`person-${place}`}>
            <h2 id={`person-${place}`}>{t(place === 0 ? 'identity.first' : 'identity.second')}</h2>
            <PersonFacts person={person} />
          </section>
        ))}
      </div>
      <Verdict view={view} />
    </>
  );
}

type Choice = 'keep-first' | 'keep-second' | 'apart' | 'unmerge';

/** What was entered outlives the sign-in that the act asks for. */
const draftKey = 'carnet.identity-desk-draft';

function Verdict({ view }: { readonly view: PairView }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [first, second] = view.persons;
  const pair = `${first.patient} ${second.patient}`;
  const [entered, setEntered] = useState(() => readDraft(pair));
  useEffect(() => sessionStorage.setItem(draftKey, JSON.stringify({ ...entered, pair })), [entered, pair]);
  const isMerged = first.replacedBy === second.patient || second.replacedBy === first.patient;
  const choices: readonly Choice[] = isMerged ? ['unmerge'] : ['keep-first', 'keep-second', 'apart'];
  const choice = choices.find((one) => one === entered.choice) ?? (isMerged ? 'unmerge' : undefined);
  const problems = [
    ...(choice === undefined ? [{ field: 'verdict', text: t('identity.verdict.missing') }] : []),
    ...(entered.reason.trim().length < reasonLength.least
      ? [{ field: 'reason', text: t('identity.reason.missing') }]
      : []),
  ];
  const check = useFormCheck(problems);
  const act = useMutation({
    mutationFn: (wish: DeskWish) => api<DeskView>('/api/identity-desk/acts', { method: 'POST', body: wish }),
    onSuccess: async (desk) => {
      queries.setQueryData(['identity-desk'], desk);
      setEntered({ reason: '' });
      check.reset();
      await queries.invalidateQueries({ queryKey: ['identity-pair'] });
    },
  });
  const send = () => {
    if (choice === undefined) return;
    const givenUp = isMerged ? first.replacedBy === second.patient : choice !== 'keep-first';
    const [source, target] = givenUp ? [first, second] : [second, first];
    act.mutate({
      act: choice === 'apart' || choice === 'unmerge' ? choice : 'merge',
      source: source.patient,
      target: target.patient,
      reason: entered.reason.trim(),
    });
  };
  return (
    <section aria-labelledby="identity-verdict">
      <h2 id="identity-verdict">{t('identity.verdict')}</h2>
      <p>{t('identity.verdict.text')}</p>
      {act.isSuccess ? (
        <Notice tone="good" live>
          <p>{t('identity.done')}</p>
        </Notice>
      ) : null}
      <CheckedForm
        check={check}
        problem={act.error}
        onSend={send}
        send={t('identity.verdict.send')}
        isPending={act.isPending}
      >
        <ChoiceGroup
          id="verdict"
          label={t('identity.verdict.label')}
          error={check.errorOf('verdict')}
          value={choice}
          onChange={(value: Choice) => setEntered({ ...entered, choice: value })}
          choices={choices.map((value) => ({ value, label: t(`identity.verdict.${value}`) }))}
        />
        <ReasonField check={check} value={entered.reason} onChange={(reason) => setEntered({ ...entered, reason })} />
      </CheckedForm>
    </section>
  );
}

function readDraft(pair: string): { readonly choice?: string; readonly reason: string } {
  try {
    const draft = JSON.parse(sessionStorage.getItem(draftKey) ?? '{}') as Readonly<Record<string, unknown>>;
    if (draft.pair !== pair) return { reason: '' };
    return {
      reason: typeof draft.reason === 'string' ? draft.reason : '',
      ...(typeof draft.choice === 'string' ? { choice: draft.choice } : {}),
    };
  } catch {
    return { reason: '' };
  }
}
