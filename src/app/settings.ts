import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { RateBounds } from '#identity';

/** One setting of a node or of the supervisor. `docs/configuration.md` has a row for each; a test compares the two. */
export interface Setting {
  readonly name: string;
  readonly meaning: string;
  readonly standard: string;
}

/** Every setting that Carnet reads. Secrets are files below the state directory, never settings. */
export const settings = {
  CARNET_STATE: {
    meaning: 'Directory of everything that a node keeps outside the database: keys, trust list, files.',
    standard: '.carnet',
  },
  DATABASE_URL: {
    meaning:
      'A PostgreSQL server (16 or later) to use instead of the embedded one. `npm start` makes one database for each node on it.',
    standard: 'the embedded server',
  },
  CARNET_DATABASE_URL: { meaning: 'The database of this one node.', standard: 'set by `npm start`' },
  CARNET_KEYS_DATABASE_URL: {
    meaning:
      'A database of its own for the keys of persons, so that no backup of the records holds them. `npm start` makes one for each node.',
    standard: 'that of the records',
  },
  CARNET_NODE: { meaning: 'Short name of the node, lower case.', standard: 'set by `npm start`' },
  CARNET_NAME: { meaning: 'Name of the node for people.', standard: 'set by `npm start`' },
  CARNET_COUNTRY: {
    meaning: 'ISO 3166-1 alpha-2 code of the country that the node speaks for.',
    standard: 'set by `npm start`',
  },
  CARNET_SIGN_IN: {
    meaning: 'File that sets up brokers and wallets by which people sign in; docs/sign-in.md tells what stands in it.',
    standard: 'sign-in.json below CARNET_STATE',
  },
  CARNET_INSI: {
    meaning:
      'File that says how the teleservice INSi is asked, and by which certificate; docs/sign-in.md tells what stands in it.',
    standard: 'insi.json below CARNET_STATE',
  },
  CARNET_LANGUAGE: {
    meaning: 'BCP 47 language in which the node writes documents when nobody asks for another.',
    standard: 'en',
  },
  CARNET_POLICY: {
    meaning: 'Policy by which access is decided: `standard`, `france`, `portugal` or `strict`.',
    standard: 'that of CARNET_COUNTRY',
  },
  CARNET_BIND: { meaning: 'Address on which the node listens.', standard: '127.0.0.1' },
  CARNET_PORT: { meaning: 'Port of the pages and of the FHIR API.', standard: '8100' },
  CARNET_GATEWAY_PORT: {
    meaning: 'Port on which other nodes are answered over mutual TLS.',
    standard: 'CARNET_PORT + 1',
  },
  CARNET_GATEWAY_HOST: {
    meaning: 'Host name in the certificate and the address of the gateway.',
    standard: 'localhost',
  },
  CARNET_PUBLIC_URL: {
    meaning:
      'Address under which browsers and apps reach the node. Passkeys belong to its host: another one opens none of them.',
    standard: 'http://localhost:<port>',
  },
  CARNET_DEMONSTRATION: {
    meaning: '`1` loads the demonstration people and lets anyone sign in as one of them. Never for real data.',
    standard: '0',
  },
  CARNET_LOG_LEVEL: { meaning: 'debug, info, warn or error.', standard: 'info' },
  CARNET_WEB_ROOT: { meaning: 'Directory of the built pages.', standard: 'dist/web' },
  CARNET_MAX_BODY: { meaning: 'Largest request body in bytes.', standard: '16777216' },
  CARNET_IMPORT_SOURCES: {
    meaning: 'Addresses below which `$import` may read, with a comma between: `https://files.example.org/exports/`.',
    standard: 'none',
  },
  CARNET_PACKAGE_REGISTRY: {
    meaning:
      'Registry from which `carnet packages add` fetches packages by name; `https:`, or `http:` of this machine.',
    standard: 'none',
  },
  CARNET_PACKAGES_LOCK: {
    meaning: 'File that keeps which versions of which packages the node has, with the digests of their archives.',
    standard: 'carnet.packages.lock.json below CARNET_STATE',
  },
  CARNET_EXPORT_HOURS: { meaning: 'Hours for which an export that is done can be fetched.', standard: '24' },
  CARNET_MAX_BODIES: {
    meaning: 'Bytes of request bodies that a node holds at once; more are answered 429.',
    standard: '268435456',
  },
  CARNET_REQUEST_TIMEOUT: {
    meaning: 'Milliseconds after which a read whose answer has not begun is ended with 503.',
    standard: '30000',
  },
  CARNET_SLOW_QUERY: {
    meaning: 'Milliseconds from which a database statement is logged as slow, without its values.',
    standard: '500',
  },
  CARNET_SUBSCRIPTION_HOSTS: {
    meaning:
      'Hosts (`name` or `name:port`, with commas between) that notifications may be sent to beside the public internet, there over http too.',
    standard: 'none',
  },
  CARNET_SUBSCRIPTION_TOPICS: {
    meaning: 'Directory of further topics of Subscriptions, a SubscriptionTopic as JSON in each file.',
    standard: 'none',
  },
  CARNET_SMTP_URL: {
    meaning:
      'Mail server by which Subscriptions send mail: `smtp://user@host:port`, or `smtps:`. Its password is the file `smtp.password` below `keys/`.',
    standard: 'none: no mail',
  },
  CARNET_SMTP_FROM: { meaning: 'Address from which mail comes.', standard: 'none: no mail' },
  CARNET_TERMINOLOGY_MEMORY: {
    meaning:
      'Bytes of code systems that a process holds; those that were asked for last stay. SNOMED CT takes some 150 MB.',
    standard: '268435456',
  },
  CARNET_VALIDATION: {
    meaning:
      'What a resource is judged by before it is written: `full` (R4 with all its constraints, and the profiles that it names and the node holds) or `structure`.',
    standard: 'full',
  },
  CARNET_RATES: {
    meaning:
      'How often a minute, 0 for without bound: steps of signing in and failed proofs at the token endpoint of one address (`sign-in`, `token`), searches for persons and questions to other countries of one account (`person-search`, `cross-border`), and all requests of one account to one process (`requests`). What is not named stays.',
    standard: 'sign-in=1200, token=30, person-search=60, cross-border=60, requests=60000',
  },
  CARNET_LOG_MONTHS: {
    meaning: 'Whole months for which the log is kept, 36 at least. What is older is dropped; the tree over it stays.',
    standard: '36',
  },
  CARNET_WAITING_DAYS: {
    meaning:
      'Days for which a sign-in by a national identity that leads to no record waits at the identity desk, since it was last tried.',
    standard: '30',
  },
  CARNET_ERASURE_HOURS: {
    meaning:
      'Hours within which a second operator must confirm that a person is erased, 1 to 720. Without it one operator erases alone.',
    standard: 'none: one operator',
  },
  CARNET_TRUSTED_PROXIES: {
    meaning:
      'Addresses and networks of proxies in front of the node, with commas between; what they say in `X-Forwarded-For` is taken for the address of a client.',
    standard: 'none',
  },
  CARNET_MAX_IN_FLIGHT: { meaning: 'Requests that a node works on at once; more are answered 429.', standard: '256' },
} as const satisfies Record<string, Omit<Setting, 'name'>>;

