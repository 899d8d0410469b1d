import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from '#access';
import type { Audit } from '#audit';
import type { Database, Jobs } from '#db';
import type { Caller, Identity } from '#identity';
import { type Clock, fail, type IdSource, type Outcome, ok } from '#kernel';
import { enterDesk, logEntry, occasionOf, type Records } from '#records';
import { apiRoute } from '#rest';
import {
  type Breach,
  beginCount,
  breaches,
  breachOf,
  closeBreach,
  insertBreach,
  keepPersons,
  lineOf,
  noteJob,
  noteLetters,
  personsOf,
  setWords,
  totalsOf,
} from './breach-table.ts';
import type { BreachLetters, BreachLine, BreachPersons, BreachState, BreachView } from './contract.ts';
import { type CountedScope, countPersons } from './count-persons.ts';
import { readOpenRequest, readWords } from './read-request.ts';
import { breachFile, breachFileHtml } from './write-file.ts';
import { writeLetter } from './write-letter.ts';

export { breachMigrations } from './migrations.ts';

export interface BreachDeskOptions {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'register' | 'enqueue' | 'find'>;
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record' | 'query'>;
  readonly records: Pick<Records, 'addressees'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly node: { readonly name: string; readonly country: string; readonly language: string };
}

const jobKind = 'breach-count';
const largestBody = 32 * 1024;
const personsAtOnce = 100;
const lettersAtOnce = 50;
/** Milliseconds that a count may take from its beginning until its job is durable. */
const patience = 60_000;

/**
 * The breach desk (GDPR articles 33 and 34), for who administers a node. All below `/api/breaches`: a case is opened with a
 * reason and a recent sign-in; whom the log says it touched is counted by a job, and can be counted anew at any time until
 * the case is closed; then there are the exact list, letters in the language of each, and the 72-hour file. Every step is in
 * the log.
 */
export function registerBreachDesk(app: FastifyInstance, options: BreachDeskOptions): void {
  const { db, jobs, identity, clock } = options;
  jobs.register<{ readonly breach: string }, { readonly persons: number }>({
    kind: jobKind,
    run: async ({ input, signal, progress }) => {
      const breach = await breachOf(db, input.breach);
      if (breach === undefined) return fail('resource.not-found', 'There is no such case.');
      const persons = await countPersons(options.audit, scopeOf(breach), {
        signal,
        progress: (done) => progress({ done }),
      });
      await keepPersons(db, breach.id, persons);
      return ok({ persons: persons.size });
    },
  });

  const route = (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    interaction: string,
    handler: (caller: Caller, request: FastifyRequest) => Promise<Outcome<unknown>>,
    more: { readonly isRecent?: true; readonly isHtml?: true } = {},
  ) =>
    apiRoute(app, {
      method,
      url,
      identity,
      maxBody: largestBody,
      handler: async (caller, request) => {
        const allowed = await enterDesk(options, caller, interaction, more.isRecent === true);
        return allowed.ok ? handler(caller, request) : allowed;
      },
      ...(more.isHtml === undefined
        ? {}
        : { send: (reply, value) => reply.type('text/html; charset=utf-8').send(value) }),
    });
  /** The case that the address names. */
  const found = async (request: FastifyRequest): Promise<Outcome<Breach>> => {
    const breach = await breachOf(db, (request.params as { readonly id: string }).id);
    return breach === undefined ? fail('resource.not-found', 'There is no such case.') : ok(breach);
  };
  const viewed = async (request: FastifyRequest): Promise<Outcome<BreachView>> => {
    const breach = await found(request);
    return breach.ok ? ok(await viewOf(options, breach.value)) : breach;
  };
  const listed = async (breach: Breach) => lineOf(breach, await stateOf(options, breach));

  route('GET', '/api/breaches', 'read breaches', async () => ok(await Promise.all((await breaches(db)).map(listed))));
  route(
    'POST',
    '/api/breaches',
    'open a breach',
    async (caller, request): Promise<Outcome<BreachLine>> => {
      const asked = readOpenRequest(request.body, clock.now());
      if (!asked.ok) return asked;
      const breach = breachOfRequest(options, caller, asked.value);
      await logOpening(options, caller, breach);
      await insertBreach(db, breach);
      await count(options, caller, breach.id, breach.opened);
      return ok(lineOf(breach, 'counting'));
    },
    { isRecent: true },
  );
  route('GET', '/api/breaches/:id', 'read a breach', (_, request) => viewed(request));
  route('PUT', '/api/breaches/:id', 'write to a breach', async (_, request) => {
    const breach = await found(request);
    const words = readWords(request.body);
    if (!breach.ok) return breach;
    if (!words.ok) return words;
    await setWords(db, breach.value.id, words.value);
    return ok(await viewOf(options, { ...breach.value, words: words.value }));
  });
  route('POST', '/api/breaches/:id/count', 'count a breach', async (caller, request) => {
    const breach = await found(request);
    if (!breach.ok) return breach;
    const state = await stateOf(options, breach.value);
    if (state === 'closed') return fail('case.ended', 'The case is closed.');
    const at = clock.now();
    // Who comes second sees the count that goes on.
    if (state !== 'counting' && (await beginCount(db, breach.value, at))) {
      await count(options, caller, breach.value.id, at);
    }
    return viewed(request);
  });
  route('POST', '/api/breaches/:id/close', 'close a breach', async (_, request) => {
    const breach = await found(request);
    if (!breach.ok) return breach;
    await closeBreach(db, breach.value.id);
    return ok(await viewOf(options, { ...breach.value, state: 'closed' }));
  });
  route('GET', '/api/breaches/:id/persons', 'read persons of a breach', async (_, request) => {
    const breach = await found(request);
    return breach.ok ? ok(await personsPage(db, breach.value.id, afterOf(request))) : breach;
  });
  route(
    'POST',
    '/api/breaches/:id/letters',
    'write letters of a breach',
    async (caller, request) => {
      const breach = await found(request);
      return breach.ok ? lettersPage(options, caller, breach.value, afterOf(request)) : breach;
    },
    { isRecent: true },
  );
  route('GET', '/api/breaches/:id/file', 'read the file of a breach', async (_, request) => {
    const view = await viewed(request);
    return view.ok ? ok(breachFile({ view: view.value, node: options.node, at: clock.now() })) : view;
  });
  route(
    'GET',
    '/api/breaches/:id/file.html',
    'read the file of a breach',
    async (_, request) => {
      const view = await viewed(request);
      const { language } = request.query as { readonly language?: unknown };
      const tongue = typeof language === 'string' ? language : options.node.language;
      return view.ok
        ? ok(breachFileHtml({ view: view.value, node: options.node, language: tongue, at: clock.now() }))
        : view;
    },
    { isHtml: true },
  );
}

