import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { compactDecrypt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, Identity } from '#identity';
import { fail, newTraceId, ok } from '#kernel';
import { granted, observation, openTestRecordsBy, patient, put, type TestRecords } from '#records/testing';
import { type LinkView, type MadeLink, mostLinks, passcodeAttempts } from './contract.ts';
import { dropEndedFiles, healthLinkMigrations, type LinkReading, registerTakeAway } from './index.ts';
import { readManifest } from './read-link.ts';

const app: FastifyInstance = Fastify();
let options: LinkReading;
let audit: TestRecords['audit'];
let close: () => Promise<void>;
let now = new Date('2026-11-01T10:00:00.000Z');
const clock = { now: () => now };

function callerOf(name: string, fields: Partial<Caller> = {}): Caller {
  return {
    subject: name,
    name,
    role: 'citizen',
    country: 'FR',
    purpose: 'PATRQT',
    client: 'carnet-web',
    traceId: newTraceId(),
    proxyFor: [],
    patient: name,
    authenticatedAt: now,
    ...fields,
  };
}
const doctor = () => callerOf('sophie', { role: 'professional', purpose: 'TREAT', organization: 'org-park' });
const importer = () => callerOf('importer', { role: 'backend', purpose: 'HOPERAT' });

beforeAll(async () => {
  const opened = await openTestRecordsBy(clock, { migrations: healthLinkMigrations });
  const { db, access, records } = opened;
  ({ audit, close } = opened);
  const authenticate: Identity['authenticate'] = async ({ headers }) => {
    const who = String(headers['x-who'] ?? '');
    if (who === 'sophie') return ok(doctor());
    if (who === 'stale') return ok(callerOf('claire', { authenticatedAt: new Date(now.getTime() - 3_600_000) }));
    return who === '' ? fail('sign-in.required', 'Sign in.') : ok(callerOf(who));
  };
  const node = { name: 'Carnet', country: 'FR', language: 'fr', publicUrl: 'http://node.test' };
  options = {
    ...{ db, identity: { authenticate }, access, audit, records, clock, node },
    terminology: { designate: () => undefined, prepare: async () => {}, load: async () => ({ loaded: 0 }) },
    fileKey: randomBytes(32),
  };
  registerTakeAway(app, options);
  const resources = [
    patient('claire'),
    patient('henri'),
    ...Array.from({ length: 450 }, (_, n) => observation(`pulse-${String(n).padStart(3, '0')}`, 'claire')),
  ];
  granted(await records.change(importer(), resources.map(put), 'transaction'));
});
afterAll(async () => {
  await app.close();
  await close();
});

const as = (who: string) => ({ 'x-who': who, origin: 'http://localhost', 'x-carnet-request': '1' });
const wish = { content: 'summary', label: 'Dr Silva', hours: 24, language: 'fr' };
const ask = (who: string, of: string, body: object = wish) =>
  app.inject({ method: 'POST', url: `/api/take-away/${of}/links`, headers: as(who), payload: body });
const made = async (body: object = wish): Promise<MadeLink> => (await ask('claire', 'claire', body)).json();
const payloadOf = ({ address }: MadeLink) =>
  JSON.parse(Buffer.from(address.replace('shlink:/', ''), 'base64url').toString()) as Record<string, string>;
const pathOf = (link: MadeLink) => new URL(payloadOf(link).url ?? '').pathname;
const manifest = (path: string, body: object) => app.inject({ method: 'POST', url: path, payload: body });
const listed = async (): Promise<readonly LinkView[]> =>
  (await app.inject({ url: '/api/take-away/claire/links', headers: as('claire') })).json();
const stateOf = async ({ id }: LinkView) => (await listed()).find((one) => one.id === id)?.state;
const revoke = ({ id }: LinkView, who = 'claire', of = 'claire') =>
  app.inject({ method: 'DELETE', url: `/api/take-away/${of}/links/${id}`, headers: as(who) });
async function opened(jwe: string, link: MadeLink) {
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, Buffer.from(payloadOf(link).key ?? '', 'base64url'));
  return { header: protectedHeader, resource: JSON.parse(Buffer.from(plaintext).toString()) };
}

