import { readFileSync } from 'node:fs';

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { acrOf } from '../assurance.ts';
import { strictPatient } from '../persons/testing-patients.ts';
import { brokerKinds } from './broker-kinds.ts';
import type { BrokerKindName } from './contract.ts';
import { eidasIdentifierSystem } from './foreign-citizen.ts';
import type { SimulatedPerson } from './simulated/person.ts';
import { claire, pivot } from './testing-claire.ts';
import {
  openUpstreamNode,
  serveBroker,
  simulatedPerson,
  travellingBrowser,
  type UpstreamNode,
} from './testing-upstreams.ts';
import type { BrokerSetup } from './upstream-setup.ts';

let node: UpstreamNode;
let resources: Resource[];
let people: SimulatedPerson[];
const peers: { close(): Promise<void> }[] = [];

const ana = (): Resource =>
  ({
    resourceType: 'Patient',
    id: 'fr-ana',
    identifier: [{ system: eidasIdentifierSystem, value: 'PT/FR/AB-12345' }],
    name: [{ use: 'official', family: 'Conceição', given: ['Ana', 'Maria'] }],
    birthDate: '1990-02-01',
  }) as unknown as Resource;
const sophie = (): Resource[] => [
  {
    resourceType: 'Practitioner',
    id: 'fr-sophie',
    identifier: [{ system: 'https://rpps.esante.gouv.fr', value: '10000000017' }],
  } as unknown as Resource,
  {
    resourceType: 'Organization',
    id: 'fr-practice',
    identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1690000011' }],
  } as unknown as Resource,
  {
    resourceType: 'Organization',
    id: 'fr-hospital',
    identifier: [{ system: 'https://finess.esante.gouv.fr', value: '690000029' }],
  } as unknown as Resource,
];

const activity = (finess: string, name: string) => ({ numeroFinessSite: finess, raisonSocialeSite: name });
const professional = (...activities: object[]) => ({
  SubjectNameID: '810000000017',
  family_name: 'Bernard',
  given_name: 'Sophie',
  SubjectRefPro: {
    exercices: [
      { codeProfession: '10', codeSavoirFaire: 'SM54', nomDexercice: 'Bernard', prenomDexercice: 'Sophie', activities },
    ],
  },
});
const minimum = {
  PersonIdentifier: 'PT/FR/AB-12345',
  FamilyName: 'Conceição',
  FirstName: 'Ana Maria',
  DateOfBirth: '1990-02-01',
};

/** A broker that is closed at the end; FranceConnect knows the node by a key, others by a secret. */
async function open(kind: BrokerKindName): Promise<BrokerSetup> {
  const peer = await serveBroker(node, kind, () => people, { byKey: kind === 'franceconnect' });
  peers.push(peer);
  return peer.setup;
}

beforeAll(async () => {
  resources = [];
  people = [];
  node = await openUpstreamNode(() => resources);
  await node.serve([await open('pro-sante-connect'), await open('franceconnect'), await open('eidas')]);
});
afterAll(async () => {
  await node.close();
  for (const peer of peers) await peer.close();
});

const signInAt = (kind: BrokerKindName, who: string, browser = travellingBrowser(node)) => browser.signInAt(kind, who);
const problemOf = ({ at }: { readonly at: string }) => new URL(at, node.origin).searchParams.get('problem');
const lastLogged = async () => (await node.logged()).at(-1);

