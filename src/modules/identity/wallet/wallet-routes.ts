import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Fault, faultOf } from '#kernel';
import { checkOrigin } from '../authenticate.ts';
import type { Proven } from '../brokers/contract.ts';
import type { Finish } from '../brokers/finish-upstream.ts';
import { foreignCitizen } from '../brokers/foreign-citizen.ts';
import { atLeast } from '../brokers/levels.ts';
import type { UpstreamParts } from '../brokers/register-upstreams.ts';
import type { UnderWay } from '../brokers/under-way.ts';
import type { WalletSetup } from '../brokers/upstream-setup.ts';
import { sendFault } from '../send-fault.ts';
import { longestWalletForm, readAskingWallet } from './asking-wallet.ts';
import type { Presented, WalletRequest, WalletVerifier } from './contract.ts';
import { createWalletVerifier } from './create-wallet-verifier.ts';
import { qrCodeOf } from './qr-code.ts';
import type { PresentationFault } from './refused-presentation.ts';

/** A page that waits for a wallet. */
interface AtWallet {
  readonly stage: 'wallet';
  readonly name: string;
  readonly uid: string;
  readonly device: 'same' | 'other';
  readonly request: WalletRequest;
  /** Comes back through the browser that the wallet opens on this device. */
  readonly responseCode: string;
}

type WalletAnswer = { readonly presented: Presented } | { readonly problem: PresentationFault | 'upstream.cancelled' };

interface WalletRouteParts extends UpstreamParts {
  readonly wallets: readonly WalletSetup[];
  readonly underWay: UnderWay;
  readonly finish: Finish;
}

type Named = { readonly Params: { readonly name: string } };
type Answering = { readonly Params: { readonly name: string; readonly reply: string } };

const longestAnswer = 98_304;
const gone = faultOf('sign-in.required', 'This sign-in took too long or was started in another window. Start again.');
const unknown = faultOf('request.unknown-route', 'There is no such sign-in.');

/**
 * Presentations by a wallet (OpenID4VP 1.0). On the same device the wallet opens the browser again with a response code, and
 * only with it the sign-in goes on (13.3: a link that was sent to somebody else signs in nobody here). From another device
 * the page, which is bound to its browser, asks whether the wallet has answered.
 */
