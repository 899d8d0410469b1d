import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, type NodeConfig, nodeConfig, type SettingName, settings } from './settings.ts';

/** The folder of the checked-out project. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The settings as the process was given them. The only place that reads the environment. */
export function readEnvironment(): Environment {
  const found: Partial<Record<SettingName, string>> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const value = process.env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** The checked configuration of this process's node. Throws `ConfigError`. */
export function readNodeConfig(): NodeConfig {
  return nodeConfig(readEnvironment(), projectRoot);
}

/** What a child process inherits: enough to run, and none of Carnet's own settings. */
export function inheritedEnvironment(): Readonly<Record<string, string | undefined>> {
  const { PATH, HOME, TZ, TMPDIR, LANG, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, TZ, TMPDIR, LANG, NODE_COMPILE_CACHE };
}
