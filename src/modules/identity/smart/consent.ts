import type { Provider, StoredInteraction } from 'oidc-provider';
import type { Audit } from '#audit';
import type { Database } from '#db';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import type { AppScope, Caller } from '../contract.ts';
import type { Addresses } from '../options.ts';
import { lastingScopes } from './app-requests.ts';
import { appOf, findApp } from './apps.ts';
import { insertConnection } from './connections.ts';
import type { App, Connection, LaunchContexts, LaunchPatient } from './contract.ts';
import { appEntry } from './create-apps.ts';
import { createLaunches, type KeptLaunch } from './launches.ts';
import { plainScopes, type ReadScope, readScopes } from './read-scope.ts';

export interface ConsentParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly addresses: Addresses;
  readonly provider: () => Provider;
  readonly contexts: LaunchContexts | undefined;
  /** Who an account is as a caller now. */
  readonly callerOf: (account: string) => Promise<Caller | undefined>;
}

/** What the page of a consent shows. */
export interface ConsentQuestion {
  readonly app: Pick<App, 'name' | 'homepage' | 'kind'> & { readonly approved?: Date; readonly returnsTo: string };
  readonly person: { readonly name: string; readonly role: Caller['role'] };
  /** What it would see and do, a line of the page each. */
  readonly resources: readonly (AppScope & { readonly word: string })[];
  /** It would learn who the person is. */
  readonly identity: readonly string[];
  readonly lasting: Connection['lasting'];
  /** Days until it ends by itself; where it lasts. */
  readonly days?: number;
  /** Whose record is meant, where one is. */
  readonly patient?: {
    /** The app was opened for this person: there is no choice. */
    readonly chosen?: LaunchPatient;
    readonly choices: readonly LaunchPatient[];
  };
}

/** What a person answered. `scopes` are the words that she leaves. */
export interface ConsentAnswer {
  readonly allow: boolean;
  readonly scopes: readonly string[];
  readonly patient?: string;
}

const day = 86_400;
const grantLifetime = { online: 8 * 3_600, once: 3_600 } as const;
/** An app that keeps a key of its own is asked about less often. */
const offlineDays = { confidential: 90, public: 30, service: 0 } as const;

interface Asked {
  readonly app: App;
  readonly caller: Caller;
  readonly words: ReadonlyMap<string, ReadScope>;
  readonly launch: KeptLaunch | undefined;
  readonly launchId: string | undefined;
  readonly needsPatient: boolean;
}

/** The consent that a sign-in waits for, as a page shows it. */
export async function questionOf(
  parts: ConsentParts,
  interaction: StoredInteraction,
): Promise<Outcome<ConsentQuestion>> {
  const asked = await readAsked(parts, interaction);
  if (!asked.ok) return asked;
  const { app, caller, words, launch, needsPatient } = asked.value;
  const redirect = URL.parse(interaction.params.redirect_uri ?? '');
  const lasting = lastingOf([...words.keys()]);
  const chosen = launch === undefined ? undefined : await parts.contexts?.patient(caller, launch.patient);
  if (launch !== undefined && chosen === undefined) return outOfReach();
  const choices = needsPatient && chosen === undefined ? await parts.contexts?.patients(caller) : [];
  return ok({
    app: {
      name: app.name,
      kind: app.kind,
      ...(app.homepage === undefined ? {} : { homepage: app.homepage }),
      ...(app.decided === undefined ? {} : { approved: app.decided }),
      returnsTo: redirect?.host ?? '',
    },
    person: { name: caller.name, role: caller.role },
    resources: [...words].flatMap(([word, read]) => (read.kind === 'resource' ? [{ ...read.scope, word }] : [])),
    identity: [...words].flatMap(([word, read]) => (read.kind === 'identity' && word !== 'openid' ? [word] : [])),
    lasting,
    ...(lasting === 'offline' ? { days: offlineDays[app.kind] } : {}),
    ...(needsPatient || chosen !== undefined
      ? { patient: { ...(chosen === undefined ? {} : { chosen }), choices: choices ?? [] } }
      : {}),
  });
}

/** Patients of the caller whose names begin so, for the page of a consent that waits. */
export async function patientsFor(
  parts: ConsentParts,
  interaction: StoredInteraction,
  named: string,
): Promise<Outcome<readonly LaunchPatient[]>> {
  const asked = await readAsked(parts, interaction);
  if (!asked.ok) return asked;
  return ok((await parts.contexts?.patients(asked.value.caller, named)) ?? []);
}

/**
 * Carries the answer out, and says where the browser goes on. What she does not leave is not given; without any of it, or
 * where she refuses, the app hears `access_denied`. A launch is used up by it.
 */
