import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProfessionalIdentity } from '#identity';
import type { AssertionClaims } from '../../src/modules/gateway/assertion.ts';
import {
  createPeople,
  createWorld,
  honestClaims,
  insSystem,
  introduce,
  type RawAnswer,
  rawRequest,
  signClaims,
  type TestNode,
} from '../../src/modules/gateway/testing-world.ts';
import { writeTrust } from '../../src/modules/gateway/trust.ts';
import { newTally } from './tally.ts';

// What one country gives another over mutual TLS: a capability opens for the professional, country, purpose and person that
// it was given to and for nobody else; an assertion is good once, for its request, by the country that signed it.

const tally = newTally('capabilities of the gateway');
const world = createWorld();
const { people, callers, records } = createPeople();
const ins = { claire: '284037512345678', henri: '150127512345611', hidden: '160127512345622' };
const birthDate = '1984-03-12';
type Person = keyof typeof ins;

/** Moves the clock of the giving country and of who asks it. */
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };
let france: TestNode;
let belgium: TestNode;
let portugal: TestNode;
let spain: TestNode;
let stranger: TestNode;

beforeAll(async () => {
  france = await world.node('FR', { records, clock });
  belgium = await world.node('BE', { records, clock });
  portugal = await world.node('PT');
  spain = await world.node('ES');
  stranger = await world.node('DE');
  await introduce(france, belgium, portugal, spain);
  await writeTrust(stranger.trustDir, france.entry);
  await france.gateway.listen(france.port);
  await belgium.gateway.listen(belgium.port);
  for (const [name, value] of Object.entries(ins)) {
    const traits = { identifier: { system: insSystem, value }, birthDate };
    people.set(`fr-${name}`, { traits, visible: name !== 'hidden', resources: [] });
  }
});
afterAll(async () => {
  tally.print();
  await world.close();
});

/** Who asks, from where, what for, about whom. */
interface Asker {
  readonly from: TestNode;
  readonly doctor: string;
  readonly purpose: AssertionClaims['purpose_of_use'];
  readonly person: Person;
}

interface Spoilt {
  /** Country that is asked; France unless said. */
  readonly at?: TestNode;
  readonly claims?: (claims: AssertionClaims) => object;
  readonly header?: object;
  readonly signedBy?: TestNode;
  readonly over?: TestNode;
}

function professionalOf({ from, doctor }: Asker): ProfessionalIdentity {
  const country = from.entry.country;
  return {
    family_name: `Doctor ${doctor}`,
    given_name: 'Inês',
    country_code: country,
    hp_identifier: doctor,
    issuing_authority_name: 'Ordem',
    hp_professional_role: 'physician',
    healthcare_provider_identifier: 'H-01',
    healthcare_provider_name: 'Hospital',
  };
}

interface Message {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

async function tokenFor(asker: Asker, message: Message, spoilt: Spoilt = {}): Promise<string> {
  const { from, purpose, person } = asker;
  const professional = professionalOf(asker);
  const claims = {
    ...honestClaims(from, spoilt.at ?? france, { ...message, patient: ins[person], clock }),
    sub: `${professional.country_code}:${professional.hp_identifier}`,
    purpose_of_use: purpose,
    professional,
  };
  return signClaims(spoilt.claims?.(claims) ?? claims, spoilt.signedBy ?? from, spoilt.header);
}

async function send(message: Message, token: string, over: TestNode | undefined, at = france): Promise<RawAnswer> {
  const { method, path, body } = message;
  const form = body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return rawRequest(at, over, { method, path, body, headers: { authorization: `Bearer ${token}`, ...form } });
}

async function ask(asker: Asker, message: Message, spoilt: Spoilt = {}): Promise<RawAnswer> {
  return send(message, await tokenFor(asker, message, spoilt), spoilt.over ?? asker.from, spoilt.at);
}

const formOf = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const discovery = (person: Person): Message => ({
  method: 'POST',
  path: '/gateway/fhir/Patient/_search',
  body: formOf({ identifier: `${insSystem}|${ins[person]}`, birthdate: birthDate }),
});
let system = '';
const listing = (capability: string): Message => ({
  method: 'POST',
  path: '/gateway/fhir/DocumentReference/_search',
  body: formOf({
    'patient.identifier': `${system}|${capability}`,
    type: 'http://loinc.org|60591-5',
    status: 'current',
  }),
});
const fetching = (capability: string): Message => ({
  method: 'GET',
  path: `/gateway/fhir/Bundle/${encodeURIComponent(capability)}`,
  body: '',
});

interface Given {
  readonly patient: string;
  readonly document: string;
}

/** The whole way, as an honest asker goes it. */
async function give(asker: Asker): Promise<Given> {
  const found = JSON.parse((await ask(asker, discovery(asker.person))).text);
  const temporary = found.entry[0].resource.identifier.find(({ use }: { use?: string }) => use === 'temp');
  system = temporary.system;
  const listed = JSON.parse((await ask(asker, listing(temporary.value))).text);
  const url = String(listed.entry[0].resource.content[0].attachment.url);
  return { patient: temporary.value, document: url.slice(url.lastIndexOf('/') + 1) };
}

/** An answer without what is new in each. */
function plain({ status, text }: RawAnswer, capability: string): string {
  return `${status} ${text}`
    .replaceAll(capability, 'CAPABILITY')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/g, 'TIME');
}

