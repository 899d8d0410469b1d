import type { CareRelation, SharingChoices, SharingVersion } from '#access';
import { type AccessLogPage, isAccessLogCursor } from '#audit';
import type { Caller } from '#identity';
import { fail, faultOf, isResourceId, type Outcome, ok } from '#kernel';
import { decide, notFound, roleRefusal, type View } from './decide.ts';
import { logEntry, type Occasion, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import type { RecentActs } from './recent-acts.ts';
import { everything } from './visible.ts';

async function refuse(
  options: RecordsOptions,
  occasion: Occasion,
  patient: string,
  view: View,
  action: 'read' | 'change-rights' = 'read',
): Promise<Outcome<never>> {
  await options.audit.record([logEntry(occasion, { action, outcome: 'denied', patient, objects: [] })]);
  return { ok: false, fault: view.refusal ?? notFound() };
}

/**
 * Who looked (EHDS article 9): newest first. The look into the log is itself logged, once per reader and person in five
 * minutes of one process: a page that is open asks again and again, which is one act of its reader, and a log that is
 * filled by being watched hides what it is there to show. A proxy is a reader of his own; denials are logged each time.
 */
export async function readAccessLog(
  options: RecordsOptions & { readonly recentReads: RecentActs },
  caller: Caller,
  patient: string,
  page: { readonly count: number; readonly cursor?: string; readonly from?: Date; readonly to?: Date },
): Promise<Outcome<AccessLogPage>> {
  const view = await decide(options.access, caller, 'read-log', patient);
  const occasion = occasionOf(options, caller, 'access-log', view);
  if (!view.permitted) return refuse(options, occasion, patient, view);
  if (page.cursor !== undefined && !isAccessLogCursor(page.cursor)) {
    return fail('search.bad-cursor', 'The page link was altered or belongs to another log.');
  }
  const log = await options.audit.accessLog({ patient, ...page });
  await noteLogRead(options, occasion, patient);
  return ok(log);
}

/** Logs a look into somebody's log, once in a while. An app is a reader of its own. */
export async function noteLogRead(
  { audit, recentReads }: Pick<RecordsOptions, 'audit'> & { readonly recentReads: RecentActs },
  occasion: Occasion,
  patient: string,
): Promise<void> {
  const act = [occasion.caller.subject, occasion.caller.app?.id ?? '', patient];
  if (recentReads.has(act)) return;
  await audit.record([
    logEntry(occasion, { action: 'read', outcome: 'success', patient, objects: [{ type: 'AuditEvent' }] }),
  ]);
  recentReads.remember(act);
}

/** The choices are seen by those alone who may change them: that a restriction exists is hidden from everybody else. */
export async function readSharing(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<SharingChoices>> {
  const view = await decide(options.access, caller, 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'sharing', view);
  if (!view.permitted) return refuse(options, occasion, patient, view);
  const choices = await options.access.sharing(patient);
  await options.audit.record([
    logEntry(occasion, { action: 'read', outcome: 'success', patient, objects: [{ type: 'Consent' }] }),
  ]);
  return ok(choices);
}

/** What she chose before, and when; seen by those alone who may change it. */
export async function readSharingHistory(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<readonly SharingVersion[]>> {
  const view = await decide(options.access, caller, 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'sharing-history', view);
  if (!view.permitted) return refuse(options, occasion, patient, view);
  const versions = await options.access.sharingHistory(patient);
  await options.audit.record([
    logEntry(occasion, { action: 'read', outcome: 'success', patient, objects: [{ type: 'Consent' }] }),
  ]);
  return ok(versions);
}

const day = 86_400_000;
/** Times that somebody may be said to treat a person within some days: what is ended and said again leaves a row each time. */
const mostDeclared = 100;
const declaredWithin = 30 * day;

/**
 * A care relation. Faults: `request.too-often` where a person has said too often who treats her; ending is never bounded.
 * A professional declares it for his own organization and for nobody else's; the person and those who may change her
 * sharing declare it for whom they choose; a caller who may write every record (an import) as it comes.
 */
export async function declareCareRelation(
  options: RecordsOptions,
  caller: Caller,
  relation: CareRelation,
): Promise<Outcome<void>> {
  const { patient } = relation;
  const byProfessional = caller.role === 'professional';
  const view = byProfessional
    ? await decide(options.access, caller, 'write', undefined)
    : await decide(options.access, caller, caller.role === 'backend' ? 'write' : 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'declare-relation', view);
  if (!view.permitted) return refuse(options, occasion, patient, view, 'change-rights');
  const foreign = relation.organization !== caller.organization || relation.origin !== 'declared';
  if (caller.scopes !== undefined || (byProfessional && foreign)) {
    await refuse(options, occasion, patient, view, 'change-rights');
    return { ok: false, fault: roleRefusal() };
  }
  if (relation.to !== undefined && relation.to <= relation.from) {
    return fail('request.bad', 'The relation ends before it begins.', 'CareRelation.to');
  }
  if (!isResourceId(relation.organization) || !isResourceId(relation.practitioner ?? 'none')) {
    return fail('resource.id-form', 'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .', 'CareRelation');
  }
  const person = await options.store.read('Patient', patient, everything);
  if (person === undefined || person.deleted) return refuse(options, occasion, patient, view, 'change-rights');
  const objects = [{ type: 'Organization', id: relation.organization }];
  const declared = await options.transact(async (tx): Promise<Outcome<void>> => {
    // An import comes as it is; what ends by itself is bounded by what asks for it.
    const bound =
      caller.role === 'backend' || relation.to !== undefined
        ? undefined
        : { most: mostDeclared, since: new Date(occasion.at.getTime() - declaredWithin) };
    if (!(await options.access.addRelation(tx, relation, bound))) {
      const words = `Who treats a person is said ${mostDeclared} times within ${declaredWithin / day} days at most; it can always be ended.`;
      return { ok: false, fault: { ...faultOf('request.too-often', words), retryAfter: day / 1_000 } };
    }
    await options.audit.append(tx, [
      logEntry(occasion, { action: 'change-rights', outcome: 'success', patient, objects }),
    ]);
    return ok(undefined);
  });
  if (!declared.ok) {
    await options.audit.record([logEntry(occasion, { action: 'change-rights', outcome: 'denied', patient, objects })]);
  }
  return declared;
}
