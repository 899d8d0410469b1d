import './heap-growth.ts';
import './runtime-notice.ts';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '#kernel';
import { drain } from '#rest';
import { loadDemonstration } from '../features/demonstration/index.ts';
import { openCore } from './compose.ts';
import { projectRoot, readNodeConfig } from './config.ts';
import { keepIndexRenewed } from './keep-index-renewed.ts';
import { keepSealed } from './keep-sealed.ts';
import { keepTelling } from './keep-telling.ts';
import { openGateway } from './open-gateway.ts';
import { operatorCaller } from './operator-caller.ts';
import { serveNode } from './serve-node.ts';

/** One node: opens its modules, loads the demonstration people where asked, and serves until it is told to stop. */
const config = readNodeConfig();
const log = createLog({ level: config.logLevel, fields: { node: config.node } });
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };

await mkdir(config.stateDir, { recursive: true, mode: 0o700 });
await writeFile(join(config.stateDir, `node-${config.port}.pid`), `${process.pid}\n`);

const core = await openCore(config, log);
if (config.demonstration) {
  const loaded = await loadDemonstration({
    country: config.country === 'PT' ? 'PT' : 'FR',
    records: core.records,
    identity: core.identity,
    terminology: core.terminology,
    caller: operatorCaller(config, 'demonstration'),
  });
  if (!loaded.ok) throw new Error(`The demonstration people cannot be loaded: ${loaded.fault.issues[0]?.text}`);
  log.info('demonstration.loaded', { written: loaded.value.written, unchanged: loaded.value.unchanged });
}

const gateway = openGateway(core, config, log);

const app = serveNode(core, gateway, config, { log, version });

// The first write must not wait until the definitions of R4 are read.
await core.judge?.prepare();
const renewIndex = keepIndexRenewed(core);
const seal = keepSealed(core);
await core.jobs.start();
renewIndex();
seal();
await gateway.listen(config.gatewayPort);
await app.listen({ host: config.bind, port: config.port });
// What the command line imports, or switches to, reaches this process within two seconds and without a restart.
setInterval(() => {
  core.terminology.refresh().catch(() => log.warn('terminology.refresh-failed'));
}, 1_500).unref();
log.info('node.serving', { port: config.port, gatewayPort: config.gatewayPort });

const stopTelling = keepTelling(core, config);

let stopping = false;
async function stop(reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info('node.stopping', { reason });
  setTimeout(() => process.exit(1), 7000).unref();
  await Promise.allSettled([stopTelling(), drain(app), gateway.stop(), core.jobs.stop()]);
  await core.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
// The channel to the supervisor closes when the supervisor dies: a node must not outlive it unseen.
process.on('disconnect', () => void stop('supervisor gone'));
