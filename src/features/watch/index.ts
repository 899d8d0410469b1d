import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Access } from '#access';
import type { Audit } from '#audit';
import type { Database } from '#db';
import type { Identity } from '#identity';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { enterDesk } from '#records';
import { apiRoute } from '#rest';
import type { FindingState, FindingView, Verdict, WatchView } from './contract.ts';
import { countOpen, type Finding, findingsOf, settleFinding } from './finding-table.ts';
import { type FollowOptions, followLog } from './follow-log.ts';
import type { Thresholds } from './thresholds.ts';

export { watchMigrations } from './migrations.ts';
export { thresholds } from './thresholds.ts';
export { timeZoneOf } from './time-zone.ts';

export interface WatchOptions extends DeskOptions, FollowOptions {
  readonly identity: DeskOptions['identity'] & FollowOptions['identity'];
  readonly audit: DeskOptions['audit'] & FollowOptions['audit'];
}

export interface DeskOptions {
  readonly db: Database;
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  /** Secret of the node by which persons become pseudonyms. */
  readonly key: Uint8Array;
  readonly thresholds: Thresholds;
}

const largestBody = 8 * 1024;
const shownPseudonyms = 10;
const longestNote = 2_000;
const idForm = /^[0-9a-f-]{36}$/;

/** Looks through the log while the server runs, and shows what it finds. */
export function registerWatch(app: FastifyInstance, options: WatchOptions): void {
  const { stop } = followLog(options);
  app.addHook('onClose', stop);
  registerDesk(app, options);
}

/**
 * Unusual patterns in the log, for who runs the node: `GET /api/watch`, and `POST /api/watch/:id` by which a finding is
 * settled with a note. Persons are shown as pseudonyms.
 */
export function registerDesk(app: FastifyInstance, options: DeskOptions): void {
  const { db, identity } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/watch',
    identity,
    handler: async (caller, request): Promise<Outcome<WatchView>> => {
      const allowed = await enterDesk(options, caller, 'read findings');
      if (!allowed.ok) return allowed;
      const { state } = request.query as { readonly state?: unknown };
      const wanted: FindingState = state === 'settled' ? 'settled' : 'open';
      const [findings, open, [followed]] = await Promise.all([
        findingsOf(db, wanted),
        countOpen(db),
        db.query<{ seen: Date | null }>('select seen from watch_state', []),
      ]);
      return ok({
        findings: findings.map((finding) => viewOf(options, finding)),
        open,
        ...(followed?.seen ? { seen: followed.seen.toISOString() } : {}),
        thresholds: options.thresholds,
      });
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/watch/:id',
    identity,
    maxBody: largestBody,
    handler: async (caller, request): Promise<Outcome<FindingView>> => {
      const { id } = request.params as { readonly id: string };
      const allowed = await enterDesk(options, caller, 'settle a finding');
      if (!allowed.ok) return allowed;
      const { verdict, note } = (request.body ?? {}) as { readonly verdict?: unknown; readonly note?: unknown };
      if (verdict !== 'explained' && verdict !== 'breach') {
        return fail('request.bad', 'Say "explained" or "breach".', 'verdict');
      }
      const words = typeof note === 'string' ? note.trim() : '';
      if (words.length < 3 || words.length > longestNote || /[^\P{Cc}\t\r\n]|\p{Cs}/u.test(words)) {
        return fail('request.bad', `Say what you found, in 3 to ${longestNote} characters.`, 'note');
      }
      const settlement = { id, verdict: verdict as Verdict, note: words, by: caller.name, at: options.clock.now() };
      const settled = idForm.test(id) ? await settleFinding(db, settlement) : undefined;
      return settled === undefined
        ? fail('resource.not-found', 'There is no such finding that is open.')
        : ok(viewOf(options, settled));
    },
  });
}

function viewOf({ key }: DeskOptions, finding: Finding): FindingView {
  const { id, rule, account, first, last, count, persons, readers, state } = finding;
  return {
    id,
    rule,
    ...(account === null ? {} : { account }),
    from: first.toISOString(),
    to: last.toISOString(),
    count,
    persons: persons.length,
    readers,
    pseudonyms: persons.slice(0, shownPseudonyms).map((person) => pseudonymOf(key, person)),
    state,
    ...(finding.verdict === null ? {} : { verdict: finding.verdict }),
    ...(finding.note === null ? {} : { note: finding.note }),
    ...(finding.settledBy === null ? {} : { settledBy: finding.settledBy }),
    ...(finding.settled === null ? {} : { settled: finding.settled.toISOString() }),
  };
}

function pseudonymOf(key: Uint8Array, patient: string): string {
  return `P-${createHmac('sha256', key).update(patient).digest('hex').slice(0, 8).toUpperCase()}`;
}
