import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dropDatabase, type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from '#db';
import { keepTypes } from '#fhir';
import { createLog } from '#kernel';
import { buildWeb } from '../../web/build.ts';
import { type KeptProcess, keepRunning } from './child-process.ts';
import { inheritedEnvironment, projectRoot } from './config.ts';
import { type NodePlan, nodeEnvironment, nodePlans } from './demonstration-nodes.ts';
import { introduceNodes } from './introduce-nodes.ts';
import { readInsi } from './open-insi.ts';
import { readUpstreams } from './open-upstreams.ts';
import { portIsFree } from './ports.ts';
import { type Environment, nodeConfig } from './settings.ts';
import { StartError } from './start-error.ts';

export interface StartOptions {
  readonly fresh: boolean;
  readonly ports: Readonly<Record<string, number>>;
  readonly environment: Environment;
  readonly say: (line: string) => void;
}

/** What `carnet` commands need to find the running nodes. */
export interface RunningNode {
  readonly node: string;
  readonly url: string;
  readonly environment: Environment;
}

export const nodesFile = (stateDir: string): string => join(stateDir, 'nodes.json');

/**
 * Opens the demonstration nodes and keeps them open until `stopped` resolves: database server, web pages, keys, trust,
 * one process for each node. Restarts what falls.
 */
