import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createLog } from '#kernel';
import { type Core, openCore } from './compose.ts';
import { projectRoot, readEnvironment } from './config.ts';
import { ConfigError, type NodeConfig, nodeConfig } from './settings.ts';
import { nodesFile, type RunningNode } from './supervisor.ts';

/** The configuration of the node that a command names with `--node`, as `npm start` left it in the state directory. */
export async function findNode(name: string | undefined): Promise<NodeConfig> {
  const environment = readEnvironment();
  if (environment.CARNET_DATABASE_URL !== undefined && (name === undefined || name === environment.CARNET_NODE)) {
    return nodeConfig(environment, projectRoot);
  }
  const stateDir = resolve(projectRoot, environment.CARNET_STATE ?? '.carnet');
  const text = await readFile(nodesFile(stateDir), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ConfigError(`No node is known in ${join(stateDir)}. Open the nodes with npm start first.`);
  }
  const nodes = JSON.parse(text) as readonly RunningNode[];
  const found = nodes.find((node) => node.node === (name ?? nodes[0]?.node));
  if (found === undefined) {
    throw new ConfigError(`There is no node "${name}". Known: ${nodes.map((node) => node.node).join(', ')}.`);
  }
  return nodeConfig(found.environment, projectRoot);
}

/** Opens the modules of a node for one command and closes them afterwards. */
export async function withNode<T>(
  name: string | undefined,
  work: (core: Core, config: NodeConfig) => Promise<T>,
): Promise<T> {
  const config = await findNode(name);
  const core = await openCore(config, createLog({ level: 'warn' })).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ECONNREFUSED'].includes(String(error.code))) {
      throw new ConfigError(`The database of node ${config.node} does not answer. Is npm start running?`);
    }
    throw error;
  });
  try {
    return await work(core, config);
  } finally {
    await core.close();
  }
}
