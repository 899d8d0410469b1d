import type { FastifyInstance } from 'fastify';
import { faultOf } from '#kernel';
import { sendFault } from '../send-fault.ts';
import type { BrokerClient, PendingBroker } from './broker-client.ts';
import type { Finish } from './finish-upstream.ts';
import type { UpstreamParts } from './register-upstreams.ts';
import type { UnderWay } from './under-way.ts';

/** A browser that is at a broker. */
interface AtBroker {
  readonly stage: 'broker';
  readonly name: string;
  readonly uid: string;
  readonly pending: PendingBroker;
}

interface BrokerRouteParts extends UpstreamParts {
  readonly brokers: ReadonlyMap<string, BrokerClient>;
  readonly underWay: UnderWay;
  readonly finish: Finish;
}

type Named = { readonly Params: { readonly name: string } };

/** To a broker and back. What is under way is used up by its return, so that no answer counts twice. */
export function registerBrokerRoutes(app: FastifyInstance, parts: BrokerRouteParts): void {
  const { addresses, brokers, underWay, finish } = parts;
  const callbackOf = (name: string) => `${addresses.origin}/session/upstream/${name}/callback`;

  app.get<Named & { readonly Querystring: { readonly uid?: unknown } }>(
    '/session/upstream/:name/start',
    async (request, reply) => {
      const broker = brokers.get(request.params.name);
      if (broker === undefined) return sendFault(reply, faultOf('request.unknown-route', 'There is no such sign-in.'));
      const interaction = await finish.interaction(request.query.uid, request, reply);
      if (!interaction.ok) return reply.redirect('/?signIn=failed', 303);
      const { uid, params } = interaction.value;
      const { prompt, max_age: maxAge } = params as { readonly prompt?: string; readonly max_age?: unknown };
      const isFresh = prompt === 'login' || maxAge !== undefined;
      const started = await broker.start(callbackOf(broker.setup.name), isFresh);
      if (!started.ok) {
        await finish.refuse(broker.setup, started.fault, 'start', request);
        return reply.redirect(finish.pageOf(uid, broker.setup, started.fault), 303);
      }
      const { location, pending } = started.value;
      const { id } = await underWay.begin({
        stage: 'broker',
        name: broker.setup.name,
        uid,
        pending,
      } satisfies AtBroker);
      finish.setBrowserId(reply, id);
      return reply.redirect(location, 303);
    },
  );

  app.get<Named>('/session/upstream/:name/callback', async (request, reply) => {
    const broker = brokers.get(request.params.name);
    if (broker === undefined) return sendFault(reply, faultOf('request.unknown-route', 'There is no such sign-in.'));
    const id = finish.browserId(request);
    const kept = id === undefined ? undefined : await underWay.take(id);
    const at = kept?.content as AtBroker | undefined;
    finish.clearBrowserId(reply);
    if (at?.stage !== 'broker' || at.name !== broker.setup.name) {
      const fault = faultOf('upstream.refused', 'This sign-in was not started in this browser, or was used.');
      await finish.refuse(broker.setup, fault, 'not-under-way', request);
      return reply.redirect(finish.pageOf(undefined, broker.setup, fault), 303);
    }
    const url = new URL(request.url, addresses.origin);
    const finished = await broker.finish(url, at.pending, parts.options.country);
    if (!finished.ok) {
      await finish.refuse(broker.setup, finished.fault, finished.word, request);
      return reply.redirect(finish.pageOf(at.uid, broker.setup, finished.fault), 303);
    }
    const { proven, idToken } = finished;
    const location = await finish.complete(at.uid, proven, { request, reply, idToken });
    return reply.redirect(location.ok ? location.value : finish.pageOf(at.uid, broker.setup, location.fault), 303);
  });

  app.get<Named>('/session/upstream/:name/jwks', async (request, reply) => {
    const broker = brokers.get(request.params.name);
    if (broker === undefined) return sendFault(reply, faultOf('request.unknown-route', 'There is no such sign-in.'));
    return reply.send({ keys: broker.setup.publicKeys });
  });
}
