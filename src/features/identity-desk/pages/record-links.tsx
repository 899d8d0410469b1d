import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, Confirm, EmptyState, Failure, Notice, TextArea, useI18n } from '#ui';
import { type LinkLine, reasonLength } from '../contract.ts';

/** By which national identities a record is reached; one that was tied to it wrongly is taken away. */
export function RecordLinks({ id, links }: { readonly id: string; readonly links: readonly LinkLine[] }) {
  const { t, formats } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<string>();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const missing = reason.trim().length < reasonLength.least;
  const unlink = useMutation({
    mutationFn: (link: string) =>
      api<undefined>(`/api/identity-desk/persons/${encodeURIComponent(id)}/unlink`, {
        method: 'POST',
        body: { link, reason: reason.trim() },
      }),
    onSettled: async () => {
      setAsking(undefined);
      await queries.invalidateQueries({ queryKey: ['identity-person', id] });
    },
  });
  return (
    <section aria-labelledby="identity-links">
      <h2 id="identity-links">{t('identity.links')}</h2>
      {unlink.isSuccess ? (
        <Notice tone="good" live>
          <p>{t('identity.unlink.done')}</p>
        </Notice>
      ) : null}
      {unlink.isError ? <Failure problem={unlink.error} /> : null}
      {links.length === 0 ? <EmptyState title={t('identity.links.empty')} /> : null}
      <ul className="identity-list" hidden={links.length === 0}>
        {links.map(({ id: link, kind, made, byDesk }) => (
          <li key={link} className="identity-card">
            <p>
              {t(byDesk ? 'identity.link.desk' : 'identity.link.traits', {
                kind: t(`identity.kind.${kind}`),
                date: formats.date(made),
              })}
            </p>
            <div className="actions">
              <Button kind="secondary" onPress={() => setAsking(link)}>
                {t('identity.unlink')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <Confirm
        open={asking !== undefined}
        title={t('identity.unlink.title')}
        confirm={t('identity.unlink')}
        cancel={t('identity.unlink.cancel')}
        danger
        busy={unlink.isPending}
        onCancel={() => setAsking(undefined)}
        onConfirm={() => {
          setTried(true);
          if (!missing && asking !== undefined) unlink.mutate(asking);
        }}
      >
        <p>{t('identity.unlink.text')}</p>
        <TextArea
          id="unlink-reason"
          label={t('identity.reason')}
          hint={t('identity.reason.hint')}
          error={tried && missing ? t('identity.reason.missing') : undefined}
          value={reason}
          onChange={setReason}
          maxLength={reasonLength.most}
        />
      </Confirm>
    </section>
  );
}