describe('the whole record', () => {
  it('is one Bundle of type collection, whatever its length, read page by page', async () => {
    const answer = await app.inject({ url: '/api/take-away/claire', headers: as('claire') });
    const bundle = answer.json();
    expect(answer.headers['content-type']).toContain('application/fhir+json');
    expect([bundle.type, bundle.entry.length, bundle.entry[0].resource.resourceType]).toEqual([
      'collection',
      451,
      'Patient',
    ]);
    expect(new Set(bundle.entry.map(({ resource }: { resource: { id: string } }) => resource.id)).size).toBe(451);
  });

  it('is a page in words too, with every entry', async () => {
    const answer = await app.inject({ url: '/api/take-away/claire/page?language=fr', headers: as('claire') });
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('Le dossier complet');
    expect(answer.body.match(/<tr>/g)?.length).toBeGreaterThanOrEqual(450);
    const others = await app.inject({ url: '/api/take-away/claire/page', headers: as('henri') });
    expect(others.statusCode).toBe(404);
  });

  it('of another is not to be told from nobody’s', async () => {
    const [others, nobodys] = await Promise.all(
      ['claire', 'nobody'].map((of) => app.inject({ url: `/api/take-away/${of}`, headers: as('henri') })),
    );
    expect(others?.statusCode).toBe(404);
    expect(others?.body).toBe(nobodys?.body);
  });
});

