import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { api, Button, ChoiceGroup, Failure, Notice, Skeleton, useI18n } from '#ui';
import { type PersonView, proofs, type VerifyAnswer } from '../contract.ts';
import { DeskFrame, NotOpened } from './desk-frame.tsx';
import { InsCode } from './ins-code.tsx';
import { PersonFacts } from './person-card.tsx';
import { RecordLinks } from './record-links.tsx';

/** One person at the desk: her traits, the picture of her INS, and the question to INSi. */
export function DeskPersonPage() {
  const { t } = useI18n();
  const { id } = useParams({ from: '/identity-desk/person/$id' });
  return (
    <DeskFrame title={t('identity.person.title')}>
      <Person key={id} id={id} />
    </DeskFrame>
  );
}

function Person({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const queryKey = ['identity-person', id];
  const person = useQuery({
    queryKey,
    queryFn: ({ signal }) => api<PersonView>(`/api/identity-desk/persons/${encodeURIComponent(id)}`, { signal }),
    // Each look stands in her log: the page looks once.
    refetchOnWindowFocus: false,
  });
  if (person.isPending) return <Skeleton blocks={2} lines={5} />;
  if (!person.data) {
    return (
      <NotOpened
        problem={person.error}
        title={t('identity.pair.missing')}
        text={t('identity.pair.missing.text')}
        retry={() => person.refetch()}
      />
    );
  }
  const { person: card, links, code, insi } = person.data;
  return (
    <>
      <section className="identity-card" aria-label={t('identity.person.title')}>
        <PersonFacts person={card} />
      </section>
      {code ? (
        <section aria-labelledby="identity-code">
          <h2 id="identity-code">{t('ins.code')}</h2>
          <InsCode code={code} />
        </section>
      ) : null}
      <RecordLinks id={id} links={links} />
      {insi && card.status !== 'QUAL' ? <AskInsi id={id} isSimulated={insi === 'simulated'} /> : null}
    </>
  );
}

type Proof = (typeof proofs)[number];

function AskInsi({ id, isSimulated }: { readonly id: string; readonly isSimulated: boolean }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [proof, setProof] = useState<Proof>('none');
  const ask = useMutation({
    mutationFn: () =>
      api<VerifyAnswer>(`/api/identity-desk/persons/${encodeURIComponent(id)}/verify`, {
        method: 'POST',
        body: { proof },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['identity-person', id] }),
  });
  return (
    <section aria-labelledby="identity-insi">
      <h2 id="identity-insi">{t('insi.title')}</h2>
      <p>{t('insi.text')}</p>
      {isSimulated ? (
        <Notice tone="warn">
          <p>{t('insi.simulated')}</p>
        </Notice>
      ) : null}
      <div role="status">
        {ask.data ? (
          <Notice tone={ask.data.outcome === 'same' ? 'good' : 'warn'}>
            <p>{t(`insi.outcome.${ask.data.outcome}`)}</p>
            {ask.data.differing.length > 0 ? (
              <p>
                {t('insi.differing', {
                  traits: ask.data.differing.map((trait) => t(`insi.trait.${trait}`)).join(', '),
                })}
              </p>
            ) : null}
            <p>{t('insi.now', { status: t(`identity.status.${ask.data.status}`) })}</p>
          </Notice>
        ) : null}
      </div>
      {ask.isError ? <Failure problem={ask.error} /> : null}
      <ChoiceGroup
        id="insi-proof"
        label={t('insi.proof')}
        value={proof}
        onChange={setProof}
        choices={proofs.map((value) => ({ value, label: t(`insi.proof.${value}`) }))}
      />
      <div className="actions">
        <Button isPending={ask.isPending} onPress={() => ask.mutate()}>
          {t('insi.ask')}
        </Button>
      </div>
    </section>
  );
}
