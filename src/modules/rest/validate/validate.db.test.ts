import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from '../testing.ts';

const canonical = 'http://example.org/StructureDefinition/pulse-with-value';
const valueSet = 'http://example.org/ValueSet/places';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode({ limits: { validationTime: 5_000 } });
  const put = (resource: { resourceType: string; id: string }) =>
    node.ask('importer', 'PUT', `${resource.resourceType}/${resource.id}`, { body: resource });
  const profile = {
    resourceType: 'StructureDefinition',
    id: 'pulse-with-value',
    url: canonical,
    name: 'PulseWithValue',
    status: 'active',
    kind: 'resource',
    abstract: false,
    type: 'Observation',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
    derivation: 'constraint',
    differential: {
      element: [
        {
          id: 'Observation',
          path: 'Observation',
          constraint: [
            {
              key: 'own-1',
              severity: 'error',
              human: 'A pulse is below 400',
              expression: 'value.ofType(Quantity).empty() or value.ofType(Quantity).value < 400',
            },
          ],
        },
        { id: 'Observation.value[x]', path: 'Observation.value[x]', min: 1, type: [{ code: 'Quantity' }] },
        { id: 'Observation.bodySite', path: 'Observation.bodySite', binding: { strength: 'required', valueSet } },
      ],
    },
  };
  const places = {
    resourceType: 'ValueSet',
    id: 'places',
    url: valueSet,
    status: 'active',
    compose: { include: [{ system: 'urn:places', concept: [{ code: 'wrist' }] }] },
  };
  const endless = {
    ...profile,
    id: 'endless',
    url: 'http://example.org/StructureDefinition/endless',
    differential: {
      element: [
        {
          id: 'Observation',
          path: 'Observation',
          constraint: [
            {
              key: 'own-2',
              severity: 'error',
              human: 'A pattern that does not end',
              expression: `code.text.matches('^(([a-z])+.)+[A-Z]([a-z])+$')`,
            },
          ],
        },
      ],
    },
  };
  for (const resource of [patient('claire') as never, profile, places, endless]) {
    const answer = await put(resource);
    if (answer.statusCode !== 201) throw new Error(answer.body);
  }
  await put({ ...pulse('claire', { valueQuantity: undefined }), id: 'of-claire' } as never);
});
afterAll(() => node.close());

