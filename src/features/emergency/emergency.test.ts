import Fastify from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Caller, Identity, Role } from '#identity';
import { ok } from '#kernel';
import type { PersonTraits } from '#records';
import { registerEmergency } from './index.ts';

const app = Fastify();
const asked: { readonly caller: Caller; readonly traits: PersonTraits; readonly reason: string }[] = [];

beforeAll(() => {
  const authenticate: Identity['authenticate'] = async ({ headers, traceId }) =>
    ok({
      subject: 's',
      name: 'n',
      role: String(headers['x-role'] ?? 'professional') as Role,
      country: 'FR',
      purpose: 'TREAT',
      client: 'c',
      traceId,
      proxyFor: [],
    });
  registerEmergency(app, {
    identity: { authenticate } as Identity,
    records: {
      openEmergency: async (caller, traits, reason) => {
        asked.push({ caller, traits, reason });
        const from = new Date('2026-11-22T10:00:00Z');
        const to = new Date('2026-11-23T10:00:00Z');
        return ok({ patient: 'p', practitioner: 'k', reason, from, to });
      },
    },
    node: { country: 'FR', demonstration: true },
  });
});
afterAll(() => app.close());

const withKey = { birthDate: '1984-03-12', reason: 'Found unconscious.', identifier: '279035121518989' };
const post = (payload: unknown) =>
  app.inject({
    method: 'POST',
    url: '/api/emergency',
    payload: payload as object,
    headers: { origin: 'http://localhost' },
  });

it('hands on what was asked, the number without its spaces, and tells until when the record is open', async () => {
  const answer = await post({ ...withKey, identifier: '2 79 03 51 215 189 89' });
  expect(answer.json()).toEqual({ patient: 'p', until: '2026-11-23T10:00:00.000Z' });
  expect(asked.at(-1)).toMatchObject({
    traits: {
      identifier: { system: 'urn:oid:1.2.250.1.213.1.4.11', value: '279035121518989' },
      birthDate: '1984-03-12',
    },
    reason: 'Found unconscious.',
  });
});

it.each([
  ['no object', []],
  ['a number whose key does not fit', { ...withKey, identifier: '279035121518988' }],
  ['a number of no length', { ...withKey, identifier: '1' }],
  ['a number that is none', { ...withKey, identifier: 5 }],
  ['a number beyond all length', { ...withKey, identifier: '2'.repeat(101) }],
  ['half a date of birth', { ...withKey, birthDate: '1984' }],
  ['a reason that is no text', { ...withKey, reason: 7 }],
  ['a member that is not known', { ...withKey, patient: 'p' }],
])('asks nothing for %s', async (_, body) => {
  const before = asked.length;
  expect((await post(body)).statusCode).toBeGreaterThanOrEqual(400);
  expect(asked.length).toBe(before);
});

it('tells professionals alone by what a person is named here', async () => {
  const as = (role: Role) => app.inject({ url: '/api/emergency/traits', headers: { 'x-role': role } });
  expect((await as('professional')).json()).toMatchObject([{ name: 'identifier' }, { name: 'birthDate' }]);
  expect((await as('citizen')).statusCode).toBe(403);
});