export async function answerConsent(
  parts: ConsentParts,
  interaction: StoredInteraction,
  answer: ConsentAnswer,
): Promise<Outcome<string>> {
  const asked = await readAsked(parts, interaction);
  if (!asked.ok) return asked;
  const { app, caller, words, launch, launchId } = asked.value;
  const launches = createLaunches(parts.db, parts.clock);
  const note = (outcome: 'success' | 'denied', patient: string | undefined) =>
    parts.audit.record([
      appEntry(
        { ...caller, client: app.id },
        { action: 'change-rights', interaction: 'app-connect', outcome, patient },
        parts.clock.now(),
      ),
    ]);
  const goOn = async () => {
    await interaction.save(Math.max(1, interaction.exp - Math.floor(parts.clock.now().getTime() / 1000)));
    return ok(interaction.returnTo);
  };
  const left = new Set(answer.scopes);
  const given = [...words].filter(([word, read]) => read.kind === 'launch' || word === 'openid' || left.has(word));
  const signsInAlone = [...words.values()].every(({ kind }) => kind !== 'resource');
  const useful = given.some(([word, { kind }]) => kind === 'resource' || (kind === 'identity' && word !== 'openid'));
  if (!answer.allow || !(useful || signsInAlone)) {
    await note('denied', launch?.patient);
    if (launchId !== undefined) await launches.end(launchId);
    interaction.result = { error: 'access_denied', error_description: 'the person did not allow it' };
    return goOn();
  }
  const needsPatient = needsPatientIn(
    given.map(([, read]) => read),
    given.map(([word]) => word),
  );
  const patientId = launch?.patient ?? (needsPatient ? answer.patient : undefined);
  if (needsPatient && patientId === undefined) return fail('request.bad', 'Say whose record is meant.', 'patient');
  const patient = patientId === undefined ? undefined : await parts.contexts?.patient(caller, patientId);
  if (patientId !== undefined && patient === undefined) return outOfReach();
  if (launchId !== undefined && !(await launches.end(launchId))) return outOfReach();
  const encounter = launch?.encounter;
  const granted = given.map(([word]) => word).filter((word) => word !== 'launch/encounter' || encounter !== undefined);
  const lasting = lastingOf(granted);
  const seconds = lasting === 'offline' ? offlineDays[app.kind] * day : grantLifetime[lasting];
  const grantId = await saveGrant(parts, {
    account: caller.subject,
    app: app.id,
    seconds,
    granted,
    asked: [...words.keys()],
  });
  const since = parts.clock.now();
  await insertConnection(parts.db, {
    id: grantId,
    app: app.id,
    account: caller.subject,
    scope: granted.join(' '),
    ...(patient === undefined ? {} : { patient: patient.id }),
    ...(encounter === undefined ? {} : { encounter }),
    ...(interaction.session?.uid === undefined ? {} : { session: interaction.session.uid }),
    lasting,
    since,
    until: new Date(since.getTime() + seconds * 1000),
  });
  await note('success', patient?.id);
  interaction.result = { consent: { grantId } };
  return goOn();
}

async function readAsked(parts: ConsentParts, interaction: StoredInteraction): Promise<Outcome<Asked>> {
  const { params, prompt, session } = interaction;
  const account = session?.accountId;
  if (prompt.name !== 'consent' || account === undefined) return outOfReach();
  const [row, caller] = await Promise.all([findApp(parts.db, params.client_id ?? ''), parts.callerOf(account)]);
  const words = readScopes(params.scope ?? '');
  if (row === undefined || row.status !== 'approved' || caller === undefined || !words.ok) return outOfReach();
  const launches = createLaunches(parts.db, parts.clock);
  const launch = params.launch === undefined ? undefined : await launches.taken(params.launch, row.id);
  // Somebody else's launch is none: it is bound to who began it.
  if (params.launch !== undefined && launch?.account !== caller.subject) return outOfReach();
  return ok({
    app: appOf(row),
    caller,
    words: words.value,
    launch,
    launchId: params.launch,
    needsPatient: needsPatientIn([...words.value.values()], [...words.value.keys()]),
  });
}

function needsPatientIn(read: readonly ReadScope[], words: readonly string[]): boolean {
  return (
    words.includes('launch/patient') ||
    read.some((each) => each.kind === 'resource' && each.scope.context === 'patient')
  );
}

async function saveGrant(
  { provider, addresses }: ConsentParts,
  grant: {
    readonly account: string;
    readonly app: string;
    readonly seconds: number;
    readonly granted: readonly string[];
    readonly asked: readonly string[];
  },
): Promise<string> {
  const { Grant } = provider();
  const made = new Grant({ accountId: grant.account, clientId: grant.app, expiresIn: grant.seconds });
  const isPlain = (word: string) => plainScopes.includes(word);
  const kept = grant.granted.filter(isPlain);
  if (kept.length > 0) made.addOIDCScope(kept.join(' '));
  made.addResourceScope(addresses.audience, grant.granted.join(' '));
  const refused = grant.asked.filter((word) => !grant.granted.includes(word));
  if (refused.length > 0) {
    const words = refused.filter(isPlain);
    if (words.length > 0) made.rejectOIDCScope(words.join(' '));
    made.rejectResourceScope(addresses.audience, refused.join(' '));
  }
  return made.save();
}

function lastingOf(words: readonly string[]): Connection['lasting'] {
  if (words.includes('offline_access')) return 'offline';
  return words.some((word) => lastingScopes.has(word)) ? 'online' : 'once';
}

function outOfReach(): Outcome<never> {
  return fail(
    'sign-in.required',
    'This request of an app has ended, or is not yours to answer. Start again in the app.',
  );
}
