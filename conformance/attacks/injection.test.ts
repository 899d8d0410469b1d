import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { standardParameters } from '#fhir';
import { effortMeter, isBounded, tellEffort } from './effort.ts';
import { type Alias, openNode, type RegisteredRoute, type ServedNode } from './open-node.ts';
import { newTally } from './tally.ts';

/** Text that is a command to somebody behind the node: the database, an expression, a header, a log, a sheet, a page, a mail. */
vi.setConfig({ testTimeout: 180_000 });
const tally = newTally('injection');
let node: ServedNode;
let who: Readonly<Record<Alias, Readonly<Record<string, string>>>>;
let measured: ReturnType<typeof effortMeter>;
beforeAll(async () => {
  node = await openNode({ CARNET_SMTP_URL: 'smtp://127.0.0.1:9', CARNET_SMTP_FROM: 'carnet@example.org' });
  measured = effortMeter(node.core.db);
  await node.core.db.query('create sequence attacked', []);
});
/** Some of what is sent signs out who sends it. */
beforeEach(async () => {
  const session = async (alias: Alias) => ({
    cookie: (await node.browser(alias)).cookies(),
    'x-carnet-request': '1',
  });
  who = {
    citizen: await session('citizen'),
    doctor: await session('doctor'),
    admin: await session('admin'),
    importer: await node.bearer('importer'),
  };
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

/** By which what was sent is known again wherever it comes out. */
const mark = 'zqxj7mark';
const payloads: Readonly<Record<string, string>> = {
  'SQL, a quote': `${mark}' or '1'='1`,
  'SQL, a call': `${mark}' || nextval('attacked') || '`,
  'SQL, a second statement': `${mark}'; select nextval('attacked'); --`,
  'SQL, dollar quotes and casts': `${mark}$$;select 1/0;$$::int--`,
  'SQL, a wildcard': `%${mark}_\\`,
  'the character NUL': `${mark}\u0000x`,
  'half of a surrogate pair': `${mark}\ud800`,
  'an expression': `${mark}') or Patient.name.exists() or ('`,
  'a line of a header': `${mark}\r\nx-injected: 1\r\n\r\n<b>`,
  'a line of a log': `${mark}\n{"level":"error","event":"forged"}`,
  'a page': `"><img src=x onerror=${mark}>`,
  'a script': `</script><script>${mark}()</script>`,
  'a formula of a sheet': `=cmd|'/C ${mark}'!A1`,
  'a message of ICU': `{${mark}, plural, other {#}} {0} {{}}`,
  'a path': `../../../../etc/${mark}`,
  'a member of objects': '__proto__',
  'a template': `\${${mark}} #{7*7} {{7*7}} %s %n`,
  'a mark of direction': `${mark}\u202e\u2066gnp.exe`,
};
const named = Object.entries(payloads);
const isFile = ({ url }: RegisteredRoute) =>
  url.startsWith('/assets/') || /\.(js|svg|css)$/.test(url) || /websocket/.test(url);

/** Whether the database has called what text told it to since this was asked last; a sequence does not roll back. */
async function wasCalled(): Promise<boolean> {
  const { db } = node.core;
  const [sequence] = await db.query<{ is_called: boolean }>('select is_called from attacked', []);
  if (sequence?.is_called === true) await db.query('alter sequence attacked restart', []);
  return sequence?.is_called === true;
}

/** Asks, and holds the answer to what must be true of each, whatever was sent. */
async function askHostile(options: InjectOptions, what: () => string) {
  const { answer, effort } = await measured(() => node.ask(options));
  const type = String(answer.headers['content-type'] ?? '');
  const raw = /<img src=x onerror=|<script>zqxj7mark/.test(answer.body) && /html/.test(type);
  const split = answer.headers['x-injected'] !== undefined;
  const words = answer.body.slice(0, 200);
  tally.attempt(answer.statusCode < 500 || answer.statusCode === 503, () => `${what()}: ${answer.statusCode} ${words}`);
  tally.attempt(!raw, () => `${what()}: comes out as markup`);
  tally.attempt(!split, () => `${what()}: makes a header`);
  tally.attempt(isBounded(effort), () => `${what()}: ${tellEffort(effort)}`);
  tally.attempt(
    !/syntax error at|SQLSTATE|pg_catalog|node_modules|at file:/.test(answer.body),
    () => `${what()}: ${words}`,
  );
  if (JSON.stringify(options).includes('nextval')) {
    const called = await wasCalled();
    tally.attempt(!called, () => `${what()}: the database does what it says`);
  }
  return answer;
}

const roles = ['citizen', 'doctor', 'admin', 'importer'] as const;
const patient = () => node.accountOf('citizen').patient ?? '';

/** Names of parameters that some address reads. */
const queryNames =
  'q query url system code version text filter from to who part category entry after before cursor count _count _sort _elements _filter _has _include _revinclude _typeFilter _type _since _format _pretty _summary _total _text _content language displayLanguage recipient state name organization practitioner returnTo uid response_code error patient person page profile mode graph'.split(
    ' ',
  );
const headerNames =
  'accept accept-language if-match if-none-match if-modified-since if-none-exist prefer x-purpose-of-use traceparent user-agent range origin referer cookie authorization dpop x-forwarded-for x-request-id content-type content-encoding'.split(
    ' ',
  );

describe('every address', () => {
  it('takes hostile text in its path, its parameters and its headers', async () => {
    const routes = node.routes.filter(
      (route) => !isFile(route) && !['OPTIONS', 'TRACE', 'QUERY', 'HEAD'].includes(route.method),
    );
    // What no method stands at answers without looking.
    for (const [at, route] of routes.entries()) {
      const role = roles[at % roles.length] ?? 'citizen';
      const { method } = route;
      const plain = route.url
        .replace(':patient', patient())
        .replace(':type', 'Patient')
        .replace(/:[a-z]+/gi, 'x')
        .replace('/*', '/x');
      const first = await node.ask({ method: method as 'GET', url: plain, headers: who[role] });
      if (first.statusCode === 405) continue;
      for (const [n, [name, payload]] of named.entries()) {
        const text = encodeURIComponent(payload.toWellFormed());
        const header = headerNames[(at * 7 + n) % headerNames.length] ?? 'accept';
        // Each address meets each text, at one place after the other; where it names something, there too.
        const places: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
          ['its parameters', `${plain}?${queryNames.map((each) => `${each}=${text}`).join('&')}`],
          ['names of parameters', `${plain}?${text}=1&_${text}=1&subject:${text}=1`],
          [`the header ${header}`, plain, { [header]: payload.replace(/[^\x20-\x7e]/g, ' ') }],
        ];
        const turn = places[(at + n) % places.length];
        const named = /[:*]/.test(route.url) ? [['its path', route.url.replace(/:[a-z]+|\*/gi, text)] as const] : [];
        for (const [where, url, headers] of [...named, ...(turn === undefined ? [] : [turn])]) {
          await askHostile(
            { method: method as 'GET', url, headers: { ...who[role], ...headers } },
            () => `${method} ${route.url} by ${role}, ${name} in ${where}`,
          );
        }
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

type Wish = Readonly<Record<string, unknown>>;
const day = '2026-01-02';
/** A body for each address that takes words, which it would take or at least read to the end. */
const bodies = (): readonly {
  readonly as: Alias;
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly body: Wish;
}[] => {
  const own = `/api/own-entries/${patient()}`;
  const traits = { identifier: '255069939501247', birthDate: '1955-06-01' };
  const span = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
  return [
    { as: 'citizen', method: 'POST', url: own, body: { kind: 'note', date: day, text: 'words', language: 'fr' } },
    {
      as: 'citizen',
      method: 'POST',
      url: own,
      body: { kind: 'allergy', date: day, text: 'words', more: 'more', language: 'fr' },
    },
    {
      as: 'citizen',
      method: 'POST',
      url: own,
      body: {
        kind: 'document',
        date: day,
        title: 'words',
        language: 'fr',
        file: { type: 'image/png', base64: Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1').toString('base64') },
      },
    },
    { as: 'citizen', method: 'POST', url: own, body: { kind: 'weight', date: day, value: 70 } },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/cases/${patient()}`,
      body: { kind: 'visit', entry: '1', at: '2026-01-01T00:00:00.000Z', what: 'words' },
    },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/cases/${patient()}`,
      body: { kind: 'entry', entry: `Patient/${patient()}`, what: 'words', why: 'why', wish: 'wish', language: 'fr' },
    },
    { as: 'admin', method: 'POST', url: '/api/desk/1', body: { outcome: 'answered', answer: 'words' } },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/take-away/${patient()}/links`,
      body: { content: 'summary', label: 'words', hours: 1, language: 'fr', passcode: 'secret-words' },
    },
    {
      as: 'citizen',
      method: 'PUT',
      url: `/api/notifications/${patient()}/choices`,
      body: { kinds: [], pace: 'daily', mail: 'me@example.org' },
    },
    { as: 'citizen', method: 'POST', url: `/api/notifications/${patient()}/read`, body: { upTo: 1 } },
    {
      as: 'citizen',
      method: 'PUT',
      url: `/api/sharing/${patient()}`,
      body: { crossBorder: true, restrictions: [{ category: 'problems', audience: { organization: 'x' } }] },
    },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/sharing/${patient()}/preview`,
      body: { crossBorder: true, restrictions: [{ entry: 'Condition/x', audience: { practitioner: 'x' } }] },
    },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/simulator/${patient()}/view`,
      body: { role: 'doctor', organization: 'x', practitioner: 'y', country: 'FR' },
    },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/care-team/${patient()}`,
      body: { organization: 'x', practitioner: 'y' },
    },
    { as: 'citizen', method: 'POST', url: `/api/care-team/${patient()}/end`, body: { organization: 'x' } },
    { as: 'citizen', method: 'POST', url: `/api/care-team/${patient()}/end`, body: { practitioner: 'x' } },
    {
      as: 'citizen',
      method: 'POST',
      url: `/api/proxies/of/${patient()}/invitations`,
      body: { origin: 'mandate', until: '2027-01-01', parts: ['medicines'], acts: ['read'] },
    },
    { as: 'citizen', method: 'POST', url: '/api/proxies/codes/look', body: { code: 'ABCD-EFGH-JKMN-PQRS' } },
    { as: 'citizen', method: 'POST', url: '/api/proxies/codes/accept', body: { code: 'ABCD-EFGH-JKMN-PQRS' } },
    { as: 'citizen', method: 'PUT', url: '/api/account/passkeys/x', body: { name: 'words' } },
    {
      as: 'citizen',
      method: 'POST',
      url: '/api/account/passkeys',
      body: {
        name: 'words',
        response: {
          id: 'x',
          rawId: 'x',
          type: 'public-key',
          response: { clientDataJSON: 'x', attestationObject: 'x' },
        },
      },
    },
    { as: 'doctor', method: 'POST', url: '/api/emergency', body: { ...traits, reason: 'unconscious after a fall' } },
    {
      as: 'doctor',
      method: 'POST',
      url: '/api/cross-border/summaries',
      body: { country: 'PT', purpose: 'TREAT', language: 'fr', traits },
    },
    { as: 'doctor', method: 'POST', url: '/api/apps/launch', body: { app: 'x', patient: patient(), encounter: 'e' } },
    { as: 'admin', method: 'POST', url: '/api/app-desk/x', body: { status: 'approved' } },
    { as: 'admin', method: 'POST', url: '/api/watch/1', body: { verdict: 'explained', note: 'what was found' } },
    {
      as: 'admin',
      method: 'POST',
      url: '/api/breaches',
      body: { reason: 'a reason of some length', known: '2026-01-01T00:00:00Z', subject: 'x', client: 'y', ...span },
    },
    {
      as: 'admin',
      method: 'POST',
      url: '/api/identity-desk/acts',
      body: { act: 'apart', source: 'a', target: 'b', reason: 'a reason of some length' },
    },
    {
      as: 'citizen',
      method: 'POST',
      url: '/oidc/register',
      body: {
        client_name: 'words',
        scope: 'patient/*.rs',
        redirect_uris: ['https://app.example/'],
        contacts: ['me@example.org'],
        client_uri: 'https://app.example/',
        token_endpoint_auth_method: 'none',
      },
    },
    { as: 'citizen', method: 'POST', url: '/session/interaction/x', body: { account: 'x' } },
    { as: 'citizen', method: 'POST', url: '/session/invitation', body: { secret: 'x' } },
    {
      as: 'citizen',
      method: 'POST',
      url: '/api/health-links/x',
      body: { recipient: 'me', passcode: 'x', embeddedLengthMax: 1 },
    },
  ];
};

/** The value with one text after the other replaced, and each replaced by what is no text. */
function* spoiled(value: unknown, by: unknown): Generator<unknown> {
  if (typeof value === 'string' || typeof value === 'number') {
    yield by;
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inside] of Object.entries(value)) {
    for (const changed of spoiled(inside, by)) {
      yield Array.isArray(value)
        ? value.map((each, n) => (String(n) === member ? changed : each))
        : { ...value, [member]: changed };
    }
  }
}

describe('every body', () => {
  it('takes hostile text wherever it takes words', async () => {
    for (const { as, method, url, body } of bodies()) {
      const headers = { ...who[as], 'content-type': 'application/json' };
      const whole = await node.ask({ method, url, headers, payload: JSON.stringify(body) });
      const isRead = ![400, 401, 403].includes(whole.statusCode) || url.startsWith('/session') || /passkeys$/.test(url);
      tally.attempt(
        isRead,
        () => `${method} ${url} by ${as} is not read: ${whole.statusCode} ${whole.body.slice(0, 300)}`,
      );
      for (const [name, payload] of [...named, ['a list', []], ['an object', {}], ['true', true]] as const) {
        for (const changed of spoiled(body, payload)) {
          const sent = JSON.stringify(changed);
          await askHostile(
            { method, url, headers, payload: sent },
            () => `${method} ${url} by ${as}, ${name}: ${sent.slice(0, 120)}`,
          );
        }
        const member = `{"__proto__":{"admin":true},${JSON.stringify(name)}:${JSON.stringify(payload)}}`;
        await askHostile(
          { method, url, headers, payload: member },
          () => `${method} ${url} by ${as}, a member ${name}`,
        );
      }
    }
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
    expect(tally.through()).toEqual([]);
  });
});

describe('FHIR', () => {
  it('takes hostile text as the value of every search parameter, modifier and chain', async () => {
    const types = ['Patient', 'Observation', 'Condition', 'MedicationRequest', 'DocumentReference', 'Practitioner'];
    const parameters = types.flatMap((type) =>
      [...standardParameters.offered(type).keys()].map((code) => [type, code] as const),
    );
    for (const [n, [type, code]] of parameters.entries()) {
      for (const [at, [name, payload]] of named.entries()) {
        const text = encodeURIComponent(payload.toWellFormed());
        const forms = [
          `${code}=${text}`,
          `${code}=${text}|${text}`,
          `${code}:not=${text}`,
          `${code}:${text}=1`,
          `_has:Observation:${code}:${text}=${text}`,
          `_filter=${code}%20eq%20${text}`,
          `_sort=${code},${text}`,
          `_include=${type}:${code}:${text}`,
        ];
        const query = forms[(n + at) % forms.length] ?? '';
        await askHostile(
          { method: 'GET', url: `/fhir/${type}?${query}`, headers: who.doctor },
          () => `GET ${type}?${query.slice(0, 60)}, ${name}`,
        );
      }
    }
    expect(parameters.length).toBeGreaterThan(100);
    expect(tally.through()).toEqual([]);
  });

  it('gives back what was written as text, in every form, and never as markup', async () => {
    const id = patient();
    const subject = { reference: `Patient/${id}` };
    for (const [name, payload] of named.filter(([each]) => !/NUL|surrogate/.test(each))) {
      const resources: readonly Wish[] = [
        {
          resourceType: 'Condition',
          subject,
          code: { text: payload, coding: [{ system: 'http://snomed.info/sct', code: '38341003', display: payload }] },
          clinicalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
          },
          category: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/condition-category', code: 'problem-list-item' },
              ],
            },
          ],
          note: [{ text: payload }],
        },
        {
          resourceType: 'AllergyIntolerance',
          patient: subject,
          code: { text: payload },
          clinicalStatus: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
          },
          reaction: [{ manifestation: [{ text: payload }], description: payload }],
        },
        {
          resourceType: 'DocumentReference',
          subject,
          status: 'current',
          description: payload,
          content: [{ attachment: { contentType: 'text/plain', title: payload, data: 'eA==' } }],
        },
        {
          resourceType: 'Condition',
          subject,
          code: { text: 'x' },
          text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${payload}</div>` },
        },
      ];
      for (const resource of resources) {
        const headers = { ...who.importer, 'content-type': 'application/fhir+json' };
        const written = await askHostile(
          { method: 'POST', url: `/fhir/${resource.resourceType}`, headers, payload: JSON.stringify(resource) },
          () => `POST ${resource.resourceType}, ${name}`,
        );
        const location = String(written.headers.location ?? '')
          .replace(node.publicUrl, '')
          .replace(/\/_history.*/, '');
        if (written.statusCode !== 201) continue;
        for (const accept of ['application/fhir+json', 'application/fhir+xml', 'text/html']) {
          await askHostile(
            { method: 'GET', url: location, headers: { ...who.importer, accept } },
            () => `GET ${resource.resourceType} as ${accept}, ${name}`,
          );
        }
      }
    }
    for (const [url, as] of [
      [`/fhir/Patient/${id}/$summary`, 'doctor'],
      [`/fhir/Patient/${id}/$summary`, 'citizen'],
      [`/api/take-away/${id}/page`, 'citizen'],
      [`/api/take-away/${id}/page?language=fr`, 'citizen'],
    ] as const) {
      const page = await node.ask({ method: 'GET', url, headers: { ...who[as], accept: 'text/html' } });
      tally.attempt(page.statusCode === 200, () => `GET ${url}: ${page.statusCode}`);
      tally.attempt(page.body.includes(mark), () => `GET ${url} does not show what was written, so nothing is held`);
      const active = /<img src=x|<script>zqx|<[a-z][^>]*\son\w+\s*=|(?:href|src)="\s*javascript:/i.exec(page.body);
      tally.attempt(active === null, () => `GET ${url} as a page: ${active?.[0]}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('the log', () => {
  it('has a line for an event, and nothing of what was sent', () => {
    const told = node.lines.filter((line) => line.includes(mark) || line.includes('forged') || !line.startsWith('{'));
    tally.attempt(told.length === 0, () => `logged: ${told[0]?.slice(0, 200)}`);
    const defects = node.lines.filter((line) => line.includes('http.defect')).slice(0, 10);
    tally.attempt(defects.length === 0, () => defects.join('\n'));
    expect(tally.through()).toEqual([]);
  });
});