describe('a link', () => {
  it('without a passcode gives its file directly, encrypted with the key that it has', async () => {
    const link = await made();
    const payload = payloadOf(link);
    expect(payload).toMatchObject({ flag: 'U', label: 'Dr Silva', v: 1, exp: Date.parse(link.expires) / 1000 });
    expect(payload.key?.length).toBe(43);
    expect(payload.url?.length).toBeLessThanOrEqual(128);
    expect(link.qr.size).toBeGreaterThan(20);
    const answer = await app.inject({ url: `${pathOf(link)}?recipient=Dr%20Silva` });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/jose', 'access-control-allow-origin': '*' });
    const { header, resource } = await opened(answer.body, link);
    expect(header).toEqual({ alg: 'dir', enc: 'A256GCM', cty: 'application/fhir+json', zip: 'DEF' });
    expect([resource.resourceType, resource.type]).toEqual(['Bundle', 'document']);
  });

  it('with a passcode gives a manifest, embedded or at an address that is good for minutes', async () => {
    const link = await made({ ...wish, content: 'record', passcode: '123456' });
    const path = pathOf(link);
    expect(payloadOf(link).flag).toBe('P');
    expect((await app.inject({ url: `${path}?recipient=x` })).statusCode).toBe(404);
    const right = { recipient: 'Dr Silva', passcode: '123456' };
    const [embedded] = (await manifest(path, right)).json().files;
    expect((await opened(embedded.embedded, link)).resource.entry.length).toBe(451);
    const [located] = (await manifest(path, { ...right, embeddedLengthMax: 10 })).json().files;
    expect(located.embedded).toBeUndefined();
    const file = new URL(located.location).pathname;
    expect((await opened((await app.inject({ url: file })).body, link)).resource.type).toBe('collection');
    expect((await app.inject({ url: file.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) })).statusCode).toBe(404);
    now = new Date(now.getTime() + 11 * 60_000);
    expect((await app.inject({ url: file })).statusCode).toBe(404);
  });

  it('dies after five wrong passcodes, at once or one after the other, and then looks like none', async () => {
    const link = await made({ ...wish, passcode: '123456' });
    const path = pathOf(link);
    expect((await manifest(path, { recipient: 'x', passcode: 'wrong1' })).json()).toEqual({ remainingAttempts: 4 });
    expect((await manifest(path, { recipient: 'x', passcode: '123456' })).statusCode).toBe(200);
    const many = await Promise.all(
      Array.from({ length: 12 }, () => manifest(path, { recipient: 'x', passcode: 'wrong2' })),
    );
    expect(many.filter(({ statusCode }) => statusCode === 401).length).toBe(passcodeAttempts - 1);
    const dead = await manifest(path, { recipient: 'x', passcode: '123456' });
    const absent = await manifest(`/api/health-links/${'A'.repeat(43)}`, { recipient: 'x', passcode: '123456' });
    expect([dead.statusCode, dead.body]).toEqual([404, absent.body]);
    expect(await stateOf(link)).toBe('locked');
    const denied = await audit.accessLog({ patient: 'claire', count: 200 });
    expect(denied.entries.filter((one) => one.interaction === 'health-link' && one.outcome === 'denied').length).toBe(
      5,
    );
  });

  it('gives the last attempt to one of two that come at the same moment, and keeps its file for who knows the passcode', async () => {
    const link = await made({ ...wish, passcode: '123456' });
    const path = pathOf(link);
    for (const left of [4, 3, 2, 1]) {
      const wrong = await manifest(path, { recipient: 'x', passcode: 'wrong1' });
      expect(wrong.json()).toEqual({ remainingAttempts: left });
    }
    const secret = path.split('/').at(-1) ?? '';
    const asked = (passcode: string) =>
      ({ reader: { recipient: 'x' }, passcode, embeddedLengthMax: undefined }) as const;
    let second: Awaited<ReturnType<typeof readManifest>> | undefined;
    /** Between taking the attempt and looking at the passcode others come: the clean-up, and who guesses. */
    const query: LinkReading['db']['query'] = async (text, values) => {
      const rows = await options.db.query<never>(text, values);
      if (text.includes('attempts = attempts - 1')) {
        await dropEndedFiles(options.db, now);
        second = await readManifest(options, secret, asked('wrong2'));
      }
      return rows;
    };
    const first = await readManifest({ ...options, db: { ...options.db, query } }, secret, asked('123456'));
    expect([first.ok, second?.ok]).toEqual([true, false]);
    expect((await manifest(path, { recipient: 'x', passcode: 'wrong3' })).json()).toEqual({ remainingAttempts: 0 });
    expect((await manifest(path, { recipient: 'x', passcode: '123456' })).statusCode).toBe(404);
    const kept = await options.db.query('select from health_link where id = $1 and jwe is not null', [link.id]);
    expect(kept).toEqual([]);
  });

  it('is over when its time is, and when she revokes it; its file is gone then', async () => {
    const [short, long] = [await made({ ...wish, hours: 1 }), await made()];
    expect((await revoke(long)).statusCode).toBe(204);
    expect((await app.inject({ url: `${pathOf(long)}?recipient=x` })).statusCode).toBe(404);
    expect((await revoke(long)).statusCode).toBe(404);
    now = new Date(now.getTime() + 3_600_001);
    expect((await app.inject({ url: `${pathOf(short)}?recipient=x` })).statusCode).toBe(404);
    await dropEndedFiles(options.db, now);
    const kept = await options.db.query<{ n: number }>(
      'select count(*)::int as n from health_link where id = any($1) and jwe is not null',
      [[short.id, long.id]],
    );
    expect(kept).toEqual([{ n: 0 }]);
    expect([await stateOf(short), await stateOf(long)]).toEqual(['expired', 'revoked']);
  });

  it('leaves neither its address nor its key in the database', async () => {
    const payload = payloadOf(await made());
    const rows = JSON.stringify(await options.db.query('select * from health_link'));
    expect(rows).not.toContain(payload.key);
    expect(rows).not.toContain(payload.url?.split('/').at(-1));
  });

  it('tells the person in her log who said that he read it, and which parts', async () => {
    const link = await made();
    await app.inject({ url: `${pathOf(link)}?recipient=${encodeURIComponent('Dr Silva')}` });
    const { entries } = await audit.accessLog({ patient: 'claire', count: 1 });
    expect(entries[0]).toMatchObject({ action: 'disclose', agent: { name: '“Dr Silva”', role: 'health-link' } });
    expect(entries[0]?.objects.map(({ category }) => category)).toContain('allergies');
  });

  it('is made, seen and revoked by nobody else: what is hers looks like what is nobody’s', async () => {
    const link = await made();
    const [others, nobodys] = [await ask('henri', 'claire'), await ask('henri', 'nobody')];
    expect([others.statusCode, others.body]).toEqual([404, nobodys.body]);
    expect((await ask('sophie', 'claire')).statusCode).toBe(404);
    const absent = await revoke({ ...link, id: 'absent' }, 'henri', 'henri');
    for (const tried of [await revoke(link, 'henri', 'henri'), await revoke(link, 'henri')]) {
      expect([tried.statusCode, tried.body]).toEqual([404, absent.body]);
    }
    expect(await stateOf(link)).toBe('valid');
  });

  it('asks who signed in long ago to sign in again', async () => {
    expect((await ask('stale', 'claire')).statusCode).toBe(401);
  });

  it.each([
    ['a content that there is not', { ...wish, content: 'everything' }],
    ['no label', { ...wish, label: ' ' }],
    ['no end', { ...wish, hours: 24 * 365 }],
    ['a short passcode', { ...wish, passcode: '1234' }],
    ['a member that is not known', { ...wish, patient: 'henri' }],
  ])('is refused with %s', async (_, body) => {
    expect((await ask('claire', 'claire', body)).statusCode).toBe(400);
  });

  it('is read by who says who he is', async () => {
    const path = pathOf(await made());
    for (const url of [path, `${path}?recipient=`, `${path}?recipient=${'x'.repeat(101)}`, `${path}?recipient=a%0Ab`]) {
      expect((await app.inject({ url })).statusCode).toBe(400);
    }
  });

  it('is one of a few: no more at a time than one may look after', async () => {
    const answers = await Promise.all(Array.from({ length: mostLinks + 3 }, () => ask('henri', 'henri')));
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBe(mostLinks);
    expect(answers.filter(({ statusCode }) => statusCode === 409).length).toBe(3);
  });
});