const capabilityLength = 138;
const forged = () => randomBytes(200).toString('base64url').slice(0, capabilityLength);

/** Opens nothing: is as one that nobody ever sealed. */
async function opensNothing(asker: Asker, given: Given, how: string): Promise<void> {
  for (const [name, capability, step] of [
    ['patient', given.patient, listing],
    ['document', given.document, fetching],
    // Each in the place of the other.
    ['document as patient', given.document, listing],
    ['patient as document', given.patient, fetching],
  ] as const) {
    const never = forged();
    const [said, nothing] = [
      plain(await ask(asker, step(capability)), capability),
      plain(await ask(asker, step(never)), never),
    ];
    tally.attempt(said === nothing, () => `${how}, ${name}: ${said.slice(0, 200)}`);
  }
}

describe('a capability', () => {
  it('opens for who got it, so that the attacks could come through', async () => {
    const asker: Asker = { from: portugal, doctor: 'OM-1', purpose: 'TREAT', person: 'claire' };
    const given = await give(asker);
    expect(given.patient.length).toBe(given.document.length);
    const document = await ask(asker, fetching(given.document));
    expect([document.status, JSON.parse(document.text).resourceType]).toEqual([200, 'Bundle']);
  });

  it('opens for no other professional, country, purpose or person, and for no other step', async () => {
    const askers: Asker[] = [portugal, spain].flatMap((from) =>
      ['OM-1', 'OM-2'].flatMap((doctor) =>
        (['TREAT', 'ETREAT'] as const).flatMap((purpose) =>
          (['claire', 'henri'] as const).map((person) => ({ from, doctor, purpose, person })),
        ),
      ),
    );
    const owners = askers.filter(({ doctor, purpose }) => doctor === 'OM-1' && purpose === 'TREAT');
    for (const owner of owners) {
      const given = await give(owner);
      for (const asker of askers) {
        const { from, doctor, purpose, person } = asker;
        const how = `of ${owner.from.entry.country} ${owner.person} by ${from.entry.country} ${doctor} ${purpose} ${person}`;
        if (asker !== owner) await opensNothing(asker, given, how);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('opens at no other country, though that one knows the same person', async () => {
    const asker: Asker = { from: portugal, doctor: 'OM-1', purpose: 'TREAT', person: 'claire' };
    const given = await give(asker);
    const read = await ask(asker, fetching(given.document), { at: belgium });
    tally.attempt(read.status === 404, () => `at another country: ${read.status}`);
    const listed = await ask(asker, listing(given.patient), { at: belgium });
    tally.attempt(JSON.parse(listed.text).total === 0, () => `at another country: ${listed.text}`);
    expect(tally.through()).toEqual([]);
  });

  it('that was changed in any letter, cut or made longer opens nothing', async () => {
    const asker: Asker = { from: portugal, doctor: 'OM-1', purpose: 'TREAT', person: 'claire' };
    const { document } = await give(asker);
    const changed = [...document].flatMap((letter, n) =>
      n % 4 === 0 ? [`${document.slice(0, n)}${letter === 'A' ? 'B' : 'A'}${document.slice(n + 1)}`] : [],
    );
    const others = [
      document.slice(1),
      document.slice(0, -1),
      `${document}A`,
      `${document}=`,
      document.toLowerCase(),
      [...document].reverse().join(''),
      `${document.slice(0, 60)}/${document.slice(60)}`,
      '..',
      'fr-claire',
      '%00',
      '*',
    ];
    for (const capability of [...changed, ...others]) {
      const answer = await ask(asker, fetching(capability));
      tally.attempt(answer.status === 404, () => `${capability.slice(0, 40)}: ${answer.status} ${answer.text}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('ends after two minutes, and at once when she may not be seen any more', async () => {
    const asker: Asker = { from: portugal, doctor: 'OM-1', purpose: 'TREAT', person: 'henri' };
    const [first, second] = [await give(asker), await give(asker)];
    ahead = 121_000;
    await opensNothing(asker, first, 'after its time');
    ahead = 0;
    const henri = people.get('fr-henri');
    if (henri === undefined) throw new Error('no henri');
    henri.visible = false;
    await opensNothing(asker, second, 'after she hid');
    henri.visible = true;
    expect(tally.through()).toEqual([]);
  });

  it('is not given for who is hidden, and that is as nobody', async () => {
    const hidden = await ask(
      { from: portugal, doctor: 'OM-1', purpose: 'TREAT', person: 'hidden' },
      discovery('hidden'),
    );
    const gone = people.get('fr-hidden');
    people.delete('fr-hidden');
    const absent = await ask(
      { from: portugal, doctor: 'OM-1', purpose: 'TREAT', person: 'hidden' },
      discovery('hidden'),
    );
    if (gone !== undefined) people.set('fr-hidden', gone);
    tally.attempt(plain(hidden, 'x') === plain(absent, 'x') && hidden.status === 200, () => plain(hidden, 'x'));
    expect(tally.through()).toEqual([]);
  });
});

describe('an assertion', () => {
  const honest: Asker = {
    get from() {
      return portugal;
    },
    doctor: 'OM-1',
    purpose: 'TREAT',
    person: 'claire',
  };

  it('is good once, whichever way it comes again and however many come at a time', async () => {
    const message = discovery('claire');
    const token = await tokenFor(honest, message);
    expect((await send(message, token, portugal)).status).toBe(200);
    for (const again of [message, { ...message, path: `${message.path}?_format=json` }, listing('x'), fetching('x')]) {
      const answer = await send(again, token, portugal);
      tally.attempt(answer.status === 401, () => `again at ${again.path}: ${answer.status}`);
    }
    for (let round = 0; round < 5; round++) {
      const fresh = await tokenFor(honest, message);
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(message, fresh, portugal)));
      const good = answers.filter(({ status }) => status === 200).length;
      tally.attempt(good === 1, () => `${good} of 8 at once were good`);
    }
    // The same number in another assertion, and by another spelling of it.
    const jti = crypto.randomUUID();
    const withJti = (id: unknown) => ask(honest, message, { claims: (claims) => ({ ...claims, jti: id }) });
    expect((await withJti(jti)).status).toBe(200);
    for (const id of [jti, [jti], { id: jti }, `${jti} `, `${jti}\n`]) {
      const answer = await withJti(id);
      tally.attempt(answer.status === 401, () => `jti ${JSON.stringify(id)}: ${answer.status}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('goes over no connection of another country, or of nobody, and is signed by no other', async () => {
    const message = discovery('claire');
    const ways: readonly (readonly [string, Spoilt])[] = [
      ['over another country', { over: spain }],
      ['over another country, bound to its certificate', { over: spain, claims: boundTo(() => spain) }],
      ['signed by another country', { signedBy: spain }],
      ['signed by another country with the name of the key', { signedBy: spain, header: { kid: 'KID' } }],
      ['signed and sent by another country', { signedBy: spain, over: spain, claims: boundTo(() => spain) }],
      ['signed by who is trusted by nobody', { signedBy: stranger }],
      ['signed by the asked country itself', { signedBy: france }],
      [
        'signed by who is trusted by nobody, in his own name',
        { signedBy: stranger, claims: (c) => ({ ...c, iss: stranger.entry.gatewayUrl }) },
      ],
    ];
    for (const [how, spoilt] of ways) {
      const header = spoilt.header === undefined ? {} : { header: { kid: portugal.keys.assertion.kid } };
      const answer = await ask(honest, message, { ...spoilt, ...header }).catch(() => ({
        status: 0,
        text: 'no connection',
        headers: {},
      }));
      tally.attempt(answer.status === 401 || answer.status === 0, () => `${how}: ${answer.status} ${answer.text}`);
    }
    for (const over of [stranger, undefined]) {
      const token = await tokenFor(honest, message);
      const answer = await send(message, token, over).catch(() => undefined);
      tally.attempt(answer === undefined, () => `a connection of nobody was let in: ${answer?.status}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('with any claim left out, of another kind or another’s opens nothing, and is refused alike for whom there is and is not', async () => {
    const claims = honestClaims(portugal, france, { ...discovery('claire'), patient: ins.claire, clock });
    const values: readonly unknown[] = [
      undefined,
      null,
      '',
      ' ',
      0,
      -1,
      1e30,
      true,
      [],
      {},
      'x'.repeat(400),
      'a\u0000b',
      '__proto__',
    ];
    const purposes = ['PATRQT', 'HRESCH', 'HOPERAT', 'SYSADMIN', 'treat', 'TREAT ', ['TREAT'], 'TREAT,ETREAT', 'BTG'];
    const spoils: { readonly how: string; readonly of: (claims: AssertionClaims) => object }[] = [
      ...(Object.keys(claims) as (keyof AssertionClaims)[]).flatMap((name) =>
        values.map((value) => ({
          how: `${name} ${String(value).slice(0, 20)}`,
          of: (c: AssertionClaims) => ({ ...c, [name]: value }),
        })),
      ),
      ...Object.keys(claims.professional).flatMap((name) =>
        // The names of people and places are for people to read: any text will do.
        values.slice(0, 8).map((value) => ({
          how: `professional.${name} ${String(value)}`,
          of: (c: AssertionClaims) => ({ ...c, professional: { ...c.professional, [name]: value } }),
        })),
      ),
      ...purposes.map((purpose) => ({
        how: `purpose ${String(purpose)}`,
        of: (c: AssertionClaims) => ({ ...c, purpose_of_use: purpose }),
      })),
      ...['henri', 'hidden'].map((name) => ({
        how: `of ${name}`,
        of: (c: AssertionClaims) => ({ ...c, patient: { ...c.patient, value: ins[name as Person] } }),
      })),
      { how: 'of another sub', of: (c) => ({ ...c, sub: 'PT:OM-2' }) },
      { how: 'of a sub of another country', of: (c) => ({ ...c, sub: 'ES:OM-1' }) },
      {
        how: 'of a professional of another country',
        of: (c) => ({ ...c, professional: { ...c.professional, country_code: 'ES' }, sub: 'ES:OM-1' }),
      },
      { how: 'for another node', of: (c) => ({ ...c, aud: belgium.entry.gatewayUrl }) },
      { how: 'for many nodes', of: (c) => ({ ...c, aud: [c.aud, belgium.entry.gatewayUrl] }) },
      { how: 'for another way', of: (c) => ({ ...c, htm: 'GET' }) },
      { how: 'for another address', of: (c) => ({ ...c, htu: `${c.htu}/` }) },
      { how: 'for an hour', of: (c) => ({ ...c, exp: c.iat + 3_600 }) },
      { how: 'of yesterday', of: (c) => ({ ...c, iat: c.iat - 86_400, nbf: c.nbf - 86_400, exp: c.exp - 86_400 }) },
      { how: 'of tomorrow', of: (c) => ({ ...c, iat: c.iat + 86_400, nbf: c.nbf + 86_400, exp: c.exp + 86_400 }) },
    ];
    const before = callers.length;
    for (const { how, of } of spoils) {
      const answer = await ask(honest, discovery('claire'), { claims: of });
      tally.attempt(answer.status === 401, () => `${how}: ${answer.status} ${answer.text}`);
      // What names another person is right where that person is asked for.
      if (how.startsWith('of h')) continue;
      const absent = await ask({ ...honest, from: portugal, person: 'hidden' }, discovery('hidden'), { claims: of });
      const [said, nothing] = [plain(answer, 'x'), plain(absent, 'x')];
      tally.attempt(said === nothing, () => `${how} tells who there is: ${said} ${nothing}`);
    }
    tally.attempt(callers.length === before, () => 'the records were asked for a spoilt assertion');
    for (const header of [
      { alg: 'none' },
      { typ: 'JWT' },
      { typ: 'at+jwt' },
      { kid: '' },
      { kid: '../x' },
      { crit: ['x'], x: 1 },
    ]) {
      const token = await tokenFor(honest, discovery('claire'));
      const [, payload = '', signature = ''] = token.split('.');
      const head = { alg: 'ES256', typ: 'carnet-assertion+jwt', kid: portugal.keys.assertion.kid, ...header };
      const made = `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${payload}.${signature}`;
      const answer = await send(discovery('claire'), made, portugal);
      tally.attempt(answer.status === 401, () => `${JSON.stringify(header)}: ${answer.status}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

function boundTo(node: () => TestNode): (claims: AssertionClaims) => object {
  return (claims) => ({ ...claims, cnf: { 'x5t#S256': node().keys.tls.thumbprint } });
}