const asked = (resource: object | undefined, ...more: object[]) => ({
  body: {
    resourceType: 'Parameters',
    parameter: [...(resource === undefined ? [] : [{ name: 'resource', resource }]), ...more],
  },
});
const byProfile = (url: string) => ({ name: 'profile', valueUri: url });
const inMode = (mode: string) => ({ name: 'mode', valueCode: mode });
const quantity = (value: number) => ({ value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' });

interface IssueElement {
  readonly severity: string;
  readonly diagnostics?: string;
  readonly expression?: readonly string[];
  readonly details: { readonly text: string };
}
const issuesOf = (answer: { json(): unknown }) => (answer.json() as { issue: readonly IssueElement[] }).issue;
const errorsOf = (answer: { json(): unknown }) => issuesOf(answer).filter(({ severity }) => severity === 'error');
const validate = (url: string, options: object) => node.ask('doctor', 'POST', url, options);

describe('$validate', () => {
  it('answers 200 with every issue, and keeps nothing', async () => {
    const sound = await validate('Observation/$validate', { body: pulse('claire') });
    expect([sound.statusCode, errorsOf(sound)]).toEqual([200, []]);
    const unsound = await validate('Observation/$validate', asked({ resourceType: 'Observation' }));
    expect([unsound.statusCode, errorsOf(unsound).length]).toEqual([200, 2]);
    expect(new Set(codesOf(unsound))).toContain('structure.cardinality');
    const other = await validate('Observation/of-claire/$validate', { body: pulse('claire') });
    expect(codesOf(other)).toContain('resource.id-mismatch');
    const wrong = await validate('Patient/$validate', { body: pulse('claire') });
    expect(codesOf(wrong)[0]).toBe('resource.type-mismatch');
  });

  it('judges the constraints of R4, and names rule, profile and place', async () => {
    const name = { resourceType: 'Patient', contact: [{ gender: 'female' }] };
    const [issue, ...others] = errorsOf(await validate('Patient/$validate', { body: name }));
    expect(others).toEqual([]);
    expect(issue).toMatchObject({ expression: ['Patient.contact[0]'] });
    expect(issue?.diagnostics).toContain('rule pat-1');
  });

  it('judges by profiles of this node with their value sets: of the URL, of Parameters, of the resource', async () => {
    const without = pulse('claire', { valueQuantity: undefined });
    const ways = [
      await validate(`Observation/$validate?profile=${canonical}`, { body: without }),
      await validate('Observation/$validate', asked(without, byProfile(canonical))),
      await validate('Observation/$validate', { body: { ...without, meta: { profile: [canonical] } } }),
    ];
    for (const answer of ways) {
      expect(errorsOf(answer)).toHaveLength(1);
      expect(errorsOf(answer)[0]?.diagnostics).toContain(canonical);
    }
    const much = {
      ...without,
      valueQuantity: quantity(900),
      bodySite: { coding: [{ system: 'urn:places', code: 'x' }] },
    };
    const found = errorsOf(await validate(`Observation/$validate?profile=${canonical}`, { body: much }));
    expect(found.map(({ diagnostics }) => diagnostics)).toContain(`rule own-1 of ${canonical}`);
    expect(found).toHaveLength(2);
    const bodySite = { coding: [{ system: 'urn:places', code: 'wrist' }] };
    const right = { ...without, valueQuantity: quantity(60), bodySite };
    expect(errorsOf(await validate(`Observation/$validate?profile=${canonical}`, { body: right }))).toEqual([]);
  });

  it('judges a document by the profile of its category, whether somebody names it or not', async () => {
    const composition = {
      resourceType: 'Composition',
      status: 'final',
      type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
      subject: { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' },
      date: '2026-11-01',
      author: [{ display: 'Somebody' }],
      title: 'Summary',
    };
    const entry = [
      { fullUrl: 'urn:uuid:5b8f6f8e-0f4c-4c1e-9d1b-1f6f1c8d7a10', resource: composition },
      { fullUrl: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0', resource: patient('claire') },
    ];
    const document = { resourceType: 'Bundle', type: 'document', timestamp: '2026-11-01T10:00:00Z', entry };
    const errors = errorsOf(await validate('Bundle/$validate', { body: document }));
    expect(errors.map(({ diagnostics }) => diagnostics).join()).toContain('patient-summary');
  });

  it('says of a profile that is not known that nothing was judged by it', async () => {
    const answer = await validate(
      'Observation/$validate',
      asked(pulse('claire'), byProfile('http://example.org/nowhere')),
    );
    expect([answer.statusCode, errorsOf(answer).length]).toEqual([200, 1]);
    expect(codesOf(answer)).toContain('conformance.profile-unknown');
    expect(errorsOf(answer)[0]?.details.text).toContain('http://example.org/nowhere');
  });

  it('knows the modes: those for what is here need it in the URL, and what is hidden is not there', async () => {
    const named = 'Observation/of-claire/$validate';
    const update = await validate(named, asked({ ...pulse('claire'), id: 'of-claire' }, inMode('update')));
    expect(errorsOf(update)).toEqual([]);
    const kept = await validate(named, asked(undefined, inMode('profile'), byProfile(canonical)));
    expect([kept.statusCode, errorsOf(kept).length]).toEqual([200, 1]);
    const removed = await validate(`${named}?mode=delete`, {});
    expect([removed.statusCode, errorsOf(removed)]).toEqual([200, []]);
    const hidden = await node.ask('stranger', 'POST', `${named}?mode=delete`, {});
    const absent = await node.ask('stranger', 'POST', 'Observation/none/$validate?mode=delete', {});
    expect([hidden.statusCode, hidden.body]).toEqual([404, absent.body]);
  });

  it.each([
    ['a mode that is none', 'Observation/$validate?mode=erase', { body: pulse('claire') }],
    ['update of what the URL does not name', 'Observation/$validate?mode=update', { body: pulse('claire') }],
    ['the mode profile without one', 'Observation/of-claire/$validate?mode=profile', {}],
    ['no resource', 'Observation/$validate', asked(undefined)],
    ['two resources', 'Observation/$validate', asked(pulse('claire'), { name: 'resource', resource: pulse('claire') })],
    ['a parameter that it does not have', 'Observation/$validate?usageContext=x', { body: pulse('claire') }],
  ])('refuses %s', async (_name, url, options) => {
    const answer = await validate(url, options);
    expect([answer.statusCode, codesOf(answer)]).toEqual([400, ['request.bad']]);
  });

  it('lets nobody wait for a pattern that does not end', async () => {
    const code = { text: 'a'.repeat(60) };
    const slow = validate('Observation/$validate?profile=http://example.org/StructureDefinition/endless', {
      body: { ...pulse('claire'), code },
    });
    const began = performance.now();
    expect((await node.ask('doctor', 'GET', 'Patient/claire')).statusCode).toBe(200);
    expect(performance.now() - began).toBeLessThan(2_000);
    const answer = await slow;
    expect([answer.statusCode, codesOf(answer)]).toEqual([503, ['request.timeout']]);
    expect((await validate('Observation/$validate', { body: pulse('claire') })).statusCode).toBe(200);
  });
});
