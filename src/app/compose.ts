import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit, openLogTree, prepareLogKeys } from '#audit';
import {
  createJobs,
  type Database,
  jobMigrations,
  type MigrateResult,
  type Migration,
  migrate,
  openDatabase,
  prepareQueue,
} from '#db';
import { definitionMigrations, openDefinitions } from '#definitions';
import { ownProfiles } from '#fhir';
import { createIdentity, createRates, identityMigrations } from '#identity';
import { type Log, randomIds, systemClock } from '#kernel';
import { appendJournal, createDraftJudge, createRecords } from '#records';
import { boundAccounts, judgeApart } from '#rest';
import { createStore, openPersonSealing, personKeyMigrations, storeMigrations } from '#store';
import { createTerminology, terminologyMigrations } from '#terminology';
import { breachMigrations } from '../features/breach-desk/index.ts';
import { importMigrations } from '../features/bulk-import/index.ts';
import { caseMigrations } from '../features/cases/index.ts';
import { erasureMigrations } from '../features/erasures/index.ts';
import { identityDeskMigrations, keepRefusal } from '../features/identity-desk/index.ts';
import { notificationMigrations } from '../features/notifications/index.ts';
import { openSubscriptions, subscriptionMigrations } from '../features/subscriptions/index.ts';
import { healthLinkMigrations } from '../features/take-away/index.ts';
import { watchMigrations } from '../features/watch/index.ts';
import { bothListeners, followingMerges } from './follow-merges.ts';
import { forgetPerson } from './forget-person.ts';
import { logName } from './introduce-nodes.ts';
import { knownTerminology } from './known-terminology.ts';
import { limitedSearchesForPersons } from './limit-questions.ts';
import { nodeKey, smtpPassword } from './node-key.ts';
import { noticingDefinitions } from './notice-definitions.ts';
import { openUpstreams } from './open-upstreams.ts';
import { rateRefusalEntry } from './rate-refusal-entry.ts';
import type { NodeConfig } from './settings.ts';

/** Every step of the schema, the lower modules first. */
export const migrations: readonly Migration[] = [
  ...jobMigrations,
  ...definitionMigrations,
  ...terminologyMigrations,
  ...storeMigrations,
  ...personKeyMigrations,
  ...auditMigrations,
  ...identityMigrations,
  ...accessMigrations,
  ...importMigrations,
  ...subscriptionMigrations,
  ...watchMigrations,
  ...breachMigrations,
  ...caseMigrations,
  ...healthLinkMigrations,
  ...notificationMigrations,
  ...identityDeskMigrations,
  ...erasureMigrations,
];

/** The modules of one node, wired; what both the serving process and the command line stand on. */
export type Core = Awaited<ReturnType<typeof openCore>>;

/** Milliseconds in which a process apart must have judged what is written. */
const judgedWithin = 15_000;

