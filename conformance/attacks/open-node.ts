import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { openTestDatabase } from '#db/testing';
import { createLog } from '#kernel';
import { freePort, granted } from '#kernel/testing';
import { openCore } from '../../src/app/compose.ts';
import { projectRoot } from '../../src/app/config.ts';
import { nodePlans } from '../../src/app/demonstration-nodes.ts';
import { openGateway } from '../../src/app/open-gateway.ts';
import { operatorCaller } from '../../src/app/operator-caller.ts';
import { serveNode } from '../../src/app/serve-node.ts';
import { type Environment, nodeConfig } from '../../src/app/settings.ts';
import type { DemonstrationCountry } from '../../src/features/demonstration/demonstration.ts';
import { loadDemonstration } from '../../src/features/demonstration/index.ts';
import { testBrowser } from '../../src/modules/identity/testing-browser.ts';

/** An address at which the node answers, as it was registered. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/** The demonstration people whom attacks use, by the short names of their accounts. */
export type Alias = 'citizen' | 'doctor' | 'admin' | 'importer';

/**
 * A whole node as `src/app/main.ts` composes it, with the demonstration people, on a database of its own; it listens on a
 * free port of this machine. Its routes are noted as they are registered, so that attacks find those that come later. Rates
 * are without bound: a suite asks faster than anybody may.
 */
export async function openNode(over: Environment = {}, country: DemonstrationCountry = 'FR') {
  const plan = nodePlans.find((each) => each.country === country);
  const database = await openTestDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'carnet-attack-'));
  const port = await freePort();
  const webRoot = join(directory, 'web');
  mkdirSync(webRoot);
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><html><head></head><body></body></html>');
  const config = nodeConfig(
    {
      CARNET_STATE: directory,
      CARNET_DATABASE_URL: database.url,
      CARNET_NODE: country.toLowerCase(),
      CARNET_NAME: plan?.name ?? '',
      CARNET_COUNTRY: country,
      CARNET_PORT: String(port),
      CARNET_DEMONSTRATION: '1',
      CARNET_WEB_ROOT: webRoot,
      CARNET_RATES: 'sign-in=0, token=0, person-search=0, cross-border=0, requests=0',
      ...over,
    },
    projectRoot,
  );
  const lines: string[] = [];
  const log = createLog({ level: 'debug', write: (line) => void lines.push(line) });
  const core = await openCore(config, log);
  const loaded = await loadDemonstration({
    country,
    records: core.records,
    identity: core.identity,
    terminology: core.terminology,
    caller: operatorCaller(config, 'demonstration'),
  });
  if (!loaded.ok) throw new Error(`The demonstration people cannot be loaded: ${loaded.fault.code}`);

  const gateway = openGateway(core, config, log);
  const routes: RegisteredRoute[] = [];
  const seen = (opened: FastifyInstance) =>
    opened.addHook('onRoute', ({ method, url }) => {
      // A simulated peer stands for somebody else's server, which is not attacked here.
      if (url.startsWith('/simulated/')) return;
      for (const one of [method].flat()) routes.push({ method: one, url });
    });
  const app = serveNode(core, gateway, config, { log, version: '0', seen });
  await core.judge?.prepare();
  await core.jobs.start();
  await app.listen({ host: '127.0.0.1', port });

  const accounts = await core.identity.accounts();
  const accountOf = (alias: string) => {
    const found = accounts.find((account) => account.alias === alias);
    if (found === undefined) throw new Error(`There is no ${alias} among the demonstration people`);
    return found;
  };
  const tokens = new Map<string, string>();
  const tokenOf = async (alias: string): Promise<string> => {
    const made = tokens.get(alias) ?? granted(await core.identity.demonstrationToken(alias));
    tokens.set(alias, made);
    return made;
  };

  return {
    app,
    core,
    config,
    ask: (options: InjectOptions) => app.inject(options),
    accountOf,
    /** A token of the node's own pages for one of the demonstration people. */
    tokenOf,
    publicUrl: config.publicUrl,
    /** Every address with every method that it answers. */
    routes: routes as readonly RegisteredRoute[],
    /** What the node has logged. */
    lines: lines as readonly string[],
    /** The header by which a program speaks for one of the demonstration people. */
    async bearer(alias: Alias): Promise<{ readonly authorization: string }> {
      return { authorization: `Bearer ${await tokenOf(alias)}` };
    },
    /** A browser in which one of them has signed in. */
    async browser(alias: string) {
      const browser = testBrowser(config.publicUrl);
      await browser.signIn(accountOf(alias).id);
      return browser;
    },
    async close() {
      await app.close();
      await gateway.stop();
      await core.jobs.stop();
      await core.close();
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
export type ServedNode = Awaited<ReturnType<typeof openNode>>;
