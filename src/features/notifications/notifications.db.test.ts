import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, LogRun } from '#audit';
import type { Database } from '#db';
import type { Caller, Identity } from '#identity';
import { newTraceId, ok, silentLog } from '#kernel';
import type { PersonWords } from '#records';
import { openTestRecordsBy } from '#records/testing';
import { type Choices, type Inbox, newsKinds } from './contract.ts';
import {
  followLog,
  forgetOldNews,
  type MailOptions,
  notificationMigrations,
  registerNotifications,
  sendMails,
} from './index.ts';
import { newsOf } from './news-of.ts';

const app: FastifyInstance = Fastify();
let now = new Date('2026-11-02T10:00:00.000Z');
const clock = { now: () => now };
let db: Database;
let words: PersonWords;
let close: () => Promise<void>;
/** The log as it is followed. */
const entries: (AuditEntry & { readonly id: string })[] = [];
const log = {
  end: async () => entries.length,
  since: async (position: number, limit: number): Promise<LogRun> => {
    const run = entries.slice(position, position + limit);
    return { entries: run, position: position + run.length };
  },
};
const known = [
  { id: 'claire', name: 'Claire', role: 'citizen', language: 'fr', patient: 'claire' },
  { id: 'henri', name: 'Henri', role: 'citizen', language: 'pt', patient: 'henri' },
] as const;
/** Whom the accounts were asked for. */
const askedFor: unknown[] = [];
const identity: MailOptions['identity'] = {
  async accountsOf(whose) {
    askedFor.push(whose);
    return known.filter(({ id, patient }) =>
      'ids' in whose ? whose.ids.includes(id) : 'patients' in whose && whose.patients.includes(patient),
    );
  },
};
const follow = () => followLog({ db, words, audit: log, clock, identity });

function happened(
  fields: Partial<AuditEntry>,
  name = 'Dr Martin',
  role = '2211',
): AuditEntry & { readonly id: string } {
  const entry = {
    id: String(entries.length + 1),
    at: now,
    traceId: 't',
    action: 'read' as const,
    outcome: 'success' as const,
    interaction: 'read',
    patient: 'claire',
    agent: { subject: 's', name, role, country: 'FR', client: 'c' },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [],
    ...fields,
  };
  entries.push(entry);
  return entry;
}

beforeAll(async () => {
  const opened = await openTestRecordsBy(clock, { migrations: notificationMigrations });
  const { access, audit } = opened;
  ({ db, words, close } = opened);
  const authenticate: Identity['authenticate'] = async ({ headers }) => {
    const who = String(headers['x-who']);
    const caller: Caller = {
      subject: who,
      name: who,
      role: 'citizen',
      country: 'FR',
      purpose: 'PATRQT',
      client: 'carnet-web',
      traceId: newTraceId(),
      proxyFor: [],
      patient: who,
    };
    return ok(caller);
  };
  registerNotifications(app, { db, identity: { authenticate }, access, audit, words, clock, mailOffered: true });
  happened({}, 'Before the node told');
  await follow();
});
afterAll(async () => {
  await app.close();
  await close();
});

const at = (path: string, who = 'claire') =>
  app.inject({ url: `/api/notifications/${path}`, headers: { 'x-who': who } });
const inbox = async (who = 'claire'): Promise<Inbox> => (await at(who, who)).json();
const unread = async (who = 'claire') => (await at(`${who}/unread`, who)).json().unread as number;
const put = (body: object, who = 'claire', of = who) =>
  app.inject({
    method: 'PUT',
    url: `/api/notifications/${of}/choices`,
    headers: { 'x-who': who, origin: 'http://localhost' },
    payload: body,
  });
const read = (upTo: number) =>
  app.inject({
    method: 'POST',
    url: '/api/notifications/claire/read',
    headers: { 'x-who': 'claire', origin: 'http://localhost' },
    payload: { upTo },
  });

describe('what is news', () => {
  const result = { objects: [{ type: 'Observation', id: 'x', category: 'pregnancy-results' as const }] };
  it.each([
    ['a doctor who looked', {}, 'Dr Martin', '2211', 'looked'],
    ['a colleague abroad', { action: 'disclose', interaction: 'ITI-67' }, 'Dr Silva', 'foreign-professional', 'looked'],
    ['a link that was read', { action: 'disclose', interaction: 'health-link' }, '“x”', 'health-link', 'looked'],
    ['her own look', {}, 'Claire', 'citizen', undefined],
    ['what was denied', { outcome: 'denied' }, 'Dr Martin', '2211', undefined],
    ['an emergency', { interaction: 'emergency-access', action: 'change-rights' }, 'Dr Martin', '2211', 'emergency'],
    ['a result', { action: 'create', ...result }, 'Importer', 'backend', 'result'],
    ['a value that she added', { action: 'create', ...result }, 'Claire', 'citizen', undefined],
    [
      'a choice of sharing',
      { action: 'change-sharing', interaction: 'change-sharing' },
      'Claire',
      'citizen',
      'sharing',
    ],
    ['an app', { action: 'change-rights', interaction: 'app-connect' }, 'Claire', 'citizen', 'app'],
    ['a proxy', { action: 'change-rights', objects: [{ type: 'RelatedPerson' }] }, 'Claire', 'citizen', 'proxy'],
    ['an answer', { action: 'update', interaction: 'case-answered' }, 'Operator', 'administrator', 'case'],
    ['an operator at her case', { interaction: 'case' }, 'Operator', 'administrator', undefined],
    ['nobody’s', { patient: undefined }, 'Dr Martin', '2211', undefined],
  ] as const)('%s', (_, fields, name, role, kind) => {
    const entry = happened(fields as Partial<AuditEntry>, name, role);
    entries.pop();
    expect(newsOf(entry)?.kind).toBe(kind);
  });
});