/** Opens the database, brings its schema up to date and wires the modules. Close it with `close`. */
export async function openCore(config: NodeConfig, log: Log) {
  const db: Database = openDatabase({
    url: config.databaseUrl,
    name: `carnet ${config.node}`,
    slowLog: { log, slow: config.slowQuery },
  });
  const keysDb = openDatabase({
    url: config.keysDatabaseUrl ?? config.databaseUrl,
    name: `carnet ${config.node} keys`,
    max: 4,
  });
  try {
    const migrated = await bringForward(config.databaseUrl, config.node, migrations);
    if (!migrated.ok) throw new SchemaError(migrated.fault.issues.map((issue) => issue.text).join(' '));
    if (config.keysDatabaseUrl !== undefined) {
      const keysMigrated = await bringForward(config.keysDatabaseUrl, config.node, personKeyMigrations);
      if (!keysMigrated.ok) throw new SchemaError(keysMigrated.fault.issues.map((issue) => issue.text).join(' '));
    }
    const queue = await prepareQueue(db);
    if (!queue.ok) throw new SchemaError(queue.fault.issues.map((issue) => issue.text).join(' '));
    if (migrated.value.applied.length > 0) log.info('schema.migrated', { steps: migrated.value.applied.length });
    const clock = systemClock;
    const audit = createAudit({ db, clock });
    const stopMonths = await audit.keepMonths({ log, months: config.logMonths });
    const stopPlacing = audit.keepPlacing(log);
    const logTree = openLogTree({
      db,
      clock,
      keys: await prepareLogKeys({ keysDir: config.keysDir, name: logName(gatewayUrlOf(config)) }),
    });
    const stopSealing = logTree.keepSealing(log);
    const access = createAccess({
      db,
      clock,
      country: config.country,
      ...(config.policy === undefined ? {} : { policy: config.policy }),
    });
    const rates = createRates({
      db,
      clock,
      log,
      bounds: config.rates,
      refused: (what, who) => {
        const entry = rateRefusalEntry(what, who, { at: clock.now(), country: config.country });
        audit.record([entry]).catch(() => log.error('rate.refusal-not-logged', { what }));
      },
    });
    const upstreams = await openUpstreams(config, {
      records: () => records,
      accounts: () => identity.accounts(),
    });
    const signIn = {
      db,
      upstreams: upstreams.upstreams,
      directory: upstreams.directory,
      rates,
      audit,
      clock,
      log,
      keysDir: config.keysDir,
      publicUrl: config.publicUrl,
      country: config.country,
      demonstration: config.demonstration,
      waitingDays: config.waitingDays,
    };
    const identity = boundAccounts(createIdentity(signIn), config.rates.requests);
    const subscriptions = await openSubscriptions({
      db,
      clock,
      log,
      identity,
      access,
      node: { name: config.name, country: config.country, publicUrl: config.publicUrl },
      key: await nodeKey(config.keysDir, 'subscription'),
      hosts: config.subscriptionHosts,
      demonstration: config.demonstration,
      ...(config.mail === undefined ? {} : { mail: { ...config.mail, ...smtpPassword(config.keysDir) } }),
      ...(config.subscriptionTopics === undefined ? {} : { topicsDir: config.subscriptionTopics }),
    });
    const persons = await openPersonSealing({
      db,
      keysDb,
      apart: config.keysDatabaseUrl !== undefined,
      clock,
      keysDir: config.keysDir,
      also: forgetPerson,
    });
    const store = createStore({
      db,
      clock,
      sealing: persons.sealing,
      cursorKey: await nodeKey(config.keysDir, 'cursor'),
      append: appendJournal({ audit, access, listener: bothListeners(subscriptions.listener, followingMerges) }),
      terminology: () => terminology.source(),
    });
    const definitions = openDefinitions({ db, own: ownProfiles, written: store.definitions });
    const terminology = await createTerminology({
      db,
      definitions: () => definitions.current(),
      memory: config.terminologyMemory,
    });
    const judge =
      config.validation === 'structure'
        ? undefined
        : createDraftJudge({
            definitions,
            apart: (set, question) => judgeApart(set, { ...question, profiles: [], byCategory: false }, judgedWithin),
          });
    const door = createRecords({
      ...(judge === undefined ? {} : { judge }),
      store,
      access,
      audit,
      clock,
      ids: randomIds,
      transact: (work) => db.transaction(work),
      noteWatched: keepRefusal,
      erase: (person, reason) => persons.erase(person, reason, new AbortController().signal),
      observer: { name: config.name, url: `${config.publicUrl}/fhir` },
    });
    const records = subscriptions.keep(noticingDefinitions(limitedSearchesForPersons(door, rates), definitions));
    const jobs = createJobs({ db, log });
    return {
      db,
      jobs,
      clock,
      ids: randomIds,
      log,
      terminology,
      knownTerminology: knownTerminology(terminology, definitions),
      audit,
      logTree,
      watchKey: await nodeKey(config.keysDir, 'watch'),
      access,
      identity,
      rates,
      signIn: { ...signIn, identity },
      upstreams,
      store,
      persons,
      judge,
      healthLinkKey: await nodeKey(config.keysDir, 'health-link'),
      definitions,
      records,
      subscriptions: { ...subscriptions, door },
      async close() {
        await stopMonths();
        await stopPlacing();
        await stopSealing();
        await subscriptions.close();
        await db.close();
        await keysDb.close();
      },
    };
  } catch (error) {
    await db.close();
    await keysDb.close();
    throw error;
  }
}

/** Where partners reach the gateway of a node. */
export function gatewayUrlOf({ gatewayHost, gatewayPort }: Pick<NodeConfig, 'gatewayHost' | 'gatewayPort'>): string {
  return `https://${gatewayHost}:${gatewayPort}`;
}

/** Brings the schema up to date. Building an index takes longer than any statement of a request may. */
async function bringForward(url: string, node: string, steps: readonly Migration[]): Promise<MigrateResult> {
  const db = openDatabase({
    url,
    name: `carnet ${node} schema`,
    max: 2,
    statementTimeout: 0,
  });
  try {
    return await migrate(db, steps);
  } finally {
    await db.close();
  }
}

/** The schema cannot be brought to what this build needs. */
export class SchemaError extends Error {}