export function registerWalletRoutes(app: FastifyInstance, parts: WalletRouteParts): void {
  const { addresses, underWay, finish, options } = parts;
  const wallets = new Map<string, { readonly setup: WalletSetup; readonly verifier: WalletVerifier }>(
    parts.wallets.map((setup) => [setup.name, { setup, verifier: createWalletVerifier(setup, options.clock) }]),
  );
  const base = (name: string) => `${addresses.origin}/session/upstream/${name}`;
  const responseUri = (name: string, replyId: string) => `${base(name)}/answer/${replyId}`;

  const atWallet = async (request: FastifyRequest, name: string) => {
    const id = finish.browserId(request);
    const kept = id === undefined ? undefined : await underWay.read(id);
    const at = kept?.content as AtWallet | undefined;
    if (id === undefined || at?.stage !== 'wallet' || at.name !== name) return undefined;
    return { id, at, answer: kept?.answer as WalletAnswer | undefined };
  };

  app.post<Named>('/session/upstream/:name/request', async (request, reply) => {
    const wallet = wallets.get(request.params.name);
    if (wallet === undefined) return sendFault(reply, unknown);
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const { uid: page, device } = (request.body ?? {}) as { readonly uid?: unknown; readonly device?: unknown };
    const interaction = await finish.interaction(page, request, reply);
    if (!interaction.ok) return sendFault(reply, interaction.fault);
    if (device !== 'same' && device !== 'other') {
      return sendFault(reply, faultOf('request.bad', 'Name the device of the wallet.', 'device'));
    }
    const { setup, verifier } = wallet;
    const content = {
      stage: 'wallet',
      name: setup.name,
      uid: interaction.value.uid,
      device,
      request: await verifier.newRequest(),
      responseCode: randomBytes(32).toString('base64url'),
    } satisfies AtWallet;
    const { id, reply: replyId } = await underWay.begin(content);
    finish.setBrowserId(reply, id);
    const requestUri = `${base(setup.name)}/request/${replyId}`;
    // A wallet that does not know of posting fetches the request as it always did (5.1, `request_uri_method`).
    const asked = { client_id: verifier.clientId, request_uri: requestUri, request_uri_method: 'post' };
    const link = `${setup.link}?${new URLSearchParams(asked)}`;
    // The link stands beside the code for who cannot scan it.
    return reply.send(device === 'same' ? { link } : { link, qr: await qrCodeOf(link) });
  });

  app.get<Answering>('/session/upstream/:name/request/:reply', async (request, reply) => {
    const { name, reply: replyId } = request.params;
    const wallet = wallets.get(name);
    const at = (await underWay.asked(replyId)) as AtWallet | undefined;
    if (wallet === undefined || at?.stage !== 'wallet' || at.name !== name) return sendFault(reply, unknown);
    return sendRequest(reply, await wallet.verifier.requestObject(at.request, responseUri(name, replyId)));
  });

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: longestAnswer },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    // 5.10: what the wallet posts is in the request that it gets, and nobody else gets one, by whatever method.
    scope.post<Answering>(
      '/session/upstream/:name/request/:reply',
      { bodyLimit: longestWalletForm },
      async (request, reply) => {
        const { name, reply: replyId } = request.params;
        const wallet = wallets.get(name);
        if (wallet === undefined) return sendFault(reply, unknown);
        const asking = readAskingWallet(formOf(request));
        if (!asking.ok) return sendFault(reply, asking.fault);
        const at = (await underWay.claim(replyId)) as AtWallet | undefined;
        if (at?.stage !== 'wallet' || at.name !== name) return sendFault(reply, unknown);
        const object = wallet.verifier.requestObject(at.request, responseUri(name, replyId), asking.value);
        return sendRequest(reply, await object);
      },
    );
    scope.post<Answering>('/session/upstream/:name/answer/:reply', async (request, reply) => {
      const { name, reply: replyId } = request.params;
      const wallet = wallets.get(name);
      const at = (await underWay.awaited(replyId)) as AtWallet | undefined;
      if (wallet === undefined || at?.stage !== 'wallet' || at.name !== name) return sendFault(reply, unknown);
      const answer = await answerOf(
        formOf(request),
        wallet,
        { ...at, responseUri: responseUri(name, replyId) },
        request,
      );
      if (!(await underWay.answer(replyId, answer))) return sendFault(reply, unknown);
      // What the wallet showed is judged here, and told to the person in her browser: the wallet has done its part.
      const back = `${base(name)}/return?${new URLSearchParams({ response_code: at.responseCode })}`;
      return reply.send(at.device === 'same' ? { redirect_uri: back } : {});
    });
  });

  const answerOf = async (
    form: URLSearchParams,
    { setup, verifier }: { readonly setup: WalletSetup; readonly verifier: WalletVerifier },
    at: AtWallet & { readonly responseUri: string },
    request: FastifyRequest,
  ): Promise<WalletAnswer> => {
    const response = form.get('response');
    if (response === null) {
      const problem = form.get('state') === at.request.state ? 'upstream.cancelled' : 'upstream.refused';
      await finish.refuse(setup, faultOf(problem, 'The wallet showed nothing.'), 'no-presentation', request);
      return { problem };
    }
    const verified = await verifier.verify(response, at.request, at.responseUri);
    if (verified.ok) return { presented: verified.value };
    await finish.refuse(setup, verified.fault, verified.word, request);
    return { problem: verified.code };
  };

  app.get<Named>('/session/upstream/:name/state', async (request, reply) => {
    const found = await atWallet(request, request.params.name);
    return reply.send({ state: found === undefined ? 'expired' : found.answer === undefined ? 'waiting' : 'answered' });
  });

  app.post<Named>('/session/upstream/:name/finish', async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const found = await atWallet(request, request.params.name);
    if (found === undefined || found.at.device !== 'other') return sendFault(reply, gone);
    const setup = wallets.get(request.params.name)?.setup;
    const location = await goOn(found, request, reply);
    if (location.ok) return reply.send({ location: location.value });
    // What is wrong is told by the sign-in page, as it is after a wallet on this device.
    const isTold = setup !== undefined && location.fault.code.startsWith('upstream.');
    return isTold
      ? reply.send({ location: finish.pageOf(found.at.uid, setup, location.fault) })
      : sendFault(reply, location.fault);
  });

  app.get<Named & { readonly Querystring: { readonly response_code?: unknown } }>(
    '/session/upstream/:name/return',
    async (request, reply) => {
      const found = await atWallet(request, request.params.name);
      const setup = wallets.get(request.params.name)?.setup;
      if (setup === undefined) return sendFault(reply, unknown);
      if (found === undefined || !isSame(request.query.response_code, found.at.responseCode)) {
        await finish.refuse(setup, gone, 'response-code', request);
        return reply.redirect(finish.pageOf(undefined, setup, gone), 303);
      }
      const location = await goOn(found, request, reply);
      return reply.redirect(location.ok ? location.value : finish.pageOf(found.at.uid, setup, location.fault), 303);
    },
  );

  const goOn = async (
    { id, at, answer }: { readonly id: string; readonly at: AtWallet; readonly answer: WalletAnswer | undefined },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ readonly ok: true; readonly value: string } | { readonly ok: false; readonly fault: Fault }> => {
    const setup = wallets.get(at.name)?.setup;
    if (answer === undefined || setup === undefined) return { ok: false, fault: gone };
    if ((await underWay.take(id)) === undefined) return { ok: false, fault: gone };
    finish.clearBrowserId(reply);
    if ('problem' in answer)
      return { ok: false, fault: faultOf(answer.problem, 'The wallet showed no identity that counts.') };
    const proven = provenOf(setup, answer.presented);
    if (proven.ok) return finish.complete(at.uid, proven.value, { request, reply });
    await finish.refuse(setup, proven.fault, proven.fault.code, request);
    return proven;
  };
}

