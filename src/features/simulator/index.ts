import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from '#access';
import { careCategories } from '#fhir';
import type { Apps, Identity, Proxies } from '#identity';
import { type Clock, fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Records, SightAsked } from '#records';
import { apiRoute } from '#rest';
import type { PolicyAnswer, ReadersAnswer, ViewAnswer, ViewWish } from './contract.ts';

export interface SimulatorOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly records: Pick<Records, 'whoCouldSee' | 'simulate'>;
  readonly access: Pick<Access, 'policy'>;
  readonly proxies: Pick<Proxies, 'of'>;
  readonly apps: Pick<Apps, 'connections'>;
  /** ISO 3166-1 alpha-2 of the partners whose professionals could ask. */
  readonly countries: () => readonly string[];
  readonly clock: Clock;
}

/** Who could see this now, and why; what would this doctor see: decided by the rules that decide when somebody asks. */
export function registerSimulator(app: FastifyInstance, options: SimulatorOptions): void {
  const { identity, records, access } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/simulator/policy',
    identity,
    handler: async (): Promise<Outcome<PolicyAnswer>> => ok(access.policy()),
  });
  apiRoute(app, {
    method: 'GET',
    url: '/api/simulator/:patient/readers',
    identity,
    handler: async (caller, request): Promise<Outcome<ReadersAnswer>> => {
      const asked = askedIn(request);
      if (!asked.ok) return asked;
      const { patient } = request.params as { readonly patient: string };
      const found = await records.whoCouldSee(caller, patient, { ...asked.value, countries: options.countries() });
      if (!found.ok) return found;
      // Apps are connected to an account, and see what its owner sees within what she gave them.
      const apps = patient === caller.patient ? await options.apps.connections(caller.subject) : [];
      const proxies = await options.proxies.of(patient);
      const { rules, labels } = access.policy();
      const used = new Set(found.value.map(({ rule }) => rule));
      return ok({
        readers: found.value.map(({ relation, emergency, ...reader }) => ({
          ...reader,
          ...(relation && { origin: relation.origin, ...span(relation) }),
          ...(emergency && { reason: emergency.reason, ...span(emergency) }),
        })),
        proxies: proxies
          .filter(({ to }) => to === undefined || to > options.clock.now())
          .map(({ name, origin, parts, acts, to }) => ({
            name,
            origin,
            ...(parts && { parts }),
            ...(acts && { acts }),
            ...(to && { to: to.toISOString() }),
          })),
        apps: apps.map(({ app: { name }, scope, until }) => ({ name, scope, until: until.toISOString() })),
        rules: Object.fromEntries(rules.filter(({ id }) => used.has(id)).map((words) => [words.id, words])),
        labels,
      });
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/simulator/:patient/view',
    identity,
    handler: async (caller, request): Promise<Outcome<ViewAnswer>> => {
      const wish = parseView(request.body);
      if (!wish.ok) return wish;
      const { patient } = request.params as { readonly patient: string };
      const view = await records.simulate(caller, patient, wish.value);
      if (!view.ok) return view;
      const { permitted, rule, sees, entries } = view.value;
      const words = access.policy().rules.find(({ id }) => id === rule);
      return ok({
        permitted,
        rule,
        ...(words && { words }),
        sees,
        entries: entries.map(({ type, id, ...entry }) => ({ address: `${type}/${id}`, ...entry })),
      });
    },
  });
}

function span({ from, to }: { readonly from: Date; readonly to?: Date | undefined }) {
  return { from: from.toISOString(), ...(to === undefined ? {} : { to: to.toISOString() }) };
}

function askedIn(request: FastifyRequest): Outcome<SightAsked> {
  const { category, entry } = request.query as Readonly<Record<string, unknown>>;
  const known = careCategories.find((one) => one === category);
  if (category !== undefined && known === undefined) {
    return fail('request.bad', 'There is no such part of a record.', 'category');
  }
  if (entry !== undefined && (typeof entry !== 'string' || !/^[A-Za-z]{1,40}\/[A-Za-z0-9\-.]{1,64}$/.test(entry))) {
    return fail('request.bad', 'An entry is named by its type and id.', 'entry');
  }
  return ok({ ...(known && { category: known }), ...(typeof entry === 'string' && { entry }) });
}

const textual = ['organization', 'practitioner', 'country', 'role'] as const;

/** Faults: `request.bad` with the member that is wrong. */
function parseView(body: unknown): Outcome<ViewWish> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const given = body as Readonly<Record<string, unknown>>;
  for (const [member, value] of Object.entries(given)) {
    if (member === 'treats' && typeof value === 'boolean') continue;
    const isText = textual.some((one) => one === member) && typeof value === 'string';
    const fits =
      isText && (member === 'country' ? /^[A-Z]{2}$/ : member === 'role' ? /^[\p{L}\d ]{1,60}$/u : undefined);
    if (!isText || (fits instanceof RegExp ? !fits.test(value) : !isResourceId(value))) {
      return fail('request.bad', 'This says nothing about a professional.', member);
    }
  }
  return ok(given as ViewWish);
}