describe('FranceConnect', () => {
  it('signs a citizen in to the record that her pivot identity means, and again to the same account', async () => {
    resources = [claire()];
    people = [simulatedPerson('fc-1', 'eidas2', pivot)];
    const browser = travellingBrowser(node);
    expect((await signInAt('franceconnect', 'fc-1', browser)).at).toBe('/record');
    expect(await browser.session()).toMatchObject({
      signedIn: true,
      role: 'citizen',
      patient: 'fr-claire',
      name: 'Claire MOREAU',
    });
    expect(await lastLogged()).toMatchObject({ outcome: 'success', rule: 'franceconnect' });
    const again = travellingBrowser(node);
    await signInAt('franceconnect', 'fc-1', again);
    expect(await again.session()).toMatchObject({ signedIn: true, patient: 'fr-claire' });
    expect((await node.identity.accounts()).filter(({ patient }) => patient === 'fr-claire')).toHaveLength(1);
  });

  it('keeps the level of assurance in the session', async () => {
    resources = [claire()];
    people = [simulatedPerson('fc-1', 'eidas2', pivot)];
    const browser = travellingBrowser(node);
    await signInAt('franceconnect', 'fc-1', browser);
    const caller = await node.identity.authenticate({
      method: 'GET',
      headers: { cookie: browser.cookies() },
      traceId: 'a',
    });
    expect(caller.ok && caller.value.assurance).toBe('substantial');
  });

  it('refuses who matches no record, and says where to go', async () => {
    resources = [claire()];
    people = [simulatedPerson('fc-2', 'eidas2', { ...pivot, birthdate: '1984-03-13' })];
    expect(problemOf(await signInAt('franceconnect', 'fc-2'))).toBe('upstream.waiting');
    expect(await lastLogged()).toMatchObject({ outcome: 'denied', rule: 'upstream.waiting', subject: 'unknown' });
  });

  it.each([
    ['another place of birth', { birthplace: '69381' }],
    ['another country of birth', { birthcountry: '99109', birthplace: '' }],
    ['other given names', { given_name_array: ['Claire', 'Marie'] }],
    ['another sex', { gender: 'male' }],
    ['a date of birth that is not whole', { birthdate: '1984-00-00' }],
  ])('refuses %s', async (_what, over) => {
    resources = [claire()];
    people = [simulatedPerson('fc-2', 'eidas2', { ...pivot, ...over })];
    expect(problemOf(await signInAt('franceconnect', 'fc-2'))).toBe('upstream.waiting');
  });

  it('gives no record where two Patients match, and tells no more than where none does', async () => {
    resources = [claire(), claire({ id: 'fr-claire-again' })];
    people = [simulatedPerson('fc-3', 'eidas2', pivot)];
    expect(problemOf(await signInAt('franceconnect', 'fc-3'))).toBe('upstream.waiting');
  });

  it('gives no record whose identity is not qualified, or which was merged into another', async () => {
    people = [simulatedPerson('fc-3', 'eidas2', pivot)];
    resources = [claire({ extension: strictPatient('VALI').extension })];
    expect(problemOf(await signInAt('franceconnect', 'fc-3'))).toBe('upstream.waiting');
    resources = [claire({ active: false })];
    expect(problemOf(await signInAt('franceconnect', 'fc-3'))).toBe('upstream.waiting');
  });

  it('refuses a second subject for the account of another', async () => {
    resources = [claire()];
    people = [simulatedPerson('fc-1', 'eidas2', pivot), simulatedPerson('fc-other', 'eidas2', pivot)];
    await signInAt('franceconnect', 'fc-1');
    expect(problemOf(await signInAt('franceconnect', 'fc-other'))).toBe('upstream.other-person');
  });

  it('refuses a link that leads to the account of another person', async () => {
    resources = [claire({ id: 'fr-somebody-else' })];
    people = [simulatedPerson('fc-1', 'eidas2', pivot)];
    expect(problemOf(await signInAt('franceconnect', 'fc-1'))).toBe('upstream.other-person');
    expect(await lastLogged()).toMatchObject({ outcome: 'denied', rule: 'upstream.other-person' });
  });

  it('tells of a sign-in that was cancelled there', async () => {
    people = [simulatedPerson('fc-1', 'eidas2', pivot)];
    expect(problemOf(await signInAt('franceconnect', ''))).toBe('upstream.cancelled');
  });

  it('passes a sign-out on', async () => {
    resources = [claire()];
    people = [simulatedPerson('fc-1', 'eidas2', pivot)];
    const browser = travellingBrowser(node);
    await signInAt('franceconnect', 'fc-1', browser);
    await browser.logout();
    const left = await browser.send('/session/upstream/logout');
    const address = new URL(left.headers.get('location') ?? '');
    expect(address.pathname).toBe('/session/end');
    expect(address.searchParams.get('post_logout_redirect_uri')).toBe(`${node.origin}/`);
    expect(address.searchParams.get('id_token_hint')).toMatch(/^ey/);
    expect((await browser.send('/session/upstream/logout')).headers.get('location')).toBe('/');
  });
});

