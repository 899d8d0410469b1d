import { abroad } from './abroad.ts';
import { access } from './access.ts';
import { account } from './account.ts';
import { apps } from './apps.ts';
import { care } from './care.ts';
import { cases } from './cases.ts';
import { desks } from './desks.ts';
import { directory } from './directory.ts';
import { emergency } from './emergency.ts';
import { erasures } from './erasures.ts';
import { identity } from './identity.ts';
import { news } from './news.ts';
import { operations } from './operations.ts';
import { own } from './own.ts';
import { people } from './people.ts';
import { policy } from './policy.ts';
import { proxies } from './proxies.ts';
import { record } from './record.ts';
import { sharing } from './sharing.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { simulator } from './simulator.ts';
import { take } from './take.ts';
import { terminology } from './terminology.ts';
import { traces } from './traces.ts';
import { upstream } from './upstream.ts';

/** English, by subject: the language that names the keys. Messages are ICU MessageFormat. */
export const parts = {
  shell,
  people,
  proxies,
  directory,
  care,
  'sign-in': signIn,
  upstream,
  account,
  record,
  abroad,
  access,
  sharing,
  simulator,
  policy,
  emergency,
  operations,
  desks,
  terminology,
  own,
  cases,
  apps,
  take,
  news,
  identity,
  erasures,
  traces,
} as const;

export const en = {
  ...shell,
  ...people,
  ...proxies,
  ...directory,
  ...care,
  ...signIn,
  ...upstream,
  ...account,
  ...record,
  ...abroad,
  ...access,
  ...sharing,
  ...simulator,
  ...policy,
  ...emergency,
  ...operations,
  ...desks,
  ...terminology,
  ...own,
  ...cases,
  ...apps,
  ...take,
  ...news,
  ...identity,
  ...erasures,
  ...traces,
} as const;