/** Personal identification data are of level high (Regulation (EU) 910/2014, article 5a(11)). */
function provenOf(
  setup: WalletSetup,
  { country, family, given, birthDate, number }: Presented,
): { readonly ok: true; readonly value: Proven } | { readonly ok: false; readonly fault: Fault } {
  const assurance = atLeast(setup.assurance, 'high');
  if (!assurance.ok) return assurance;
  if (number === undefined) {
    return {
      ok: false,
      fault: faultOf('upstream.no-record', 'The wallet shows no number by which you are known here.'),
    };
  }
  const { name, kind, label } = setup;
  const identity = foreignCitizen({ country, value: number, family, given, birthDate });
  const proven = { upstream: { name, kind, label }, issuer: `urn:eudi:pid:${country}`, subject: subjectOf(number) };
  return { ok: true, value: { ...proven, assurance: assurance.value, identity } };
}

/** A credential has no `sub`: its person is known again by the number, of which the link keeps no more than the digest. */
function subjectOf(number: string): string {
  return createHash('sha256').update(`pid ${number}`).digest('base64url');
}

/** A request that was made for one wallet is kept by nobody on its way. */
function sendRequest(reply: FastifyReply, object: string): FastifyReply {
  return reply
    .header('content-type', 'application/oauth-authz-req+jwt')
    .header('cache-control', 'no-store')
    .send(object);
}

function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

function isSame(given: unknown, expected: string): boolean {
  const [one, other] = [Buffer.from(typeof given === 'string' ? given : ''), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