export type SettingName = keyof typeof settings;
export type Environment = Readonly<Partial<Record<SettingName, string>>>;

/** Everything that one node process needs to know, checked. */
export interface NodeConfig {
  readonly node: string;
  readonly name: string;
  readonly country: string;
  /** By which policy access is decided; that of the country where it is left out. */
  readonly policy?: 'standard' | 'france' | 'portugal' | 'strict';
  readonly language: string;
  readonly bind: string;
  readonly port: number;
  readonly gatewayPort: number;
  readonly gatewayHost: string;
  readonly publicUrl: string;
  readonly stateDir: string;
  readonly keysDir: string;
  readonly trustDir: string;
  readonly databaseUrl: string;
  /** Where the keys of persons are, where that is another. */
  readonly keysDatabaseUrl?: string;
  readonly demonstration: boolean;
  /** Where upstreams of sign-in are set up; it may be absent. */
  readonly signInFile: string;
  readonly insiFile: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly webRoot: string;
  readonly maxBody: number;
  readonly maxInFlight: number;
  readonly subscriptionHosts: readonly string[];
  readonly subscriptionTopics?: string;
  readonly mail?: { readonly url: string; readonly from: string };
  readonly validation: 'full' | 'structure';
  readonly maxBodies: number;
  readonly answerTimeout: number;
  readonly slowQuery: number;
  readonly exportHours: number;
  readonly importSources: readonly string[];
  readonly terminologyMemory: number;
  /** How often a minute; 0 is without bound. */
  readonly rates: RateBounds & { readonly requests: number };
  readonly logMonths: number;
  readonly trustedProxies: readonly string[];
  readonly waitingDays: number;
  readonly erasureHours?: number;
  readonly packageRegistry?: string;
  readonly packagesLock: string;
}