describe('Pro Santé Connect', () => {
  it('signs a professional in, bound to her place in the directory', async () => {
    resources = sophie();
    people = [simulatedPerson('psc-1', 'eidas1', professional(activity('690000011', 'Maison de santé')))];
    const browser = travellingBrowser(node);
    expect((await signInAt('pro-sante-connect', 'psc-1', browser)).at).toBe('/record');
    expect(await browser.session()).toMatchObject({
      role: 'professional',
      name: 'Sophie Bernard',
      organization: 'Maison de santé',
    });
    const account = (await node.identity.accounts()).find(({ practitioner }) => practitioner === 'fr-sophie');
    expect(account).toMatchObject({
      organization: 'fr-practice',
      professional: {
        family_name: 'Bernard',
        given_name: 'Sophie',
        country_code: 'FR',
        hp_identifier: '10000000017',
        issuing_authority_name: 'Agence du numérique en santé',
        hp_professional_role: '2211',
        healthcare_provider_identifier: '1690000011',
        healthcare_provider_name: 'Maison de santé',
      },
    });
  });

  it('lets who works in several places choose one, and has an account for each', async () => {
    resources = sophie();
    people = [
      simulatedPerson(
        'psc-2',
        'eidas1',
        professional(activity('690000011', 'Maison de santé'), activity('690000029', 'Hôpital')),
      ),
    ];
    people = [{ ...people[0], claims: { ...people[0]?.claims, SubjectNameID: '810000000025' } } as SimulatedPerson];
    const browser = travellingBrowser(node);
    const page = await signInAt('pro-sante-connect', 'psc-2', browser);
    expect(page.at).toBe(`/sign-in/${page.uid}?upstream=choose`);
    expect(await browser.session()).toMatchObject({ signedIn: false });
    const address = `/session/interaction/${page.uid}/role`;
    const offered = (await (await browser.send(address)).json()) as { roles: object[] };
    expect(offered.roles).toEqual([
      { place: 'Maison de santé', profession: '2211' },
      { place: 'Hôpital', profession: '2211' },
    ]);
    expect((await browser.post(address, { role: 2 })).status).toBe(400);
    expect(await lastLogged()).toMatchObject({ outcome: 'denied', rule: 'sign-in.role' });
    expect((await browser.post(address, { role: 1 }, { 'content-type': 'application/json' })).status).toBe(403);
    expect((await travellingBrowser(node).send(address)).status).toBe(401);
    const chosen = (await (await browser.post(address, { role: 1 })).json()) as { location: string };
    await browser.travel(chosen.location);
    expect(await browser.session()).toMatchObject({ signedIn: true, organization: 'Hôpital', profession: '2211' });
    expect((await browser.send(address)).status).toBe(401);
  });

  it('refuses who has no activity', async () => {
    people = [simulatedPerson('psc-3', 'eidas1', professional())];
    expect(problemOf(await signInAt('pro-sante-connect', 'psc-3'))).toBe('upstream.no-activity');
    people = [
      simulatedPerson('psc-3', 'eidas1', {
        SubjectNameID: '810000000017',
        given_name: 'Sophie',
        family_name: 'Bernard',
      }),
    ];
    expect(problemOf(await signInAt('pro-sante-connect', 'psc-3'))).toBe('upstream.no-activity');
  });

  it('refuses a link to the account of another professional', async () => {
    resources = sophie();
    const other = { ...professional(activity('690000011', 'Maison de santé')), SubjectNameID: '810000000033' };
    people = [simulatedPerson('psc-1', 'eidas1', other)];
    expect(problemOf(await signInAt('pro-sante-connect', 'psc-1'))).toBe('upstream.other-person');
  });

  const shared = join(import.meta.dirname, '../../../../../shared/data/care/psc/userinfo-podologue-bas.json');
  const published = readIfThere(shared);
  it.skipIf(published === undefined)('reads a userinfo as it was published (needs ../shared/data)', () => {
    const read = brokerKinds['pro-sante-connect'].read(JSON.parse(published ?? '{}') as Record<string, unknown>, {
      country: 'FR',
    });
    expect(read).toMatchObject({
      ok: true,
      value: {
        activities: [
          {
            part: '80 R81311',
            professional: {
              family_name: 'Grominoch',
              hp_identifier: 'ANS20231122132732',
              hp_professional_role: '2269',
              healthcare_provider_identifier: 'R81311',
              healthcare_provider_name: 'CABINET INDIVIDUEL PEDI PODO0023704',
            },
          },
        ],
      },
    });
  });
});

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

