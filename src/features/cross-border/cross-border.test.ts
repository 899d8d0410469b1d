import { afterAll, describe, expect, it } from 'vitest';
import { composeSummary, translateDocument } from '#documents';
import type { ForeignSummary, Gateway, SummaryRequest } from '#gateway';
import type { Caller } from '#identity';
import { fail, ok, silentLog } from '#kernel';
import { createServer } from '#rest';
import type { Terminology } from '#terminology';
import { registerCrossBorder } from './index.ts';

const doctor: Caller = {
  subject: 'pt-ines-costa',
  name: 'Inês Costa',
  role: 'professional',
  country: 'PT',
  purpose: 'TREAT',
  client: 'carnet-web',
  traceId: 'a'.repeat(32),
  proxyFor: [],
  professional: {
    family_name: 'Costa',
    given_name: 'Inês',
    country_code: 'PT',
    hp_identifier: 'OM-48213',
    issuing_authority_name: 'Ordem dos Médicos',
    hp_professional_role: 'physician',
    healthcare_provider_identifier: 'HSM-01',
    healthcare_provider_name: 'Hospital de Santa Marta',
  },
};
const citizen: Caller = { ...doctor, role: 'citizen' };
const callers: Record<string, Caller> = { doctor, citizen };

const asked: { caller: Caller; request: SummaryRequest }[] = [];
const gateway: Pick<Gateway, 'partners' | 'requestSummary'> = {
  partners: () => [
    { country: 'FR', node: 'Carnet France', traits: [{ name: 'birthDate', label: 'trait.birth-date' }] },
  ],
  requestSummary: async (caller, request) => {
    asked.push({ caller, request });
    if (request.purpose === 'TREAT') return ok(foreignSummary(caller.traceId, request.language));
    return fail('gateway.clock', 'The clocks of the two nodes differ too much.');
  },
};

const terminology: Terminology = {
  designate: (_system, code, [language]) =>
    code === '46635009' && language === 'pt' ? { display: 'Diabetes mellitus tipo 1', language: 'pt' } : undefined,
  prepare: async () => {},
  load: async () => ({ loaded: 0 }),
};

function foreignSummary(traceId: string, language: string): ForeignSummary {
  const original = composeSummary({
    patient: { resourceType: 'Patient', id: 'fr-claire', name: [{ family: 'Moreau' }], birthDate: '1984-03-12' },
    resources: [
      {
        resourceType: 'Condition',
        id: 'fr-claire-diabetes',
        subject: { reference: 'Patient/fr-claire' },
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
        },
        code: { coding: [{ system: 'http://snomed.info/sct', code: '46635009', display: 'Diabète de type 1' }] },
      },
    ],
    referenced: [],
    custodian: { name: 'Carnet France', country: 'FR' },
    language: 'fr',
    terminology,
  });
  const { document, translated, untranslated } = translateDocument(original, language, terminology);
  return {
    country: 'FR',
    traceId,
    original,
    translated: document,
    translatedCodes: translated,
    untranslatedCodes: untranslated,
  };
}

const app = createServer({ log: silentLog, alive: async () => true });
registerCrossBorder(app, {
  gateway,
  identity: {
    authenticate: async ({ headers }) => {
      const caller = callers[String(headers.authorization ?? '').replace('Bearer ', '')];
      return caller === undefined ? fail('sign-in.required', 'Sign in.') : ok(caller);
    },
  },
  terminology,
});
afterAll(() => app.close());

const question = {
  country: 'FR',
  traits: { identifier: '284037512345640', birthDate: '1984-03-12' },
  purpose: 'ETREAT',
  language: 'pt',
};
async function send(body: unknown, as = 'doctor') {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/cross-border/summaries',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const issue = answer.json().issue?.[0];
  return { status: answer.statusCode, code: issue?.details?.coding?.[0]?.code, place: issue?.expression?.[0] };
}

describe('a patient from abroad', () => {
  it('is for professionals', async () => {
    const countries = (as: string) =>
      app.inject({ url: '/api/cross-border/countries', headers: { authorization: `Bearer ${as}` } });
    expect((await countries('doctor')).json()).toEqual(gateway.partners());
    expect((await countries('citizen')).statusCode).toBe(403);
    expect((await countries('nobody')).statusCode).toBe(401);
    asked.length = 0;
    expect(await send(question, 'citizen')).toMatchObject({ status: 403, code: 'access.denied' });
    expect(await send(question, 'nobody')).toMatchObject({ status: 401 });
    expect(asked).toEqual([]);
  });

  it('is asked for with the purpose that the professional states, and faults of the gateway reach him', async () => {
    asked.length = 0;
    expect(await send(question)).toMatchObject({ status: 503, code: 'gateway.clock' });
    expect(asked).toEqual([{ caller: { ...doctor, purpose: 'ETREAT' }, request: question }]);
  });

  it('comes in the reader’s language with the original words beside it', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/cross-border/summaries',
      headers: { authorization: 'Bearer doctor' },
      payload: { ...question, purpose: 'TREAT' },
    });
    expect(answer.statusCode).toBe(200);
    const { country, traceId, translatedCodes, view } = answer.json();
    expect({ country, traceId }).toEqual({ country: 'FR', traceId: doctor.traceId });
    expect(translatedCodes).toBeGreaterThan(0);
    const problems = view.sections.find((section: { category: string }) => section.category === 'problems');
    expect(problems.entries[0]).toMatchObject({
      title: 'Diabetes mellitus tipo 1',
      original: 'Diabète de type 1',
    });
  });

  it('is not asked for with a body of another form', async () => {
    asked.length = 0;
    const spoiled: [unknown, number, string | undefined][] = [
      ['{', 400, undefined],
      ['[]', 400, undefined],
      ['null', 400, undefined],
      [{ ...question, country: 'France' }, 400, 'country'],
      [{ ...question, country: ['FR'] }, 400, 'country'],
      [{ ...question, purpose: 'HRESCH' }, 403, 'purpose'],
      [{ ...question, language: 'x'.repeat(99) }, 400, 'language'],
      [{ ...question, traits: 'x' }, 400, 'traits'],
      [{ ...question, traits: { ...question.traits, name: 'Moreau' } }, 400, 'traits'],
      [{ ...question, traits: { identifier: 1 } }, 422, 'traits.identifier'],
      [{ ...question, traits: { identifier: 'x'.repeat(101) } }, 422, 'traits.identifier'],
      [{ ...question, more: true }, 400, undefined],
      [`{"country":"${'x'.repeat(20_000)}"}`, 413, undefined],
    ];
    for (const [body, status, place] of spoiled) {
      const answer = await send(body);
      expect([answer.status, answer.place]).toEqual([status, place]);
    }
    expect(asked).toEqual([]);
  });
});
