import type { FastifyInstance } from 'fastify';
import type { Access } from '#access';
import type { Audit } from '#audit';
import type { Database, Jobs } from '#db';
import {
  type Caller,
  datamatrixPicture,
  type Identity,
  type Insi,
  insPayloadOf,
  readInsDatamatrix,
  type WaitingSignIns,
} from '#identity';
import { type Clock, fail, type IdSource, type Outcome, ok } from '#kernel';
import { enterDesk, type Records } from '#records';
import { apiRoute } from '#rest';
import {
  type CodePicture,
  type DeskView,
  type DeskWish,
  type PairView,
  type PersonView,
  proofs,
  type VerifyAnswer,
} from './contract.ts';
import { dropOlderPairs, keepAct, keepPairs, latestActs, openPairs, settlePair } from './desk-table.ts';
import { parseWish } from './parse-wish.ts';
import { linksOf, registerWaiting } from './waiting-routes.ts';

export { identityDeskMigrations } from './migrations.ts';
export { keepRefusal } from './refusals.ts';

export interface IdentityDeskOptions {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'register' | 'enqueue' | 'list'>;
  readonly identity: Pick<Identity, 'authenticate' | 'onBehalfOf'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record' | 'append'>;
  readonly records: Pick<Records, 'identityDesk' | 'read'>;
  /** Sign-ins that lead to no record. */
  readonly waiting: WaitingSignIns;
  /** Left out where INSi cannot be asked. */
  readonly insi?: Insi;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Registers a route below `/api/identity-desk`. */
export type DeskRoute = (
  method: 'GET' | 'POST',
  url: string,
  handler: (caller: Caller, body: unknown, params: Readonly<Record<string, string>>) => Promise<Outcome<unknown>>,
) => void;

const jobKind = 'identity-search';
const largestBody = 8 * 1024;

/**
 * The identity desk, for who administers a node. All below `/api/identity-desk`: a job looks for Patients that are one person;
 * two of them stand side by side, by traits and identifiers alone; they are merged, parted again, or said to be two persons;
 * sign-ins that lead to no record are tied to one. Each act takes a reason and a recent sign-in, and every look and act is in
 * the log, of the persons too.
 */
export function registerIdentityDesk(app: FastifyInstance, options: IdentityDeskOptions): void {
  const { db, jobs, identity, records, clock, ids } = options;
  const desk = records.identityDesk;
  registerSearch(options);

  const route: DeskRoute = (method, url, handler) =>
    apiRoute(app, {
      method,
      url: `/api/identity-desk${url}`,
      identity,
      maxBody: largestBody,
      handler: (caller, request) => handler(caller, request.body, request.params as Readonly<Record<string, string>>),
    });

  route('GET', '', async (caller): Promise<Outcome<DeskView>> => {
    const allowed = await enterDesk(options, caller, 'read identity desk');
    return allowed.ok ? ok(await viewOf(options)) : allowed;
  });
  route('POST', '/search', async (caller) => {
    const allowed = await enterDesk(options, caller, 'search for duplicates');
    if (!allowed.ok) return allowed;
    await jobs.enqueue(jobKind, {}, { owner: caller.subject, single: true });
    return ok(await viewOf(options));
  });
  route(
    'GET',
    '/pairs/:one/:other',
    (caller, _, { one = '', other = '' }): Promise<Outcome<PairView>> => desk.compare(caller, one, other),
  );
  route('POST', '/acts', async (caller, body) => {
    const allowed = await enterDesk(options, caller, 'act of identity desk', true);
    if (!allowed.ok) return allowed;
    const wish = parseWish(body);
    if (!wish.ok) return wish;
    const done = await doAct(options, caller, wish.value);
    if (!done.ok) return done;
    const { act, source, target, reason } = wish.value;
    await db.transaction(async (tx) => {
      await settlePair(tx, source, target, act !== 'unmerge');
      await keepAct(tx, { id: ids.next(), act, one: source, other: target, reason, by: caller.name, at: clock.now() });
    });
    return ok(await viewOf(options));
  });
  route('GET', '/persons/:id', async (caller, _, { id = '' }): Promise<Outcome<PersonView>> => {
    const looked = await desk.cards(caller, [id]);
    if (!looked.ok) return looked;
    const [{ datamatrix, ...person }] = looked.value as [(typeof looked.value)[number]];
    return ok({
      person,
      links: await linksOf(options, id),
      ...(datamatrix === undefined ? {} : { code: await pictureOf(datamatrix) }),
      ...(options.insi === undefined ? {} : { insi: options.insi.kind }),
    });
  });
  route('POST', '/persons/:id/verify', async (caller, body, { id = '' }): Promise<Outcome<VerifyAnswer>> => {
    const allowed = await enterDesk(options, caller, 'ask INSi', true);
    if (!allowed.ok) return allowed;
    if (options.insi === undefined) return fail('insi.unavailable', 'This node has no INSi to ask.');
    const { proof } = (body ?? {}) as { readonly proof?: unknown };
    const named = proofs.find((one) => one === proof);
    if (named === undefined) return fail('request.bad', 'Say what was compared, or none.', 'proof');
    return desk.askInsi(caller, options.insi, id, named === 'none' ? undefined : named);
  });
  registerWaiting(route, options);
  apiRoute(app, {
    method: 'GET',
    url: '/api/ins-code/:patient',
    identity,
    handler: async (caller, { params }): Promise<Outcome<CodePicture>> => {
      const { patient } = params as { readonly patient: string };
      const read = await records.read(caller, 'Patient', patient, 'ins-code');
      if (!read.ok) return read;
      const payload = insPayloadOf(JSON.parse(read.value.text));
      return payload.ok ? ok(await pictureOf(payload.value)) : payload;
    },
  });
}

async function pictureOf(payload: string): Promise<CodePicture> {
  const content = readInsDatamatrix(payload);
  return { ins: content.ok ? content.value.ins : '', ...(await datamatrixPicture(payload)) };
}

/** That two are two persons changes neither: both were looked at, which is what the log has. */
async function doAct({ records }: IdentityDeskOptions, caller: Caller, wish: DeskWish): Promise<Outcome<void>> {
  const { act, source, target, reason } = wish;
  if (act !== 'apart') return records.identityDesk.relate(caller, act, { source, target }, reason);
  const looked = await records.identityDesk.cards(caller, [source, target]);
  return looked.ok ? ok(undefined) : looked;
}

/** The search goes through all Patients, a hundred at a time, on behalf of whoever began it. */
function registerSearch({ db, jobs, identity, records, clock }: IdentityDeskOptions): void {
  jobs.register<object, { readonly looked: number }>({
    kind: jobKind,
    run: async ({ owner, signal, progress }) => {
      const began = clock.now();
      let cursor: string | undefined;
      let looked = 0;
      do {
        signal.throwIfAborted();
        const caller = await identity.onBehalfOf(owner, jobKind);
        if (caller === undefined) return fail('access.denied', 'Whoever began the search has no account any more.');
        const found = await records.identityDesk.likelyPairs(caller, cursor);
        if (!found.ok) return found;
        await keepPairs(db, found.value.pairs, clock.now());
        looked += found.value.looked;
        progress({ done: looked });
        cursor = found.value.next;
      } while (cursor !== undefined);
      await dropOlderPairs(db, began);
      return ok({ looked });
    },
  });
}

async function viewOf({ db, jobs }: IdentityDeskOptions): Promise<DeskView> {
  const [found, acts, searches] = await Promise.all([
    openPairs(db),
    latestActs(db),
    jobs.list({ kind: jobKind, limit: 1 }),
  ]);
  const [latest] = searches;
  return {
    ...found,
    acts,
    ...(latest === undefined
      ? {}
      : {
          search: {
            state: latest.state,
            looked: latest.progress.done,
            at: (latest.ended ?? latest.created).toISOString(),
          },
        }),
  };
}
