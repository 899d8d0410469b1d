import type { FastifyInstance } from 'fastify';
import type { Access } from '#access';
import type { Audit } from '#audit';
import type { Job, Jobs } from '#db';
import type { HeldPackage, NodeDefinitions } from '#definitions';
import type { Caller, Identity } from '#identity';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { logEntry, mayAdminister, occasionOf } from '#records';
import { apiRoute } from '#rest';
import type { JobLine, OperationsView, PackageLine } from './contract.ts';

export interface OperationsOptions {
  readonly identity: Identity;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly jobs: Pick<Jobs, 'list' | 'find' | 'cancel'>;
  /** Number of current resources by type. */
  readonly counts: () => Promise<ReadonlyMap<string, number>>;
  readonly definitions: Pick<NodeDefinitions, 'current'>;
}

const mostJobs = 50;
/** Milliseconds for which a count is told again. */
const countedFor = 60_000;
const restsTimes = 10;

/** For who runs the node: `GET /api/operations`, and `DELETE /api/operations/jobs/:id`, which cancels a job. */
export function registerOperations(app: FastifyInstance, options: OperationsOptions): void {
  const { identity, jobs } = options;
  const count = keptFor(options, countedFor);
  apiRoute(app, {
    method: 'GET',
    url: '/api/operations',
    identity,
    handler: async (caller): Promise<Outcome<OperationsView>> => {
      const allowed = await mayAdminister(options, caller, 'operations');
      if (!allowed.ok) return allowed;
      const [counted, { packages }, listed] = await Promise.all([
        count(),
        options.definitions.current(),
        jobs.list({ limit: mostJobs }),
      ]);
      return ok({ ...counted, packages: packages.map(lineOfPackage), jobs: listed.map(lineOf) });
    },
  });
  apiRoute(app, {
    method: 'DELETE',
    url: '/api/operations/jobs/:id',
    identity,
    handler: async (caller, request): Promise<Outcome<undefined>> => {
      const allowed = await mayAdminister(options, caller, 'cancel job');
      if (!allowed.ok) return allowed;
      const { id } = request.params as { readonly id: string };
      const job = await jobs.find(id);
      if (job === undefined) return fail('resource.not-found', 'There is no such job.');
      await logCancellation(options, caller, allowed.value, job);
      await jobs.cancel(id);
      return ok(undefined);
    },
  });
}

async function logCancellation(
  { audit, clock }: OperationsOptions,
  caller: Caller,
  rule: string,
  job: Job,
): Promise<void> {
  const occasion = occasionOf({ clock }, caller, `cancel ${job.kind}`, { rule, emergency: [] });
  await audit.record([logEntry(occasion, { action: 'administer', outcome: 'success', objects: [] })]);
}

type Counts = Pick<OperationsView, 'resources' | 'counted'>;

/**
 * Whoever asks while it counts waits for the same answer. Counting goes through everything, so that a node that holds much
 * counts seldom: it rests ten times as long as it took, also where it could not be brought to an end, and tells meanwhile
 * what it counted last.
 */
function keptFor({ counts, clock }: OperationsOptions, milliseconds: number) {
  let last: Promise<Counts> | undefined;
  let underWay: Promise<Counts> | undefined;
  let restsUntil = 0;
  const now = () => clock.now().getTime();
  const count = async (): Promise<Counts> => {
    const began = now();
    let rest = 0;
    try {
      const byType = [...(await counts())].sort(([, one], [, other]) => other - one);
      rest = milliseconds;
      return { resources: byType.map(([type, count]) => ({ type, count })), counted: clock.now().toISOString() };
    } finally {
      restsUntil = now() + Math.max(rest, restsTimes * (now() - began));
      underWay = undefined;
    }
  };
  return async (): Promise<Counts> => {
    if (last !== undefined && now() < restsUntil) return last;
    if (underWay === undefined) {
      const [before, counted] = [last, count()];
      underWay = counted;
      last = before === undefined ? counted : counted.catch(() => before);
    }
    return last ?? underWay;
  };
}

function lineOfPackage({ name, version, definitions }: HeldPackage): PackageLine {
  return { name, version, definitions };
}

function lineOf({ id, kind, state, progress, attempts, created, ended, fault }: Job): JobLine {
  return {
    id,
    kind,
    state,
    done: progress.done,
    ...(progress.total === undefined ? {} : { total: progress.total }),
    attempts,
    created: created.toISOString(),
    ...(ended === undefined ? {} : { ended: ended.toISOString() }),
    ...(fault === undefined ? {} : { fault: fault.code }),
  };
}
