import { useQuery } from '@tanstack/react-query';
import { api, Failure, Page, RequireRole, Skeleton, useI18n } from '#ui';
import type { AccountAnswer } from '../contract.ts';
import { accountKey } from './account-key.ts';
import { PasskeyList } from './passkey-list.tsx';
import { RoleList } from './role-list.tsx';
import { SessionList } from './session-list.tsx';

/** By what one signs in, and where one is signed in. For every role. */
export function AccountPage() {
  const { t } = useI18n();
  return (
    <RequireRole title={t('account.title')}>
      <Page title={t('account.title')} lead={t('account.lead')} width="wide">
        <Account />
      </Page>
    </RequireRole>
  );
}

function Account() {
  const account = useQuery({
    queryKey: accountKey,
    queryFn: ({ signal }) => api<AccountAnswer>('/api/account', { signal }),
  });
  if (account.isPending) return <Skeleton blocks={3} lines={3} />;
  if (!account.data) return <Failure problem={account.error} retry={() => account.refetch()} />;
  return (
    <>
      <RoleList />
      <PasskeyList account={account.data} />
      <SessionList first={account.data.sessions} next={account.data.nextSessions} />
    </>
  );
}
