import './runtime-notice.ts';
import { parseArgs } from 'node:util';
import { commands } from './commands.ts';
import { readEnvironment } from './config.ts';
import { nodePlans } from './demonstration-nodes.ts';
import { ConfigError } from './settings.ts';
import { StartError } from './start-error.ts';

const [name, ...rest] = process.argv.slice(2);

const startHelp = `npm start -- [options]

Opens the demonstration nodes and keeps them open until Ctrl-C.

  --fresh             forget all data and begin anew
${nodePlans.map((plan) => `  --${plan.node}-port <number>  port of ${plan.name} (standard ${plan.standardPort}; its gateway takes the next)`).join('\n')}
  --help              this text`;

async function start(args: readonly string[]): Promise<number> {
  const portOptions = Object.fromEntries(nodePlans.map((plan) => [`${plan.node}-port`, { type: 'string' as const }]));
  const { values } = parseArgs({
    args: [...args],
    options: { fresh: { type: 'boolean' as const }, help: { type: 'boolean' as const }, ...portOptions },
  });
  if (values.help) {
    console.log(startHelp);
    return 0;
  }
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const ports: Record<string, number> = {};
  for (const plan of nodePlans) {
    const text = given[`${plan.node}-port`];
    if (text === undefined) continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_534) {
      throw new StartError(`--${plan.node}-port must be a whole number from 1 to 65534.`);
    }
    ports[plan.node] = port;
  }
  const { supervise } = await import('./supervisor.ts');
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  await supervise(
    { fresh: values.fresh === true, ports, environment: readEnvironment(), say: (line) => console.log(line) },
    stopped,
  );
  return 0;
}

function overview(): string {
  const rows = Object.entries(commands).map(([command, { summary }]) => `  ${command.padEnd(14)}${summary}`);
  return `npm run -s carnet -- <command> [options]\n\n${rows.join('\n')}\n\n<command> --help says more. npm start opens the nodes.`;
}

async function run(): Promise<number> {
  if (name === undefined || name === '--help' || name === 'help') {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === 'start') return start(rest);
  const entry = commands[name];
  if (entry === undefined) {
    console.error(`There is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  const command = await entry.load();
  if (rest.includes('--help')) {
    console.log(command.help);
    return 0;
  }
  return command.run(rest);
}

try {
  process.exitCode = await run();
} catch (error) {
  const parseFault = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (error instanceof StartError || error instanceof ConfigError || parseFault) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