describe('the inbox', () => {
  it('has what happened from the first start on, once, whichever process follows', async () => {
    happened({});
    happened({});
    happened({ interaction: 'emergency-access', action: 'change-rights' });
    happened({ patient: 'somebody without an account' });
    await Promise.all([follow(), follow(), follow()]);
    await follow();
    const { news, unread: count } = await inbox();
    expect(news.map(({ kind, who, times }) => [kind, who, times])).toEqual([
      ['emergency', 'Dr Martin', 1],
      ['looked', 'Dr Martin', 2],
    ]);
    expect(count).toBe(2);
    expect((await inbox('henri')).news).toEqual([]);
  });

  it('asks for the accounts of whom something is told, and of nobody else', async () => {
    askedFor.length = 0;
    happened({});
    happened({ patient: 'henri', outcome: 'denied' });
    await follow();
    expect(askedFor).toEqual([{ patients: ['claire'] }]);
    await follow();
    expect(askedFor.length).toBe(1);
    await db.query('delete from notification', []);
    happened({});
    happened({});
    happened({ interaction: 'emergency-access', action: 'change-rights' });
    await follow();
  });

  it('is kept of who has no account from when a reader has opened it', async () => {
    happened({ patient: 'leo' });
    await follow();
    expect((await inbox('leo')).news).toEqual([]);
    happened({ patient: 'leo' });
    await follow();
    expect((await inbox('leo')).news).toMatchObject([{ kind: 'looked', times: 1, read: false }]);
  });

  it('is read up to where it was read, and what happens again is new again', async () => {
    const { news } = await inbox();
    await read(news[0]?.seq ?? 0);
    expect(await unread()).toBe(0);
    await read(0);
    expect(await unread()).toBe(0);
    happened({});
    await follow();
    expect(await unread()).toBe(1);
    expect((await inbox()).news[0]).toMatchObject({ kind: 'looked', times: 3, read: false });
  });

  it('is not read before it is told, whatever number was named', async () => {
    await read(Number.MAX_SAFE_INTEGER);
    expect(await unread()).toBe(0);
    happened({});
    await follow();
    expect(await unread()).toBe(1);
    for (const wrong of [-1, 1.5, Number.MAX_SAFE_INTEGER + 1]) expect((await read(wrong)).statusCode).toBe(400);
  });

  it('shows what was chosen, and emergencies whatever was chosen', async () => {
    expect((await put({ kinds: ['case'], pace: 'daily' })).statusCode).toBe(200);
    expect((await inbox()).news.map(({ kind }) => kind)).toEqual(['emergency']);
    await put({ kinds: newsKinds, pace: 'daily' });
  });

  it('of another is not to be told from nobody’s', async () => {
    for (const path of ['', '/unread', '/choices']) {
      const [others, nobodys] = [await at(`claire${path}`, 'henri'), await at(`nobody${path}`, 'henri')];
      expect([others.statusCode, others.body]).toEqual([404, nobodys.body]);
    }
    expect((await put({ kinds: [], pace: 'daily' }, 'henri', 'claire')).statusCode).toBe(404);
  });

  it('forgets what is old', async () => {
    await forgetOldNews({ db, clock: { now: () => new Date('2028-06-01T00:00:00Z') } });
    expect((await inbox()).news).toEqual([]);
  });
});