export async function supervise(options: StartOptions, stopped: Promise<void>): Promise<void> {
  const { environment, say } = options;
  const began = performance.now();
  const stateDir = resolve(projectRoot, environment.CARNET_STATE ?? '.carnet');
  const webRoot = resolve(projectRoot, environment.CARNET_WEB_ROOT ?? 'dist/web');
  const plans = nodePlans.map((plan) => ({ plan, port: options.ports[plan.node] ?? plan.standardPort }));
  await checkPorts(plans);
  await mkdir(stateDir, { recursive: true, mode: 0o755 });

  let stopping = false;
  const database = await timed(say, 'Database', () => openServer(stateDir, environment, say, () => stopping));
  const kept: KeptProcess[] = [];
  const close = async () => {
    stopping = true;
    await Promise.all(kept.map((child) => child.stop(8000)));
    await database.stop();
  };
  try {
    if (options.fresh) await timed(say, 'Begin anew', () => forget(stateDir, database, plans));
    for (const { plan } of plans) {
      await database.ensure(databaseName(plan));
      await database.ensure(keysDatabaseName(plan));
    }
    keepTypes();
    await timed(say, 'Web pages', () => buildWeb({ outDir: webRoot }));
    const running: RunningNode[] = plans.map(({ plan, port }) => ({
      node: plan.node,
      url: `http://localhost:${port}`,
      environment: nodeEnvironment(plan, {
        stateDir,
        databaseUrl: database.url(databaseName(plan)),
        keysDatabaseUrl: database.url(keysDatabaseName(plan)),
        port,
        logLevel: environment.CARNET_LOG_LEVEL ?? 'info',
        webRoot,
        handedOn: environment,
      }),
    }));
    // A file that cannot be is told here, before a node falls over it again and again.
    for (const each of running) {
      const { signInFile, insiFile } = nodeConfig(each.environment, projectRoot);
      await readUpstreams(signInFile);
      readInsi(insiFile);
    }
    await timed(say, 'Keys, certificates and trust', () => introduceNodes(stateDir, plans));
    await writeFile(nodesFile(stateDir), `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
    for (const node of running) {
      kept.push(
        keepRunning({
          program: [join(projectRoot, 'src/app/main.ts')],
          cwd: projectRoot,
          env: { ...inheritedEnvironment(), ...node.environment },
          logFile: join(stateDir, node.node, 'node.log'),
          onRestart: (reason) =>
            say(`! ${node.node} fell (${reason}); starting it again. See ${join(stateDir, node.node, 'node.log')}`),
        }),
      );
    }
    await Promise.all(
      running.map((node, index) =>
        timed(say, plans[index]?.plan.name ?? node.node, () => waitUntilServing(node.url, 90_000, stopped)),
      ),
    );
    say('');
    say(`Carnet is ready (${((performance.now() - began) / 1000).toFixed(1)} s).`);
    for (const [index, node] of running.entries()) say(`  ${plans[index]?.plan.name}: ${node.url}`);
    say('Sign in as one of the demonstration people. Ctrl-C stops everything; the data stays.');
    await stopped;
    say('');
    say('Stopping ...');
  } finally {
    await close();
  }
  say('Stopped.');
}

interface DatabaseServer {
  url(database: string): string;
  ensure(database: string): Promise<void>;
  drop(database: string): Promise<void>;
  stop(): Promise<void>;
}

/** The operator's own server where `DATABASE_URL` names one, else the embedded one, started again if it falls. */
async function openServer(
  stateDir: string,
  environment: Environment,
  say: (line: string) => void,
  stopping: () => boolean,
): Promise<DatabaseServer> {
  const own = environment.DATABASE_URL;
  const urlOf = (base: string, database: string) => {
    const url = new URL(base);
    url.pathname = `/${database}`;
    return url.href;
  };
  if (own !== undefined && own !== '') {
    return {
      url: (database) => urlOf(own, database),
      ensure: (database) => ensureDatabase(own, database),
      drop: (database) => dropDatabase(own, database),
      stop: async () => {},
    };
  }
  const dataDir = join(stateDir, 'postgres');
  const log = createLog({ level: 'warn' });
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, log });
  const watch = (current: EmbeddedPostgres): void => {
    void current.exited.then(async () => {
      if (stopping()) return;
      say('! The database server fell; starting it again.');
      for (;;) {
        await pause(500);
        if (stopping()) return;
        try {
          server = await startEmbeddedPostgres({ dataDir, log });
          watch(server);
          return;
        } catch {
          say('! The database server does not start; trying again.');
        }
      }
    });
  };
  watch(server);
  return {
    url: (database) => server.url(database),
    ensure: (database) => ensureDatabase(server.url('postgres'), database),
    drop: (database) => dropDatabase(server.url('postgres'), database),
    stop: () => server.stop(),
  };
}

const databaseName = (plan: NodePlan): string => `carnet_${plan.node}`;
const keysDatabaseName = (plan: NodePlan): string => `${databaseName(plan)}_keys`;

async function forget(stateDir: string, database: DatabaseServer, plans: readonly { plan: NodePlan }[]): Promise<void> {
  for (const { plan } of plans) {
    await database.drop(databaseName(plan));
    await database.drop(keysDatabaseName(plan));
    await rm(join(stateDir, plan.node), { recursive: true, force: true });
  }
}

async function checkPorts(plans: readonly { plan: NodePlan; port: number }[]): Promise<void> {
  for (const { plan, port } of plans) {
    for (const [wanted, use] of [
      [port, 'pages and FHIR API'],
      [port + 1, 'gateway'],
    ] as const) {
      if (!(await portIsFree(wanted, '127.0.0.1'))) {
        throw new StartError(
          `Port ${wanted} (${use} of ${plan.name}) is taken by another program. Stop that program, or choose another port: npm start -- --${plan.node}-port <number> (the gateway takes the number after it).`,
        );
      }
    }
  }
}

async function waitUntilServing(url: string, milliseconds: number, stopped: Promise<void>): Promise<void> {
  const deadline = Date.now() + milliseconds;
  let cancelled = false;
  void stopped.then(() => {
    cancelled = true;
  });
  while (Date.now() < deadline) {
    if (cancelled) return;
    const serving = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (serving) return;
    await pause(100);
  }
  throw new StartError(
    `${url} does not answer after ${milliseconds / 1000} s. The log of the node (node.log in the state directory) says why.`,
  );
}

async function timed<T>(say: (line: string) => void, what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  say(`✓ ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return result;
}
