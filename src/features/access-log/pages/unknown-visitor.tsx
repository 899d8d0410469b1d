import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, Button, Confirm, Failure, TextArea, useI18n } from '#ui';
import type { Visit } from '../contract.ts';

const longestWords = 1_000;

/** "I do not know this person": asks the operator of the node, who answers under "My requests" (EHDS article 9). */
export function UnknownVisitor({ patient, visit }: { readonly patient: string; readonly visit: Visit }) {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [what, setWhat] = useState(t('access.unknown.default'));
  const ask = useMutation({
    mutationFn: () =>
      api(`/api/cases/${encodeURIComponent(patient)}`, {
        method: 'POST',
        body: { kind: 'visit', entry: visit.id, at: visit.at, what: what.trim() || t('access.unknown.default') },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['cases', patient] }),
  });
  const close = () => setAsking(false);
  if (ask.isSuccess) {
    return (
      <p role="status">
        {t('access.unknown.done')}{' '}
        <Link to="/requests" search={({ person }) => (person === undefined ? {} : { person })}>
          {t('nav.requests')}
        </Link>
      </p>
    );
  }
  const { name } = visit.agent;
  return (
    <>
      <Button
        kind="quiet"
        onPress={() => setAsking(true)}
        aria-label={t('access.unknown.of', { name, time: formats.time(visit.at) })}
      >
        {t('access.unknown')}
      </Button>
      <Confirm
        open={asking}
        title={t('access.unknown.title')}
        confirm={t('access.unknown.do')}
        cancel={t('own.cancel')}
        busy={ask.isPending}
        onCancel={close}
        onConfirm={() => ask.mutateAsync().then(close, () => undefined)}
      >
        <p>{t('access.unknown.text', { name })}</p>
        {ask.isError ? <Failure problem={ask.error} /> : null}
        <TextArea
          id={`unknown-${visit.id}`}
          label={t('access.unknown.what')}
          value={what}
          onChange={setWhat}
          maxLength={longestWords}
        />
      </Confirm>
    </>
  );
}