/** A setting that is missing or malformed, in words that name it. */
export class ConfigError extends Error {}

/** Checks the settings of one node. Throws `ConfigError` that names the setting and says what it expects. */
export function nodeConfig(environment: Environment, root: string): NodeConfig {
  const stateDir = resolve(root, environment.CARNET_STATE ?? settings.CARNET_STATE.standard);
  const port = integer(environment, 'CARNET_PORT', 8100, 1, 65_535);
  return {
    node: matching(environment, 'CARNET_NODE', /^[a-z][a-z0-9-]{0,30}$/, 'a short lower-case name'),
    name: required(environment, 'CARNET_NAME'),
    country: matching(environment, 'CARNET_COUNTRY', /^[A-Z]{2}$/, 'a country code such as FR'),
    ...(environment.CARNET_POLICY === undefined
      ? {}
      : { policy: oneOf(environment, 'CARNET_POLICY', ['standard', 'france', 'portugal', 'strict'], 'standard') }),
    language: environment.CARNET_LANGUAGE ?? settings.CARNET_LANGUAGE.standard,
    bind: environment.CARNET_BIND ?? settings.CARNET_BIND.standard,
    port,
    gatewayPort: integer(environment, 'CARNET_GATEWAY_PORT', port + 1, 1, 65_535),
    gatewayHost: environment.CARNET_GATEWAY_HOST ?? settings.CARNET_GATEWAY_HOST.standard,
    publicUrl: environment.CARNET_PUBLIC_URL ?? `http://localhost:${port}`,
    stateDir,
    keysDir: join(stateDir, 'keys'),
    trustDir: join(stateDir, 'trust'),
    databaseUrl: required(environment, 'CARNET_DATABASE_URL'),
    ...(environment.CARNET_KEYS_DATABASE_URL ? { keysDatabaseUrl: environment.CARNET_KEYS_DATABASE_URL } : {}),
    demonstration: environment.CARNET_DEMONSTRATION === '1',
    signInFile: resolve(stateDir, environment.CARNET_SIGN_IN || 'sign-in.json'),
    insiFile: resolve(stateDir, environment.CARNET_INSI || 'insi.json'),
    logLevel: oneOf(environment, 'CARNET_LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
    webRoot: resolve(root, environment.CARNET_WEB_ROOT ?? settings.CARNET_WEB_ROOT.standard),
    maxBody: integer(environment, 'CARNET_MAX_BODY', 16_777_216, 1024, 1_073_741_824),
    maxInFlight: integer(environment, 'CARNET_MAX_IN_FLIGHT', 256, 1, 100_000),
    subscriptionHosts: (environment.CARNET_SUBSCRIPTION_HOSTS ?? '').split(',').flatMap((host) => host.trim() || []),
    ...(environment.CARNET_SUBSCRIPTION_TOPICS
      ? { subscriptionTopics: resolve(root, environment.CARNET_SUBSCRIPTION_TOPICS) }
      : {}),
    ...mailOf(environment),
    validation: oneOf(environment, 'CARNET_VALIDATION', ['full', 'structure'], 'full'),
    maxBodies: integer(environment, 'CARNET_MAX_BODIES', 268_435_456, 1_048_576, 68_719_476_736),
    answerTimeout: integer(environment, 'CARNET_REQUEST_TIMEOUT', 30_000, 100, 3_600_000),
    slowQuery: integer(environment, 'CARNET_SLOW_QUERY', 500, 1, 3_600_000),
    importSources: addresses(environment, 'CARNET_IMPORT_SOURCES'),
    terminologyMemory: integer(environment, 'CARNET_TERMINOLOGY_MEMORY', 268_435_456, 1_048_576, 68_719_476_736),
    exportHours: integer(environment, 'CARNET_EXPORT_HOURS', 24, 1, 720),
    rates: ratesOf(environment),
    logMonths: integer(environment, 'CARNET_LOG_MONTHS', 36, 36, 1_200),
    trustedProxies: networks(environment, 'CARNET_TRUSTED_PROXIES'),
    waitingDays: integer(environment, 'CARNET_WAITING_DAYS', 30, 1, 365),
    ...(environment.CARNET_ERASURE_HOURS
      ? { erasureHours: integer(environment, 'CARNET_ERASURE_HOURS', 24, 1, 720) }
      : {}),
    ...registryOf(environment),
    packagesLock: resolve(stateDir, environment.CARNET_PACKAGES_LOCK || 'carnet.packages.lock.json'),
  };
}

const standardRates: NodeConfig['rates'] = {
  'sign-in': 1_200,
  token: 30,
  'person-search': 60,
  'cross-border': 60,
  requests: 60_000,
};

function ratesOf(environment: Environment): NodeConfig['rates'] {
  const rates: Record<string, number> = { ...standardRates };
  for (const part of (environment.CARNET_RATES ?? '').split(',').flatMap((each) => each.trim() || [])) {
    const [, name = '', often] = /^([a-z-]+)=(\d{1,9})$/.exec(part) ?? [];
    if (!Object.hasOwn(rates, name)) {
      throw new ConfigError(`CARNET_RATES must be as ${settings.CARNET_RATES.standard}.`);
    }
    rates[name] = Number(often);
  }
  return rates as unknown as NodeConfig['rates'];
}

/** Addresses (`10.0.0.5`) and networks (`10.0.0.0/24`). */
function networks(environment: Environment, name: SettingName): readonly string[] {
  const listed = (environment[name] ?? '').split(',').flatMap((each) => each.trim() || []);
  const found = listed.filter((each) => each !== 'none');
  const fits = (each: string) => {
    const [address = '', prefix] = each.split('/');
    const bits = isIP(address) === 6 ? 128 : 32;
    return isIP(address) !== 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
  };
  if (!found.every(fits)) throw new ConfigError(`${name} must be addresses or networks with a comma between.`);
  return found;
}

/** What is fetched is not signed: it comes over TLS, or from this machine. */
function registryOf(environment: Environment): Pick<NodeConfig, 'packageRegistry'> {
  const { CARNET_PACKAGE_REGISTRY: url } = environment;
  if (!url || url === 'none') return {};
  const address = URL.parse(url);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(address?.hostname ?? '');
  if (address?.protocol !== 'https:' && !(isHere && address?.protocol === 'http:')) {
    throw new ConfigError('CARNET_PACKAGE_REGISTRY must be an address of https, or of http on this machine.');
  }
  return { packageRegistry: url };
}

/** Mail needs a server and a sender: one without the other is a mistake. */
function mailOf(environment: Environment): Pick<NodeConfig, 'mail'> {
  const { CARNET_SMTP_URL: url, CARNET_SMTP_FROM: from } = environment;
  if (!url && !from) return {};
  if (from && !from.includes('@')) throw new ConfigError('CARNET_SMTP_FROM must be a mail address.');
  const server = URL.parse(url ?? '');
  if (!url || !server || !/^smtps?:$/.test(server.protocol)) {
    throw new ConfigError('CARNET_SMTP_URL must be smtp://... or smtps://...');
  }
  if (server.password !== '') throw new ConfigError('CARNET_SMTP_URL must be without the password, which is a file.');
  if (!from) throw new ConfigError('CARNET_SMTP_FROM must be a mail address.');
  return { mail: { url, from } };
}

function required(environment: Environment, name: SettingName): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new ConfigError(`${name} is not set: ${settings[name].meaning}`);
  return value;
}

function matching(environment: Environment, name: SettingName, form: RegExp, words: string): string {
  const value = required(environment, name);
  if (!form.test(value)) throw new ConfigError(`${name} must be ${words}.`);
  return value;
}

function integer(environment: Environment, name: SettingName, standard: number, low: number, high: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return standard;
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new ConfigError(`${name} must be a whole number from ${low} to ${high}.`);
  }
  return value;
}

function addresses(environment: Environment, name: SettingName): readonly string[] {
  const text = environment[name] ?? '';
  const listed = text.split(',').map((address) => address.trim());
  const found = listed.filter((address) => address !== '' && address !== 'none');
  const fit = (address: string) => ['http:', 'https:'].includes(URL.parse(address)?.protocol ?? '');
  if (!found.every(fit)) throw new ConfigError(`${name} must be addresses of http or https with a comma between.`);
  return found;
}

function oneOf<const Choice extends string>(
  environment: Environment,
  name: SettingName,
  choices: readonly Choice[],
  standard: Choice,
): Choice {
  const text = environment[name];
  if (text === undefined || text === '') return standard;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new ConfigError(`${name} must be one of ${choices.join(', ')}.`);
  return found;
}
