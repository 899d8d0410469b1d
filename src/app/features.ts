import type { FastifyInstance } from 'fastify';
import type { Gateway } from '#gateway';
import { createPasskeys, createSessions, createWaitingSignIns, hasOtherMeans } from '#identity';
import type { FhirOperation } from '#rest';
import { registerAccessLog } from '../features/access-log/index.ts';
import { registerAccount } from '../features/account/index.ts';
import { launchContexts, registerApps } from '../features/apps/index.ts';
import { registerBreachDesk } from '../features/breach-desk/index.ts';
import { bulkExport } from '../features/bulk-export/index.ts';
import { bulkImport } from '../features/bulk-import/index.ts';
import { registerCareTeam } from '../features/care-team/index.ts';
import { registerCases } from '../features/cases/index.ts';
import { registerCrossBorder } from '../features/cross-border/index.ts';
import { registerDirectory } from '../features/directory/index.ts';
import { registerEmergency } from '../features/emergency/index.ts';
import { registerErasures } from '../features/erasures/index.ts';
import { registerIdentityDesk } from '../features/identity-desk/index.ts';
import { registerMyRecord } from '../features/my-record/index.ts';
import { registerNotifications } from '../features/notifications/index.ts';
import { registerOperations } from '../features/operations/index.ts';
import { registerOwnEntries } from '../features/own-entries/index.ts';
import { registerProxies } from '../features/proxies/index.ts';
import { registerSharing } from '../features/sharing/index.ts';
import { registerSimulator } from '../features/simulator/index.ts';
import { registerTakeAway } from '../features/take-away/index.ts';
import { registerTerminologyBrowser } from '../features/terminology-browser/index.ts';
import { registerTraceDesk } from '../features/trace-desk/index.ts';
import { registerWatch, thresholds, timeZoneOf } from '../features/watch/index.ts';
import { registerWeb } from '../features/web-shell/index.ts';
import type { Core } from './compose.ts';
import { openInsi } from './open-insi.ts';
import { operatorCaller } from './operator-caller.ts';
import type { NodeConfig } from './settings.ts';

/** What features bring to the FHIR API. */
export function operationsOfFeatures(core: Core, config: NodeConfig): readonly FhirOperation[] {
  const { clock, db, jobs, records } = core;
  const baseUrl = `${config.publicUrl}/fhir`;
  return [
    ...bulkExport({ jobs, records, clock, baseUrl, keepHours: config.exportHours }),
    ...bulkImport({ jobs, db, records, clock, sources: config.importSources }),
    ...core.subscriptions.operations(core.subscriptions.door),
  ];
}

export { launchContexts } from '../features/apps/index.ts';

/** Every feature of the node, a line each. */
export function registerFeatures(app: FastifyInstance, core: Core, gateway: Gateway, config: NodeConfig): void {
  const { access, audit, clock, db, ids, identity, jobs, records, terminology } = core;
  const custodian = { name: config.name, country: config.country };
  registerAccount(app, {
    identity,
    passkeys: createPasskeys(core.signIn),
    sessions: createSessions(core.signIn),
    otherMeans: (account) => hasOtherMeans(core.signIn, account),
    clock,
  });
  registerApps(app, {
    identity,
    apps: identity.apps,
    access,
    audit,
    clock,
    records,
    contexts: launchContexts(records),
  });
  registerMyRecord(app, { identity, records, terminology, custodian, clock });
  registerOwnEntries(app, { identity, records, clock, ids });
  registerCases(app, { db, identity, access, audit, records, words: core.persons.words, clock, ids });
  registerNotifications(app, {
    db,
    identity,
    access,
    audit,
    words: core.persons.words,
    clock,
    mailOffered: config.mail !== undefined,
  });
  registerTakeAway(app, {
    db,
    identity,
    access,
    audit,
    records,
    terminology,
    clock,
    node: config,
    fileKey: core.healthLinkKey,
  });
  registerAccessLog(app, { identity, records, apps: identity.apps, country: config.country });
  registerSharing(app, { identity, records });
  registerSimulator(app, {
    identity,
    records,
    access,
    proxies: identity.proxies,
    apps: identity.apps,
    countries: () => gateway.partners().map(({ country }) => country),
    clock,
  });
  const directory = { identity, records, baseUrl: `${config.publicUrl}/fhir` };
  registerDirectory(app, { ...directory, terminology });
  registerCareTeam(app, { ...directory, clock, country: config.country });
  registerProxies(app, {
    identity,
    proxies: identity.proxies,
    access,
    audit,
    transact: (work) => db.transaction(work),
    clock,
    country: config.country,
  });
  registerCrossBorder(app, { gateway, identity, terminology });
  registerEmergency(app, { identity, records, node: config });
  core.subscriptions.serve(app, core.subscriptions.door);
  registerOperations(app, {
    identity,
    access,
    audit,
    clock,
    jobs,
    counts: () => core.store.counts(),
    definitions: core.definitions,
  });
  registerTerminologyBrowser(app, { identity, access, audit, clock, terminology, current: core.knownTerminology });
  registerBreachDesk(app, { db, jobs, identity, access, audit, records, clock, ids, node: config });
  const insi = openInsi(config, { records, accounts: () => identity.accounts(), clock, log: core.log });
  registerIdentityDesk(app, {
    db,
    jobs,
    identity,
    access,
    audit,
    records,
    waiting: createWaitingSignIns(core.signIn),
    clock,
    ids,
    ...(insi === undefined ? {} : { insi: insi.insi }),
  });
  insi?.serveSimulated(app);
  registerErasures(app, {
    db,
    identity,
    access,
    audit,
    records,
    words: core.persons.words,
    clock,
    ...(config.erasureHours === undefined ? {} : { hours: config.erasureHours }),
  });
  registerTraceDesk(app, { identity, access, audit, clock, key: core.watchKey });
  registerWatch(app, {
    db,
    identity,
    access,
    audit,
    records,
    clock,
    ids,
    log: core.log,
    key: core.watchKey,
    caller: () => operatorCaller(config, 'watch'),
    timeZone: timeZoneOf(config.country),
    thresholds,
  });
  registerWeb(app, {
    webRoot: config.webRoot,
    node: { country: config.country, name: config.name, demonstration: config.demonstration },
  });
}