describe('an eIDAS node', () => {
  it('signs in a citizen of another country whom the desk knows by her eIDAS identifier', async () => {
    resources = [ana()];
    people = [simulatedPerson('pt-1', acrOf.substantial, minimum)];
    const browser = travellingBrowser(node);
    expect((await signInAt('eidas', 'pt-1', browser)).at).toBe('/record');
    expect(await browser.session()).toMatchObject({ signedIn: true, patient: 'fr-ana', language: 'pt' });
  });

  it('refuses a level that is lower than the operator asks', async () => {
    resources = [ana()];
    people = [simulatedPerson('pt-1', acrOf.low, minimum)];
    expect(problemOf(await signInAt('eidas', 'pt-1'))).toBe('upstream.assurance');
  });

  it('refuses an identity that was stated for another country', async () => {
    resources = [ana()];
    people = [simulatedPerson('pt-1', acrOf.high, { ...minimum, PersonIdentifier: 'PT/ES/AB-12345' })];
    expect(problemOf(await signInAt('eidas', 'pt-1'))).toBe('upstream.refused');
  });

  it('gives nobody a record by names and birth date alone', async () => {
    resources = [ana()];
    people = [simulatedPerson('pt-2', acrOf.high, { ...minimum, PersonIdentifier: 'PT/FR/another' })];
    expect(problemOf(await signInAt('eidas', 'pt-2'))).toBe('upstream.waiting');
  });
});

describe('every upstream', () => {
  it('is offered on the sign-in page by name, kind and label alone', async () => {
    const browser = node.browser();
    const page = (await (await browser.send(`/session/interaction/${await browser.begin()}`)).json()) as object;
    expect(page).toMatchObject({
      upstreams: [
        { name: 'pro-sante-connect', kind: 'pro-sante-connect', label: 'Pro Santé Connect' },
        { name: 'franceconnect', kind: 'franceconnect', label: 'FranceConnect' },
        { name: 'eidas', kind: 'eidas', label: 'eIDAS' },
      ],
    });
  });

  it('writes no claim to the log', async () => {
    const text = await node.everythingLogged();
    expect(text).toContain('upstream.waiting');
    for (const claim of ['1984-03-13', '69383', '1990-02-01', 'AB-12345', '810000000017', 'fc-2', 'psc-3'])
      expect(text).not.toContain(claim);
  });

  it('is a defect of nobody where the broker does not answer', async () => {
    const there = await open('franceconnect');
    await node.serve([{ ...there, name: 'gone', issuer: 'http://127.0.0.1:9', hosts: ['127.0.0.1:9'] }]);
    const browser = travellingBrowser(node);
    const uid = await browser.begin();
    expect(problemOf(await browser.travel(`/session/upstream/gone/start?uid=${uid}`))).toBe('upstream.unavailable');
  });
});
