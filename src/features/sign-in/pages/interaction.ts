/** What `GET /session/interaction/:uid` tells: who asks for a sign-in, and who can be chosen. */
export interface Interaction {
  readonly client: string;
  readonly demonstration: boolean;
  readonly accounts: readonly DemonstrationAccount[];
  readonly upstreams: readonly UpstreamOffered[];
}

/** A broker or a wallet by which people sign in with what their country gave them. */
export interface UpstreamOffered {
  readonly name: string;
  readonly kind: 'pro-sante-connect' | 'franceconnect' | 'eidas' | 'eudi-wallet';
  readonly label: string;
}

export interface DemonstrationAccount {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly about?: string | Readonly<Record<string, string>>;
}

const roles = ['citizen', 'professional', 'administrator'] as const;

export interface AccountGroup {
  readonly role: (typeof roles)[number];
  readonly accounts: readonly DemonstrationAccount[];
}

/** By role, in the order in which people look for themselves. Software services do not sign in on a page. */
export function groupAccounts(accounts: readonly DemonstrationAccount[]): readonly AccountGroup[] {
  return roles
    .map((role) => ({ role, accounts: accounts.filter((account) => account.role === role) }))
    .filter((group) => group.accounts.length > 0);
}