/** The entry is bound to the reason that was given. */
async function logOpening({ audit, clock }: BreachDeskOptions, caller: Caller, breach: Breach): Promise<void> {
  const occasion = occasionOf({ clock }, caller, `breach ${breach.id}`, { rule: 'breach-desk', emergency: [] });
  await audit.record([
    logEntry(occasion, { action: 'administer', outcome: 'success', objects: [], words: breach.reason }),
  ]);
}

function breachOfRequest(
  { clock, ids }: BreachDeskOptions,
  caller: Caller,
  asked: {
    readonly reason: string;
    readonly known: Date;
    readonly subject?: string;
    readonly client?: string;
  } & CountedScope,
): Breach {
  const now = clock.now();
  return {
    id: ids.next(),
    reason: asked.reason,
    subject: asked.subject ?? null,
    client: asked.client ?? null,
    first: asked.from,
    last: asked.to,
    known: asked.known,
    state: 'counting',
    openedBy: caller.name,
    opened: now,
    words: { what: '', contact: '', consequences: '', measures: '' },
    begun: now,
    job: null,
  };
}

/** Hands the count that began then to a job. A process that dies on the way leaves a count without one, which has failed. */
async function count({ db, jobs }: BreachDeskOptions, caller: Caller, id: string, begun: Date): Promise<void> {
  await noteJob(db, id, begun, await jobs.enqueue(jobKind, { breach: id }, { owner: caller.subject }));
}

/** A count goes on while its job does: nobody has to be told that it failed. */
async function stateOf({ jobs, clock }: BreachDeskOptions, breach: Breach): Promise<BreachState> {
  const { state, job, begun, opened } = breach;
  if (state !== 'counting') return state;
  if (job === null) {
    return clock.now().getTime() - (begun ?? opened).getTime() < patience ? 'counting' : 'failed';
  }
  const counting = await jobs.find(job);
  // A job that is done was so after the case was read.
  return counting !== undefined && ['waiting', 'running', 'done'].includes(counting.state) ? 'counting' : 'failed';
}

function scopeOf({ subject, client, first, last }: Breach): CountedScope {
  return {
    from: first,
    to: last,
    ...(subject === null ? {} : { subject }),
    ...(client === null ? {} : { client }),
  };
}

async function viewOf(options: BreachDeskOptions, breach: Breach): Promise<BreachView> {
  const [{ letters, ...totals }, state] = await Promise.all([
    totalsOf(options.db, breach.id),
    stateOf(options, breach),
  ]);
  return { ...lineOf(breach, state), totals, words: breach.words, letters };
}

/** The last person of the page before. */
function afterOf(request: FastifyRequest): string {
  const { after } = request.query as { readonly after?: unknown };
  return typeof after === 'string' && after.length <= 64 ? after : '';
}

async function personsPage(db: Database, id: string, after: string): Promise<BreachPersons> {
  const found = await personsOf(db, id, after, personsAtOnce + 1);
  const persons = found.slice(0, personsAtOnce);
  const last = persons.at(-1)?.patient;
  return { persons, ...(found.length > personsAtOnce && last !== undefined ? { next: last } : {}) };
}

async function lettersPage(
  { db, records, clock, node }: BreachDeskOptions,
  caller: Caller,
  breach: Breach,
  after: string,
): Promise<Outcome<BreachLetters>> {
  const found = await personsOf(db, breach.id, after, lettersAtOnce + 1);
  const persons = found.slice(0, lettersAtOnce);
  const addressees = await records.addressees(
    caller,
    persons.map(({ patient }) => patient),
    'breach-letter',
  );
  if (!addressees.ok) return addressees;
  const byPatient = new Map(addressees.value.map((addressee) => [addressee.patient, addressee]));
  const at = clock.now();
  const letters = persons.flatMap((person) => {
    const addressee = byPatient.get(person.patient);
    return addressee === undefined ? [] : [writeLetter({ addressee, person, words: breach.words, node, at })];
  });
  await noteLetters(
    db,
    breach.id,
    letters.map(({ patient }) => patient),
    at,
  );
  const last = persons.at(-1)?.patient;
  return ok({
    letters,
    missing: persons.map(({ patient }) => patient).filter((patient) => !byPatient.has(patient)),
    ...(found.length > lettersAtOnce && last !== undefined ? { next: last } : {}),
  });
}
