import type { InjectOptions } from 'fastify';
import { createIdentity, identityMigrations } from '#identity';
import { createLog, newTraceId, randomIds, systemClock } from '#kernel';
import { createDraftJudge } from '#records';
import { openTestRecordsBy } from '#records/testing';
import { createTerminology, type PerformTerminology, terminologyMigrations } from '#terminology';
import { createServer, type ServerOptions } from './create-server.ts';
import type { FhirDeps, FhirLimits } from './fhir-deps.ts';
import type { FhirOperation } from './operation.ts';
import { registerFhir } from './register-fhir.ts';
import { judgeApart } from './validate/judge-apart.ts';

export { patient, pulse } from '#fhir/testing';

export const baseUrl = 'http://localhost/fhir';
const fhirJson = 'application/fhir+json';

export type Who = 'importer' | 'doctor' | 'stranger' | 'claire' | 'admin';

/** A node of this module's own: every real module over a database of its own, asked through `inject`. */
export async function openTestNode(
  options: {
    readonly server?: Partial<ServerOptions>;
    readonly limits?: Partial<FhirLimits>;
    readonly operations?: readonly FhirOperation[];
    readonly performTerminology?: PerformTerminology;
    readonly codeSystems?: FhirDeps['codeSystems'];
    /** Milliseconds in which what is written is judged apart; only the structure of it is checked where it is left out. */
    readonly judgedWithin?: number;
  } = {},
) {
  const { judgedWithin } = options;
  const opened = await openTestRecordsBy(systemClock, {
    migrations: [...terminologyMigrations, ...identityMigrations],
    ...(judgedWithin === undefined
      ? {}
      : {
          judge: (definitions) =>
            createDraftJudge({
              definitions,
              apart: (set, question) => judgeApart(set, { ...question, profiles: [], byCategory: false }, judgedWithin),
            }),
        }),
  });
  const { db, clock, audit, access, store, records, definitions } = opened;
  const lines: string[] = [];
  const log = createLog({ level: 'debug', write: (line) => void lines.push(line) });
  const terminology = await createTerminology({ db });
  const identity = createIdentity({
    db,
    audit,
    clock,
    log,
    keysDir: opened.keysDir,
    publicUrl: 'http://localhost',
    country: 'FR',
    demonstration: true,
  });
  const app = createServer({ log, alive: () => db.alive(1000), ...options.server });
  const deps: FhirDeps = {
    records,
    identity,
    terminology:
      options.performTerminology === undefined ? terminology : { ...terminology, perform: options.performTerminology },
    definitions,
    clock,
    ids: randomIds,
    baseUrl,
    node: { name: 'Test node', country: 'FR', language: 'en' },
    software: { version: '0.0.0' },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.operations === undefined ? {} : { operations: options.operations }),
    ...(options.codeSystems === undefined ? {} : { codeSystems: options.codeSystems }),
  };
  registerFhir(app, deps);
  await app.ready();

  const language = 'en';
  await identity.putAccount({ id: 'a-importer', name: 'Import', role: 'backend', language, alias: 'importer' });
  await identity.putAccount({ id: 'a-admin', name: 'Operator', role: 'administrator', language, alias: 'admin' });
  await identity.putAccount({
    id: 'a-claire',
    name: 'Claire Moreau',
    role: 'citizen',
    language,
    alias: 'claire',
    patient: 'claire',
  });
  const professional = { role: 'professional', language } as const;
  await identity.putAccount({
    ...professional,
    id: 'a-doctor',
    name: 'Sophie Bernard',
    alias: 'doctor',
    practitioner: 'sophie',
    organization: 'org-park',
  });
  await identity.putAccount({
    ...professional,
    id: 'a-stranger',
    name: 'Karim Haddad',
    alias: 'stranger',
    practitioner: 'karim',
    organization: 'org-far',
  });
  await db.transaction((tx) =>
    access.addRelation(tx, {
      patient: 'claire',
      organization: 'org-park',
      origin: 'declared',
      from: new Date('2020-01-01T00:00:00Z'),
    }),
  );
  const tokens = {} as Record<Who, string>;
  for (const who of ['importer', 'doctor', 'stranger', 'claire', 'admin'] as const) {
    const token = await identity.demonstrationToken(who);
    if (!token.ok) throw new Error(token.fault.code);
    tokens[who] = token.value;
  }

  /** One request as somebody; a body that is an object goes as FHIR JSON. */
  async function ask(who: Who | undefined, method: string, url: string, more: AskOptions = {}) {
    const { body, headers = {} } = more;
    const isText = typeof body === 'string' || Buffer.isBuffer(body);
    const answer = await app.inject({
      method: method as 'GET',
      url: url.startsWith('/') ? url : `/fhir/${url}`,
      headers: {
        ...(who === undefined ? {} : { authorization: `Bearer ${tokens[who]}` }),
        ...(body === undefined ? {} : { 'content-type': fhirJson }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: isText ? body : JSON.stringify(body) }),
    } as InjectOptions);
    return answer;
  }

  /** Somebody as the door knows him, for looking at what a request left behind. */
  async function callerOf(who: Who) {
    const headers = { authorization: `Bearer ${tokens[who]}` };
    const caller = await identity.authenticate({ method: 'GET', headers, traceId: newTraceId() });
    if (!caller.ok) throw new Error(caller.fault.code);
    return caller.value;
  }

  return {
    app,
    db,
    deps,
    ask,
    callerOf,
    /** Until what a SearchParameter brought can be searched. */
    renewIndex: () => store.renewIndex({ signal: new AbortController().signal, progress: () => undefined }),
    audit,
    records,
    store,
    lines,
    tokens,
    async close() {
      await app.close();
      await opened.close();
    },
  };
}

export interface AskOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The fault codes of an OperationOutcome. */
export function codesOf(answer: { json(): unknown }): readonly string[] {
  const outcome = answer.json() as {
    readonly resourceType?: string;
    readonly issue?: readonly { readonly details?: { readonly coding?: readonly { readonly code?: string }[] } }[];
  };
  if (outcome.resourceType !== 'OperationOutcome') return ['no-outcome'];
  return (outcome.issue ?? []).map((issue) => issue.details?.coding?.[0]?.code ?? '');
}
