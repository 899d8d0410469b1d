import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '#audit';
import { fail, faultOf, isResourceId, type Outcome, ok } from '#kernel';
import type { Caller } from '../contract.ts';
import { type Addresses, addressesOf, type IdentityOptions } from '../options.ts';
import { revokeGrant } from '../provider-adapter.ts';
import { networkOf } from '../rates.ts';
import { readRegistration } from './app-registration.ts';
import {
  type AppRow,
  appOf,
  clientOf,
  decideApp,
  findApp,
  insertApp,
  insertWaiting,
  launchableApps,
  listApps,
  namesOfApps,
  publicAddresses,
} from './apps.ts';
import { endConnection, endConnectionsOf, listConnections } from './connections.ts';
import type { Apps, RegisteredApp } from './contract.ts';
import { createLaunches } from './launches.ts';

/** The apps of a node, in its database: every process sees the same at once. */
export function createApps(
  options: IdentityOptions & {
    /** Called when an app becomes one that works without a person: what it does, it does under an account of its own. */
    readonly putService: (service: { readonly id: string; readonly name: string }) => Promise<void>;
  },
): Apps {
  const { db, clock, audit } = options;
  const addresses = addressesOf(options);
  const origins = rememberedOrigins(() => publicAddresses(db));
  const launches = createLaunches(db, clock);
  const note = (by: Caller, act: Parameters<typeof appEntry>[1]) => audit.record([appEntry(by, act, clock.now())]);

  return {
    async register(metadata, address) {
      const row = rowOf(metadata, clock.now());
      if (!row.ok) return row;
      if (await db.transaction((tx) => insertWaiting(tx, row.value, networkOf(address))))
        return ok(registered(row.value));
      const fault = faultOf('request.too-many', 'Too many apps wait to be looked at.');
      return { ok: false, fault: { ...fault, retryAfter: 3_600 } };
    },
    async add(metadata, by) {
      const now = clock.now();
      const read = rowOf(metadata, now);
      if (!read.ok) return read;
      const row = { ...read.value, status: 'approved', decided: now } as const;
      await insertApp(db, row, by.subject);
      if (row.kind === 'service') await options.putService(row);
      await note(by, { action: 'administer', interaction: 'app-approved' });
      return ok(registered(row));
    },
    list: async () => (await listApps(db, clock.now())).map(appOf),
    launchable: async () => (await launchableApps(db)).map(appOf),
    async find(id) {
      const row = await findApp(db, id);
      return row === undefined ? undefined : appOf(row);
    },
    names: (ids) => namesOfApps(db, ids),
    origins,
    async decide(id, status, by) {
      const at = clock.now();
      const row = await decideApp(db, id, { status, at, by: by.subject });
      if (row === undefined) return undefined;
      if (status === 'refused') await endConnectionsOf(db, id, { at, by: by.subject });
      else if (row.kind === 'service') await options.putService(row);
      await note(by, { action: 'administer', interaction: `app-${status}` });
      return appOf(row);
    },
    connections: (account) => listConnections(db, account, clock.now()),
    async disconnect(caller, id) {
      const ended = await endConnection(db, { id, account: caller.subject }, { at: clock.now(), by: caller.subject });
      if (ended === undefined) return false;
      await revokeGrant(db, id);
      await note(caller, { action: 'change-rights', interaction: 'app-disconnect', patient: ended.patient });
      return true;
    },
    async prepareLaunch(caller, launch) {
      const row = await findApp(db, launch.app);
      const known = row === undefined || clientOf(row) === undefined ? undefined : appOf(row);
      if (known?.launchUrl === undefined)
        return fail('request.bad', 'No app that can be opened from here has this id.', 'app');
      if (!isResourceId(launch.patient) || !isResourceId(launch.encounter ?? 'none')) {
        return fail('resource.id-form', 'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .');
      }
      const id = await launches.keep({ ...launch, account: caller.subject });
      return ok({ location: launchLocation(known.launchUrl, addresses, id) });
    },
  };
}

const originsKept = 2_000;

function rememberedOrigins(addresses: () => Promise<readonly string[]>): () => Promise<ReadonlySet<string>> {
  let known: Promise<ReadonlySet<string>> | undefined;
  let until = 0;
  return () => {
    if (known !== undefined && until > performance.now()) return known;
    until = performance.now() + originsKept;
    const asked = addresses().then((listed) => new Set(listed.flatMap((address) => URL.parse(address)?.origin ?? [])));
    asked.catch(() => {
      known = undefined;
    });
    known = asked;
    return asked;
  };
}

function launchLocation(launchUrl: string, addresses: Addresses, launch: string): string {
  const location = new URL(launchUrl);
  location.searchParams.set('iss', addresses.audience);
  location.searchParams.set('launch', launch);
  return location.href;
}

/** An app as it would wait from now on. */
function rowOf(metadata: unknown, now: Date): Outcome<AppRow> {
  const read = readRegistration(metadata);
  if (!read.ok) return read;
  const id = `${slugOf(read.value.name)}-${randomBytes(6).toString('hex')}`;
  return ok({ id, ...read.value, status: 'pending', registered: now, decided: null });
}

function registered(row: AppRow): RegisteredApp {
  return { app: appOf(row), metadata: { ...row.metadata, scope: row.scope } };
}

/** What an app is called in the log, where nobody can look up its name any more. */
function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 40) || 'app';
}

/** The log entry of what somebody does about an app. */
export function appEntry(
  by: Caller,
  act: {
    readonly action: Extract<AuditEntry['action'], 'administer' | 'change-rights'>;
    readonly interaction: string;
    readonly patient?: string | null | undefined;
    readonly outcome?: AuditEntry['outcome'];
  },
  at: Date,
): AuditEntry {
  const organization = by.professional?.healthcare_provider_name ?? by.organization;
  return {
    at,
    traceId: by.traceId,
    action: act.action,
    outcome: act.outcome ?? 'success',
    interaction: act.interaction,
    ...(typeof act.patient === 'string' ? { patient: act.patient } : {}),
    agent: {
      subject: by.subject,
      name: by.name,
      role: by.professional?.hp_professional_role ?? by.role,
      ...(organization === undefined ? {} : { organization }),
      country: by.country,
      client: by.client,
      ...(by.address === undefined ? {} : { address: by.address }),
    },
    purpose: by.purpose,
    rule: act.interaction,
    objects: [],
  };
}
