import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, Confirm, EmptyState, type MessageKey, makePasskey, useI18n } from '#ui';
import type { AccountAnswer, PasskeyLine } from '../contract.ts';
import { accountKey } from './account-key.ts';
import { NameDialog } from './name-dialog.tsx';
import { OutcomeOf } from './outcome.tsx';

/** What the person is about to do, and to which passkey. */
type Asking = { readonly act: 'add' } | { readonly act: 'rename' | 'remove'; readonly passkey: PasskeyLine };

const address = (passkey: PasskeyLine) => `/api/account/passkeys/${encodeURIComponent(passkey.id)}`;

export function PasskeyList({ account }: { readonly account: AccountAnswer }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking>();
  const [done, setDone] = useState<MessageKey>();
  const close = () => setAsking(undefined);
  const change = useMutation({
    mutationFn: ({ run }: { readonly run: () => Promise<unknown>; readonly done: MessageKey }) => run(),
    onMutate: () => setDone(undefined),
    onSuccess: async (_answer, wish) => {
      await queries.invalidateQueries({ queryKey: accountKey });
      setDone(wish.done);
    },
    onSettled: close,
  });
  const add = (name: string) =>
    change.mutate({
      done: 'account.passkeys.added',
      run: async () => {
        const options = await api('/api/account/passkeys/options', { method: 'POST' });
        await api('/api/account/passkeys', { method: 'POST', body: { name, response: await makePasskey(options) } });
      },
    });
  const { passkeys } = account;
  const full = passkeys.length >= account.mostPasskeys;
  const isLast = passkeys.length === 1 && !account.otherMeans;
  return (
    <section className="card" aria-labelledby="passkeys">
      <h2 id="passkeys">{t('account.passkeys.title')}</h2>
      <p>{t('account.passkeys.text')}</p>
      <OutcomeOf problem={change.error} done={done ? t(done) : undefined} />
      {passkeys.length === 0 ? (
        <EmptyState title={t('account.passkeys.none')}>{t('account.passkeys.none.text')}</EmptyState>
      ) : (
        <ul className="means">
          {passkeys.map((passkey) => (
            <PasskeyItem
              key={passkey.id}
              passkey={passkey}
              isLast={isLast}
              onAsk={(act) => setAsking({ act, passkey })}
            />
          ))}
        </ul>
      )}
      {isLast ? <p className="muted">{t('account.passkeys.last')}</p> : null}
      {passkeys.length === 1 && !isLast ? <p className="muted">{t('account.passkeys.one')}</p> : null}
      {full ? (
        <p className="muted">{t('account.passkeys.most')}</p>
      ) : (
        <div className="actions">
          <Button kind={passkeys.length === 0 ? 'primary' : 'secondary'} onPress={() => setAsking({ act: 'add' })}>
            {t('account.passkeys.add')}
          </Button>
        </div>
      )}
      {asking?.act === 'add' ? (
        <NameDialog
          title={t('account.add.title')}
          text={t('account.add.text')}
          confirm={t('account.add.do')}
          initial={deviceName(account, t)}
          busy={change.isPending}
          onName={add}
          onCancel={close}
        />
      ) : null}
      {asking?.act === 'rename' ? (
        <NameDialog
          title={t('account.rename.title')}
          confirm={t('account.rename.do')}
          initial={asking.passkey.name}
          busy={change.isPending}
          onName={(name) =>
            change.mutate({
              done: 'account.passkeys.renamed',
              run: () => api(address(asking.passkey), { method: 'PUT', body: { name } }),
            })
          }
          onCancel={close}
        />
      ) : null}
      <Confirm
        open={asking?.act === 'remove'}
        title={t('account.remove.title', { name: asking?.act === 'remove' ? asking.passkey.name : '' })}
        confirm={t('account.remove.do')}
        cancel={t('account.cancel')}
        danger
        busy={change.isPending}
        onCancel={close}
        onConfirm={() =>
          asking?.act === 'remove' &&
          change.mutate({
            done: 'account.passkeys.removed',
            run: () => api(address(asking.passkey), { method: 'DELETE' }),
          })
        }
      >
        <p>{t('account.remove.text')}</p>
      </Confirm>
    </section>
  );
}

function PasskeyItem({
  passkey,
  isLast,
  onAsk,
}: {
  readonly passkey: PasskeyLine;
  readonly isLast: boolean;
  readonly onAsk: (act: 'rename' | 'remove') => void;
}) {
  const { t, formats } = useI18n();
  const { name, created, used, synced } = passkey;
  return (
    <li className="means-item">
      <div className="means-text">
        <h3>{name}</h3>
        <p className="muted">
          {used ? t('account.passkeys.used', { date: formats.date(used) }) : t('account.passkeys.unused')}
        </p>
        <p className="muted">
          {t('account.passkeys.created', { date: formats.date(created.slice(0, 10)) })}
          {' · '}
          {t(synced ? 'account.passkeys.synced' : 'account.passkeys.single')}
        </p>
      </div>
      <div className="actions">
        <Button kind="quiet" aria-label={t('account.passkeys.rename.of', { name })} onPress={() => onAsk('rename')}>
          {t('account.passkeys.rename')}
        </Button>
        {isLast ? null : (
          <Button kind="quiet" aria-label={t('account.passkeys.remove.of', { name })} onPress={() => onAsk('remove')}>
            {t('account.passkeys.remove')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** A first guess at what she would call a passkey that is made here. */
function deviceName({ sessions }: AccountAnswer, t: ReturnType<typeof useI18n>['t']): string {
  const { browser, system } = sessions.find((session) => session.current) ?? {};
  return browser && system ? t('account.name.device', { browser, system }) : '';
}
