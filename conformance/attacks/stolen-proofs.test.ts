import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testBrowser } from '../../src/modules/identity/testing-browser.ts';
import { type AttackedNode, guarded, hidesItself, newTally, openAttackedNode } from './testing.ts';

// Theft and replay: what proved somebody once, and is over, used up, bound to a key or meant for something else, opens no
// route of the server; and of many that bring the same proof at the same moment, one has it.

const tally = newTally('theft and replay');
let node: AttackedNode;
beforeAll(async () => {
  node = await openAttackedNode();
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

type Headers = Readonly<Record<string, string>>;
const scope = 'openid fhirUser launch/patient offline_access patient/*.cruds';
const bearer = (token: string | undefined): Headers => ({ authorization: `Bearer ${token}` });

async function keyOfApp() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const proof = (claims: Readonly<Record<string, unknown>>) =>
    new SignJWT({ jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  return { proof, atToken: () => proof({ htm: 'POST', htu: `${node.config.publicUrl}/oidc/token` }) };
}

async function codeFor(app: string, account = 'citizen') {
  const user = node.kit.person(node.accountOf(account));
  const back = await user.allow(await user.toConsent(node.kit.authorizeUrl(app, scope)));
  return back.searchParams.get('code') ?? '';
}

/** Proofs as a thief has them when they are worth nothing any more, or never were for this. */
async function worthless(): Promise<Readonly<Record<string, Headers>>> {
  const { kit, config } = node;
  const own = { 'x-carnet-request': '1' };
  const sessionOf = (browser: ReturnType<typeof testBrowser>) => ({ ...own, cookie: browser.cookies() });
  const signedOut = testBrowser(config.publicUrl);
  await signedOut.signIn(node.accountOf('citizen'), '/');
  const afterSignOut = sessionOf(signedOut);
  await signedOut.logout();

  const ended = testBrowser(config.publicUrl);
  await ended.signIn(node.accountOf('citizen'), '/');
  const afterEnd = sessionOf(ended);
  const { sessions } = JSON.parse((await node.ask(afterEnd, { url: '/api/account' })).body) as {
    sessions: readonly { id: string; current: boolean }[];
  };
  const current = sessions.find((each) => each.current)?.id;
  await node.ask(afterEnd, { method: 'DELETE', url: `/api/account/sessions/${current}` });

  const app = await kit.publicApp(scope);
  const live = await kit.connect(app, node.accountOf('citizen'), scope);
  const revoked = await kit.connect(app, node.accountOf('citizen'), scope);
  await kit.form('/oidc/token/revocation', { client_id: app, token: revoked.access_token });
  const gone = await kit.connect(app, node.accountOf('tiago'), scope);
  const asTiago = await node.signedIn('tiago');
  const { connections } = JSON.parse((await node.ask(asTiago, { url: '/api/apps' })).body) as {
    connections: readonly { id: string }[];
  };
  await node.ask(asTiago, { method: 'DELETE', url: `/api/apps/${connections[0]?.id}` });
  const replayed = await kit.connect(app, node.accountOf('henri'), scope);
  await kit.refresh(app, replayed.refresh_token ?? '');
  await kit.refresh(app, replayed.refresh_token ?? '');
  const key = await keyOfApp();
  const bound = await kit.redeem(app, await codeFor(app), {}, { dpop: await key.atToken() });
  const ath = createHash('sha256')
    .update(bound.access_token ?? '')
    .digest('base64url');
  const elsewhere = await key.proof({ htm: 'GET', htu: `${config.publicUrl}/elsewhere`, ath });
  const thief = await keyOfApp();
  const foreign = await thief.proof({ htm: 'GET', htu: `${config.publicUrl}/fhir/Patient`, ath });
  const interaction = testBrowser(config.publicUrl);
  await interaction.begin();
  // Within two seconds every process knows that a session was ended.
  await vi.waitFor(async () => expect((await node.ask(afterEnd, { url: '/api/account' })).status).toBe(401), 3_000);
  const sealed = (afterSignOut.cookie.match(/[\w-]+-session=([^;]+)/) ?? [])[1] ?? '';
  return {
    'a session that was signed out of': afterSignOut,
    'a session that was ended elsewhere': afterEnd,
    'the cookies of a sign-in that is not done': sessionOf(interaction),
    'a sealed cookie as a token': bearer(sealed),
    'a token of an app in the cookie': { ...own, cookie: `${sessionName(afterSignOut.cookie)}=${live.access_token}` },
    'a token that was given back': bearer(revoked.access_token),
    'a token of a connection that the person ended': bearer(gone.access_token),
    'a token of a connection whose refresh token came twice': bearer(replayed.access_token),
    'a refresh token': bearer(live.refresh_token),
    'an id token': bearer(live.id_token),
    'a code': bearer(live.code),
    'a bound token as Bearer': bearer(bound.access_token),
    'a bound token without proof': { authorization: `DPoP ${bound.access_token}` },
    'a bound token with a proof for elsewhere': { authorization: `DPoP ${bound.access_token}`, dpop: elsewhere },
    'a bound token with a proof of another key': { authorization: `DPoP ${bound.access_token}`, dpop: foreign },
    'an unbound token as bound': { authorization: `DPoP ${live.access_token}`, dpop: elsewhere },
    'a token and what follows': { authorization: `Bearer ${live.access_token} x` },
    nothing: {},
  };
}

const sessionName = (cookies: string) => /([\w-]+-session)=/.exec(cookies)?.[1] ?? '';

describe('what is worth nothing', () => {
  it('opens no route of the server', async () => {
    const proofs = await worthless();
    const routes = guarded(node.routes);
    expect(routes.length).toBeGreaterThan(150);
    for (const [name, headers] of Object.entries(proofs)) {
      for (const { method, url } of routes) {
        const address = url.replaceAll(/:type\b/g, 'Observation').replaceAll(/:\w+/g, 'x1');
        const body = ['POST', 'PUT', 'PATCH'].includes(method) ? {} : undefined;
        const answer = await node.ask(headers, { method, url: address, ...(body && { body }) });
        tally.attempt(
          answer.status === 401 || hidesItself(answer),
          () => `${name}: ${method} ${url}: ${answer.status} ${answer.body}`,
        );
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

/** How many of those who come at the same moment get through. */
async function race(tries: number, attempt: (turn: number) => Promise<boolean>): Promise<number> {
  const through = await Promise.all(Array.from({ length: tries }, (_, turn) => attempt(turn)));
  return through.filter(Boolean).length;
}

describe('what counts once', () => {
  const once = async (name: string, tries: number, attempt: (turn: number) => Promise<boolean>, most = 1) => {
    const through = await race(tries, attempt);
    for (let each = 0; each < tries; each += 1) tally.attempt(through <= most, () => `${name}: ${through} times`);
    return through;
  };

  it('is had by one of many at the same moment, and by nobody afterwards', async () => {
    const { kit, config } = node;
    const app = await kit.publicApp(scope);
    const code = await codeFor(app);
    await once('a code', 6, async () => (await kit.redeem(app, code)).status === 200);
    const tokens = await kit.redeem(app, await codeFor(app));
    await once('a refresh token', 6, async () => (await kit.refresh(app, tokens.refresh_token ?? '')).status === 200);

    const key = await keyOfApp();
    const bound = await kit.redeem(app, await codeFor(app, 'henri'), {}, { dpop: await key.atToken() });
    const ath = createHash('sha256')
      .update(bound.access_token ?? '')
      .digest('base64url');
    const dpop = await key.proof({ htm: 'GET', htu: `${config.publicUrl}/fhir/Patient`, ath });
    const headers = { authorization: `DPoP ${bound.access_token}`, dpop };
    const proven = await once(
      'a proof',
      8,
      async () => (await node.ask(headers, { url: '/fhir/Patient' })).status === 200,
    );
    expect(proven).toBe(1);

    const giver = await node.signedIn('ines');
    const given = await node.ask(giver, {
      method: 'POST',
      url: '/api/proxies/of/fr-ines-lefevre/invitations',
      body: { origin: 'mandate' },
    });
    const { code: proxy } = JSON.parse(given.body) as { code: string };
    const takers = await Promise.all(['henri', 'tiago', 'mamadou', 'antoine'].map((who) => node.signedIn(who)));
    const taken = await once('a code of a proxy', 8, async (turn) => {
      const sent = { method: 'POST', url: '/api/proxies/codes/accept', body: { code: proxy } };
      return (await node.ask(takers[turn % takers.length], sent)).status < 300;
    });
    expect(taken).toBe(1);
    expect(tally.through()).toEqual([]);
  });
});

describe('a health link', () => {
  const make = async (who: string, patient: string, passcode?: string) => {
    const body = { content: 'summary', label: 'x', hours: 1, language: 'fr', ...(passcode && { passcode }) };
    const url = `/api/take-away/${patient}/links`;
    const headers = await node.signedIn(who);
    const made = await node.ask(headers, { method: 'POST', url, body });
    const { id, address: link } = JSON.parse(made.body) as { id: string; address: string };
    const payload = JSON.parse(Buffer.from(link.slice(link.indexOf('shlink:/') + 8), 'base64url').toString()) as {
      url: string;
    };
    return { id, headers, at: new URL(payload.url).pathname, url };
  };
  const manifest = (at: string, more: object = {}) =>
    node.ask(undefined, { method: 'POST', url: at, body: { recipient: 'Thief', embeddedLengthMax: 0, ...more } });

  it('gives nothing for the ticket of another, its own when it is revoked, or a passcode that is left out', async () => {
    const [mine, theirs] = [
      await make('henri', 'fr-henri-moreau', 'secret-1'),
      await make('tiago', 'fr-tiago-silva', 'secret-2'),
    ];
    const opened = await manifest(mine.at, { passcode: 'secret-1' });
    const { files } = JSON.parse(opened.body) as { files: readonly { location: string }[] };
    const ticket = new URL(files[0]?.location ?? '').pathname;
    expect((await node.ask(undefined, { url: ticket })).status).toBe(200);
    const refused = async (name: string, answer: Promise<{ status: number; body: string }>) => {
      const { status, body } = await answer;
      tally.attempt(status >= 400 && status < 500 && !body.startsWith('ey'), () => `${name}: ${status} ${body}`);
    };
    const last = ticket.split('/').at(-1) ?? '';
    const [until = '', seal = ''] = last.split('.');
    await refused('the ticket of another link', node.ask(undefined, { url: `${theirs.at}/${last}` }));
    await refused('a ticket for longer', node.ask(undefined, { url: `${mine.at}/${Number(until) + 9}.${seal}` }));
    await refused('a ticket without its seal', node.ask(undefined, { url: `${mine.at}/${until}.` }));
    await refused('the direct way past the passcode', node.ask(undefined, { url: `${mine.at}?recipient=Thief` }));
    for (const passcode of [undefined, '', 'secret-2']) await refused('a passcode', manifest(mine.at, { passcode }));
    for (const passcode of [['secret-1'], { $ne: '' }, true, 1])
      await refused('no text', manifest(mine.at, { passcode }));
    await node.ask(mine.headers, { method: 'DELETE', url: `${mine.url}/${mine.id}` });
    await refused('a ticket of a link that was revoked', node.ask(undefined, { url: ticket }));
    await refused('a link that was revoked', manifest(mine.at, { passcode: 'secret-1' }));
    expect(tally.through()).toEqual([]);
  });
});
