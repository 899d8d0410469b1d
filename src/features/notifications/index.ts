import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from '#access';
import type { Audit, AuditEntry } from '#audit';
import type { Database } from '#db';
import type { Caller, Identity } from '#identity';
import { type Clock, fail, isResourceId, type Outcome, ok } from '#kernel';
import { logEntry, type PersonWords } from '#records';
import { apiRoute } from '#rest';
import type { ChoicesAnswer, Inbox } from './contract.ts';
import { choicesOf, countUnread, keepChoices, markRead, openInbox, readInbox } from './inbox-table.ts';
import { parseChoices } from './parse-choices.ts';

export { followLog, forgetOldNews } from './follow-log.ts';
export { notificationMigrations } from './migrations.ts';
export { type MailOptions, sendMails } from './send-mails.ts';

export interface NotificationOptions {
  readonly db: Database;
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record'>;
  /** Seals who did what, and where mail goes. */
  readonly words: PersonWords;
  readonly clock: Clock;
  /** Does the node send mail? */
  readonly mailOffered: boolean;
}

const largestBody = 4 * 1024;

/** What a person, or who acts for her, is told of her record, and by which choices: `/api/notifications/:patient`. */
export function registerNotifications(app: FastifyInstance, options: NotificationOptions): void {
  const { db, identity } = options;
  const base = '/api/notifications/:patient';
  apiRoute(app, { method: 'GET', url: base, identity, handler: (caller, request) => inbox(options, caller, request) });
  apiRoute(app, {
    method: 'GET',
    url: `${base}/unread`,
    identity,
    // A number that every page asks for again and again tells nothing of the record: it is decided and not logged.
    handler: async (caller, request): Promise<Outcome<{ readonly unread: number }>> => {
      const reader = await readerOf(options, caller, request);
      return reader.ok ? ok({ unread: await countUnread(db, reader.value) }) : reader;
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: `${base}/read`,
    identity,
    maxBody: largestBody,
    handler: async (caller, request): Promise<Outcome<void>> => {
      const reader = await readerOf(options, caller, request);
      if (!reader.ok) return reader;
      const { upTo } = (request.body ?? {}) as { readonly upTo?: unknown };
      if (typeof upTo !== 'number' || !Number.isSafeInteger(upTo) || upTo < 0) {
        return fail('request.bad', 'upTo must be the number of the last one that was read.', 'upTo');
      }
      await markRead(db, reader.value, upTo);
      return ok(undefined);
    },
  });
  apiRoute(app, {
    method: 'GET',
    url: `${base}/choices`,
    identity,
    handler: async (caller, request): Promise<Outcome<ChoicesAnswer>> => {
      const reader = await readerOf(options, caller, request);
      if (!reader.ok) return reader;
      return ok({ ...(await choicesOf(options, reader.value)), mailOffered: options.mailOffered });
    },
  });
  apiRoute(app, {
    method: 'PUT',
    url: `${base}/choices`,
    identity,
    maxBody: largestBody,
    handler: (caller, request) => choose(options, caller, request),
  });
}

interface Reader {
  readonly patient: string;
  readonly account: string;
  readonly rule: string;
}

/** What is told comes from her log, so that it is for who may read that. Of anybody else there is nothing here. */
async function readerOf(
  { access, audit, clock }: NotificationOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<Reader>> {
  const { patient } = request.params as { readonly patient: string };
  const absent = () => fail('resource.not-found', 'There is no such person, or you may not know of it.');
  if (!isResourceId(patient)) return absent();
  const { permit, rule } = await access.decide({ caller, act: 'read-log', patient });
  if (permit) return ok({ patient, account: caller.subject, rule });
  await audit.record([entryOf(clock.now(), caller, { action: 'read', outcome: 'denied', patient, rule })]);
  return absent();
}

async function inbox(options: NotificationOptions, caller: Caller, request: FastifyRequest): Promise<Outcome<Inbox>> {
  const reader = await readerOf(options, caller, request);
  if (!reader.ok) return reader;
  const { before } = request.query as { readonly before?: unknown };
  if (before !== undefined && (typeof before !== 'string' || !/^\d{1,15}$/.test(before))) {
    return fail('search.bad-cursor', 'The page link was altered.');
  }
  await openInbox(options.db, reader.value);
  const found = await readInbox(options, reader.value, before === undefined ? undefined : Number(before));
  const { patient, rule } = reader.value;
  await options.audit.record([
    entryOf(options.clock.now(), caller, { action: 'read', outcome: 'success', patient, rule }),
  ]);
  return ok(found);
}

async function choose(
  options: NotificationOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<ChoicesAnswer>> {
  const reader = await readerOf(options, caller, request);
  if (!reader.ok) return reader;
  const choices = parseChoices(request.body);
  if (!choices.ok) return choices;
  if (choices.value.mail !== undefined && !options.mailOffered) {
    return fail('request.bad', 'This node sends no mail.', 'mail');
  }
  await keepChoices(options, reader.value, choices.value);
  const { patient, rule } = reader.value;
  await options.audit.record([
    entryOf(options.clock.now(), caller, { action: 'update', outcome: 'success', patient, rule }),
  ]);
  return ok({ ...choices.value, mailOffered: options.mailOffered });
}

function entryOf(
  at: Date,
  caller: Caller,
  { rule, ...event }: Pick<AuditEntry, 'action' | 'outcome' | 'rule'> & { readonly patient: string },
): AuditEntry {
  const occasion = { caller, at, interaction: 'notifications', rule, emergency: [] };
  return logEntry(occasion, { ...event, objects: [{ type: 'Communication' }] });
}