describe('mail', () => {
  const sent: { readonly to: string; readonly text: string }[] = [];
  let taken = true;
  let mayRead = true;
  const options = (): MailOptions => ({
    ...{ db, words, clock, identity, log: silentLog },
    node: { name: 'Carnet', publicUrl: 'http://node.test' },
    mayRead: async (account, patient) => mayRead && account === 'claire' && patient === 'claire',
    send: async (mail) => {
      if (taken) sent.push(mail);
      return taken;
    },
  });
  const chosen: Choices = { kinds: ['looked'], mail: 'claire@example.org', pace: 'daily' };
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };

  it('says in her language that there is news and where, once, and nothing of what', async () => {
    await put(chosen);
    expect(await sendMails(options())).toBe(0);
    happened({});
    await follow();
    await Promise.all([sendMails(options()), sendMails(options()), sendMails(options())]);
    expect(sent.length).toBe(1);
    expect(sent[0]).toMatchObject({ to: 'claire@example.org' });
    expect(sent[0]?.text).toContain('http://node.test/inbox');
    expect(sent[0]?.text).toContain('Il y a du nouveau');
    expect(JSON.stringify(sent)).not.toMatch(/Martin|laire Mo|looked/);
  });

  it('waits for the day in a digest, but never with an emergency', async () => {
    happened({});
    await follow();
    later(60);
    expect(await sendMails(options())).toBe(0);
    happened({ interaction: 'emergency-access', action: 'change-rights' });
    await follow();
    expect(await sendMails(options())).toBe(1);
    happened({});
    await follow();
    later(24 * 60);
    expect(await sendMails(options())).toBe(1);
    expect(await sendMails(options())).toBe(0);
  });

  it('comes at once where she wants it, not more often than every ten minutes', async () => {
    await put({ ...chosen, pace: 'at-once' });
    later(11);
    happened({});
    await follow();
    expect(await sendMails(options())).toBe(1);
    happened({});
    await follow();
    later(5);
    expect(await sendMails(options())).toBe(0);
    later(6);
    expect(await sendMails(options())).toBe(1);
  });

  it('is looked at again only for whom something has come since, however many read', async () => {
    const toLookAt = async () =>
      (await db.query<{ account: string }>('select account from notification_choice where due <= $1', [now])).map(
        ({ account }) => account,
      );
    const cold = Array.from({ length: 50 }, (_, n) => `reader-${n}`);
    await db.query(
      `insert into notification_choice (patient, account, kinds, mail, pace, due)
       select 'nobody', reader, '{looked}', 'a@example.org', 'daily', '-infinity' from unnest($1::text[]) reader`,
      [cold],
    );
    await sendMails(options());
    expect(await toLookAt()).toEqual([]);
    happened({});
    await follow();
    expect(await toLookAt()).toEqual(['claire']);
    // Too early for another mail: due when it may be sent, and not before.
    expect(await sendMails(options())).toBe(0);
    expect(await toLookAt()).toEqual([]);
    later(11);
    expect(await toLookAt()).toEqual(['claire']);
    expect(await sendMails(options())).toBe(1);
    expect(await toLookAt()).toEqual([]);
    await db.query(`delete from notification_choice where patient = 'nobody'`, []);
  });

  it('is sent again where the server did not take it', async () => {
    later(11);
    happened({});
    await follow();
    taken = false;
    expect(await sendMails(options())).toBe(0);
    taken = true;
    later(11);
    expect(await sendMails(options())).toBe(1);
  });

  it('is not sent of what she has read on the page', async () => {
    later(11);
    happened({});
    await follow();
    await read((await inbox()).news[0]?.seq ?? 0);
    expect(await sendMails(options())).toBe(0);
  });

  it('goes to nobody who may not read her log any more', async () => {
    later(11);
    happened({});
    await follow();
    mayRead = false;
    const before = sent.length;
    expect(await sendMails(options())).toBe(0);
    mayRead = true;
    expect(await sendMails(options())).toBe(0);
    expect(sent.length).toBe(before);
    expect((await at('claire/choices')).json().mail).toBeUndefined();
  });

  it.each([
    ['an address with a line end', { ...chosen, mail: 'a@b.org\nBcc: c@d.org' }],
    ['two addresses', { ...chosen, mail: 'a@b.org,c@d.org' }],
    ['a kind that there is not', { ...chosen, kinds: ['weather'] }],
    ['a pace that there is not', { ...chosen, pace: 'hourly' }],
    ['a member that is not known', { ...chosen, patient: 'henri' }],
  ])('is refused with %s', async (_, body) => {
    expect((await put(body)).statusCode).toBe(400);
  });
});

describe('what is kept', () => {
  const everything = async () =>
    JSON.stringify([
      await db.query('select * from notification', []),
      await db.query('select * from notification_choice', []),
    ]);

  it('says neither who it was nor where mail goes', async () => {
    await put({ kinds: newsKinds, mail: 'claire@example.org', pace: 'daily' });
    happened({}, 'Dr Who Is Sealed');
    happened({}, 'Dr Who Is Sealed');
    await follow();
    expect((await inbox()).news.find(({ who }) => who === 'Dr Who Is Sealed')?.times).toBe(2);
    expect((await at('claire/choices')).json().mail).toBe('claire@example.org');
    expect(await everything()).not.toMatch(/Martin|Sealed|example\.org/);
  });

  it('is read as an older build wrote it', async () => {
    await db.query(
      `insert into notification (patient, kind, who, day, seq, at, times)
       values ('henri', 'looked', 'Dr Before', '2028-06-02', nextval('notification_seq'), now(), 1)`,
      [],
    );
    await db.query(
      `insert into notification_choice (patient, account, kinds, mail, pace) values ('henri', 'henri', '{looked}', 'henri@example.org', 'daily')
       on conflict (patient, account) do update set mail = excluded.mail`,
      [],
    );
    expect((await inbox('henri')).news).toEqual([expect.objectContaining({ who: 'Dr Before' })]);
    expect((await at('henri/choices', 'henri')).json().mail).toBe('henri@example.org');
    await put({ kinds: newsKinds, mail: 'henri@example.org', pace: 'daily' }, 'henri');
    expect(await everything()).not.toContain('henri@example.org');
  });
});
