import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOf } from '#kernel';
import { checkOrigin } from '../authenticate.ts';
import { sendFault } from '../send-fault.ts';
import type { Finish, PendingChoice } from './finish-upstream.ts';
import type { UnderWay } from './under-way.ts';

interface ChoiceParts {
  readonly underWay: UnderWay;
  readonly finish: Finish;
}

const route = '/session/upstream/choice';
const over = faultOf('sign-in.required', 'This sign-in took too long or was started in another window. Start again.');

/** Whoever practises in several places says in which one she works now. Nothing is chosen for her. */
export function registerChoiceRoutes(app: FastifyInstance, { underWay, finish }: ChoiceParts): void {
  const pending = async (request: FastifyRequest) => {
    const id = finish.browserId(request);
    const kept = id === undefined ? undefined : await underWay.read(id);
    const choice = kept?.content as PendingChoice | undefined;
    return id === undefined || choice?.stage !== 'choice' ? undefined : { id, choice };
  };

  app.get(route, async (request, reply) => {
    const found = await pending(request);
    if (found?.choice.proven.identity.role !== 'professional') return sendFault(reply, over);
    const { upstream, identity } = found.choice.proven;
    return reply.send({
      label: upstream.label,
      activities: identity.activities.map(({ professional }) => ({
        organization: professional.healthcare_provider_name,
        profession: professional.hp_professional_role,
      })),
    });
  });

  app.post(route, async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const found = await pending(request);
    if (found?.choice.proven.identity.role !== 'professional') return sendFault(reply, over);
    const { activity: chosen } = (request.body ?? {}) as { readonly activity?: unknown };
    const activity = Number.isInteger(chosen) ? found.choice.proven.identity.activities[chosen as number] : undefined;
    if (activity === undefined) return sendFault(reply, faultOf('request.bad', 'Choose an activity.', 'activity'));
    if ((await underWay.take(found.id)) === undefined) return sendFault(reply, over);
    finish.clearBrowserId(reply);
    const location = await finish.work(found.choice, activity, { request, reply });
    return location.ok ? reply.send({ location: location.value }) : sendFault(reply, location.fault);
  });
}
