import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Access } from '#access';
import type { Audit, KeptEntry } from '#audit';
import type { Identity } from '#identity';
import { type Clock, type Outcome, ok } from '#kernel';
import { enterDesk } from '#records';
import { apiRoute } from '#rest';
import type { TraceAgent, TraceEntry, TracePage } from './contract.ts';
import { readQuestion, type TraceQuestion } from './read-question.ts';

export interface TraceDeskOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record' | 'query'>;
  readonly clock: Clock;
  /** Secret of the node by which persons become pseudonyms. */
  readonly key: Uint8Array;
}

const entriesPerPage = 100;
/** Milliseconds after which an answer tells what was found so far; the next one goes on from there. */
const longestLook = 1_000;

/**
 * What one request caused, for who runs the node: `GET /api/traces?trace=&from=&to=&cursor=`, oldest first, within a day.
 * Each question is in the log, with the trace that was asked for. Whoever does not run the node finds nothing there.
 */
export function registerTraceDesk(app: FastifyInstance, options: TraceDeskOptions): void {
  apiRoute(app, {
    method: 'GET',
    url: '/api/traces',
    isHidden: true,
    identity: options.identity,
    handler: async (caller, request): Promise<Outcome<TracePage>> => {
      const question = readQuestion(request.query);
      const allowed = await enterDesk(
        options,
        caller,
        question.ok ? `find trace ${question.value.traceId}` : 'find trace',
      );
      if (!allowed.ok) return allowed;
      return question.ok ? ok(await lookFor(options, question.value)) : question;
    },
  });
}

async function lookFor({ audit, key }: TraceDeskOptions, question: TraceQuestion): Promise<TracePage> {
  const entries: TraceEntry[] = [];
  const end = performance.now() + longestLook;
  let { cursor } = question;
  do {
    const page = await audit.query({
      ...question,
      count: entriesPerPage - entries.length,
      ...(cursor === undefined ? {} : { cursor }),
    });
    entries.push(...page.entries.map((entry) => viewOf(key, entry)));
    cursor = page.next;
  } while (cursor !== undefined && entries.length < entriesPerPage && performance.now() < end);
  return { entries, ...(cursor === undefined ? {} : { next: cursor }) };
}

function viewOf(key: Uint8Array, entry: KeptEntry): TraceEntry {
  const { id, at, action, interaction, outcome, purpose, rule, patient, objects, more = 0 } = entry;
  const types = Map.groupBy(objects, ({ type }) => type);
  return {
    id,
    at: at.toISOString(),
    action,
    interaction,
    outcome,
    purpose,
    rule,
    agent: agentOf(entry),
    ...(patient === undefined ? {} : { person: pseudonymOf(key, entry.traceId, patient) }),
    objects: [...types].map(([type, of]) => ({ type, count: of.length })),
    more,
  };
}

/** Who acts for herself, or by a link that a person gave, would tell whose record it is. */
const namesPatients: ReadonlySet<string> = new Set(['citizen', 'health-link']);

function agentOf({ agent }: KeptEntry): TraceAgent {
  const { subject, name, role, organization, country, client } = agent;
  if (namesPatients.has(role)) return { role, country, client };
  return { subject, name, role, ...(organization === undefined ? {} : { organization }), country, client };
}

/** Not that of the watch: what is known of a person by one trace tells nothing of her in a finding, or in another trace. */
function pseudonymOf(key: Uint8Array, traceId: string, patient: string): string {
  return `P-${createHmac('sha256', key).update(`${traceId}\n${patient}`).digest('hex').slice(0, 8).toUpperCase()}`;
}
